"""Jobs that go wrong: tried again, refused or given up, and told in plain words."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import update

from lms_peer.database import db, now
from lms_peer.jobs import Job, Jobs, JobState, work
from tests.unit.jobs.given import (
    ask,
    marked,
    now_stands,
)


def hurry(app: Flask) -> None:
    """As if the time until the next try had passed."""
    with app.app_context():
        db.session.execute(update(Job).values(not_before=now() - timedelta(seconds=1)))
        db.session.commit()


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
