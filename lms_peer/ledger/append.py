"""Writing the ledger: statements in, entries out, in the caller's transaction. The only code that inserts there.

It parses a statement only to index it: whether it may be said at all is decided above. Writers of one centre wait
for each other at the head of its chain; writers of different centres do not meet on PostgreSQL. On SQLite the
transaction already holds the one write lock.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lms_peer.database import db
from lms_peer.domain.refusals import AlreadySaid
from lms_peer.ledger.chain import GENESIS, Link, chain_hash, to_the_millisecond
from lms_peer.ledger.entry import Entry, Head
from lms_peer.ledger.queries import entries_by_id
from lms_peer.ledger.tables import attachments, heads, statements
from lms_peer.xapi.indexed import Attachment, Indexed, attachments_of, index_of, kept_here, statement_of


class _Written(NamedTuple):
    entry: Entry
    indexed: Indexed
    attachments: tuple[Attachment, ...]


def append(centre: UUID, body: bytes, authority: str, stored: datetime) -> Entry:
    """Write one statement down at the end of the centre's chain; see `append_all`."""
    return append_all(centre, (body,), authority, stored)[0]


def append_all(centre: UUID, bodies: Sequence[bytes], authority: str, stored: datetime) -> list[Entry]:
    """Write statements down, in order, at the end of the centre's chain, and answer an entry for each.

    `bodies` are JSON objects with an `id` each, kept byte for byte; `authority` is JSON; `stored` is an aware time,
    kept to the millisecond and moved forward when the chain is already past it, so that it never goes backwards.
    A statement that the centre already has is answered with the entry that is there, `new=False`.
    Raises AlreadySaid when an id is taken by a different statement, Unreadable when a body can not be indexed.
    After either, nothing of these statements was written.
    """
    parsed = [statement_of(body) for body in bodies]
    head = _lock(centre)
    stored = to_the_millisecond(stored if head.stored is None else max(stored, head.stored))
    indexed = [index_of(statement, stored) for statement in parsed]
    said = entries_by_id(centre, [index.statement_id for index in indexed])
    answers: list[Entry] = []
    written: list[_Written] = []
    last: Head | Entry = head
    for body, statement, index in zip(bodies, parsed, indexed, strict=True):
        if earlier := said.get(index.statement_id):
            answers.append(_same(earlier, body))
            continue
        named = attachments_of(statement)
        link = Link(
            centre=centre,
            position=last.position + 1,
            statement_id=index.statement_id,
            stored=stored,
            authority=authority,
            body=body,
            attachments=[attachment.sha2 for attachment in named],
        )
        last = said[index.statement_id] = _entry(last.chain_hash, link)
        written.append(_Written(last, index, named))
        answers.append(last)
    if written:
        _write(centre, written)
    return answers


def _lock(centre: UUID) -> Head:
    """The centre's head, which no other writer can read until this transaction ends."""
    wanted = select(heads.c.position, heads.c.chain_hash, heads.c.stored).where(heads.c.centre_id == centre)
    row = db.session.execute(wanted.with_for_update()).one_or_none()
    if row is None:
        _begin(centre)
        row = db.session.execute(wanted.with_for_update()).one()
    return Head(*row)


def _begin(centre: UUID) -> None:
    """Give the centre a head, unless another writer just did."""
    values = {"centre_id": centre, "position": 0, "chain_hash": GENESIS}
    dialect = db.session.get_bind().dialect.name
    begin = sqlite.insert(heads) if dialect == "sqlite" else postgresql.insert(heads)
    db.session.execute(begin.on_conflict_do_nothing(), values)


def _entry(previous: str, link: Link) -> Entry:
    return Entry(
        centre=link.centre,
        position=link.position,
        statement_id=link.statement_id,
        stored=link.stored,
        authority=link.authority,
        body=link.body,
        chain_hash=chain_hash(previous, link),
        new=True,
    )


def _same(earlier: Entry, body: bytes) -> Entry:
    """The entry that is there already. Raises AlreadySaid when it says something else."""
    if earlier.body != body and _meaning(earlier.body) != _meaning(body):
        raise AlreadySaid(earlier.statement_id)
    return replace(earlier, new=False)


def _meaning(body: bytes) -> object:
    """The JSON value, with numbers exact and never equal to true or false, as Python's are."""
    return json.loads(body, parse_int=_number, parse_float=_number)


def _number(digits: str) -> tuple[str, Decimal]:
    return "number", Decimal(digits)


def _write(centre: UUID, written: Sequence[_Written]) -> None:
    rows = [_row(one) for one in written]
    db.session.execute(insert(statements), rows)
    if named := [row for one in written for row in _attachment_rows(one)]:
        db.session.execute(insert(attachments), named)
    last = written[-1].entry
    moved = {"position": last.position, "chain_hash": last.chain_hash, "stored": last.stored}
    db.session.execute(update(heads).where(heads.c.centre_id == centre).values(moved))


def _row(one: _Written) -> dict[str, Any]:
    return {
        "centre_id": one.entry.centre,
        "position": one.entry.position,
        "statement_id": one.entry.statement_id,
        "stored": one.entry.stored,
        "chain_hash": one.entry.chain_hash,
        "authority": one.entry.authority,
        "body": one.entry.body,
        "verb": one.indexed.verb,
        "actor": one.indexed.actor,
        "activity": one.indexed.activity,
        "registration": one.indexed.registration,
        "timestamp": one.indexed.timestamp,
        "voids": one.indexed.voids,
    }


def _attachment_rows(one: _Written) -> list[dict[str, Any]]:
    """One row for each document in our own keeping, named once or often."""
    place = {"centre_id": one.entry.centre, "position": one.entry.position}
    return [
        place | {"sha256": kept.sha2, "size": kept.size, "media_type": kept.media_type}
        for kept in kept_here(one.attachments).values()
    ]
