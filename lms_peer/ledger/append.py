"""Writing the ledger: statements in, entries out, in the caller's transaction. The only code that inserts there.

Whether a statement may be said at all is decided above. Writers of one centre wait for each other at the head of its
chain; writers of different centres do not meet on PostgreSQL. On SQLite the transaction already holds the one write
lock.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lms_peer.database import db
from lms_peer.domain.refusals import AlreadySaid
from lms_peer.ledger import finding
from lms_peer.ledger.chain import GENESIS, Link, chain_hash, to_the_millisecond
from lms_peer.ledger.entry import Entry, Head
from lms_peer.ledger.queries import entries_by_id, entries_meeting
from lms_peer.ledger.tables import attachments, heads, statements
from lms_peer.prepared import PreparedInsert, PreparedQuery
from lms_peer.xapi.indexed import Attachment, Indexed, attachments_of, index_of, kept_here, statement_of
from lms_peer.xapi.sameness import same

SPOKEN = "1.0.3"  # the version of the standard in which this service says things


_HEAD = PreparedQuery(
    lambda _dialect: (
        select(heads.c.position, heads.c.chain_hash, heads.c.stored)
        .where(heads.c.centre_id == bindparam("centre"))
        .with_for_update()
    ),
    {"centre": heads.c.centre_id.type},
    [heads.c.position.type, heads.c.chain_hash.type, heads.c.stored.type],
)
_MOVE = PreparedQuery(
    lambda _dialect: (
        update(heads)
        .where(heads.c.centre_id == bindparam("centre"))
        .values(position=bindparam("to"), chain_hash=bindparam("hash"), stored=bindparam("at"))
    ),
    {"centre": heads.c.centre_id.type, "at": heads.c.stored.type},
)
_INSERT, _INSERT_ATTACHMENTS = PreparedInsert(statements), PreparedInsert(attachments)


class Saying(NamedTuple):
    """A statement on its way in: what it is found by, the documents it names, and its bytes.

    `named` is False when its id was made here, so that nothing can have been said under it or refer to it.
    """

    indexed: Indexed
    found: finding.Found
    attachments: tuple[Attachment, ...]
    body: bytes
    named: bool


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


def ready(
    centre: UUID,
    authority: str,
    body: bytes,
    statement: Mapping[str, Any],
    stored: datetime,
    statement_id: UUID | None = None,
) -> Saying:
    """A statement (its bytes and what they hold) ready to be written: the slow work, done before any lock is held.

    `statement_id` is for a statement that came without one. Raises Unreadable when it can not be indexed.
    """
    indexed = index_of(statement, stored, statement_id)
    found = finding.found(centre, authority, indexed)
    return Saying(indexed, found, attachments_of(statement), body, "id" in statement)


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
    sayings = [ready(centre, authority, body, statement_of(body), stored) for body in bodies]
    (answer,) = append_batches(
        db.session.connection(), [Batch(centre, authority, SPOKEN, sayings)], lambda: stored
    )
    if isinstance(answer, AlreadySaid):
        raise answer
    return answer


def append_batches(
    connection: Connection, batches: Sequence[Batch], clock: Callable[[], datetime]
) -> list[list[Entry] | AlreadySaid]:
    """Write several batches down at once; answer, for each, its entries or why nothing of it was written.

    `clock` says when they are stored: kept to the millisecond, and moved forward where a chain is already past it, so
    that it never goes backwards in one. Batches of one centre are written in the order given.
    """
    answers: dict[int, list[Entry] | AlreadySaid] = {}
    order = sorted(range(len(batches)), key=lambda at: batches[at].centre)
    for centre, some in groupby(order, key=lambda at: batches[at].centre):
        at = list(some)
        answers.update(zip(at, _append(connection, centre, [batches[one] for one in at], clock), strict=True))
    return [answers[at] for at in range(len(batches))]


def _append(
    connection: Connection, centre: UUID, batches: Sequence[Batch], clock: Callable[[], datetime]
) -> list[list[Entry] | AlreadySaid]:
    head = _lock(connection, centre)
    present = clock()  # not before the lock was had: what is stored later must not show an earlier time
    stored = to_the_millisecond(present if head.stored is None else max(present, head.stored))
    ids = [saying.indexed.statement_id for batch in batches for saying in batch.sayings if saying.named]
    met = entries_meeting(connection, centre, ids)
    said = entries_by_id(connection, centre, ids) if met.taken else {}
    written: list[_Written] = []
    answers = [_write_down(batch, said, written, head, stored) for batch in batches]
    if written:
        _write(connection, centre, written, met.referred)
    return answers


def _write_down(
    batch: Batch, said: dict[UUID, Entry], written: list[_Written], head: Head, stored: datetime
) -> list[Entry] | AlreadySaid:
    """Add to `written` what the batch says that was not `said` yet."""
    try:
        _compare(batch, said)
    except AlreadySaid as refusal:
        return refusal
    last: Head | Entry = written[-1].entry if written else head
    entries = []
    for saying in batch.sayings:
        entry = said.get(saying.indexed.statement_id) if saying.named else None
        if entry is None:
            last = entry = _entry(batch, saying, last, stored)
            written.append(_Written(entry, saying))
            if saying.named:
                said[entry.statement_id] = entry
        elif entry.new:
            entry = replace(entry, new=False)
        entries.append(entry)
    return entries


def _compare(batch: Batch, said: Mapping[UUID, Entry]) -> None:
    """Raises AlreadySaid when the batch says something else under an id that is taken, here or in the batch."""
    within: dict[UUID, bytes] = {}
    for saying in batch.sayings:
        if not saying.named:
            continue
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


def _lock(connection: Connection, centre: UUID) -> Head:
    """The centre's head, which no other writer can read until this transaction ends."""
    rows = _HEAD.run(connection, centre=centre)
    if not rows:
        begin = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(heads)
        first = {"centre_id": centre, "position": 0, "chain_hash": GENESIS}
        connection.execute(begin.on_conflict_do_nothing(), first)  # another writer may just have done it
        rows = _HEAD.run(connection, centre=centre)
    return Head(*rows[0])


def _entry(batch: Batch, saying: Saying, last: Head | Entry, stored: datetime) -> Entry:
    attached = [attachment.sha2 for attachment in saying.attachments] if saying.attachments else ()
    link = Link(  # in order, for to give them by name takes twice as long, while everybody waits
        batch.centre,
        last.position + 1,
        saying.indexed.statement_id,
        stored,
        batch.version,
        batch.authority,
        saying.body,
        attached,
    )
    return Entry(*link[:-1], chain_hash(last.chain_hash, link), True)


def _write(connection: Connection, centre: UUID, written: Sequence[_Written], referred: bool) -> None:
    _INSERT.run(connection, [_row(*one) for one in written])
    _INSERT_ATTACHMENTS.run(connection, [row for one in written for row in _attachment_rows(*one)])
    found = [
        finding.Written(entry.position, entry.statement_id, saying.indexed.refers_to, saying.found)
        for entry, saying in written
    ]
    finding.write(connection, centre, found, referred)
    last = written[-1].entry
    _MOVE.run(connection, centre=centre, to=last.position, hash=last.chain_hash, at=last.stored)


def _row(entry: Entry, saying: Saying) -> tuple[Any, ...]:
    indexed = saying.indexed
    return (
        entry.centre,
        entry.position,
        entry.statement_id,
        entry.stored,
        entry.version,
        entry.chain_hash,
        indexed.registration,
        indexed.refers_to,
        indexed.voids is not None,
        entry.authority,
        entry.body,
    )


def _attachment_rows(entry: Entry, saying: Saying) -> Iterable[tuple[Any, ...]]:
    """One row for each document in our own keeping, named once or often."""
    if not saying.attachments:
        return ()
    return [
        (entry.centre, entry.position, kept.sha2, kept.size, kept.media_type)
        for kept in kept_here(saying.attachments).values()
    ]
