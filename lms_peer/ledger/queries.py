"""Reading the ledger, in the caller's transaction. Writes nothing and decides nothing.

Everything is asked for one centre and comes in the order of its positions. A position becomes visible only after
every lower one, so whoever remembers the last position seen never skips an entry.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CompoundSelect, Connection, Row, Select, bindparam, null, select, union_all

from lms_peer.database import db
from lms_peer.ledger.chain import GENESIS
from lms_peer.ledger.entry import Entry, Head
from lms_peer.ledger.keys import REGISTRATION, VERB, key
from lms_peer.ledger.tables import attachments, found_by, heads, statements
from lms_peer.prepared import Many, PreparedQuery, among
from lms_peer.xapi.indexed import AGENT

BATCH = 500

_statement, _by = statements.c, found_by.c
# What an entry is made of.
COLUMNS = (
    _statement.centre_id,
    _statement.position,
    _statement.statement_id,
    _statement.stored,
    _statement.version,
    _statement.authority,
    _statement.body,
    _statement.chain_hash,
)
_entry = select(*COLUMNS)
_BY_ID = _entry.where(
    _statement.centre_id == bindparam("centre"), _statement.statement_id.in_(bindparam("ids", expanding=True))
)


def _meeting(dialect: str) -> CompoundSelect[Any]:
    here = _statement.centre_id == bindparam("centre")
    return union_all(  # not OR, for which SQLite would walk along all statements
        select(_statement.statement_id, null()).where(here, among(dialect, _statement.statement_id, "ids")),
        select(null(), _statement.refers_to).where(here, among(dialect, _statement.refers_to, "ids")),
    )


_MEETING = PreparedQuery(
    _meeting,
    {"centre": _statement.centre_id.type, "ids": Many(_statement.statement_id.type)},
    [_statement.statement_id.type, _statement.refers_to.type],
)
_HEAD = PreparedQuery(
    lambda _dialect: select(heads.c.position, heads.c.chain_hash, heads.c.stored).where(
        heads.c.centre_id == bindparam("centre")
    ),
    {"centre": heads.c.centre_id.type},
    [heads.c.position.type, heads.c.chain_hash.type, heads.c.stored.type],
)
_LATEST = (  # from one actor's part of the index, however much others said
    select(_by.position)
    .where(
        _by.centre_id == bindparam("centre"),
        _by.actor == bindparam("actor"),
        _by.verb.in_(bindparam("verbs", expanding=True)),
        _by.through == _by.position,
    )
    .order_by(_by.position.desc())
    .limit(bindparam("most"))
)
_LATEST_BY = _entry.where(_statement.centre_id == bindparam("centre"), _statement.position.in_(_LATEST)).order_by(
    _statement.position.desc()
)
# A statement beside what it is found by itself, not through another.
_itself = (
    (_by.centre_id == _statement.centre_id)
    & (_by.position == _statement.position)
    & (_by.through == _statement.position)
)


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
    wanted, where = _entry, [_statement.centre_id == centre]
    if registration is not None:
        wanted = _entry.join(found_by, _itself)
        where += [
            _by.registration == key(centre, REGISTRATION, registration.hex),
            _statement.registration == registration,
        ]
    if upto is not None:
        where.append(_statement.position <= upto)
    return islice(_in_batches(wanted.where(*where), after), limit)


def entry(centre: UUID, statement_id: UUID) -> Entry | None:
    """The entry that holds a statement of this centre, or None."""
    return entries_by_id(db.session.connection(), centre, (statement_id,)).get(statement_id)


class Met(NamedTuple):
    """Whether statements that come in meet earlier ones: their ids are `taken`, or they are `referred` to."""

    taken: bool
    referred: bool


def entries_meeting(connection: Connection, centre: UUID, statement_ids: Sequence[UUID]) -> Met:
    """Whether the centre has statements with these ids, and statements that refer to them."""
    if not statement_ids:
        return Met(taken=False, referred=False)
    rows = _MEETING.run(connection, centre=centre, ids=statement_ids)
    return Met(any(taken for taken, _ in rows), any(referred for _, referred in rows))


def entries_by_id(connection: Connection, centre: UUID, statement_ids: Sequence[UUID]) -> dict[UUID, Entry]:
    """Those of the statements that this centre has, by id."""
    return {
        row.statement_id: to_entry(row)
        for start in range(0, len(statement_ids), BATCH)
        for row in connection.execute(_BY_ID, {"centre": centre, "ids": statement_ids[start : start + BATCH]})
    }


def voiding(centre: UUID, statement_id: UUID) -> Entry | None:
    """The first entry that takes the statement back, or None.

    Only who said a thing can take it back, and what takes back can not be taken back (xAPI 1.0.3 part two, 2.3.2).
    """
    said = statements.alias("said").c
    of_same = (said.centre_id == _statement.centre_id) & (said.statement_id == statement_id)
    counts = (said.authority == _statement.authority) & ~said.voids
    wanted = (
        _entry.join(said.authority.table, of_same & counts)
        .where(_statement.centre_id == centre, _statement.refers_to == statement_id, _statement.voids)
        .order_by(_statement.position)
        .limit(1)
    )
    row = db.session.execute(wanted).one_or_none()
    return to_entry(row) if row else None


def takes_back(entry: Entry) -> bool:
    """True when the statement takes another one back."""
    wanted = select(_statement.voids).where(
        _statement.centre_id == entry.centre, _statement.position == entry.position
    )
    return bool(db.session.scalar(wanted))


def naming(centre: UUID, sha256: str) -> Iterator[Entry]:
    """The entries that name a document as an attachment, in order."""
    named = (attachments.c.centre_id == _statement.centre_id) & (attachments.c.position == _statement.position)
    wanted = _entry.join(attachments, named).where(
        attachments.c.centre_id == centre, attachments.c.sha256 == sha256
    )
    return (to_entry(row) for row in db.session.execute(wanted.order_by(_statement.position)))


def latest_by(centre: UUID, actor: str, verbs: Collection[str], limit: int) -> list[Entry]:
    """The latest entries that one actor (as `agent_key` writes it) made with these verbs, the newest first."""
    about = {
        "centre": centre,
        "actor": key(centre, AGENT, actor),
        "verbs": [key(centre, VERB, verb) for verb in verbs],
        "most": limit,
    }
    return [to_entry(row) for row in db.session.execute(_LATEST_BY, about)]


def head(centre: UUID) -> Head:
    """Where the centre's chain ends now."""
    rows = _HEAD.run(db.session.connection(), centre=centre)
    return Head(*rows[0]) if rows else Head(0, GENESIS, None)


def centres_with_entries() -> list[UUID]:
    """Every centre that has written something down."""
    wanted = select(heads.c.centre_id).where(heads.c.position > 0).order_by(heads.c.centre_id)
    return list(db.session.scalars(wanted))


def _in_batches(wanted: Select[*tuple[Any, ...]], after: int) -> Iterator[Entry]:
    while True:
        batch = wanted.where(_statement.position > after).order_by(_statement.position).limit(BATCH)
        rows = db.session.execute(batch).all()
        for row in rows:
            yield to_entry(row)
        if len(rows) < BATCH:
            return
        after = rows[-1].position


def to_entry(row: Row[*tuple[Any, ...]]) -> Entry:
    """The entry that a row of `COLUMNS` holds."""
    return Entry(*row)
