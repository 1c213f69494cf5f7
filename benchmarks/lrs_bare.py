"""The floor: SQLAlchemy Core inserts the rows that the ledger wrote, into the same tables, and does nothing else.

No HTTP, no sign-in, no validation, no chain to compute, one process, no one to wait for. It commits after every
batch, as safe against a power cut as the service.
"""

from __future__ import annotations

import time
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import lrs_loaded
from lrs_servers import Ours
from sqlalchemy import Engine, Insert, Table, create_engine, insert, select

from lms_peer.database import db, engine_options, prepare
from lms_peer.ledger import tables

Rows = list[dict[str, Any]]


class Inserted(NamedTuple):
    """How many statements in how many seconds."""

    statements: int
    seconds: float


def measure(home: Path, url: str, batch: int, seconds: float, statements: int) -> Inserted:
    """Insert into the empty database at `url` for some seconds, or until `statements` are in."""
    engine = _engine(url)
    db.Model.metadata.create_all(engine, _tables())
    work = [_batch(home, statements, start, batch) for start in range(0, statements - batch + 1, batch)]
    with engine.begin() as connection:
        for table, rows in _rows(home, statements).items():
            if rows and "position" not in table.c:
                connection.execute(insert(table), rows)
    began, done = time.perf_counter(), 0
    while done < len(work) and time.perf_counter() - began < seconds:
        with engine.begin() as connection:
            for command, rows in work[done]:
                connection.execute(command, rows)
        done += 1
    spent = time.perf_counter() - began
    engine.dispose()
    return Inserted(done * batch, spent)


def _tables() -> list[Table]:
    """The ledger's, in the order in which they refer to each other."""
    return [table for table in db.Model.metadata.sorted_tables if table.name.startswith("ledger_")]


def _engine(url: str) -> Engine:
    engine = create_engine(url, **engine_options(url))
    prepare(engine)
    return engine


def _batch(home: Path, statements: int, start: int, batch: int) -> list[tuple[Insert, Rows]]:
    """What is inserted for the statements from one position on."""
    wanted = range(start + 1, start + batch + 1)
    by_position = _by_position(home, statements)
    found = (
        (table, [row for number in wanted for row in by_position[table].get(number, ())]) for table in by_position
    )
    return [(insert(table), rows) for table, rows in found if rows]


@lru_cache(maxsize=1)
def _by_position(home: Path, statements: int) -> dict[Table, dict[int, Rows]]:
    placed: dict[Table, dict[int, Rows]] = {}
    for table, rows in _rows(home, statements).items():
        if "position" in table.c:
            places = placed[table] = {}
            for row in rows:
                places.setdefault(row["position"], []).append(row)
    return placed


@lru_cache(maxsize=1)
def _rows(home: Path, statements: int) -> dict[Table, Rows]:
    """What the ledger's tables hold after so many statements; the head of the chain stays out."""
    ours = Ours(home, f"sqlite:///{home / 'lms_peer.sqlite'}")
    ours.set_up()
    lrs_loaded.fill(ours, statements)
    engine = _engine(ours.database_url)
    with engine.connect() as connection:
        rows = {
            table: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in _tables()
            if table is not tables.heads
        }
    engine.dispose()
    return rows
