"""The ledger's three tables. Says how entries lie in the database; holds no query and no rule.

Bodies are bytes as received: a JSON column would rewrite numbers and drop doubled keys. The other columns of a
statement only help to find it; `ledger.verify` checks them against the body. Every index begins with the centre:
nothing is ever looked for across centres.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
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
    Column("chain_hash", String(64), nullable=False),
    Column("verb", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("activity", Text, nullable=False),
    Column("registration", Uuid),
    Column("timestamp", UtcDateTime, nullable=False),
    Column("voids", Uuid),
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

_of = statements.c
Index("uq_ledger_statement_id", _of.centre_id, _of.statement_id, unique=True)
Index("ix_ledger_statement_actor_verb", _of.centre_id, _of.actor, _of.verb, _of.position)
Index("ix_ledger_statement_actor_activity", _of.centre_id, _of.actor, _of.activity, _of.position)
Index("ix_ledger_statement_verb", _of.centre_id, _of.verb, _of.position)
Index("ix_ledger_statement_activity", _of.centre_id, _of.activity, _of.position)
_registered = _of.registration.is_not(None)
Index(
    "ix_ledger_statement_registration",
    _of.centre_id,
    _of.registration,
    _of.position,
    sqlite_where=_registered,
    postgresql_where=_registered,
)
_voiding = _of.voids.is_not(None)
Index(
    "ix_ledger_statement_voids",
    _of.centre_id,
    _of.voids,
    sqlite_where=_voiding,
    postgresql_where=_voiding,
)
Index("ix_ledger_attachment_sha256", attachments.c.centre_id, attachments.c.sha256)

triggers.guard(statements, heads, attachments)
