"""Writing the ledger: statements in, entries out, in the caller's transaction. The only code that inserts there.

Whether a statement may be said at all is decided above. Writers of one centre wait for each other at the head of its
chain; writers of different centres do not meet on PostgreSQL. On SQLite the transaction already holds the one write
lock.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lms_peer.database import db
from lms_peer.domain.refusals import AlreadySaid
from lms_peer.ledger import finding
from lms_peer.ledger.chain import GENESIS, Link, chain_hash, to_the_millisecond
from lms_peer.ledger.entry import Entry, Head
from lms_peer.ledger.queries import entries_by_id
from lms_peer.ledger.tables import attachments, heads, statements
from lms_peer.xapi.indexed import Attachment, Indexed, attachments_of, index_of, kept_here, statement_of
from lms_peer.xapi.sameness import same

SPOKEN = "1.0.3"  # the version of the standard in which this service says things


# Made once: putting an SQL statement together takes longer than running it.
_HEAD = (
    select(heads.c.position, heads.c.chain_hash, heads.c.stored)
    .where(heads.c.centre_id == bindparam("centre"))
    .with_for_update()
)
_MOVE = (
    update(heads)
    .where(heads.c.centre_id == bindparam("centre"))
    .values(position=bindparam("to"), chain_hash=bindparam("hash"), stored=bindparam("at"))
)
_INSERT = insert(statements)


class Saying(NamedTuple):
    """A statement on its way in: what it is found by, the documents it names, and its bytes."""

    indexed: Indexed
    attachments: tuple[Attachment, ...]
    body: bytes


class Batch(NamedTuple):
    """What one speaker says at one centre at once: it is written whole, or not at all.

    `authority` is JSON, `version` that of the standard.
    """

    centre: UUID
    authority: str
    version: str
    sayings: Sequence[Saying]


class _Written(NamedTuple):
    entry: Entry
    saying: Saying


def ready(body: bytes, statement: Mapping[str, Any], statement_id: UUID | None, stored: datetime) -> Saying:
    """A statement (its bytes and what they hold) ready to be written: the slow work, done before any lock is held.

    `statement_id` is for a statement that came without one. Raises Unreadable when it can not be indexed.
    """
    return Saying(index_of(statement, stored, statement_id), attachments_of(statement), body)


def append(centre: UUID, body: bytes, authority: str, stored: datetime) -> Entry:
    """Write one statement down at the end of the centre's chain; see `append_all`."""
    return append_all(centre, (body,), authority, stored)[0]


def append_all(centre: UUID, bodies: Sequence[bytes], authority: str, stored: datetime) -> list[Entry]:
    """Write statements down, in order, at the end of the centre's chain, and answer an entry for each.

    `bodies` are JSON objects with an `id` each, kept byte for byte; `authority` is JSON; `stored` is an aware time.
    A statement that the centre already has is answered with the entry that is there, `new=False`.
    Raises AlreadySaid when an id is taken by a different statement, Unreadable when a body can not be indexed.
    After either, nothing of these statements was written.
    """
    sayings = [ready(body, statement_of(body), None, stored) for body in bodies]
    (answer,) = append_batches([Batch(centre, authority, SPOKEN, sayings)], stored)
    if isinstance(answer, AlreadySaid):
        raise answer
    return answer


def append_batches(batches: Sequence[Batch], stored: datetime) -> list[list[Entry] | AlreadySaid]:
    """Write several batches down at once; answer, for each, its entries or why nothing of it was written.

    `stored` is kept to the millisecond, and moved forward where a chain is already past it, so that it never goes
    backwards in one. Batches of one centre are written in the order given.
    """
    answers: dict[int, list[Entry] | AlreadySaid] = {}
    order = sorted(range(len(batches)), key=lambda at: batches[at].centre)
    for centre, some in groupby(order, key=lambda at: batches[at].centre):
        at = list(some)
        answers.update(zip(at, _append(centre, [batches[one] for one in at], stored), strict=True))
    return [answers[at] for at in range(len(batches))]


def _append(centre: UUID, batches: Sequence[Batch], stored: datetime) -> list[list[Entry] | AlreadySaid]:
    head = _lock(centre)
    stored = to_the_millisecond(stored if head.stored is None else max(stored, head.stored))
    ids = [saying.indexed.statement_id for batch in batches for saying in batch.sayings]
    said = entries_by_id(centre, ids)
    answers: list[list[Entry] | AlreadySaid] = []
    written: list[_Written] = []
    last: Head | Entry = head
    for batch in batches:
        try:
            _compare(batch, said)
        except AlreadySaid as refusal:
            answers.append(refusal)
            continue
        entries = []
        for saying in batch.sayings:
            entry = said.get(saying.indexed.statement_id)
            if entry is None:
                last = entry = _entry(batch, saying, last, stored)
                written.append(_Written(entry, saying))
                said[entry.statement_id] = replace(entry, new=False)
            entries.append(entry)
        answers.append(entries)
    if written:
        _write(centre, written)
    return answers


def _compare(batch: Batch, said: Mapping[UUID, Entry]) -> None:
    """Raises AlreadySaid when the batch says something else under an id that is taken, here or in the batch."""
    within: dict[UUID, bytes] = {}
    for saying in batch.sayings:
        statement_id = saying.indexed.statement_id
        earlier = said.get(statement_id)
        body = earlier.body if earlier else within.setdefault(statement_id, saying.body)
        if body != saying.body and not same(_exactly(body), _exactly(saying.body)):
            raise AlreadySaid(statement_id)


def _exactly(body: bytes) -> dict[str, Any]:
    """The statement, with a number that a float can not hold as its digits."""
    statement: dict[str, Any] = json.loads(body, parse_float=_number)
    return statement


def _number(digits: str) -> float | dict[str, str]:
    number, exact = float(digits), Decimal(digits)
    return number if Decimal(repr(number)) == exact else {"number": str(exact.normalize())}


def _lock(centre: UUID) -> Head:
    """The centre's head, which no other writer can read until this transaction ends."""
    connection = db.session.connection()
    row = connection.execute(_HEAD, {"centre": centre}).one_or_none()
    if row is None:
        begin = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(heads)
        first = {"centre_id": centre, "position": 0, "chain_hash": GENESIS}
        connection.execute(begin.on_conflict_do_nothing(), first)  # another writer may just have done it
        row = connection.execute(_HEAD, {"centre": centre}).one()
    return Head(*row)


def _entry(batch: Batch, saying: Saying, last: Head | Entry, stored: datetime) -> Entry:
    link = Link(
        centre=batch.centre,
        position=last.position + 1,
        statement_id=saying.indexed.statement_id,
        stored=stored,
        version=batch.version,
        authority=batch.authority,
        body=saying.body,
        attachments=[attachment.sha2 for attachment in saying.attachments],
    )
    return Entry(*link[:-1], chain_hash=chain_hash(last.chain_hash, link), new=True)


def _write(centre: UUID, written: Sequence[_Written]) -> None:
    connection = db.session.connection()
    connection.execute(_INSERT, [_row(*one) for one in written])
    if named := [row for one in written for row in _attachment_rows(*one)]:
        connection.execute(insert(attachments), named)
    finding.write(centre, [(entry, saying.indexed) for entry, saying in written])
    last = written[-1].entry
    moved = {"centre": centre, "to": last.position, "hash": last.chain_hash, "at": last.stored}
    connection.execute(_MOVE, moved)


def _row(entry: Entry, saying: Saying) -> dict[str, Any]:
    return {
        "centre_id": entry.centre,
        "position": entry.position,
        "statement_id": entry.statement_id,
        "stored": entry.stored,
        "version": entry.version,
        "chain_hash": entry.chain_hash,
        "registration": saying.indexed.registration,
        "refers_to": saying.indexed.refers_to,
        "voids": saying.indexed.voids is not None,
        "authority": entry.authority,
        "body": entry.body,
    }


def _attachment_rows(entry: Entry, saying: Saying) -> Iterable[dict[str, Any]]:
    """One row for each document in our own keeping, named once or often."""
    if not saying.attachments:
        return ()
    place = {"centre_id": entry.centre, "position": entry.position}
    return [
        place | {"sha256": kept.sha2, "size": kept.size, "media_type": kept.media_type}
        for kept in kept_here(saying.attachments).values()
    ]
