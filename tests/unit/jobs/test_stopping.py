"""Stopping jobs that wait, and one that is in hand."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

from flask import Flask

from lms_peer.database import db
from lms_peer.jobs import JobState, stop, work
from lms_peer.jobs.queue import STOPPED
from tests.unit.jobs.given import (
    CENTRE,
    a_file,
    ask,
    eventually,
    marked,
    now_stands,
)


def stopped(app: Flask, asked: UUID, centre: UUID = CENTRE) -> int:
    """Somebody stops the job; answers how many were."""
    with app.app_context():
        count = stop(centre, [asked])
        db.session.commit()
        return count


def test_a_job_that_waits_can_be_stopped_and_is_never_begun(app: Flask) -> None:
    asked = ask(app, "add up", numbers=[1])
    assert stopped(app, asked) == 1
    assert work(app, once=True) == 0
    found = now_stands(app, asked)
    assert (found.state, found.error, found.stopped, found.over) == (JobState.FAILED, STOPPED, True, True)


def test_a_job_in_hand_is_stopped_within_a_second_and_writes_nothing(app: Flask, tmp_path: Path) -> None:
    asked = ask(app, "draw", steps=100, seconds=20, told=str(told := a_file(tmp_path)))
    with ThreadPoolExecutor(1) as worker:
        begun = worker.submit(work, app, once=True)
        eventually(lambda: "begin" in told.read_text())
        assert stopped(app, asked) == 1
        since = time.monotonic()
        assert begun.result() == 1
        assert time.monotonic() - since < 2
    assert now_stands(app, asked).stopped
    assert marked(app) == []
    assert told.read_text().split() == ["begin", "1"]


def test_what_is_over_or_another_centres_can_not_be_stopped(app: Flask) -> None:
    done = ask(app, "add up", numbers=[1])
    work(app, once=True)
    waiting = ask(app, "add up", numbers=[1])
    assert stopped(app, done) == 0
    assert stopped(app, waiting, uuid4()) == 0
    assert now_stands(app, done).result == {"sum": 1}
    assert now_stands(app, waiting).state == JobState.QUEUED
