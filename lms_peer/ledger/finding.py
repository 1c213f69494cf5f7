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

from sqlalchemy import Connection, select

from lms_peer.ledger.keys import REGISTRATION, VERB, keys_of
from lms_peer.ledger.queries import BATCH
from lms_peer.ledger.tables import found_by, mentions, statements
from lms_peer.prepared import PreparedInsert
from lms_peer.xapi.indexed import ACTIVITY, AGENT, Indexed, agents_in, index_of, statement_of

# A statement is found through those at most so many references away: a chain of references can not make the index
# grow without end. It is the same whatever the order in which they came, so that `verify` can work it out anew.
MOST_THROUGH = 16

Each = TypeVar("Each")


class Says(NamedTuple):
    """The numbers (`ledger.keys`) of what a statement says; columns of `ledger_found_by`."""

    actor: int
    verb: int
    activity: int
    registration: int | None


class Found(NamedTuple):
    """What a statement is found by, by what it says itself; of each that it mentions, whether directly."""

    says: Says
    mentions: dict[int, bool]


_FOUND_BY, _MENTIONS = PreparedInsert(found_by), PreparedInsert(mentions)


def found(centre: UUID, authority: str, indexed: Indexed) -> Found:
    """What a statement is found by. Raises Unreadable for an authority that is no agent."""
    key, registration = keys_of(centre), indexed.registration
    named = {key(AGENT, name): False for name in _vouching(authority)}
    for what, name, direct in indexed.mentions:
        number = key(what, name)
        named[number] = direct or named.get(number, False)
    return Found(
        Says(
            key(AGENT, indexed.actor),
            key(VERB, indexed.verb),
            key(ACTIVITY, indexed.activity),
            None if registration is None else key(REGISTRATION, registration.hex),
        ),
        named,
    )


class Written(NamedTuple):
    """A statement that was just written."""

    position: int
    statement_id: UUID
    refers_to: UUID | None
    found: Found


def write(connection: Connection, centre: UUID, written: Sequence[Written], referred: bool) -> None:
    """Index statements that were just written, and whatever refers to them or they refer to.

    `referred` is False when it is known that nothing written earlier refers to them.
    """
    rows = [(one.position, one.position, one.found) for one in written]
    if referred or any(one.refers_to for one in written):
        rows += _references(connection, centre, written)
    _FOUND_BY.run(connection, [(centre, position, through, *of.says) for position, through, of in rows])
    named = [
        (name, position, through, direct) for position, through, of in rows for name, direct in of.mentions.items()
    ]
    _MENTIONS.run(connection, sorted(named))


class _Place(NamedTuple):
    position: int
    statement_id: UUID
    refers_to: UUID | None


def _references(
    connection: Connection, centre: UUID, written: Sequence[Written]
) -> Iterator[tuple[int, int, Found]]:
    """The position of each statement that is now found through another, where that is, and what it is found by.

    Everything that reaches a new statement is now found by it, and by all that can be reached from there.
    """
    new = [_Place(one.position, one.statement_id, one.refers_to) for one in written]
    there = {place.statement_id: place for place in new}
    pairs: set[tuple[int, int]] = set()
    for place in new:
        onward = [(0, place), *enumerate(_onward(connection, centre, place, there), start=1)]
        for before, source in [(0, place), *_backward(connection, centre, place)]:
            near = [target.position for after, target in onward if before + after <= MOST_THROUGH]
            pairs |= {(source.position, position) for position in near if position != source.position}
    pairs -= _known(connection, centre, {position for position, _ in pairs})
    own = {one.position: one.found for one in written}
    for position, through in sorted(pairs):
        if through not in own:
            own[through] = _found_at(connection, centre, through)
        yield position, through, own[through]


def _onward(connection: Connection, centre: UUID, place: _Place, there: dict[UUID, _Place]) -> Iterator[_Place]:
    """The statements that this one refers to, the nearest first."""
    seen = {place.statement_id}
    while place.refers_to and place.refers_to not in seen and len(seen) <= MOST_THROUGH:
        target = there.get(place.refers_to) or _place(connection, centre, place.refers_to)
        if target is None:
            return
        there[target.statement_id] = place = target
        seen.add(target.statement_id)
        yield target


def _backward(connection: Connection, centre: UUID, place: _Place) -> Iterator[tuple[int, _Place]]:
    """The statements that refer to this one, straight or through others, and in how many steps."""
    seen, latest = {place.statement_id}, [place.statement_id]
    for steps in range(1, MOST_THROUGH + 1):
        found = {
            one.statement_id: one for one in _referring(connection, centre, latest) if one.statement_id not in seen
        }
        if not found:
            return
        yield from ((steps, one) for one in found.values())
        latest = list(found)
        seen.update(latest)


_places = select(statements.c.position, statements.c.statement_id, statements.c.refers_to)


def _referring(connection: Connection, centre: UUID, ids: Iterable[UUID]) -> list[_Place]:
    of = statements.c
    return [
        _Place(*row)
        for some in _batches(ids)
        for row in connection.execute(_places.where(of.centre_id == centre, of.refers_to.in_(some)))
    ]


def _place(connection: Connection, centre: UUID, statement_id: UUID) -> _Place | None:
    wanted = _places.where(statements.c.centre_id == centre, statements.c.statement_id == statement_id)
    row = connection.execute(wanted).one_or_none()
    return _Place(*row) if row else None


def _known(connection: Connection, centre: UUID, positions: Iterable[int]) -> set[tuple[int, int]]:
    of = found_by.c
    wanted = select(of.position, of.through).where(of.centre_id == centre)
    return {
        (row.position, row.through)
        for some in _batches(positions)
        for row in connection.execute(wanted.where(of.position.in_(some)))
    }


def _batches(some: Iterable[Each]) -> Iterator[list[Each]]:
    """A database takes only so many values in one question."""
    left = iter(some)
    while batch := list(islice(left, BATCH)):
        yield batch


def _found_at(connection: Connection, centre: UUID, position: int) -> Found:
    """What a statement written earlier is found by."""
    of = statements.c
    wanted = select(of.statement_id, of.stored, of.authority, of.body)
    row = connection.execute(wanted.where(of.centre_id == centre, of.position == position)).one()
    return found(centre, row.authority, index_of(statement_of(row.body), row.stored, row.statement_id))


@lru_cache(maxsize=1024)
def _vouching(authority: str) -> tuple[str, ...]:
    """The keys of an authority's agents."""
    agent: Mapping[str, Any] = json.loads(authority)
    return tuple(one.name for one in agents_in(agent))
