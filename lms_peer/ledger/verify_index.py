"""Checks the index tables against the statements, a page of them at a time. Changes nothing.

What a statement is found by is what it says, and what each statement says that it refers to. Both are worked out anew
from the statements. An index row too many is found in `ledger_found_by`; among the mentions only when it names an
agent or activity that is named on the same page, since mentions can not be looked up by position.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Integer, select, type_coerce

from lms_peer.ledger import finding
from lms_peer.ledger.rows import BATCH, Row, readable, rows_by_id
from lms_peer.ledger.tables import found_by, mentions
from lms_peer.xapi.indexed import Attachment, Indexed, attachments_of, index_of, statement_of

Values = tuple[int | None, ...]
# Of the statement at a position, found through another: what it names, and whether directly.
Mentioned = dict[tuple[int, int], dict[int, bool]]


class Said(NamedTuple):
    """What a whole row says, and what it must be found by."""

    position: int
    indexed: Indexed
    attachments: tuple[Attachment, ...]
    found: finding.Found


def said_by(row: Row) -> Said | None:
    """What the row says, or None when that can not be read."""
    try:
        statement = statement_of(row.body)
        indexed = index_of(statement, row.stored, row.statement_id)
        found = finding.found(row.centre_id, row.authority, indexed)
        return Said(row.position, indexed, attachments_of(statement), found)
    except (ValueError, TypeError, AttributeError):  # Unreadable is a ValueError
        return None


def wrong(connection: Connection, centre: UUID, page: Mapping[int, Said]) -> dict[int, str]:
    """For each position of a page, the first thing that is wrong in the index, in plain words. Raises CannotRead."""
    if not page:
        return {}
    expected = _expected(connection, centre, page)
    first, last = min(page), max(page)
    by = _found_by(connection, centre, first, last)
    mentioned = _mentioned(connection, expected, first, last)
    found = {at: _compare(at, some, by.get(at, {}), mentioned) for at, some in expected.items()}
    return {at: what for at, what in found.items() if what is not None}


def _expected(
    connection: Connection, centre: UUID, page: Mapping[int, Said]
) -> dict[int, dict[int, finding.Found]]:
    """For each position the index rows it must have: its own, and those of each statement that it refers to."""
    known: dict[UUID, Said | None] = {said.indexed.statement_id: said for said in page.values()}
    expected = {at: {at: said.found} for at, said in page.items()}
    latest = {at: said.indexed.refers_to for at, said in page.items()}
    for _ in range(finding.MOST_THROUGH):
        _learn(connection, centre, known, {one for one in latest.values() if one})
        onward: dict[int, UUID | None] = {}
        for at, refers_to in latest.items():
            target = known.get(refers_to) if refers_to else None
            if target and target.position not in expected[at]:
                expected[at][target.position] = target.found
                onward[at] = target.indexed.refers_to
        if not onward:
            break
        latest = onward
    return expected


def _learn(connection: Connection, centre: UUID, known: dict[UUID, Said | None], ids: set[UUID]) -> None:
    """Look up, together, those statements that were not looked up yet."""
    unknown = sorted(ids - known.keys())
    known.update(dict.fromkeys(unknown))
    known.update((row.statement_id, said_by(row)) for row in rows_by_id(connection, centre, unknown))


def _found_by(connection: Connection, centre: UUID, first: int, last: int) -> dict[int, dict[int, Values]]:
    """What `ledger_found_by` holds, by position and by the position it is found through."""
    of = found_by.c
    columns = [of.position, of.through, *(of[name] for name in finding.Says._fields)]
    wanted = select(*columns).where(of.centre_id == centre, of.position.between(first, last))
    held: dict[int, dict[int, Values]] = {}
    with readable():
        for position, through, *values in connection.execute(wanted):
            held.setdefault(position, {})[through] = tuple(values)
    return held


def _mentioned(
    connection: Connection, expected: Mapping[int, Mapping[int, finding.Found]], first: int, last: int
) -> Mentioned:
    """What `ledger_mention` holds for these positions under the names that it should have there."""
    names = sorted({name for some in expected.values() for found in some.values() for name in found.mentions})
    of = mentions.c
    held: Mentioned = {}
    for start in range(0, len(names), BATCH):
        wanted = select(of.named, of.position, of.through, type_coerce(of.direct, Integer)).where(
            of.named.in_(names[start : start + BATCH]), of.position.between(first, last)
        )
        with readable():
            for named, position, through, direct in connection.execute(wanted):
                held.setdefault((position, through), {})[named] = direct
    return held


def _compare(
    at: int, expected: Mapping[int, finding.Found], held: Mapping[int, Values], mentioned: Mentioned
) -> str | None:
    for through, found in expected.items():
        own = through == at
        if through not in held:
            what = (
                "What it is found by" if own else f"That it refers to statement {through}, which it is found by,"
            )
            return f"{what} was removed."
        if (differs := _differing(found, held[through], mentioned.get((at, through), {}))) is not None:
            says = "the statement" if own else f"statement {through}, which it refers to,"
            return f"The {differs} it is found by was altered: {says} says something else."
    if added := sorted(held.keys() - expected.keys()):
        return f"What it is found by was added to: it does not refer to statement {added[0]}."
    return None


def _differing(found: finding.Found, held: Values, mentioned: Mapping[int, bool]) -> str | None:
    """The name of the first thing that is not as it should be."""
    for name, right, value in zip(finding.Says._fields, found.says, held, strict=True):
        if right != value:
            return name
    return None if found.mentions == mentioned else "list of agents and activities"
