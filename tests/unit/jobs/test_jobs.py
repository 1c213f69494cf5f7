"""A job is asked for with the fact that needs it, and is done once."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import update

from lms_peer.database import db, now
from lms_peer.domain.refusals import NotFound
from lms_peer.jobs import Job, Jobs, JobState, enqueue, job, leases, status, stop, work
from lms_peer.jobs.queue import STOPPED
from tests.unit.jobs.given import (
    CENTRE,
    a_file,
    add_up,
    ask,
    eventually,
    marked,
    now_stands,
    over,
    workers,
)


def hurry(app: Flask) -> None:
    """As if the time until the next try had passed."""
    with app.app_context():
        db.session.execute(update(Job).values(not_before=now() - timedelta(seconds=1)))
        db.session.commit()


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


def test_a_job_that_goes_wrong_is_tried_again_later_and_writes_nothing(app: Flask) -> None:
    asked = ask(app, "break")
    assert work(app, once=True) == 1
    assert now_stands(app, asked).state == JobState.QUEUED
    assert work(app, once=True) == 0  # not yet
    for _ in range(4):
        hurry(app)
        assert work(app, once=True) == 1
    failed = now_stands(app, asked)
    assert failed.state == JobState.FAILED
    assert failed.error is not None
    assert str(asked) in failed.error
    assert "secret" not in failed.error
    assert failed.finished is not None
    assert marked(app) == []
    hurry(app)
    assert work(app, once=True) == 0


def test_waiting_between_tries_grows(app: Flask) -> None:
    asked = ask(app, "break")
    waits = []
    for _ in range(4):
        hurry(app)
        work(app, once=True)
        with app.app_context():
            again = db.session.get(Job, asked)
            assert again is not None
            waits.append(round((again.not_before - now()).total_seconds()))
    assert waits == [2, 4, 8, 16]


def test_a_job_that_goes_wrong_twice_still_succeeds_once(app: Flask) -> None:
    asked = ask(app, "break twice")
    for _ in range(3):
        hurry(app)
        assert work(app, once=True) == 1
    assert now_stands(app, asked).state == JobState.DONE
    assert now_stands(app, asked).error is None
    assert marked(app) == ["third time lucky"]


def test_an_odd_exception_of_a_library_does_not_end_the_worker(app: Flask) -> None:
    asked = ask(app, "break oddly")
    fine = ask(app, "add up", numbers=[1])
    assert work(app, once=True) == 2
    assert now_stands(app, asked).state == JobState.QUEUED
    assert now_stands(app, fine).state == JobState.DONE


def test_what_a_rule_refuses_is_not_tried_again(app: Flask) -> None:
    asked = ask(app, "say no")
    assert work(app, once=True) == 1
    refused = now_stands(app, asked)
    assert (refused.state, refused.error) == (JobState.FAILED, "The registration has no evidence yet.")
    assert marked(app) == []


def test_the_application_may_say_refusals_in_its_own_words(app: Flask) -> None:
    Jobs(*Jobs.of(app)._handlers.values(), explain=lambda refusal: f"No: {type(refusal).__name__}").furnish(app)
    asked = ask(app, "say no")
    work(app, once=True)
    assert now_stands(app, asked).error == "No: NothingToPrint"


def test_a_handler_may_give_up_in_plain_words(app: Flask) -> None:
    asked = ask(app, "give up")
    work(app, once=True)
    assert now_stands(app, asked).error == "The printer's list of fonts is empty."


def test_what_never_comes_right_is_given_up_in_the_words_of_the_handler(app: Flask) -> None:
    asked = ask(app, "wait for others")
    assert work(app, once=True) == 1
    assert (now_stands(app, asked).state, now_stands(app, asked).error) == (JobState.QUEUED, None)
    for _ in range(4):
        hurry(app)
        work(app, once=True)
    given_up = now_stands(app, asked)
    assert given_up.state == JobState.FAILED
    assert given_up.error == "The clock on the wall does not answer. Try again tomorrow."


def test_progress_is_seen_while_the_job_runs(app: Flask, tmp_path: Path) -> None:
    asked = ask(app, "draw", steps=10, seconds=3, told=str(a_file(tmp_path)))
    seen = set()
    with ThreadPoolExecutor(1) as worker:
        worker.submit(work, app, once=True)
        while not (stands := now_stands(app, asked)).over:
            seen.add((stands.done_steps, stands.total_steps, stands.step_text))
            time.sleep(0.05)
    assert len(seen) >= 5
    assert (0, 0, "") in seen or (0, 10, "Drawing page 1") in seen
    assert any(step == (5, 10, "Drawing page 6") for step in seen)
    done = now_stands(app, asked)
    assert (done.done_steps, done.total_steps, done.step_text) == (10, 10, "")


def test_slow_work_that_released_the_database_keeps_nobody_from_writing(app: Flask, tmp_path: Path) -> None:
    told = a_file(tmp_path)
    ask(app, "draw", steps=1, seconds=2, told=str(told))
    with ThreadPoolExecutor(1) as worker:
        worker.submit(work, app, once=True)
        eventually(lambda: "begin" in told.read_text())
        time.sleep(0.1)
        began = time.monotonic()
        ask(app, "add up", numbers=[1])
        assert time.monotonic() - began < 1
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
