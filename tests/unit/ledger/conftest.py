"""An empty ledger for each test, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.unit.ledger.given import ledger_at


@pytest.fixture
def ledger(database_url: str) -> Iterator[Flask]:
    """Runs the test twice, each inside an application's context."""
    with ledger_at(database_url) as app:
        yield app


@pytest.fixture
def sqlite_ledger(sqlite_url: str) -> Iterator[Flask]:
    """The same, on SQLite only."""
    with ledger_at(sqlite_url) as app:
        yield app


@pytest.fixture
def postgres_ledger(postgres_url: str) -> Iterator[Flask]:
    """The same, on PostgreSQL only."""
    with ledger_at(postgres_url) as app:
        yield app
