"""Tries at a secret, counted for all processes in one small table: so that guessing is slow, and nobody is shut out.

A try is counted before the secret is looked at, in a transaction of its own: of many guesses sent at once, each
sees those before it. A try that has to wait is not counted, so that knocking on does not make the wait longer. What
is counted under is hashed: the table holds no names and no addresses.

Signing in waits for no writer. On SQLite, where one writes at a time, a try that can not be written down within a
second is still held against those that were, and goes on uncounted.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import structlog
from flask import current_app
from sqlalchemy import Connection, Row, Select, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError

from lms_peer.database import BUSY_SECONDS, db, now, reading, writing
from lms_peer.domain.tries import Patience, tries_after, wait_left
from lms_peer.people.signing import Tries

_KEPT = timedelta(days=2)
_SOON = 1000  # milliseconds

log = structlog.get_logger(__name__)


class Counter(NamedTuple):
    """What tries are counted under, such as an account or an address, and how patient we are with it."""

    name: str
    patience: Patience


def count_try(counters: Sequence[Counter]) -> timedelta:
    """Count one try under each of `counters`, or answer how long to wait. Zero: it was counted, go on.

    Commits by itself. Ends the session's own transaction first, which must have nothing to keep yet.
    """
    if not counters:
        return timedelta(0)
    db.session.rollback()  # on SQLite a session that holds the write lock would make us wait for ourselves
    at = now()
    patience = {_hashed(one.name): one.patience for one in counters}
    try:
        with _writing_soon() as connection:
            rows = _held(connection, sorted(patience))
            left = _longest(patience, rows, at)
            for row in () if left else rows:
                tries = tries_after(patience[row.key], row.tries, row.last, at)
                connection.execute(update(Tries).where(Tries.key == row.key).values(tries=tries, last=at))
        return left
    except OperationalError as error:
        log.warning("a try was not counted", reason=type(error).__name__)
        with reading(), db.engine.connect() as connection:
            return _longest(patience, connection.execute(_of(patience)).all(), at)


def forget_tries(names: Iterable[str]) -> None:
    """It was the right person: forget what was counted under these names. Commits by itself."""
    keys = [_hashed(name) for name in names]
    with _writing_soon() as connection:
        connection.execute(delete(Tries).where(Tries.key.in_(keys)))


def take_back_try(name: str) -> None:
    """That try was a right one: count it no longer, but keep the wrong ones. Commits by itself."""
    with _writing_soon() as connection:
        one_less = update(Tries).where(Tries.key == _hashed(name), Tries.tries > 0)
        connection.execute(one_less.values(tries=Tries.tries - 1))


def tidy_tries() -> None:
    """Throw away what nobody counts any more. In the caller's transaction."""
    db.session.execute(delete(Tries).where(Tries.last < now() - _KEPT))


@contextmanager
def _writing_soon() -> Iterator[Connection]:
    """A transaction of its own that writes, or OperationalError when SQLite's lock is not free within a second."""
    with writing(), db.engine.connect() as connection:
        lite = connection.dialect.name == "sqlite"
        driver: Any = connection.connection.driver_connection
        if lite:
            driver.execute(f"PRAGMA busy_timeout = {_SOON}")
        try:
            with connection.begin():
                yield connection
        finally:
            if lite:
                driver.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def _longest(patience: Mapping[str, Patience], rows: Iterable[Row[str, int, datetime]], at: datetime) -> timedelta:
    waits = (wait_left(patience[row.key], row.tries, row.last, at) for row in rows)
    return max(waits, default=timedelta(0))


def _of(keys: Iterable[str]) -> Select[str, int, datetime]:
    return select(Tries.key, Tries.tries, Tries.last).where(Tries.key.in_(list(keys))).order_by(Tries.key)


def _held(connection: Connection, keys: list[str]) -> Sequence[Row[str, int, datetime]]:
    """The counters' rows, made where they are missing, held until the transaction ends."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    for key in keys:
        connection.execute(insert(Tries).values(key=key, tries=0, last=now()).on_conflict_do_nothing())
    return connection.execute(_of(keys).with_for_update()).all()


def _hashed(name: str) -> str:
    return hmac.new(str(current_app.secret_key).encode(), name.encode("utf-8", "replace"), "sha256").hexdigest()
