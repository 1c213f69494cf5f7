"""The database: one `db`, how its connections behave, and column types. Knows no table.

SQLite runs in WAL mode with `synchronous=FULL` (nothing committed is lost in a power cut) and takes its write lock
when a transaction begins, so that writers queue instead of failing half-way. The SQLite that comes with the
`pysqlite3` wheel is used: older ones can corrupt a database when the WAL is reset.
"""

from __future__ import annotations

import fcntl
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import IO, TYPE_CHECKING, Any, Generic, TypeVar, cast

import pysqlite3.dbapi2
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, MetaData, event
from sqlalchemy.engine import URL, Connection, Dialect, Engine, make_url
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

BUSY_SECONDS = 30

Piece = TypeVar("Piece")
Answer = TypeVar("Answer")

# The cache is in KiB when negative. Copying the WAL back at 8,192 pages (32 MiB), not at 1,000, writes a page of an
# index once for many statements.
_PRAGMAS = (
    "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16384", "wal_autocheckpoint=8192",
)  # fmt: skip

_reading: ContextVar[bool] = ContextVar("reading", default=False)
_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


class Base(DeclarativeBase):
    """Every table's base: constraint names that migrations can refer to."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base  # what every table inherits; made at run time, so a type checker needs to be told
else:
    Model = db.Model


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime in UTC, on SQLite too. Refuses naive ones: a time without a zone is a guess."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Answer UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def engine_options(url: str | URL) -> dict[str, Any]:
    """Options for `create_engine` that fit the database named by `url`. No error names a person's details."""
    if make_url(url).get_backend_name() != "sqlite":
        return {"pool_pre_ping": True, "hide_parameters": True}
    return {"module": pysqlite3.dbapi2, "connect_args": {"timeout": BUSY_SECONDS}, "hide_parameters": True}


def prepare(engine: Engine) -> None:
    """Make every connection of `engine` behave as the module says."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", _on_sqlite_begin)


@contextmanager
def reading() -> Iterator[None]:
    """Transactions begun inside take no write lock. Writing in one is still safe, it may only fail as busy."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def writing() -> Iterator[None]:
    """Transactions begun inside take the write lock, also within `reading`."""
    token = _reading.set(False)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def pretend(moment: datetime) -> Iterator[None]:
    """Inside, `now()` is `moment`: for the sample centre and for tests, which tell of months in seconds."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)


class Together(Generic[Piece, Answer]):
    """Work of several threads done in one transaction, so that they wait for the disk once.

    Whoever comes while nobody is writing does its own at once; whoever comes meanwhile waits, and the first of them
    then does it for all. `write` gets what waits, in order, and answers each: an exception among the answers is raised
    where that piece came from, and what raises it must have written nothing of that piece. When `write` itself raises,
    nothing is kept and each piece is tried alone.
    """

    def __init__(self, write: Callable[[Sequence[Piece]], Sequence[Answer | Exception]]) -> None:
        self._write = write
        self._one_at_a_time = Lock()
        self._waiting: deque[_Waiting[Piece, Answer]] = deque()

    def do(self, piece: Piece) -> Answer:
        """Write the piece and commit; what the transaction had read so far is given up first."""
        mine: _Waiting[Piece, Answer] = _Waiting(piece)
        self._waiting.append(mine)
        db.session.rollback()  # a snapshot from before would be in the way of writing, and of other processes
        with self._one_at_a_time:
            if mine.answer is None:
                self._do([self._waiting.popleft() for _ in range(len(self._waiting))])
        answer = mine.answer
        if isinstance(answer, Exception):
            raise answer
        return cast(Answer, answer)

    def _do(self, waiting: Sequence[_Waiting[Piece, Answer]]) -> None:
        try:
            with writing(), _one_process_at_a_time(db.engine):
                answers = self._write([one.piece for one in waiting])
                db.session.commit()
        except Exception as error:  # whatever it is, every piece gets an answer
            db.session.rollback()
            if len(waiting) > 1:
                for one in waiting:
                    self._do([one])
                return
            answers = [error]
        for one, answer in zip(waiting, answers, strict=True):
            one.answer = answer


class _Waiting(Generic[Piece, Answer]):
    def __init__(self, piece: Piece) -> None:
        self.piece = piece
        self.answer: Answer | Exception | None = None


@contextmanager
def _one_process_at_a_time(engine: Engine) -> Iterator[None]:
    """On SQLite, wait for the other processes in line: its own waiting is by trying again, ever more seldom."""
    if engine.dialect.name != "sqlite" or not engine.url.database or engine.url.database == ":memory:":
        yield
        return
    turn = _turn(engine.url.database)
    fcntl.flock(turn, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(turn, fcntl.LOCK_UN)


@lru_cache
def _turn(database: str) -> IO[bytes]:
    """The file that processes stand in line for; kept open, one for each process."""
    return Path(f"{database}.turn").open("ab")


def now() -> datetime:
    """The present, aware, to the millisecond that statements hold."""
    present = _pretended.get() or datetime.now(UTC)
    return present.replace(microsecond=present.microsecond // 1000 * 1000)


def _on_sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN is deferred; ours is not
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _on_sqlite_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")
