"""Finding statements as xAPI asks for them (1.0.3 part three, 2.1.3), a page at a time, in the caller's transaction.

A page goes on from a position, so statements that come in meanwhile move nothing. What was taken back is left out;
whoever took it back, or refers to it, is found by what it said. The SQL is in `ways`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from lms_peer.database import db, now
from lms_peer.ledger.entry import Entry, Head
from lms_peer.ledger.keys import REGISTRATION, VERB, key
from lms_peer.ledger.queries import head
from lms_peer.ledger.tables import statements
from lms_peer.ledger.ways import BOUNDS, MANY, Filter, Filters, Kind, counting, page_of
from lms_peer.prepared import PreparedQuery
from lms_peer.xapi.indexed import ACTIVITY, AGENT, agents_in

A_WHILE = timedelta(seconds=5)  # longer than a writer takes from choosing the moment to its commit

_statement = statements.c


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
    bounds = tuple(bound for bound in BOUNDS if bound in values)
    ways = tuple(_ways(connection, asked, values))
    rows = (
        page_of(Kind(ways, bounds, query.ascending, said_by is not None)).run(connection, **values) if ways else []
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


def _asked(centre: UUID, query: Query, said_by: str | None) -> tuple[list[Filters], dict[str, Any]]:
    """What must hold, each with the places where it can be found, what is likely to have few statements first.

    And the number of each.
    """
    asked: list[Filters] = []
    numbers: dict[str, Any] = {}
    if query.registration is not None:
        numbers["registration"] = key(centre, REGISTRATION, query.registration.hex)
        asked.append((Filter("registration", "registration"),))
    if query.agent is not None:
        numbers["agent"] = key(centre, AGENT, query.agent)
        asked.append((Filter("agent", "actor"), Filter("agent", only_direct=not query.related_agents)))
    if query.activity is not None:
        numbers["activity"] = key(centre, ACTIVITY, query.activity)
        asked.append((Filter("activity", "activity"), Filter("activity"))[: 1 + query.related_activities])
    if query.verb is not None:
        numbers["verb"] = key(centre, VERB, query.verb)
        asked.append((Filter("verb", "verb"),))
    if said_by is not None:
        (agent, *_members) = agents_in(json.loads(said_by))
        numbers["speaker"] = key(centre, AGENT, agent.name)
        asked.append((Filter("speaker", only_itself=True),))
    return asked, numbers


def _bounds(connection: Connection, centre: UUID, query: Query, upto: int) -> dict[str, int]:
    """Between which positions the page lies; see `BOUNDS`."""
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
        select(_statement.position)
        .where(_statement.centre_id == bindparam("centre"), _statement.stored <= bindparam("moment"))
        .order_by(_statement.stored.desc(), _statement.position.desc())
        .limit(1)
    ),
    {"centre": _statement.centre_id.type, "moment": _statement.stored.type},
    [_statement.position.type],
)


def _ways(connection: Connection, asked: Sequence[Filters], numbers: Mapping[str, Any]) -> Iterator[Filters]:
    """The ways to all that is asked for, without those on which nothing lies; first the filter to walk along."""
    everywhere = tuple(one for either in asked for one in either)
    few: Mapping[Filter, int] = {}
    if len(asked) > 1:
        (counts,) = counting(everywhere).run(connection, **numbers)
        few = dict(zip(everywhere, counts, strict=True))
    for filters in product(*asked):
        if all(few.get(one, MANY) for one in filters):
            yield tuple(sorted(filters, key=lambda one: few.get(one, MANY)))
