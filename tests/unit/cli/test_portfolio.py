"""`lms-peer portfolio issue --cohort`: every portfolio of a cohort in one folder, and what could not be made."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from lms_peer.actions.register_learner import register_learner
from lms_peer.app import create_app
from lms_peer.cli import serving
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


def report_in(folder: Path) -> list[tuple[str, ...]]:
    """The report, without its heading."""
    rows = csv.reader(io.StringIO((folder / "report.csv").read_text("utf-8-sig")))
    return [tuple(row) for row in rows][1:]


def test_a_cohorts_portfolios_are_written_to_a_folder_and_the_rest_is_said(
    shell, cohort: UUID, tmp_path: Path
) -> None:
    """It takes a worker process and a real drawing; what follows from it is looked at in one go."""
    folder = tmp_path / "out"
    folder.mkdir()
    issue = ("portfolio", "issue", "--cohort", cohort, "-o", folder, "--draft", "--workers", 1)
    stopped = interrupted(*map(str, issue))
    assert stopped.returncode == 1, stopped.stderr
    assert "Stopping. What was issued stays." in stopped.stderr
    assert "Issued 0 of 2 portfolios" in stopped.stdout
    assert [row[3] for row in report_in(folder)] == [
        "There is no evidence in this record yet. Add some first, then make the portfolio.",
        "Stopped before its turn. Run the same command again to go on.",
    ]

    said = shell(*issue)
    assert said.status == 1
    assert f"Issued 1 of 2 portfolios: {folder}" in said.out
    assert "Cohort Other Learner: There is no evidence in this record yet." in said.err
    [file] = folder.glob("*.pdf")
    assert file.name == "Cohort_Staff-version-1.pdf"
    drawn = file.read_bytes()
    assert drawn.startswith(b"%PDF-")
    assert report_in(folder)[1] == ("Cohort Staff", "1", file.name, "Issued")

    file.unlink()
    said = shell(*issue)
    assert "Issued 0 of 1 portfolios" in said.out
    assert "Skipped 1: issued before, and nothing new on record since." in said.out
    assert file.read_bytes() == drawn
    assert report_in(folder)[1] == ("Cohort Staff", "1", file.name, "Issued before, nothing new since")

    registration = registered_in(cohort)
    said = shell("portfolio", "export", registration, "--zip", tmp_path / "parts.zip")
    assert said.status == 0, said.err
    with zipfile.ZipFile(tmp_path / "parts.zip") as whole:
        assert whole.read("portfolio.pdf") == drawn
    said = shell("portfolio", "matrix", registration, "--version", 1, "-o", tmp_path / "matrix.csv")
    assert said.status == 0, said.err
    assert "1.1" in (tmp_path / "matrix.csv").read_text("utf-8-sig")


def test_a_cohorts_portfolios_are_not_waited_for_when_no_worker_starts(
    shell, cohort: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "_RESTART_SECONDS", 0.01)
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    said = shell("portfolio", "issue", "--cohort", cohort, "-o", tmp_path, "--draft")
    assert said.status == 1
    assert "The program that makes portfolios does not start." in said.err
    assert report_in(tmp_path)[1][3] == "Stopped before its turn. Run the same command again to go on."


def test_a_portfolio_that_was_never_issued_can_not_be_exported_and_the_way_to_it_is_said(
    shell, cohort: UUID, tmp_path: Path
) -> None:
    said = shell("portfolio", "export", registered_in(cohort), "--zip", tmp_path / "parts.zip")
    assert said.status == 1
    assert "No portfolio was issued yet. Issue one first: lms-peer portfolio issue" in said.err
    assert not (tmp_path / "parts.zip").exists()


def registered_in(cohort: UUID) -> UUID:
    """The record of the one with evidence."""
    with create_app().app_context():
        [centre] = [one.id for one in centres.centres() if one.slug == "south"]
        roll = enrolments.cohort_roll(centre, cohort)
        [found] = [one.registration for one, account in roll if account.name == "Cohort Staff"]
        db.engine.dispose()
    return found


def interrupted(*words: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, stopped by Ctrl-C while its worker is held still and can make nothing."""
    with subprocess.Popen(  # noqa: S603 - this very program
        [sys.executable, "-m", "lms_peer", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            worker = soon(lambda: worker_of(process.pid))
            os.kill(worker, signal.SIGSTOP)
            try:
                process.send_signal(signal.SIGINT)
                soon(lambda: is_told_to_end(worker))
            finally:
                with suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGCONT)
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
    return subprocess.CompletedProcess(words, process.returncode, out, err)


def soon(ask: Callable[[], int | None]) -> int:
    """What is true within a minute."""
    deadline = time.monotonic() + 60
    while not (found := ask()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return found


def worker_of(parent: int) -> int | None:
    """The process beside the command that makes portfolios, once it is a program of its own."""
    below = (
        int(pid) for file in Path(f"/proc/{parent}/task").glob("*/children") for pid in file.read_text().split()
    )
    return next((pid for pid in below if b"\0worker\0" in Path(f"/proc/{pid}/cmdline").read_bytes()), None)


def is_told_to_end(process: int) -> bool:
    """True when SIGTERM waits for the process, or has ended it: one that does not listen for it yet does not wait."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True
    [waits] = re.findall(r"^ShdPnd:\t([0-9a-f]+)$", status, re.MULTILINE)
    return bool(int(waits, 16) & 1 << signal.SIGTERM - 1)


def test_without_draft_only_final_portfolios_are_made_and_what_is_open_is_said(
    shell, cohort: UUID, tmp_path: Path
) -> None:
    said = shell("portfolio", "issue", "--cohort", cohort, "-o", tmp_path)
    assert said.status == 1
    assert "Issued 0 of 2 portfolios" in said.out
    assert "Cohort Staff: The final portfolio can not be made yet. " in said.err
    assert "Evidence waits for a decision: H1 1.1." in said.err
    assert list(tmp_path.glob("*.pdf")) == []


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
