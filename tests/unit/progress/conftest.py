"""A small centre on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lms_peer.database import db
from tests.plant import Plant, app_on


@pytest.fixture
def plant(database_url: str, tmp_path: Path) -> Iterator[Plant]:
    """A centre with one of each role and one registration, with an app context entered."""
    with app_on(database_url, tmp_path).app_context():
        yield Plant.at()
        db.session.remove()
        db.engine.dispose()
