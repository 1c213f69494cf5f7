"""Two centres, and none has a key. What the database itself decides is tried on PostgreSQL too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from lms_peer.database import db
from lms_peer.people.centres import add_centre
from tests.plant import app_on


@pytest.fixture
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application, with a context entered."""
    both = "database_url" in request.fixturenames
    app = app_on(request.getfixturevalue("database_url" if both else "sqlite_url"), tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def north(app: Flask) -> UUID:
    """One centre."""
    centre = add_centre("north", "North centre").id
    db.session.commit()
    return centre


@pytest.fixture
def south(app: Flask) -> UUID:
    """Another centre."""
    centre = add_centre("south", "South centre").id
    db.session.commit()
    return centre
