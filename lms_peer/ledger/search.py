"""Finding statements as xAPI asks for them (1.0.3 part three, 2.1.3), a page at a time, in the caller's transaction.

A page goes on from a position, so statements that come in meanwhile move nothing. What was taken back is left out;
whoever took it back, or refers to it, is found by what it said.

Each filter has an index that lists positions in order. The one with the fewest statements is walked, and the others
are looked up on the way. An agent or activity has two places where it can be found, hence several ways to walk. The
SQL is put together once for each kind of question.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
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

from lms_peer.database import db, now
from lms_peer.ledger.entry import Entry, Head
from lms_peer.ledger.keys import REGISTRATION, VERB, key
from lms_peer.ledger.queries import COLUMNS, head
from lms_peer.ledger.tables import found_by, mentions, statements
from lms_peer.prepared import PreparedQuery
from lms_peer.xapi.indexed import ACTIVITY, AGENT, agents_in

Position = ColumnElement[int]
Columns = ReadOnlyColumnCollection[str, Any]

A_WHILE = timedelta(seconds=5)  # longer than a writer takes from choosing the moment to its commit
MANY = 5000  # statements: beyond it, it is not counted which of two filters has fewer

_s, _by, _void = statements.c, found_by.c, statements.alias("void").c
_MOST = bindparam("most", type_=Integer())


def _first(*where: ColumnElement[bool]) -> ScalarSelect[int]:
    """Something when there is such a row. Unlike with `exists`, PostgreSQL looks it up and does not list all first."""
    return select(literal(1)).where(*where).limit(1).scalar_subquery()


# Only who said a thing can take it back, and what takes back can not be taken back (xAPI 1.0.3 part two, 2.3.2).
_not_taken_back = or_(
    _s.voids,
    _first(
        _void.centre_id == _s.centre_id,
        _void.refers_to == _s.statement_id,
        _void.voids,
        _void.authority == _s.authority,
    ).is_(None),
)


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of one centre's ledger. All that is given must hold.

    `agent` is an `xapi.indexed.agent_key`; `verb` and `activity` are IRIs; `since` (after it) and `until` (up to it)
    are aware times of storing; `limit` is 1 or more. A next page has `after`, the position to go on from, and `upto`,
    the newest position that the first page could hold.
    """

    agent: str | None = None
    verb: str | None = None
    activity: str | None = None
    registration: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    related_agents: bool = False
    related_activities: bool = False
    ascending: bool = False
    limit: int = 100
    after: int | None = None
    upto: int | None = None


class Found(NamedTuple):
    """A page: its entries, the position from which the next page goes on (None at the end), and what to give as `upto`.

    Every statement stored before `consistent_through` was there to be found.
    """

    entries: list[Entry]
    more: int | None
    upto: int
    consistent_through: datetime


def find(centre: UUID, query: Query, said_by: str | None = None) -> Found:
    """A page of statements, the latest first or the earliest first. `said_by`: only with this authority (JSON)."""
    connection, end = db.session.connection(), head(centre)
    upto = end.position if query.upto is None else query.upto
    asked, values = _asked(centre, query, said_by)
    values |= _bounds(connection, centre, query, upto)
    values |= {"centre": centre, "most": query.limit + 1, "authority": said_by}
    bounds = tuple(bound for bound in _BOUNDS if bound in values)
    ways = tuple(_ways(connection, asked, values))
    rows = (
        _page(_Kind(ways, bounds, query.ascending, said_by is not None)).run(connection, **values) if ways else []
    )
    entries = [Entry(centre, *row) for row in rows[: query.limit]]
    return Found(entries, entries[-1].position if len(rows) > query.limit else None, upto, _settled(end))


def consistent_through(centre: UUID) -> datetime:
    """Every statement of the centre that was stored before this time can be found now."""
    return _settled(head(centre))


def _settled(end: Head) -> datetime:
    """A time before which nothing more comes: what was stored last, or a while ago when that is later.

    A statement is seen only some time after the moment it is stored at: when its writer has committed.
    """
    while_ago = now() - A_WHILE
    return while_ago if end.stored is None else max(end.stored, while_ago)


class _Filter(NamedTuple):
    """One thing that is asked for: in a `column` of what statements are found by, else among their mentions.

    `name` is that of the parameter with its number. `only_itself`: not where a statement that it refers to mentions it.
    """

    name: str
    column: str | None = None
    only_direct: bool = False
    only_itself: bool = False


Filters = tuple[_Filter, ...]


def _asked(centre: UUID, query: Query, said_by: str | None) -> tuple[list[Filters], dict[str, Any]]:
    """What must hold, each with the places where it can be found, what is likely to have few statements first.

    And the number of each.
    """
    asked: list[Filters] = []
    numbers: dict[str, Any] = {}
    if query.registration is not None:
        numbers["registration"] = key(centre, REGISTRATION, query.registration.hex)
        asked.append((_Filter("registration", "registration"),))
    if query.agent is not None:
        numbers["agent"] = key(centre, AGENT, query.agent)
        asked.append((_Filter("agent", "actor"), _Filter("agent", only_direct=not query.related_agents)))
    if query.activity is not None:
        numbers["activity"] = key(centre, ACTIVITY, query.activity)
        asked.append((_Filter("activity", "activity"), _Filter("activity"))[: 1 + query.related_activities])
    if query.verb is not None:
        numbers["verb"] = key(centre, VERB, query.verb)
        asked.append((_Filter("verb", "verb"),))
    if said_by is not None:
        (agent, *_members) = agents_in(json.loads(said_by))
        numbers["speaker"] = key(centre, AGENT, agent.name)
        asked.append((_Filter("speaker", only_itself=True),))
    return asked, numbers


def _bounds(connection: Connection, centre: UUID, query: Query, upto: int) -> dict[str, int]:
    """Between which positions the page lies; see `_BOUNDS`."""
    bounds: dict[str, int] = {}
    if query.since is not None:
        bounds["since"] = _last_stored(connection, centre, query.since)
    if query.until is not None:
        upto = min(upto, _last_stored(connection, centre, query.until))
    if query.until is not None or not query.ascending:
        bounds["upto"] = upto
    if query.after is not None:
        bounds["after" if query.ascending else "before"] = query.after
    return bounds


def _last_stored(connection: Connection, centre: UUID, moment: datetime) -> int:
    """The last position that was stored by then. `stored` never goes backwards along a chain."""
    rows = _LAST_STORED.run(connection, centre=centre, moment=moment)
    return int(rows[0][0]) if rows else 0


_LAST_STORED = PreparedQuery(
    lambda _dialect: (
        select(_s.position)
        .where(_s.centre_id == bindparam("centre"), _s.stored <= bindparam("moment"))
        .order_by(_s.stored.desc(), _s.position.desc())
        .limit(1)
    ),
    {"centre": _s.centre_id.type, "moment": _s.stored.type},
    [_s.position.type],
)


def _ways(connection: Connection, asked: Sequence[Filters], numbers: Mapping[str, Any]) -> Iterator[Filters]:
    """The ways to all that is asked for, without those on which nothing lies; first the filter to walk along."""
    everywhere = tuple(one for either in asked for one in either)
    few: Mapping[_Filter, int] = {}
    if len(asked) > 1:
        (counts,) = _counting(everywhere).run(connection, **numbers)
        few = dict(zip(everywhere, counts, strict=True))
    for filters in product(*asked):
        if all(few.get(one, MANY) for one in filters):
            yield tuple(sorted(filters, key=lambda one: few.get(one, MANY)))


class _Kind(NamedTuple):
    """A kind of question: all that its SQL depends on. Without a filter, a way goes along all statements."""

    ways: tuple[Filters, ...]
    bounds: tuple[str, ...]
    ascending: bool
    said_by: bool


# What a position must be, by the parameter's name.
_BOUNDS: dict[str, Callable[[Position, Position], ColumnElement[bool]]] = {
    "since": operator.gt,
    "upto": operator.le,
    "after": operator.gt,
    "before": operator.lt,
}
_ANSWER = COLUMNS[1:]  # the centre is known
_TYPES: dict[str, TypeEngine[Any]] = {"centre": _s.centre_id.type, "authority": _s.authority.type}


@lru_cache(maxsize=256)
def _counting(filters: Filters) -> PreparedQuery:
    """How many statements each is found with, counted no further than MANY."""

    counts = [_count(one) for one in filters]
    return PreparedQuery(lambda _dialect: select(*counts), _TYPES, [BigInteger()] * len(counts))


def _count(one: _Filter) -> ScalarSelect[int]:
    column = _by[one.column] if one.column else mentions.c.named
    there = select(literal(1)).where(column == bindparam(one.name)).limit(MANY).subquery()
    return select(func.count()).select_from(there).scalar_subquery()


@lru_cache(maxsize=1024)
def _page(kind: _Kind) -> PreparedQuery:
    """The statements of a page, and one more when there is a next page."""

    def page(_dialect: str) -> Select[Any]:
        # Not a join: SQLite would walk along all statements to meet those of the page.
        here = _s.centre_id == bindparam("centre")
        return _in_order(select(*_ANSWER).where(here, _s.position.in_(_positions(kind))), _s.position, kind)

    return PreparedQuery(page, _TYPES, [column.type for column in _ANSWER])


def _positions(kind: _Kind) -> Select[Any]:
    """The positions that the page holds, each once."""
    ways = []
    for filters in kind.ways:
        way = _way(filters)
        found = select(way.position.label("position")).select_from(way.source).distinct()
        found = found.where(
            *way.where, *(_BOUNDS[name](way.position, bindparam(name)) for name in kind.bounds), _not_taken_back
        )
        if kind.said_by:
            found = found.where(_s.authority == bindparam("authority"))
        ways.append(_in_order(found, way.position, kind).limit(_MOST))
    if len(ways) == 1:
        return ways[0]
    either = union_all(*(select(way.subquery().c.position) for way in ways)).subquery()
    return _in_order(select(either.c.position).distinct(), either.c.position, kind).limit(_MOST)


def _in_order(wanted: Select[Any], position: Position, kind: _Kind) -> Select[Any]:
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
        return _Way(statements, _s.position, [_s.centre_id == bindparam("centre")])
    lead, *others = filters
    if lead.column:
        where = [here, _by[lead.column] == bindparam(lead.name), *_also(others, _by)]
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


def _also(others: Sequence[_Filter], place: Columns) -> list[ColumnElement[bool]]:
    """That these hold for the row at `place` too. Who said it is asked of the statement itself."""
    # Adding nothing keeps the database from walking along an index of this column.
    where = [_by[one.column] + 0 == bindparam(one.name) for one in others if one.column]
    for one in (one for one in others if not one.column and not one.only_itself):
        also = mentions.alias().c
        here = (also.position == place.position) & (also.through == place.through)
        where.append(_first(_named(one, also), here).is_not(None))
    return where


def _named(one: _Filter, mention: Columns) -> ColumnElement[bool]:
    named = [mention.named == bindparam(one.name)]
    if one.only_direct:
        named.append(mention.direct)
    if one.only_itself:
        named.append(mention.through == mention.position)
    return and_(*named)


def _at(position: Position) -> ColumnElement[bool]:
    return (_s.centre_id == bindparam("centre")) & (_s.position == position)
