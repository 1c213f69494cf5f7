"""The database: one `db`, how its connections behave, and column types. Knows no table.

SQLite runs in WAL mode with `synchronous=FULL` (nothing committed is lost in a power cut) and takes its write lock
when a transaction begins, so that writers queue instead of failing half-way. The SQLite that comes with the
`pysqlite3` wheel is used: older ones can corrupt a database when the WAL is reset.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import pysqlite3.dbapi2
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ColumnElement, DateTime, MetaData, case, event, false, true
from sqlalchemy.engine import URL, Connection, Dialect, Engine, make_url
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from lms_peer.domain.refusals import AlreadySaid

BUSY_SECONDS = 30


# The cache is in KiB when negative. Copying the WAL back at 8,192 pages (32 MiB), not at 1,000, writes a page of an
# index once for many statements.
_PRAGMAS = (
    "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-8192", "wal_autocheckpoint=8192",
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

Row = TypeVar("Row", bound=Base)


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
    # The connection that was used last is used next: it still holds what was just read.
    options: dict[str, Any] = {"hide_parameters": True, "pool_use_lifo": True}
    if make_url(url).get_backend_name() != "sqlite":
        return options | {"pool_pre_ping": True}
    return options | {"module": pysqlite3.dbapi2, "connect_args": {"timeout": BUSY_SECONDS}}


def prepare(engine: Engine) -> None:
    """Make every connection of `engine` behave as the module says."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", _on_sqlite_begin)


def shared_file(engine: Engine) -> str | None:
    """The SQLite file that other connections and processes can open, too; None for any other database."""
    database = engine.url.database
    return database if engine.dialect.name == "sqlite" and database != ":memory:" else None


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


def now() -> datetime:
    """The present, aware, to the millisecond that statements hold."""
    present = _pretended.get() or datetime.now(UTC)
    return present.replace(microsecond=present.microsecond // 1000 * 1000)


def as_check(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition, asked only of rows that others find: no database walks along an index to find rows by it.

    For the centre in a query that names its rows, like `registration.in_(…)`: there it only makes sure that they are
    the centre's. SQLite takes any centre to be a small one, and would rather walk along all that a centre has than
    look up, one by one, the few rows that are named. Not for the only condition of a query: it would read the table.
    """
    return case((condition, true()), else_=false())


def keep_once(row: Row) -> Row:
    """Keep a new row whose id is that of a form, or answer the row that the same form made before.

    What stands in the row already, but not what the database fills in, must be the same. Raises AlreadySaid.
    """
    said = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    there = db.session.get(type(row), said["id"])
    if there is None:
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError:  # the same form, sent twice at the same moment
            there = db.session.get(type(row), said["id"])
            if there is None:
                raise
        else:
            return row
    if any(getattr(there, name) != value for name, value in said.items()):
        raise AlreadySaid(said["id"])
    return there


def _on_sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN is deferred; ours is not
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _on_sqlite_begin(connection: Connection) -> None:
    begin = "BEGIN" if _reading.get() else "BEGIN IMMEDIATE"
    try:  # straight to the driver: SQLAlchemy takes ten times as long to hand such a word on
        connection.connection.driver_connection.execute(begin)  # type: ignore[union-attr]
    except pysqlite3.dbapi2.OperationalError as error:
        raise OperationalError(begin, None, error) from error
