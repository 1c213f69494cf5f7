"""A worker is killed in the middle of a portfolio; the portfolio still arrives, once, and nothing is drawn twice."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

from flask import Flask

from lms_peer import ledger, seal
from lms_peer.actions.issue_portfolio import draw_again, request_portfolio
from lms_peer.actions.workplace import workplace
from lms_peer.database import db
from lms_peer.jobs import JobState, JobStatus, status
from tests.plant import PLACES, Plant
from tests.unit.jobs.given import eventually
from tests.unit.portfolio.drawers import alive, processes
from tests.unit.portfolio.given import app_that_issues, fill

ROOT = Path(__file__).parents[2]
LONG_PIECES = 5  # so that it takes a while


@contextmanager
def worker(url: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker process; killed at the end if still there."""
    command = [sys.executable, "-m", "tests.unit.portfolio.given", url, str(folder)]
    process = subprocess.Popen(command, cwd=ROOT)  # noqa: S603
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def asked(app: Flask) -> tuple[Plant, UUID]:
    """A full record, and a portfolio of it that was asked for twice."""
    with app.app_context():
        plant = Plant.at()
        for _ in range(LONG_PIECES):
            plant.judges(plant.submits(PLACES, text="I showed them the way. " * 900), PLACES)
        fill(plant)
        jobs = set()
        for _ in range(2):
            jobs.add(request_portfolio(plant.acting("trainer"), plant.registration, uuid4()))
            db.session.commit()
        [job] = jobs
        return plant, job


def stands(app: Flask, plant: Plant, job: UUID) -> JobStatus:
    with app.app_context():
        return status(plant.centre, job)


def drawn(folder: Path) -> dict[str, int]:
    """Every section that is on the shelf, and when it was put there: one that is drawn again is put there again.

    It is there once what is said beside it is.
    """
    return {path.name: path.stat().st_mtime_ns for path in (folder / "vault" / "shelf").rglob("*.section")}


def drawers(process: subprocess.Popen[bytes]) -> list[int]:
    """The processes that draw for a worker."""
    return [pid for pid in processes(process.pid) if alive(pid)]


def test_a_portfolio_whose_worker_is_killed_still_arrives_once(sqlite_url: str, tmp_path: Path):
    app = app_that_issues(sqlite_url, tmp_path)
    plant, job = asked(app)
    with worker(sqlite_url, tmp_path) as doomed:
        eventually(lambda: len(drawn(tmp_path)) >= 3 and stands(app, plant, job).done_steps > 0, seconds=180)
        drawing = drawers(doomed)
        assert drawing
        doomed.send_signal(signal.SIGKILL)
        doomed.wait()
    eventually(lambda: not any(map(alive, drawing)), seconds=10)
    before, half_way = drawn(tmp_path), stands(app, plant, job)
    assert half_way.step_text.startswith("Section ")
    assert half_way.state == JobState.RUNNING  # nobody could say goodbye
    assert 0 < half_way.done_steps < half_way.total_steps
    with app.app_context():
        assert plant.standing.portfolios == ()
    with worker(sqlite_url, tmp_path):
        eventually(lambda: stands(app, plant, job).over, seconds=240)
    after, done = drawn(tmp_path), stands(app, plant, job)
    assert {name: after[name] for name in before} == before
    assert len(after) > len(before)
    assert (done.state, done.result) == (
        JobState.DONE,
        {"registration": str(plant.registration), "version": 1},
    )
    with app.app_context():
        [fact] = plant.standing.portfolios
        assert ledger.head(plant.centre).position == fact.position + 1
        kept = workplace().vault.read(plant.centre, fact.portfolio.sha256)
        assert seal.blanked(kept) == draw_again(plant.centre, plant.registration, 1)
