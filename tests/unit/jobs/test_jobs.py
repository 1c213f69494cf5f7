"""Jobs: asked for in a transaction, done in order, once under one key."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask

from lms_peer.database import db
from lms_peer.domain.refusals import NotFound
from lms_peer.jobs import Job, Jobs, JobState, enqueue, job, status, work
from tests.unit.jobs.given import (
    CENTRE,
    a_file,
    add_up,
    ask,
    marked,
    now_stands,
)


def test_a_job_is_done_and_its_result_can_be_read(app: Flask) -> None:
    asked = ask(app, "add up", numbers=[1, 2, 3])
    assert now_stands(app, asked).state == JobState.QUEUED
    assert not now_stands(app, asked).over
    assert work(app, once=True) == 1
    done = now_stands(app, asked)
    assert (done.state, done.result, done.error, done.over) == (JobState.DONE, {"sum": 6}, None, True)
    assert done.started is not None
    assert done.finished is not None
    assert done.created <= done.started <= done.finished
    assert marked(app) == ["added up"]
    assert work(app, once=True) == 0


def test_a_job_asked_for_in_a_refused_request_never_was(app: Flask) -> None:
    with app.app_context():
        asked = enqueue("add up", {"numbers": [1]}, CENTRE)
        db.session.rollback()
    assert work(app, once=True) == 0
    with app.app_context(), pytest.raises(NotFound):
        status(CENTRE, asked)


def test_another_centre_does_not_find_the_job(app: Flask) -> None:
    asked = ask(app, "add up", numbers=[1])
    with app.app_context(), pytest.raises(NotFound):
        status(uuid4(), asked)


def test_a_kind_nobody_does_is_refused_when_asked_for(app: Flask) -> None:
    with pytest.raises(ValueError, match="nobody does jobs of the kind 'make tea'"):
        ask(app, "make tea")


def test_a_kind_this_worker_does_not_know_waits_for_one_that_does(app: Flask) -> None:
    asked = ask(app, "add up", numbers=[1])

    @job("other")
    def other(context: object) -> None:
        """Another version of the application."""

    Jobs(other).furnish(app)
    assert work(app, once=True) == 0
    Jobs(add_up).furnish(app)
    assert work(app, once=True) == 1
    assert now_stands(app, asked).state == JobState.DONE


def test_two_handlers_for_one_kind_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two handlers"):
        Jobs(add_up, add_up)


def test_asking_again_under_the_same_key_answers_the_open_job(app: Flask) -> None:
    first = ask(app, "add up", key="portfolio 7", numbers=[1])
    assert ask(app, "add up", key="portfolio 7", numbers=[1]) == first
    others = {
        ask(app, "add up", key="portfolio 8", numbers=[1]),
        ask(app, "add up", centre=uuid4(), key="portfolio 7", numbers=[1]),
        ask(app, "ask for more", key="portfolio 7"),
        ask(app, "add up", numbers=[1]),
        ask(app, "add up", numbers=[1]),
    }
    assert len(others | {first}) == 6


def test_once_the_job_is_over_its_key_is_free(app: Flask) -> None:
    first = ask(app, "add up", key="portfolio 7", numbers=[1])
    work(app, once=True)
    assert ask(app, "add up", key="portfolio 7", numbers=[1]) != first


def test_many_asking_at_the_same_moment_get_one_job(app: Flask) -> None:
    together = threading.Barrier(4)

    def at_once(_: int) -> object:
        together.wait()
        return ask(app, "add up", key="portfolio 7", numbers=[1])

    with ThreadPoolExecutor(4) as people:
        assert len(set(people.map(at_once, range(4)))) == 1
    assert work(app, once=True) == 1


def test_asking_keeps_what_else_the_transaction_wrote(app: Flask) -> None:
    first = ask(app, "add up", key="one", numbers=[1])
    with app.app_context():
        db.session.add(Job(id=(beside := uuid4()), centre_id=CENTRE, kind="add up", payload={"numbers": [5]}))
        assert enqueue("add up", {"numbers": [1]}, CENTRE, "one") == first
        db.session.commit()
    assert now_stands(app, beside).state == JobState.QUEUED


def test_jobs_are_done_in_the_order_they_were_asked_for(app: Flask, tmp_path: Path) -> None:
    told = a_file(tmp_path)
    for steps in (1, 2, 3):
        ask(app, "draw", steps=steps, seconds=0, told=str(told))
        time.sleep(0.002)
    assert work(app, once=True) == 3
    assert told.read_text().split() == ["begin", "1", "end", "1"] * 3


def test_a_job_may_ask_for_another(app: Flask) -> None:
    asked = ask(app, "ask for more")
    assert work(app, once=True) == 2
    with app.app_context():
        more = db.session.get(Job, UUID(now_stands(app, asked).result))
        assert more is not None
        assert more.result == {"sum": 5}


def test_what_is_done_aside_waits_until_nothing_else_is_ready(app: Flask) -> None:
    done: list[str] = []

    @job("ahead", aside=True)
    def ahead(context: object) -> None:
        """Nobody waits for this."""
        done.append("ahead")

    @job("asked for")
    def asked_for(context: object) -> None:
        """Somebody waits for this."""
        done.append("asked for")

    Jobs(ahead, asked_for).furnish(app)
    for kind in ("ahead", "asked for", "ahead", "asked for"):
        ask(app, kind)
    assert work(app, once=True) == 4
    assert done == ["asked for", "asked for", "ahead", "ahead"]
