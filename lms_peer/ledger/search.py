"""Finding statements as xAPI asks for them (1.0.3 part three, 2.1.3), a page at a time, in the caller's transaction.

A page goes on from a position, so statements that come in meanwhile move nothing. What was taken back is left out;
whoever took it back, or refers to it, is found by what it said.

Each filter has an index that lists positions in order. The one with the fewest statements is walked, and the others
are looked up on the way. An agent or activity has two places where it can be found, hence several ways to walk.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    and_,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from lms_peer.database import db, now
from lms_peer.ledger.entry import Entry, Head
from lms_peer.ledger.keys import REGISTRATION, VERB, key
from lms_peer.ledger.queries import COLUMNS, head, to_entry
from lms_peer.ledger.tables import found_by, mentions, statements
from lms_peer.xapi.indexed import ACTIVITY, AGENT, agents_in

Position = ColumnElement[int]
Limit = Callable[[Position], ColumnElement[bool]]
Columns = ReadOnlyColumnCollection[str, Any]

A_WHILE = timedelta(seconds=5)  # longer than a writer takes from choosing the moment to its commit
MANY = 5000  # statements: beyond it, it is not counted which of two filters has fewer

_s, _by, _void = statements.c, found_by.c, statements.alias("void").c


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
    end = head(centre)
    upto = end.position if query.upto is None else query.upto
    # Not a join: SQLite would walk along all statements to meet those of the page.
    wanted = select(*COLUMNS).where(_s.centre_id == centre, _s.position.in_(_page(centre, query, upto, said_by)))
    entries = [to_entry(row) for row in db.session.execute(_in_order(wanted, _s.position, query))]
    more = entries[query.limit - 1].position if len(entries) > query.limit else None
    return Found(entries[: query.limit], more, upto, _settled(end))


def consistent_through(centre: UUID) -> datetime:
    """Every statement of the centre that was stored before this time can be found now."""
    return _settled(head(centre))


def _settled(end: Head) -> datetime:
    """A time before which nothing more comes: what was stored last, or a while ago when that is later.

    A statement is seen only some time after the moment it is stored at: when its writer has committed.
    """
    while_ago = now() - A_WHILE
    return while_ago if end.stored is None else max(end.stored, while_ago)


def _page(centre: UUID, query: Query, upto: int, said_by: str | None) -> Select[Any]:
    """The positions that the page holds, each once, and one more when there is a next page."""
    limits = _between(centre, query, upto)
    ways = []
    for way in _ways(centre, query, said_by):
        found = select(way.position.label("position")).select_from(way.source).distinct()
        found = found.where(*way.where, *(limit(way.position) for limit in limits), _not_taken_back)
        if said_by is not None:
            found = found.where(_s.authority == said_by)
        ways.append(_in_order(found, way.position, query).limit(query.limit + 1))
    if not ways:
        return select(_s.position).where(false())
    if len(ways) == 1:
        return ways[0]
    either = union_all(*(select(way.subquery().c.position) for way in ways)).subquery()
    merged = select(either.c.position).distinct()
    return _in_order(merged, either.c.position, query).limit(query.limit + 1)


def _in_order(wanted: Select[Any], position: Position, query: Query) -> Select[Any]:
    return wanted.order_by(position if query.ascending else position.desc())


def _between(centre: UUID, query: Query, upto: int) -> list[Limit]:
    """What a position must be, whichever column holds it."""
    limits: list[Limit] = []
    if query.since is not None:
        first = _last_stored(centre, query.since)
        limits.append(lambda position: position > first)
    if query.until is not None:
        upto = min(upto, _last_stored(centre, query.until))
    if query.until is not None or not query.ascending:
        limits.append(lambda position: position <= upto)
    after = query.after
    if after is not None:
        limits.append(lambda position: position > after if query.ascending else position < after)
    return limits


def _last_stored(centre: UUID, moment: datetime) -> int:
    """The last position that was stored by then. `stored` never goes backwards along a chain."""
    wanted = select(_s.position).where(_s.centre_id == centre, _s.stored <= moment)
    return db.session.scalar(wanted.order_by(_s.stored.desc(), _s.position.desc()).limit(1)) or 0


class _Way(NamedTuple):
    """One way to walk to what is asked for: along `position` of `source`."""

    source: FromClause
    position: Position
    where: list[ColumnElement[bool]]


class _Filter(NamedTuple):
    """One thing that is asked for: in a `column` of what statements are found by, else among their mentions.

    `only_itself`: not where a statement that it refers to mentions it.
    """

    key: int
    column: str | None = None
    only_direct: bool = False
    only_itself: bool = False


def _ways(centre: UUID, query: Query, said_by: str | None) -> Iterator[_Way]:
    """The ways to all that is asked for, without those on which nothing lies."""
    asked = _asked(centre, query, said_by)
    if not asked:
        yield _Way(statements, _s.position, [_s.centre_id == centre])
        return
    few = _few([one for either in asked for one in either]) if len(asked) > 1 else {}
    for filters in product(*asked):
        if all(few.get(one, MANY) for one in filters):
            lead = min(filters, key=lambda one: few.get(one, MANY))
            yield _way(centre, lead, [one for one in filters if one is not lead])


def _asked(centre: UUID, query: Query, said_by: str | None) -> list[list[_Filter]]:
    """What must hold, each with the places where it can be found; what is likely to have few statements first."""
    asked = []
    if query.registration is not None:
        asked.append([_Filter(key(centre, REGISTRATION, query.registration.hex), "registration")])
    if query.agent is not None:
        name = key(centre, AGENT, query.agent)
        asked.append([_Filter(name, "actor"), _Filter(name, only_direct=not query.related_agents)])
    if query.activity is not None:
        name = key(centre, ACTIVITY, query.activity)
        asked.append([_Filter(name, "activity"), _Filter(name)][: 1 + query.related_activities])
    if query.verb is not None:
        asked.append([_Filter(key(centre, VERB, query.verb), "verb")])
    if said_by is not None:
        (agent, *_members) = agents_in(json.loads(said_by))
        asked.append([_Filter(key(centre, AGENT, agent.name), only_itself=True)])
    return asked


def _few(filters: Sequence[_Filter]) -> dict[_Filter, int]:
    """How many statements each is found with, counted no further than MANY."""
    counts = []
    for one in filters:
        there = select(literal(1)).where(_by[one.column] == one.key if one.column else mentions.c.named == one.key)
        counts.append(select(func.count()).select_from(there.limit(MANY).subquery()).scalar_subquery())
    return dict(zip(filters, db.session.execute(select(*counts)).one(), strict=True))


def _way(centre: UUID, lead: _Filter, others: Sequence[_Filter]) -> _Way:
    """Walk along the index of `lead`, and look up whether the others hold for the same row."""
    columns = [one for one in others if one.column]
    if lead.column:
        where = [_by.centre_id == centre, _by[lead.column] == lead.key, *_also(others, _by)]
        return _Way(found_by.join(statements, _here(centre, _by.position)), _by.position, where)
    place = mentions.c
    where = [_named(lead, place)]
    if others and (columns or lead.only_itself):
        says = [_by.centre_id == centre, _by.position == place.position]
        if not lead.only_itself:  # else whatever it is found through
            says.append(_by.through == place.through)
        where.append(_first(*says, *_also(others, _by)).is_not(None))
    else:
        where += _also(others, place)
    return _Way(mentions.join(statements, _here(centre, place.position)), place.position, where)


def _also(others: Sequence[_Filter], place: Columns) -> list[ColumnElement[bool]]:
    """That these hold for the row at `place` too. Who said it is asked of the statement itself."""
    # Adding nothing keeps the database from walking along an index of this column.
    where = [_by[one.column] + 0 == one.key for one in others if one.column]
    for one in (one for one in others if not one.column and not one.only_itself):
        also = mentions.alias().c
        here = (also.position == place.position) & (also.through == place.through)
        where.append(_first(_named(one, also), here).is_not(None))
    return where


def _named(one: _Filter, mention: Columns) -> ColumnElement[bool]:
    named = [mention.named == one.key]
    if one.only_direct:
        named.append(mention.direct)
    if one.only_itself:
        named.append(mention.through == mention.position)
    return and_(*named)


def _here(centre: UUID, position: Position) -> ColumnElement[bool]:
    return (_s.centre_id == centre) & (_s.position == position)
