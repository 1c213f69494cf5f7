"""Whose job it is: slow work lets go of the database, and only the lease that counts changes a job."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import update

from lms_peer.database import db, now
from lms_peer.jobs import Job, JobState, leases, status, work
from tests.unit.jobs.given import (
    CENTRE,
    a_file,
    ask,
    eventually,
    marked,
    now_stands,
    over,
    workers,
)


def test_progress_is_seen_while_the_job_runs(app: Flask, tmp_path: Path) -> None:
    asked = ask(app, "draw", steps=10, seconds=3, told=str(a_file(tmp_path)))
    seen, begun = set(), (0, 0, "")
    with ThreadPoolExecutor(1) as worker:
        worker.submit(work, app, once=True)
        while not (stands := now_stands(app, asked)).over:
            seen.add((stands.done_steps, stands.total_steps, stands.step_text))
            time.sleep(0.05)
    assert len(seen) >= 5
    assert seen <= {begun} | {(page, 10, f"Drawing page {page + 1}") for page in range(10)}
    done = now_stands(app, asked)
    assert (done.done_steps, done.total_steps, done.step_text) == (10, 10, "")


def test_slow_work_that_released_the_database_keeps_nobody_from_writing(app: Flask, tmp_path: Path) -> None:
    told = a_file(tmp_path)
    drawn = ask(app, "draw", steps=1, seconds=4, told=str(told))
    with ThreadPoolExecutor(1) as worker:
        worker.submit(work, app, once=True)
        eventually(lambda: now_stands(app, drawn).total_steps == 1)  # which is told once the database is released
        ask(app, "add up", numbers=[1])
        assert "end" not in told.read_text()
    assert marked(app) == ["drawn at attempt 1", "added up"]


def test_a_handler_that_holds_the_lock_longer_than_its_lease_still_counts_once(app: Flask, tmp_path: Path) -> None:
    told = tmp_path / "told"
    asked = ask(app, "hold the lock", seconds=2.5, told=str(told))
    with ThreadPoolExecutor(2) as both:
        first = both.submit(work, app, once=True, lease_seconds=1)
        eventually(told.exists)
        second = both.submit(work, app, once=True, lease_seconds=1)
        assert first.result() == 1
        assert second.result() == 0
    assert now_stands(app, asked).result == "held"
    assert marked(app) == ["held the lock"]


def test_letting_go_with_something_unwritten_is_a_mistake_that_is_found(app: Flask) -> None:
    ask(app, "write, then release")
    work(app, once=True)
    with app.app_context():
        assert db.session.query(Job).filter_by(kind="x").count() == 0
        assert db.session.query(Job).one().state == JobState.QUEUED


def test_the_lease_is_renewed_while_the_job_runs(app: Flask, tmp_path: Path) -> None:
    asked = ask(app, "draw", steps=1, seconds=2.5, told=str(told := a_file(tmp_path)))
    with ThreadPoolExecutor(2) as both:
        first = both.submit(work, app, once=True, lease_seconds=1)
        eventually(lambda: "begin" in told.read_text())
        time.sleep(1.5)
        assert work(app, once=True, lease_seconds=1) == 0  # the lease of one second was made longer
        assert first.result() == 1
    assert now_stands(app, asked).state == JobState.DONE
    assert told.read_text().split() == ["begin", "1", "end", "1"]


def test_a_worker_that_lost_its_lease_writes_nothing(app: Flask, tmp_path: Path) -> None:
    asked = ask(app, "draw", steps=20, seconds=2, told=str(told := a_file(tmp_path)))
    with ThreadPoolExecutor(1) as worker:
        slow = worker.submit(work, app, once=True, lease_seconds=60)
        eventually(lambda: "begin" in told.read_text())
        with app.app_context():  # as if it had been silent for too long
            db.session.execute(update(Job).values(leased_until=now() - timedelta(seconds=1)))
            db.session.commit()
        assert work(app, once=True) == 1
        assert slow.result() == 1
    assert now_stands(app, asked).state == JobState.DONE
    assert marked(app) == ["drawn at attempt 2"]


def test_only_the_lease_that_counts_may_change_a_job(app: Flask) -> None:
    asked = ask(app, "add up", numbers=[1])
    length = timedelta(seconds=-1)
    with app.app_context():
        engine = db.engine
        old = leases.claim(engine, ("add up",), length)
        new = leases.claim(engine, ("add up",), timedelta(seconds=60))
        assert old is not None
        assert new is not None
        assert (old.job, new.job, new.attempt) == (asked, asked, 2)
        assert not leases.renew(engine, old, length)
        assert not leases.report(engine, old, 1, 2, "half")
        assert not leases.give_back(engine, old)
        assert not leases.retry_later(engine, old)
        assert not leases.fail(engine, old, "no")
        assert not leases.finish(db.session(), old, "mine")
        db.session.rollback()
        assert leases.report(engine, new, 1, 2, "half")
        assert status(CENTRE, asked).step_text == "half"


def test_a_job_that_keeps_killing_its_worker_is_given_up(app: Flask) -> None:
    asked = ask(app, "add up", numbers=[1])
    with app.app_context():
        for _ in range(5):
            assert leases.claim(db.engine, ("add up",), timedelta(seconds=-1)) is not None
        assert leases.claim(db.engine, ("add up",), timedelta(seconds=-1)) is None
    assert now_stands(app, asked).state == JobState.FAILED
    assert now_stands(app, asked).error == leases.STOPPED_HALF_WAY
    assert marked(app) == []


def test_two_worker_processes_never_run_the_same_job(app: Flask, database_url: str, tmp_path: Path) -> None:
    files = [a_file(tmp_path) for _ in range(12)]
    asked = [ask(app, "draw", steps=1, seconds=0.1, told=str(told)) for told in files]
    with workers(database_url, 2):
        eventually(lambda: all(over(app, one) for one in asked), 60)
    assert [told.read_text().split() for told in files] == [["begin", "1", "end", "1"]] * 12
    assert marked(app) == ["drawn at attempt 1"] * 12
