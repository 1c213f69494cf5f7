"""Workers are killed, frozen and asked to stop in the middle of a job; the result appears once."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from flask import Flask

from lms_peer.jobs import JobState
from tests.unit.jobs.given import (
    a_file,
    app_with_jobs,
    ask,
    eventually,
    marked,
    now_stands,
    over,
    running,
    workers,
)


@pytest.fixture
def app(database_url: str) -> Flask:
    """Runs each test on SQLite and on PostgreSQL."""
    return app_with_jobs(database_url)


def test_a_job_whose_worker_is_killed_is_done_by_another_once(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    asked = ask(app, "draw", steps=20, seconds=1.5, told=str(told := a_file(tmp_path)))
    with workers(database_url) as [doomed]:
        eventually(lambda: now_stands(app, asked).done_steps > 3)
        doomed.send_signal(signal.SIGKILL)
        doomed.wait()
        assert running(app, asked)  # nobody could say goodbye
        with workers(database_url):
            eventually(lambda: over(app, asked))
    done = now_stands(app, asked)
    assert (done.state, done.result) == (JobState.DONE, {"pages": 20})
    assert told.read_text().split() == ["begin", "1", "begin", "2", "end", "2"]
    assert marked(app) == ["drawn at attempt 2"]


def test_a_worker_killed_with_unfinished_writes_leaves_none(app: Flask, database_url: str, tmp_path: Path) -> None:
    asked = ask(app, "hold the lock", seconds=1.0, told=str(told := tmp_path / "told"))
    with workers(database_url) as [doomed]:
        eventually(told.exists)
        doomed.send_signal(signal.SIGKILL)
        doomed.wait()
        assert marked(app) == []
        with workers(database_url):
            eventually(lambda: over(app, asked))
    assert now_stands(app, asked).result == "held"
    assert marked(app) == ["held the lock"]


def test_a_worker_that_was_frozen_beyond_its_lease_does_not_write_when_it_wakes(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    # It is frozen between two reports: frozen in the middle of one it would hold SQLite's lock, and all would wait.
    asked = ask(app, "draw", steps=2, seconds=1.4, told=str(told := a_file(tmp_path)))
    with workers(database_url) as [frozen]:
        eventually(lambda: now_stands(app, asked).done_steps == 1)
        frozen.send_signal(signal.SIGSTOP)
        with workers(database_url):
            eventually(lambda: over(app, asked))
        frozen.send_signal(signal.SIGCONT)
        other = ask(app, "add up", numbers=[1])  # it works on, and takes the next job
        eventually(lambda: over(app, other))
        assert frozen.poll() is None
    assert marked(app) == ["drawn at attempt 2", "added up"]
    assert told.read_text().startswith("begin 1\nbegin 2\n")


def test_a_worker_asked_to_stop_finishes_the_job_in_hand_and_takes_no_other(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    asked = ask(app, "draw", steps=5, seconds=1.5, told=str(told := a_file(tmp_path)))
    with workers(database_url) as [leaving]:
        eventually(lambda: "begin" in told.read_text())
        waiting = ask(app, "add up", numbers=[1])
        leaving.terminate()
        assert leaving.wait(timeout=10) == 0
    assert now_stands(app, asked).state == JobState.DONE
    assert now_stands(app, waiting).state == JobState.QUEUED


def test_a_worker_asked_to_stop_gives_a_long_job_back_at_once(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    asked = ask(app, "draw", steps=100, seconds=60, told=str(told := a_file(tmp_path)))
    with workers(database_url) as [leaving]:
        eventually(lambda: "begin" in told.read_text())
        leaving.terminate()
        assert leaving.wait(timeout=15) == 0
    assert now_stands(app, asked).state == JobState.QUEUED
    assert marked(app) == []
