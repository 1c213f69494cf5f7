"""The database itself refuses to change the ledger, whoever asks."""

# ruff: noqa: S608 - the SQL is put together from what the tests themselves say

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from lms_peer.database import db
from lms_peer.ledger import append, entries, first_finding, head
from lms_peer.ledger.triggers import missing_triggers
from tests.unit.ledger.given import AUTHORITY, CENTRE, NOON, a_chain, a_statement, said, with_document

COLUMNS = (
    "centre_id, position, statement_id, stored, version, chain_hash, registration, refers_to, voids, authority, "
    "body"
)


def refused(sql: str) -> None:
    before = list(entries(CENTRE)), head(CENTRE)
    with pytest.raises(IntegrityError, match="the ledger only grows"):
        db.session.execute(text(sql))
    db.session.rollback()
    assert (list(entries(CENTRE)), head(CENTRE)) == before
    assert first_finding(CENTRE) is None


def chain_with_a_document() -> None:
    a_chain(2)
    append(CENTRE, said(a_statement(3, attachments=[with_document("ab" * 32)])), AUTHORITY, NOON)
    db.session.commit()


def copied(**changed: str) -> str:
    """SQL that selects the second statement with some columns changed."""
    chosen = ", ".join(changed.get(name, name) for name in COLUMNS.split(", "))
    return f"SELECT {chosen} FROM ledger_statement WHERE position = 2"


@pytest.mark.parametrize("column", COLUMNS.split(", "))
def test_no_column_of_a_statement_can_be_changed(ledger, column):
    a_chain(3)
    refused(f"UPDATE ledger_statement SET {column} = {column} WHERE position = 2")


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM ledger_statement WHERE position = 3",
        "DELETE FROM ledger_statement",
        "DELETE FROM ledger_attachment",
        "UPDATE ledger_attachment SET size = 0",
        "DELETE FROM ledger_head",
        "UPDATE ledger_head SET position = position - 1",
        "UPDATE ledger_head SET position = position + 1",
        "UPDATE ledger_head SET chain_hash = 'ff'",
        "UPDATE ledger_head SET stored = NULL",
        "INSERT INTO ledger_head (centre_id, position, chain_hash) VALUES "
        "('00000000000040008000000000000bad', 9, 'ff')",
    ],
)
def test_nothing_is_deleted_and_no_head_moves_but_to_the_next_statement(ledger, sql):
    chain_with_a_document()
    refused(sql)


@pytest.mark.parametrize("position", ["0", "-1", "position + 9"])
def test_no_statement_stands_apart_from_the_chain(ledger, position):
    chain_with_a_document()
    new_id = "'00000000000040008000000000000bad'" + ("::uuid" if db.engine.dialect.name == "postgresql" else "")
    refused(f"INSERT INTO ledger_statement ({COLUMNS}) " + copied(position=position, statement_id=new_id))


@pytest.mark.parametrize("table", ["ledger_statement", "ledger_head", "ledger_attachment"])
def test_no_table_of_the_ledger_can_be_truncated(postgres_ledger, table):
    chain_with_a_document()
    refused(f"TRUNCATE {table} CASCADE")


def test_an_upsert_can_not_change_a_statement(postgres_ledger):
    a_chain(3)
    refused(
        f"INSERT INTO ledger_statement ({COLUMNS}) {copied()} "
        "ON CONFLICT (centre_id, position) DO UPDATE SET authority = '{}'"
    )


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize(
    "sql",
    [
        f"INSERT OR REPLACE INTO ledger_statement ({COLUMNS}) " + copied(authority="'{}'"),
        f"REPLACE INTO ledger_statement ({COLUMNS}) " + copied(position="4"),
        f"INSERT OR REPLACE INTO ledger_statement (rowid, {COLUMNS}) "
        + copied(centre_id="2, centre_id", position="4", statement_id="'00000000000040008000000000000bad'"),
        f"INSERT INTO ledger_statement ({COLUMNS}) {copied()} "
        "ON CONFLICT (centre_id, position) DO UPDATE SET authority = '{}'",
        "UPDATE OR REPLACE ledger_statement SET position = 1 WHERE position = 2",
        "INSERT OR REPLACE INTO ledger_head SELECT centre_id, 0, chain_hash, NULL FROM ledger_head",
        "INSERT OR REPLACE INTO ledger_attachment SELECT centre_id, position, sha256, 0, media_type "
        "FROM ledger_attachment",
    ],
    ids=["same place", "same id", "same rowid", "upsert", "update or replace", "head", "attachment"],
)
def test_replacing_is_refused_on_sqlite(sqlite_ledger, sql, recursive):
    chain_with_a_document()
    db.session.execute(text(f"PRAGMA recursive_triggers = {recursive}"))
    refused(sql)


def test_a_guard_that_is_gone_is_found(ledger):
    a_chain(1)
    with db.engine.begin() as connection:
        assert missing_triggers(connection) == []
        name = "ledger_statement_follows"
        on = " ON ledger_statement" if db.engine.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER {name}{on}"))
    assert name in first_finding(CENTRE).what


def test_a_guard_that_is_switched_off_is_found(postgres_ledger):
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE ledger_head DISABLE TRIGGER ledger_head_no_delete"))
    assert "ledger_head_no_delete" in first_finding(CENTRE).what
