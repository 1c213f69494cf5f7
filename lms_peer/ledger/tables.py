"""The ledger's tables. Says how entries lie in the database; holds no query and no rule.

Bodies are bytes as received: a JSON column would rewrite numbers and drop doubled keys. The columns beside a body,
and the two index tables, only help to find it; `ledger.verify` checks them against the bodies. Nothing is ever looked
for across centres: an index begins with the centre, or with a number in which the centre is hashed (`ledger.keys`).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    Uuid,
)

from lms_peer.database import UtcDateTime, db
from lms_peer.ledger import triggers

statements = Table(
    "ledger_statement",
    db.Model.metadata,
    Column("centre_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("statement_id", Uuid, nullable=False),
    Column("stored", UtcDateTime, nullable=False),
    Column("version", String(5), nullable=False),
    Column("chain_hash", String(64), nullable=False),
    Column("registration", Uuid),
    Column("refers_to", Uuid),
    Column("voids", Boolean(create_constraint=False), nullable=False),
    Column("authority", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

heads = Table(
    "ledger_head",
    db.Model.metadata,
    Column("centre_id", Uuid, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("chain_hash", String(64), nullable=False),
    Column("stored", UtcDateTime),
)

attachments = Table(
    "ledger_attachment",
    db.Model.metadata,
    Column("centre_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("sha256", String(128), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("media_type", Text, nullable=False),
    ForeignKeyConstraint(
        ["centre_id", "position"],
        ["ledger_statement.centre_id", "ledger_statement.position"],
        name="fk_ledger_attachment_statement",
    ),
)

# What a query finds the statement at `position` by: what the statement at `through` says. That is the statement
# itself, and each earlier or later one that it refers to (xAPI 1.0.3 part three, 2.1.3: statements that target one
# that is found are found too).
found_by = Table(
    "ledger_found_by",
    db.Model.metadata,
    Column("centre_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("through", BigInteger, primary_key=True, autoincrement=False),
    Column("actor", BigInteger, nullable=False),
    Column("verb", BigInteger, nullable=False),
    Column("activity", BigInteger, nullable=False),
    Column("registration", BigInteger),
)

# Agents and activities that a statement names elsewhere than as its actor and object. `direct` ones are found without
# `related_agents`: an agent as the object, and the members of a group.
mentions = Table(
    "ledger_mention",
    db.Model.metadata,
    Column("named", BigInteger, primary_key=True, autoincrement=False),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("through", BigInteger, primary_key=True, autoincrement=False),
    Column("direct", Boolean(create_constraint=False), nullable=False),
    sqlite_with_rowid=False,
)

# The leaves of a centre's Merkle tree (`ledger.tree`), so many in a row as fill a tile: their hashes one after the
# other, and the root over them. `number` counts from 0.
tiles = Table(
    "ledger_tile",
    db.Model.metadata,
    Column("centre_id", Uuid, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("leaves", LargeBinary, nullable=False),
    Column("root", LargeBinary, nullable=False),
)

EVERY = [statements, heads, attachments, found_by, mentions, tiles]

_of = statements.c
Index("uq_ledger_statement_id", _of.centre_id, _of.statement_id, unique=True)
Index("ix_ledger_statement_stored", _of.centre_id, _of.stored, _of.position)
_referring = _of.refers_to.is_not(None)
Index(
    "ix_ledger_statement_refers_to",
    _of.centre_id,
    _of.refers_to,
    sqlite_where=_referring,
    postgresql_where=_referring,
)
_by = found_by.c
# One actor's statements, and one activity's, are few: a second filter is read off their index.
Index("ix_ledger_found_by_actor", _by.actor, _by.position, _by.verb, _by.activity)
Index("ix_ledger_found_by_activity", _by.activity, _by.position, _by.verb)
Index("ix_ledger_found_by_verb", _by.verb, _by.position)
_registered = _by.registration.is_not(None)
Index(
    "ix_ledger_found_by_registration",
    _by.registration,
    _by.position,
    _by.verb,
    sqlite_where=_registered,
    postgresql_where=_registered,
)
Index("ix_ledger_attachment_sha256", attachments.c.centre_id, attachments.c.sha256)

triggers.guard(statements, heads, attachments, tiles)
