"""A small centre on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from lms_peer.database import db
from tests.plant import Plant, app_on


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application, with a context entered."""
    app = app_on(database_url, tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def plant(app: Flask) -> Plant:
    """A centre with one of each role and one registration."""
    return Plant.at()
