"""The database itself refuses to change the ledger. The SQL that says so, for SQLite and PostgreSQL.

A migration runs the statements of `SQLITE` or `POSTGRESQL` in order, after it made the tables (a later one those of
`TREE_…`); tables made straight from the metadata get theirs through `guard`. Whoever owns the database can drop a
trigger: that is what the hash chain is for.

What is refused: changing or deleting a statement, an attachment or a head; a statement without the one before it;
a head that does not move forward to a statement that is there.

SQLite runs no delete trigger for the row that INSERT OR REPLACE removes, unless `recursive_triggers` is on. So an
insert is looked at before it happens, and by its rowid too, which REPLACE can also collide on.
"""

from __future__ import annotations

import re

from sqlalchemy import DDL, Connection, Table, event, text

_STATEMENTS, _HEADS, _ATTACHMENTS = "ledger_statement", "ledger_head", "ledger_attachment"
_TILES = "ledger_tile"

_HEAD_MOVES_ON = """
    NEW.centre_id = OLD.centre_id AND NEW.position > OLD.position AND EXISTS (
        SELECT 1 FROM ledger_statement AS last WHERE last.centre_id = NEW.centre_id
        AND last.position = NEW.position AND last.chain_hash = NEW.chain_hash AND last.stored = NEW.stored)"""

_FOLLOWS = """
    NEW.position = 1 OR (NEW.position > 1 AND EXISTS (
        SELECT 1 FROM ledger_statement AS last WHERE last.centre_id = NEW.centre_id
        AND last.position = NEW.position - 1))"""


def _sqlite_refuse(table: str, verb: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN "
        f"SELECT RAISE(ABORT, 'the ledger only grows: {verb.lower()} on {table} is refused'); END"
    )


def _sqlite_unless(table: str, name: str, moment: str, holds: str) -> str:
    return (
        f"CREATE TRIGGER {table}_{name} BEFORE {moment} ON {table} WHEN NOT ({holds}) BEGIN "
        f"SELECT RAISE(ABORT, 'the ledger only grows: this {moment.lower()} on {table} is refused'); END"
    )


def _sqlite_new(table: str, same: str) -> str:
    return _sqlite_unless(
        table,
        "no_replace",
        "INSERT",
        f"NOT EXISTS (SELECT 1 FROM {table} AS old WHERE {same}) "  # noqa: S608 - names are constants of this module
        f"AND NOT EXISTS (SELECT 1 FROM {table} AS old WHERE old.rowid = NEW.rowid)",
    )


SQLITE: dict[str, tuple[str, ...]] = {
    _STATEMENTS: (
        _sqlite_refuse(_STATEMENTS, "UPDATE"),
        _sqlite_refuse(_STATEMENTS, "DELETE"),
        _sqlite_new(
            _STATEMENTS,
            "old.centre_id = NEW.centre_id AND (old.position = NEW.position OR old.statement_id = NEW.statement_id)",
        ),
        _sqlite_unless(_STATEMENTS, "follows", "INSERT", _FOLLOWS),
    ),
    _HEADS: (
        _sqlite_refuse(_HEADS, "DELETE"),
        _sqlite_new(_HEADS, "old.centre_id = NEW.centre_id"),
        _sqlite_unless(_HEADS, "begins", "INSERT", "NEW.position = 0"),
        _sqlite_unless(_HEADS, "moves_on", "UPDATE", _HEAD_MOVES_ON),
    ),
    _ATTACHMENTS: (
        _sqlite_refuse(_ATTACHMENTS, "UPDATE"),
        _sqlite_refuse(_ATTACHMENTS, "DELETE"),
        _sqlite_new(
            _ATTACHMENTS,
            "old.centre_id = NEW.centre_id AND old.position = NEW.position AND old.sha256 = NEW.sha256",
        ),
    ),
}

# Those of the tree, which came later: a migration of its own runs them.
TREE_SQLITE: dict[str, tuple[str, ...]] = {
    _TILES: (
        _sqlite_refuse(_TILES, "UPDATE"),
        _sqlite_refuse(_TILES, "DELETE"),
        _sqlite_new(_TILES, "old.centre_id = NEW.centre_id AND old.number = NEW.number"),
    ),
}


def _postgresql_function(name: str, holds: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {holds} THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
        MESSAGE = 'the ledger only grows: this ' || lower(TG_OP) || ' on ' || TG_TABLE_NAME || ' is refused';
END $$"""


def _postgresql_trigger(table: str, name: str, moment: str, function: str) -> str:
    each = "STATEMENT" if "TRUNCATE" in moment else "ROW"
    return (
        f"CREATE TRIGGER {table}_{name} BEFORE {moment} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}()"
    )


_REFUSE = _postgresql_function("ledger_refuse", "false")

POSTGRESQL: dict[str, tuple[str, ...]] = {
    _STATEMENTS: (
        _REFUSE,
        _postgresql_function("ledger_statement_follows", _FOLLOWS),
        _postgresql_trigger(_STATEMENTS, "no_change", "UPDATE OR DELETE", "ledger_refuse"),
        _postgresql_trigger(_STATEMENTS, "no_truncate", "TRUNCATE", "ledger_refuse"),
        _postgresql_trigger(_STATEMENTS, "follows", "INSERT", "ledger_statement_follows"),
    ),
    _HEADS: (
        _REFUSE,
        _postgresql_function("ledger_head_begins", "NEW.position = 0"),
        _postgresql_function("ledger_head_moves_on", _HEAD_MOVES_ON),
        _postgresql_trigger(_HEADS, "no_delete", "DELETE", "ledger_refuse"),
        _postgresql_trigger(_HEADS, "no_truncate", "TRUNCATE", "ledger_refuse"),
        _postgresql_trigger(_HEADS, "begins", "INSERT", "ledger_head_begins"),
        _postgresql_trigger(_HEADS, "moves_on", "UPDATE", "ledger_head_moves_on"),
    ),
    _ATTACHMENTS: (
        _REFUSE,
        _postgresql_trigger(_ATTACHMENTS, "no_change", "UPDATE OR DELETE", "ledger_refuse"),
        _postgresql_trigger(_ATTACHMENTS, "no_truncate", "TRUNCATE", "ledger_refuse"),
    ),
}

TREE_POSTGRESQL: dict[str, tuple[str, ...]] = {
    _TILES: (
        _REFUSE,
        _postgresql_trigger(_TILES, "no_change", "UPDATE OR DELETE", "ledger_refuse"),
        _postgresql_trigger(_TILES, "no_truncate", "TRUNCATE", "ledger_refuse"),
    ),
}


def guard(*tables: Table) -> None:
    """Give each of the ledger's tables its triggers as soon as it is created."""
    for dialect, statements in (("sqlite", SQLITE | TREE_SQLITE), ("postgresql", POSTGRESQL | TREE_POSTGRESQL)):
        for table in tables:
            for statement in statements[table.name]:
                refuse = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
                event.listen(table, "after_create", refuse)


def missing_triggers(connection: Connection) -> list[str]:
    """The names of those triggers that this database should have and has not, or that were switched off."""
    sqlite = connection.dialect.name == "sqlite"
    guards = SQLITE | TREE_SQLITE if sqlite else POSTGRESQL | TREE_POSTGRESQL
    statements = [each for some in guards.values() for each in some]
    needed = {name for each in statements for name in re.findall(r"^CREATE TRIGGER (\w+)", each)}
    if sqlite:
        there = text("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    else:
        there = text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
    return sorted(needed - set(connection.execute(there).scalars()))
