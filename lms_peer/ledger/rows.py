"""Reads the ledger's rows as they lie, for `verify`, however badly they were treated. Judges nothing.

A row whose columns can not even be read (SQLite lets anything be written into a column) comes back as `Unfit`, and
the rows after it are still read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy
from sqlalchemy import ColumnElement, Connection, String, select, type_coerce, union
from sqlalchemy.exc import SQLAlchemyError

from lms_peer.database import db, reading
from lms_peer.ledger.tables import attachments, heads, statements

BATCH = 500
Row = sqlalchemy.Row[*tuple[Any, ...]]
# What reading a tampered column raises: from the driver (not UTF-8) or from turning it into a Python value.
_BROKEN = (SQLAlchemyError, ValueError, TypeError)


class CannotRead(Exception):
    """The database does not give its rows; the message is its own."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """A row that can not be read. `position` is whatever the database holds there."""

    position: Any


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows in the order of their positions, and what the attachment table holds for each position."""

    rows: list[Row | Unfit]
    named: dict[int, dict[str, tuple[int, str]]] = field(default_factory=dict)


@contextmanager
def snapshot() -> Iterator[Connection]:
    """A connection that sees the database as it is now and holds nobody up. Raises CannotRead."""
    with readable():
        connection = db.engine.connect()
    with connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with reading():
            connection.begin()
        yield connection


@contextmanager
def readable() -> Iterator[None]:
    """Whatever reading raises inside becomes CannotRead."""
    try:
        yield
    except _BROKEN as error:
        reason = getattr(error, "orig", None) or error
        raise CannotRead(str(reason)) from error


def pages(connection: Connection, centre: UUID) -> Iterator[Page]:
    """Every row of a centre, also such as have an impossible position. Raises CannotRead."""
    at = statements.c.position
    of_centre = statements.c.centre_id == centre
    where = [of_centre]
    while True:
        with readable():
            positions = _positions(connection, where)
            if not positions:
                return
            rows = _rows(connection, [of_centre, at >= positions[0], at <= positions[-1]], positions)
            page = Page(rows, _named(connection, centre, positions))
        yield page
        where = [of_centre, at > positions[-1]]


def rows_by_id(connection: Connection, centre: UUID, ids: Sequence[UUID]) -> list[Row]:
    """Those of the statements that are there and can be read. Raises CannotRead."""
    of_centre = statements.c.centre_id == centre
    found: list[Row | Unfit] = []
    with readable():
        for start in range(0, len(ids), BATCH):
            some = statements.c.statement_id.in_(ids[start : start + BATCH])
            positions = connection.execute(select(statements.c.position).where(of_centre, some)).scalars().all()
            found += _rows(connection, [of_centre, some], list(positions))
    return [row for row in found if not isinstance(row, Unfit)]


def centres(connection: Connection) -> list[UUID | str]:
    """Every centre that has a statement or a head; text where that is no centre's id as this service writes it.

    Raises CannotRead.
    """
    ids = union(
        select(type_coerce(statements.c.centre_id, String)), select(type_coerce(heads.c.centre_id, String))
    )
    with readable():
        found = connection.execute(ids.order_by(*ids.selected_columns)).scalars().all()
    return [_written_by_us(value) for value in found]


def _positions(connection: Connection, where: list[ColumnElement[bool]]) -> list[Any]:
    wanted = select(statements.c.position).where(*where).order_by(statements.c.position).limit(BATCH)
    return list(connection.execute(wanted).scalars())


def _rows(connection: Connection, where: list[ColumnElement[bool]], positions: list[Any]) -> list[Row | Unfit]:
    """All at once where that works, one by one where it does not."""
    try:
        return list(connection.execute(select(statements).where(*where).order_by(statements.c.position)).all())
    except _BROKEN:
        if len(positions) == 1:
            return [Unfit(positions[0])]
    return [
        row
        for position in positions
        for row in _rows(connection, [where[0], statements.c.position == position], [position])
    ]


def _named(connection: Connection, centre: UUID, positions: list[Any]) -> dict[int, dict[str, tuple[int, str]]]:
    at = attachments.c.position
    wanted = select(attachments).where(attachments.c.centre_id == centre, at >= positions[0], at <= positions[-1])
    named: dict[int, dict[str, tuple[int, str]]] = {}
    for row in connection.execute(wanted):
        named.setdefault(row.position, {})[row.sha256] = (row.size, row.media_type)
    return named


def _written_by_us(value: Any) -> UUID | str:
    """PostgreSQL answers a UUID, SQLite the text that this service wrote, or something else that someone put there."""
    if isinstance(value, UUID):
        return value
    try:
        centre = UUID(value)
    except (ValueError, AttributeError, TypeError):
        return str(value)
    return centre if centre.hex == value else str(value)
