"""The index by which queries find statements: its rows, written with the statements themselves.

A statement is found by what it says, and by what each statement says that it refers to, through however many
references (xAPI 1.0.3 part three, 2.1.3). It may arrive before the one that it refers to.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import insert, select

from lms_peer.database import db
from lms_peer.ledger.entry import Entry
from lms_peer.ledger.keys import REGISTRATION, VERB, key
from lms_peer.ledger.queries import BATCH
from lms_peer.ledger.tables import found_by, mentions, statements
from lms_peer.xapi.indexed import ACTIVITY, AGENT, Indexed, Mention, agents_in, index_of, statement_of

# A statement is found through those at most so many references away: a chain of references can not make the index
# grow without end. It is the same whatever the order in which they came, so that `verify` can work it out anew.
MOST_THROUGH = 16

Row = dict[str, Any]
Each = TypeVar("Each")


class Found(NamedTuple):
    """The index rows that a statement has by what it says itself."""

    by: Row
    mentions: list[Row]


def rows(entry: Entry, indexed: Indexed) -> Found:
    """The index rows of a statement by what it says itself. Raises Unreadable for an authority that is no agent."""
    centre, position = entry.centre, entry.position
    registration = indexed.registration
    by = {
        "centre_id": centre,
        "position": position,
        "through": position,
        "actor": key(centre, AGENT, indexed.actor),
        "verb": key(centre, VERB, indexed.verb),
        "activity": key(centre, ACTIVITY, indexed.activity),
        "registration": None if registration is None else key(centre, REGISTRATION, registration.hex),
    }
    direct = {key(centre, one.what, one.name): one.direct for one in sorted(indexed.mentions)}
    named = {key(centre, one.what, one.name): False for one in _vouching(entry.authority)} | direct
    return Found(
        by,
        [
            {"named": name, "position": position, "through": position, "direct": is_direct}
            for name, is_direct in named.items()
        ],
    )


def write(centre: UUID, written: Sequence[tuple[Entry, Indexed]]) -> None:
    """Index statements that were just written, and whatever refers to them or they refer to."""
    found = [rows(entry, indexed) for entry, indexed in written]
    by = [one.by for one in found]
    named = [row for one in found for row in one.mentions]
    for position, through in _references(centre, written):
        by.append(through.by | {"position": position})
        named += [row | {"position": position} for row in through.mentions]
    db.session.execute(insert(found_by), by)
    if named:
        db.session.execute(insert(mentions), named)


class _Place(NamedTuple):
    position: int
    statement_id: UUID
    refers_to: UUID | None


def _references(centre: UUID, written: Sequence[tuple[Entry, Indexed]]) -> Iterator[tuple[int, Found]]:
    """The position of each statement that is now found through another, and by which rows.

    Everything that reaches a new statement is now found by it, and by all that can be reached from there.
    """
    new = {
        index.statement_id: _Place(entry.position, index.statement_id, index.refers_to) for entry, index in written
    }
    back = _referring(centre, new)
    if not back and not any(place.refers_to for place in new.values()):
        return
    there = dict(new)
    pairs: set[tuple[int, int]] = set()
    for place in new.values():
        onward = [(0, place), *enumerate(_onward(centre, place, there), start=1)]
        for before, source in [(0, place), *_backward(centre, place)]:
            near = [target.position for after, target in onward if before + after <= MOST_THROUGH]
            pairs |= {(source.position, position) for position in near if position != source.position}
    pairs -= _known(centre, {position for position, _ in pairs})
    own = {entry.position: rows(entry, indexed) for entry, indexed in written}
    for position, through in sorted(pairs):
        if through not in own:
            own[through] = _rows_at(centre, through)
        yield position, own[through]


def _onward(centre: UUID, place: _Place, there: dict[UUID, _Place]) -> Iterator[_Place]:
    """The statements that this one refers to, the nearest first."""
    seen = {place.statement_id}
    while place.refers_to and place.refers_to not in seen and len(seen) <= MOST_THROUGH:
        target = there.get(place.refers_to) or _place(centre, place.refers_to)
        if target is None:
            return
        there[target.statement_id] = place = target
        seen.add(target.statement_id)
        yield target


def _backward(centre: UUID, place: _Place) -> Iterator[tuple[int, _Place]]:
    """The statements that refer to this one, straight or through others, and in how many steps."""
    seen, latest = {place.statement_id}, [place.statement_id]
    for steps in range(1, MOST_THROUGH + 1):
        found = {one.statement_id: one for one in _referring(centre, latest) if one.statement_id not in seen}
        if not found:
            return
        yield from ((steps, one) for one in found.values())
        latest = list(found)
        seen.update(latest)


_places = select(statements.c.position, statements.c.statement_id, statements.c.refers_to)


def _referring(centre: UUID, ids: Iterable[UUID]) -> list[_Place]:
    of = statements.c
    return [
        _Place(*row)
        for some in _batches(ids)
        for row in db.session.execute(_places.where(of.centre_id == centre, of.refers_to.in_(some)))
    ]


def _place(centre: UUID, statement_id: UUID) -> _Place | None:
    wanted = _places.where(statements.c.centre_id == centre, statements.c.statement_id == statement_id)
    row = db.session.execute(wanted).one_or_none()
    return _Place(*row) if row else None


def _known(centre: UUID, positions: Iterable[int]) -> set[tuple[int, int]]:
    of = found_by.c
    wanted = select(of.position, of.through).where(of.centre_id == centre)
    return {
        (row.position, row.through)
        for some in _batches(positions)
        for row in db.session.execute(wanted.where(of.position.in_(some)))
    }


def _batches(some: Iterable[Each]) -> Iterator[list[Each]]:
    """A database takes only so many values in one question."""
    left = iter(some)
    while batch := list(islice(left, BATCH)):
        yield batch


def _rows_at(centre: UUID, position: int) -> Found:
    """The rows of a statement written earlier."""
    of = statements.c
    wanted = select(of.statement_id, of.stored, of.authority, of.body)
    row = db.session.execute(wanted.where(of.centre_id == centre, of.position == position)).one()
    entry = Entry(centre, position, row.statement_id, row.stored, "", row.authority, row.body, "")
    return rows(entry, index_of(statement_of(row.body), row.stored, row.statement_id))


@lru_cache(maxsize=1024)
def _vouching(authority: str) -> tuple[Mention, ...]:
    """The agents of an authority."""
    agent: Mapping[str, Any] = json.loads(authority)
    return tuple(agents_in(agent))
