"""`lms-peer portfolio issue --cohort`: every portfolio of a cohort in one folder, and what could not be made."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from lms_peer.actions.register_learner import register_learner
from lms_peer.app import create_app
from lms_peer.database import db
from lms_peer.domain.roles import Role
from lms_peer.people import centres, enrolments
from tests.plant import LISTEN, Plant


@pytest.fixture
def cohort(centre) -> UUID:
    """A cohort with one learner who has evidence and one who has none."""
    with create_app().app_context():
        plant = Plant.at("south")
        opened = enrolments.add_cohort(plant.centre, "Spring", "bench", date(2026, 1, 5)).id
        for who in ("other learner", "staff"):
            plant.add(f"cohort {who}")
            enrol(plant, f"cohort {who}", opened)
        plant.submits(LISTEN)
        db.engine.dispose()
    return opened


def enrol(plant: Plant, who: str, cohort: UUID) -> None:
    """The person joins the cohort, and is the plant's learner from now on."""
    centres.give_role(plant.centre, plant.people[who], Role.LEARNER)
    plant.people["learner"] = plant.people[who]
    plant.registration = register_learner(
        plant.acting("trainer"),
        uuid4(),
        account=plant.people[who],
        slug="bench",
        optional_units=("H2",),
        cohort=cohort,
    ).registration


def test_a_cohorts_portfolios_are_written_to_a_folder_and_the_rest_is_said(
    shell, cohort: UUID, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    said = shell("portfolio", "issue", "--cohort", cohort, "-o", folder)
    assert said.status == 1
    assert f"Issued 1 of 2 portfolios: {folder}" in said.out
    assert "Cohort Other Learner: There is no evidence in this record yet." in said.err
    [file] = folder.iterdir()
    assert file.name == "Cohort_Staff-version-1.pdf"
    assert file.read_bytes().startswith(b"%PDF-")


def test_one_record_or_a_cohort_but_not_both_and_not_neither(shell, cohort: UUID, tmp_path: Path) -> None:
    assert shell("portfolio", "issue", "-o", tmp_path).status == 2
    assert shell("portfolio", "issue", uuid4(), "--cohort", cohort, "-o", tmp_path).status == 2


@pytest.mark.parametrize("wrong", ["no/such/folder", "file"])
def test_a_cohort_needs_a_folder_that_is_there(shell, cohort: UUID, tmp_path: Path, wrong: str) -> None:
    (tmp_path / "file").write_text("kept")
    said = shell("portfolio", "issue", "--cohort", cohort, "-o", tmp_path / wrong)
    assert said.status == 1
    assert "Choose a file for one portfolio, or a folder" in said.err
    assert (tmp_path / "file").read_text() == "kept"


def test_a_cohort_that_is_not_there_is_said(shell, cohort: UUID, tmp_path: Path) -> None:
    said = shell("portfolio", "issue", "--cohort", uuid4(), "-o", tmp_path)
    assert said.status == 1
    assert "There is no such cohort" in said.err
