"""Reading the ledger, in the caller's transaction. Writes nothing and decides nothing.

Everything is asked for one centre and comes in the order of its positions. A position becomes visible only after
every lower one, so whoever remembers the last position seen never skips an entry.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select

from lms_peer.database import db
from lms_peer.ledger.chain import GENESIS
from lms_peer.ledger.entry import Entry, Head
from lms_peer.ledger.tables import attachments, heads, statements

BATCH = 500

_c = statements.c
_entry = select(_c.centre_id, _c.position, _c.statement_id, _c.stored, _c.authority, _c.body, _c.chain_hash)


def entries(
    centre: UUID,
    registration: UUID | None = None,
    after: int = 0,
    upto: int | None = None,
    limit: int | None = None,
) -> Iterator[Entry]:
    """The entries of a centre after one position and up to another (included), in order, fetched in batches.

    With `registration`, only those of one learner's registration; with `limit`, at most so many.
    """
    where = [_c.centre_id == centre]
    if registration is not None:
        where.append(_c.registration == registration)
    if upto is not None:
        where.append(_c.position <= upto)
    return islice(_in_batches(where, after), limit)


def entry(centre: UUID, statement_id: UUID) -> Entry | None:
    """The entry that holds a statement of this centre, or None."""
    return entries_by_id(centre, (statement_id,)).get(statement_id)


def entries_by_id(centre: UUID, statement_ids: Sequence[UUID]) -> dict[UUID, Entry]:
    """Those of the statements that this centre has, by id."""
    return {
        row.statement_id: _to_entry(row)
        for start in range(0, len(statement_ids), BATCH)
        for row in db.session.execute(
            _entry.where(_c.centre_id == centre, _c.statement_id.in_(statement_ids[start : start + BATCH]))
        )
    }


def voiding(centre: UUID, statement_id: UUID) -> Entry | None:
    """The first entry that takes the statement back, or None."""
    wanted = _entry.where(_c.centre_id == centre, _c.voids == statement_id).order_by(_c.position).limit(1)
    row = db.session.execute(wanted).one_or_none()
    return _to_entry(row) if row else None


def naming(centre: UUID, sha256: str) -> Iterator[Entry]:
    """The entries that name a document as an attachment, in order."""
    named = (attachments.c.centre_id == _c.centre_id) & (attachments.c.position == _c.position)
    wanted = _entry.join(attachments, named).where(
        attachments.c.centre_id == centre, attachments.c.sha256 == sha256
    )
    return (_to_entry(row) for row in db.session.execute(wanted.order_by(_c.position)))


def latest_by(centre: UUID, actor: str, verbs: Collection[str], limit: int) -> list[Entry]:
    """The latest entries that one actor (as `agent_key` writes it) made with these verbs, the newest first."""
    wanted = _entry.where(_c.centre_id == centre, _c.actor == actor, _c.verb.in_(verbs))
    rows = db.session.execute(wanted.order_by(_c.position.desc()).limit(limit))
    return [_to_entry(row) for row in rows]


def head(centre: UUID) -> Head:
    """Where the centre's chain ends now."""
    wanted = select(heads.c.position, heads.c.chain_hash, heads.c.stored).where(heads.c.centre_id == centre)
    row = db.session.execute(wanted).one_or_none()
    return Head(*row) if row else Head(0, GENESIS, None)


def centres_with_entries() -> list[UUID]:
    """Every centre that has written something down."""
    wanted = select(heads.c.centre_id).where(heads.c.position > 0).order_by(heads.c.centre_id)
    return list(db.session.scalars(wanted))


def _in_batches(where: Sequence[ColumnElement[bool]], after: int) -> Iterator[Entry]:
    while True:
        batch = _entry.where(*where, _c.position > after).order_by(_c.position).limit(BATCH)
        rows = db.session.execute(batch).all()
        for row in rows:
            yield _to_entry(row)
        if len(rows) < BATCH:
            return
        after = rows[-1].position


def _to_entry(row: Row[*tuple[Any, ...]]) -> Entry:
    return Entry(*row)
