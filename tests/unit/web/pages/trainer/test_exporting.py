"""Tables to take away as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from werkzeug.test import TestResponse

from lms_peer.actions.register_learner import register_learner
from lms_peer.database import db, now
from lms_peer.domain.uk import uk_day
from lms_peer.people import enrolments
from lms_peer.people.models import Account
from lms_peer.portfolio.tables import safe
from tests.plant import LISTEN, PLACES, Plant
from tests.unit.web.pages.scene import Browser, Scene


def rows_of(page: TestResponse) -> list[dict[str, str]]:
    """The table, as a spreadsheet reads it."""
    assert page.mimetype == "text/csv"
    assert "attachment" in page.headers["Content-Disposition"]
    assert page.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(page.data.decode("utf-8-sig"))))


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_nothing_is_a_formula(begins: str) -> None:
    assert safe(f"{begins}1+1") == f"'{begins}1+1"


def test_numbers_and_ordinary_words_stay_as_they_are() -> None:
    assert [safe(value) for value in (-5, 0, None, "Ann = Bo", date(2026, 1, 5))] == [
        "-5",
        "0",
        "",
        "Ann = Bo",
        "2026-01-05",
    ]


def test_a_cohort_comes_with_how_everybody_goes(scene: Scene, trainer: Browser) -> None:
    def opened(plant: Plant) -> UUID:
        starts = uk_day(now()) - timedelta(weeks=1)
        cohort = enrolments.add_cohort(plant.centre, "Spring", "bench", starts, starts + timedelta(weeks=20)).id
        account = db.session.get_one(Account, plant.people["other learner"])
        account.name = '=HYPERLINK("http://bad.example")'
        enrolments.add_learner(plant.centre, account.id, "Legal", uln="9276308686")
        plant.registration = register_learner(
            plant.acting("trainer"),
            uuid4(),
            account=account.id,
            slug="bench",
            optional_units=("H2",),
            cohort=cohort,
        ).registration
        plant.people["learner"] = account.id
        plant.countersigns(plant.logs(90))
        return cohort

    cohort = scene.do(opened)
    (row,) = rows_of(trainer.get(f"/cohorts/{cohort}/progress.csv"))
    assert row["Learner"] == '\'=HYPERLINK("http://bad.example")'
    assert row["ULN"] == "9276308686"
    assert (row["How it goes"], row["Why"]) == ("On track", "0 of 2 units done, 0 expected by now.")
    assert (row["Units done"], row["Units expected by now"], row["Units in all"]) == ("0", "0", "2")
    assert row["Shadowing a member of staff: minutes signed"] == "90"
    assert row["Shadowing a member of staff: minutes needed"] == "600"


def test_every_criterion_comes_with_its_evidence_and_gaps_are_visible(scene: Scene, trainer: Browser) -> None:
    scene.do(lambda plant: (plant.judges(plant.submits(LISTEN), LISTEN), plant.submits(LISTEN, PLACES)))
    rows = rows_of(trainer.get(f"/train/{scene.registration}/criteria.csv"))
    told = [(row["Unit"], row["Criterion"], row["How far"], row["Decision"]) for row in rows]
    assert told == [
        ("H1", "1.1", "Met", "Met"),
        ("H1", "1.1", "Met", "With the assessor"),
        ("H1", "1.2", "Not started", ""),
        ("H2", "1.1", "With the assessor", "With the assessor"),
    ]
    assert rows[0]["Evidence"] == "My day"
    assert rows[0]["Kind"] == "Reflective account"


def test_hours_come_with_who_signed_and_how_far(scene: Scene, trainer: Browser) -> None:
    scene.do(lambda plant: (plant.countersigns(plant.logs(60)), plant.logs(45)))
    rows = rows_of(trainer.get(f"/train/{scene.registration}/hours.csv"))
    assert [(row["Minutes"], row["How far"], row["Member of staff"]) for row in rows] == [
        ("60", "Signed", "Staff"),
        ("45", "Waiting", "Staff"),
    ]


def test_an_empty_cohort_is_a_table_with_headings(scene: Scene, trainer: Browser) -> None:
    cohort = scene.do(lambda plant: enrolments.add_cohort(plant.centre, "Empty", "bench", date(2026, 1, 5)).id)
    assert rows_of(trainer.get(f"/cohorts/{cohort}/progress.csv")) == []
