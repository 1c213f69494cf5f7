"""The SQL of a question to the ledger: each filter has an index that lists positions in order.

The filter with the fewest statements is walked along, and the others are looked up on the way. An agent or activity
has two places where it can be found, hence several ways to walk. Put together once for each kind of question; asks
nothing by itself.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.types import TypeEngine

from lms_peer.ledger.queries import COLUMNS
from lms_peer.ledger.tables import found_by, mentions, statements
from lms_peer.prepared import PreparedQuery

Position = ColumnElement[int]
Columns = ReadOnlyColumnCollection[str, Any]

MANY = 5000  # statements: beyond it, it is not counted which of two filters has fewer

_statement, _by, _void = statements.c, found_by.c, statements.alias("void").c
_MOST = bindparam("most", type_=Integer())


def _first(*where: ColumnElement[bool]) -> ScalarSelect[int]:
    """Something when there is such a row. Unlike with `exists`, PostgreSQL looks it up and does not list all first."""
    return select(literal(1)).where(*where).limit(1).scalar_subquery()


# Only who said a thing can take it back, and what takes back can not be taken back (xAPI 1.0.3 part two, 2.3.2).
_not_taken_back = or_(
    _statement.voids,
    _first(
        _void.centre_id == _statement.centre_id,
        _void.refers_to == _statement.statement_id,
        _void.voids,
        _void.authority == _statement.authority,
    ).is_(None),
)


class Filter(NamedTuple):
    """One thing that is asked for: in a `column` of what statements are found by, else among their mentions.

    `name` is that of the parameter with its number. `only_itself`: not where a statement that it refers to mentions it.
    """

    name: str
    column: str | None = None
    only_direct: bool = False
    only_itself: bool = False


Filters = tuple[Filter, ...]


class Kind(NamedTuple):
    """A kind of question: all that its SQL depends on. Without a filter, a way goes along all statements."""

    ways: tuple[Filters, ...]
    bounds: tuple[str, ...]
    ascending: bool
    said_by: bool


# What a position must be, by the parameter's name.
BOUNDS: dict[str, Callable[[Position, Position], ColumnElement[bool]]] = {
    "since": operator.gt,
    "upto": operator.le,
    "after": operator.gt,
    "before": operator.lt,
}
_ANSWER = COLUMNS[1:]  # the centre is known
_TYPES: dict[str, TypeEngine[Any]] = {"centre": _statement.centre_id.type, "authority": _statement.authority.type}


@lru_cache(maxsize=256)
def counting(filters: Filters) -> PreparedQuery:
    """How many statements each is found with, counted no further than MANY."""

    counts = [_count(one) for one in filters]
    return PreparedQuery(lambda _dialect: select(*counts), _TYPES, [BigInteger()] * len(counts))


def _count(one: Filter) -> ScalarSelect[int]:
    column = _by[one.column] if one.column else mentions.c.named
    there = select(literal(1)).where(column == bindparam(one.name)).limit(MANY).subquery()
    return select(func.count()).select_from(there).scalar_subquery()


@lru_cache(maxsize=1024)
def page_of(kind: Kind) -> PreparedQuery:
    """The statements of a page, and one more when there is a next page."""

    def page(_dialect: str) -> Select[Any]:
        # Not a join: SQLite would walk along all statements to meet those of the page.
        here = _statement.centre_id == bindparam("centre")
        return _in_order(
            select(*_ANSWER).where(here, _statement.position.in_(_positions(kind))), _statement.position, kind
        )

    return PreparedQuery(page, _TYPES, [column.type for column in _ANSWER])


def _positions(kind: Kind) -> Select[Any]:
    """The positions that the page holds, each once."""
    ways = []
    for filters in kind.ways:
        way = _way(filters)
        found = select(way.position.label("position")).select_from(way.source).distinct()
        found = found.where(
            *way.where, *(BOUNDS[name](way.position, bindparam(name)) for name in kind.bounds), _not_taken_back
        )
        if kind.said_by:
            found = found.where(_statement.authority == bindparam("authority"))
        ways.append(_in_order(found, way.position, kind).limit(_MOST))
    if len(ways) == 1:
        return ways[0]
    either = union_all(*(select(way.subquery().c.position) for way in ways)).subquery()
    return _in_order(select(either.c.position).distinct(), either.c.position, kind).limit(_MOST)


def _in_order(wanted: Select[Any], position: Position, kind: Kind) -> Select[Any]:
    return wanted.order_by(position if kind.ascending else position.desc())


class _Way(NamedTuple):
    """One way to walk to what is asked for: along `position` of `source`."""

    source: FromClause
    position: Position
    where: list[ColumnElement[bool]]


def _way(filters: Filters) -> _Way:
    """Walk along the index of the first filter, and look up whether the others hold for the same row."""
    here = _by.centre_id == bindparam("centre")
    if not filters:
        return _Way(statements, _statement.position, [_statement.centre_id == bindparam("centre")])
    lead, *others = filters
    if lead.column:
        # Not the centre, which is in the number: it would have to be looked up in the table for each row of the index.
        where = [_by[lead.column] == bindparam(lead.name), *_also(others, _by)]
        return _Way(found_by.join(statements, _at(_by.position)), _by.position, where)
    place = mentions.c
    where = [_named(lead, place)]
    if others and (lead.only_itself or any(one.column for one in others)):
        says = [here, _by.position == place.position]
        if not lead.only_itself:  # else whatever it is found through
            says.append(_by.through == place.through)
        where.append(_first(*says, *_also(others, _by)).is_not(None))
    else:
        where += _also(others, place)
    return _Way(mentions.join(statements, _at(place.position)), place.position, where)


def _also(others: Sequence[Filter], place: Columns) -> list[ColumnElement[bool]]:
    """That these hold for the row at `place` too. Who said it is asked of the statement itself."""
    # Adding nothing keeps the database from walking along an index of this column.
    where = [_by[one.column] + 0 == bindparam(one.name) for one in others if one.column]
    for one in (one for one in others if not one.column and not one.only_itself):
        also = mentions.alias().c
        here = (also.position == place.position) & (also.through == place.through)
        where.append(_first(_named(one, also), here).is_not(None))
    return where


def _named(one: Filter, mention: Columns) -> ColumnElement[bool]:
    named = [mention.named == bindparam(one.name)]
    if one.only_direct:
        named.append(mention.direct)
    if one.only_itself:
        named.append(mention.through == mention.position)
    return and_(*named)


def _at(position: Position) -> ColumnElement[bool]:
    return (_statement.centre_id == bindparam("centre")) & (_statement.position == position)
