"""SQL that is put together once and then given to the driver as it is. Knows no table.

SQLAlchemy looks at a statement anew each time it is run, which takes far longer than SQLite needs to run it. Here that
is done once for each kind of database. For the few statements that are run for every xAPI statement, and no others.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple, cast
from weakref import WeakKeyDictionary

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Dialect,
    Engine,
    Insert,
    PoolProxiedConnection,
    Table,
    Text,
    any_,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from lms_peer.database import shared_file

Turn = Callable[[Any], Any]

# Rows of one INSERT on SQLite. The driver lets go of Python's lock each time it runs a statement, and as long as other
# threads compute it waits to get it back. Few sizes, so that each stays prepared; what one statement or two bring is
# written in one go.
_AT_ONCE = (64, 32, 16, 8, 7, 6, 5, 4, 3, 2, 1)


# Of one of many connections: pages that lead to others stay in it, and the machine keeps the rest for all of them.
_SMALL_CACHE = "PRAGMA cache_size=-2048"


class Many(TypeDecorator[Sequence[Any]]):
    """Any number of values of one type, as one parameter: for `among`."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: TypeEngine[Any]) -> None:
        super().__init__()
        self._kind = kind

    def bind_processor(self, dialect: Dialect) -> Turn:
        """On SQLite a JSON array, elsewhere a list."""
        turn = self._kind.dialect_impl(dialect).bind_processor(dialect)
        if dialect.name == "sqlite":
            return lambda values: json.dumps(values if turn is None else [turn(value) for value in values])
        return lambda values: list(values) if turn is None else [turn(value) for value in values]


def among(dialect: str, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """True when the column's value is one of those in the parameter `name`, which is a `Many`."""
    if dialect == "sqlite":
        values = func.json_each(bindparam(name, type_=Text())).table_valued("value")
        return column.in_(select(values.c.value))
    return column == any_(bindparam(name, type_=ARRAY(column.type)))


class _Ready(NamedTuple):
    sql: str
    named: bool  # the driver takes a mapping, not a sequence
    order: tuple[str, ...]
    turns: tuple[tuple[str, Turn], ...]  # of those values that the driver does not take as they are
    constants: dict[str, Any]  # parameters whose values stand in the statement itself


class PreparedInsert:
    """Rows for a table, each a tuple with a value for every column, in the table's order."""

    def __init__(self, table: Table) -> None:
        self._names = tuple(column.name for column in table.columns)
        self._types = {column.name: column.type for column in table.columns}
        self._insert: Insert = insert(table)
        self._ready: dict[str, _Ready] = {}

    def run(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert the rows, of which there may be none. Raises the driver's own errors."""
        if not rows:
            return
        ready = self._ready.get(connection.dialect.name) or self._prepare(connection.dialect)
        turned = [list(row) for row in rows]
        for name, turn in ready.turns:
            _turn(turned, self._names.index(name), turn)
        cursor = connection.connection.cursor()
        try:
            if ready.named:
                cursor.executemany(ready.sql, [dict(zip(self._names, row, strict=True)) for row in turned])
            else:
                for some in _pieces(turned):
                    cursor.execute(_of_many(ready.sql, len(some)), list(chain.from_iterable(some)))
        finally:
            cursor.close()

    def _prepare(self, dialect: Dialect) -> _Ready:
        ready = self._ready[dialect.name] = _prepared(self._insert, self._types, dialect)
        if not ready.named and ready.order != self._names:
            raise ValueError(f"{dialect.name} takes the columns in another order: {ready.order}")
        return ready


class PreparedQuery:
    """A SELECT or UPDATE with `bindparam`s, for the kind of database that `statement` is given the name of.

    `parameters` gives the type of each, `answers` those of a row's columns.
    """

    def __init__(
        self,
        statement: Callable[[str], ClauseElement],
        parameters: Mapping[str, TypeEngine[Any]],
        answers: Sequence[TypeEngine[Any]] = (),
    ) -> None:
        self._statement, self._parameters, self._answers = statement, dict(parameters), answers
        self._ready: dict[str, _Ready] = {}
        self._back: dict[str, list[Turn | None]] = {}

    def run(self, connection: Connection, **values: Any) -> list[tuple[Any, ...]]:
        """The rows that it answers; none for an UPDATE. Raises the driver's own errors."""
        return self._run(connection.dialect, connection.connection, values)

    def ask(self, engine: Engine, **values: Any) -> list[tuple[Any, ...]]:
        """The rows that it answers by itself, in no transaction of ours. Raises the driver's own errors."""
        if shared_file(engine):
            return self._run(engine.dialect, _own(engine), values)
        connection = engine.raw_connection()
        try:
            return self._run(engine.dialect, connection, values)
        finally:
            connection.close()

    def _run(
        self, dialect: Dialect, connection: PoolProxiedConnection, values: Mapping[str, Any]
    ) -> list[tuple[Any, ...]]:
        ready = self._ready.get(dialect.name) or self._prepare(dialect)
        given = {**ready.constants, **values}
        for name, turn in ready.turns:
            given[name] = turn(given[name])
        cursor = connection.cursor()
        try:
            cursor.execute(ready.sql, given if ready.named else [given[name] for name in ready.order])
            if not self._answers:
                return []
            columns = zip(*cursor.fetchall(), strict=True)
            turned_back = [
                [turn(value) for value in column] if turn else column
                for column, turn in zip(columns, self._back[dialect.name], strict=False)
            ]
            return list(zip(*turned_back, strict=True))
        finally:
            cursor.close()

    def _prepare(self, dialect: Dialect) -> _Ready:
        implementations = [kind.dialect_impl(dialect) for kind in self._answers]
        self._back[dialect.name] = [kind.result_processor(dialect, None) for kind in implementations]
        ready = self._ready[dialect.name] = _prepared(self._statement(dialect.name), self._parameters, dialect)
        return ready


class _Asking(threading.local):
    """Each thread's own connections to SQLite. To take one from a pool and give it back takes longer than to ask."""

    def __init__(self) -> None:
        self.by_engine: WeakKeyDictionary[Engine, PoolProxiedConnection] = WeakKeyDictionary()


_asking = _Asking()


def _own(engine: Engine) -> PoolProxiedConnection:
    kept = _asking.by_engine.get(engine)
    if kept is None:
        # From a pool of its own: what is never given back must not be missing from the engine's.
        kept = _asking.by_engine[engine] = engine.pool.recreate().connect()
        cast(Any, kept.driver_connection).execute(_SMALL_CACHE)
    return kept


def _prepared(statement: ClauseElement, types: Mapping[str, TypeEngine[Any]], dialect: Dialect) -> _Ready:
    compiled: Any = statement.compile(dialect=dialect)
    turns = {name: kind.dialect_impl(dialect).bind_processor(dialect) for name, kind in types.items()}
    order = tuple(compiled.positiontup) if compiled.positional else ()
    return _Ready(
        str(compiled),
        not compiled.positional,
        order,
        tuple((name, turn) for name, turn in turns.items() if turn is not None and name in compiled.binds),
        {name: bound.effective_value for name, bound in compiled.binds.items() if not bound.required},
    )


def _pieces(rows: Sequence[list[Any]]) -> Iterator[Sequence[list[Any]]]:
    """The rows in order, in as few pieces as the sizes allow."""
    start = 0
    for size in _AT_ONCE:
        while len(rows) - start >= size:
            yield rows[start : start + size]
            start += size


@lru_cache
def _of_many(sql: str, rows: int) -> str:
    """An INSERT of one row as one of many."""
    before, values = sql.split("VALUES ")
    return f"{before}VALUES {', '.join([values] * rows)}"


def _turn(rows: Sequence[list[Any]], at: int, turn: Turn) -> None:
    """Put one column's values as the driver takes them; the same one often comes many times in a row."""
    last, as_driver = object(), None
    for row in rows:
        value = row[at]
        if value is not last:
            last, as_driver = value, turn(value)
        row[at] = as_driver
