"""Counting tries: for all processes together, and without names."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from lms_peer.database import db, now, pretend
from lms_peer.domain.tries import Patience
from lms_peer.people.signing import Tries
from lms_peer.people.tries import Counter, count_try, forget_tries, take_back_try, tidy_tries

PATIENCE = Patience(free=3, longest=timedelta(minutes=10))
ANN, HERE = Counter("as ann", PATIENCE), Counter("from here", Patience(free=5, longest=timedelta(minutes=5)))


def counts() -> int:
    """How many tries are counted in all."""
    number = db.session.scalar(select(func.sum(Tries.tries))) or 0
    db.session.rollback()
    return number


def test_the_longest_wait_of_all_counters_counts() -> None:
    began = now()
    with pretend(began):
        waits = [count_try([ANN, HERE]) for _ in range(4)]
        assert waits == [timedelta(0)] * 3 + [timedelta(seconds=30)]
        assert count_try([HERE]) == timedelta(0)
        assert counts() == 3 + 4


def test_of_many_guesses_at_once_only_the_free_ones_go_on(app: Flask) -> None:
    def guess(_number: int) -> timedelta:
        with app.app_context():
            waited = count_try([ANN, HERE])
            db.session.remove()
            return waited

    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(guess, range(16)))
    assert waits.count(timedelta(0)) == PATIENCE.free
    assert counts() == 2 * PATIENCE.free


def test_a_right_try_is_forgotten_and_an_address_keeps_the_wrong_ones() -> None:
    for _ in range(2):
        count_try([ANN, HERE])
    forget_tries(["as ann"])
    take_back_try("from here")
    assert counts() == 1
    take_back_try("from here")
    take_back_try("from here")
    assert counts() == 0


def test_what_is_counted_under_can_not_be_read() -> None:
    count_try([ANN, HERE])
    keys = db.session.scalars(select(Tries.key)).all()
    assert len(keys) == 2
    assert not any("ann" in key or "here" in key for key in keys)


def test_old_counts_are_thrown_away() -> None:
    began = now()
    count_try([ANN])
    with pretend(began + timedelta(days=3)):
        count_try([HERE])
        tidy_tries()
        db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(Tries)) == 1


def test_a_try_waits_for_no_writer_and_is_held_against_what_was_counted() -> None:
    for _ in range(3):
        count_try([ANN])
    if db.engine.dialect.name != "sqlite":
        return  # there, rows are held and not the database
    with db.engine.connect() as writer:
        writer.exec_driver_sql("SELECT 1")  # holds SQLite's write lock
        assert count_try([ANN]) > timedelta(0)
        assert count_try([HERE]) == timedelta(0)
    assert counts() == 3


def test_nothing_is_counted_under_nothing() -> None:
    assert count_try([]) == timedelta(0)
