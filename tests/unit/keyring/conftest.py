"""Two centres, and none has a key. What the database itself decides is tried on PostgreSQL too."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from lms_peer.database import db
from lms_peer.people.centres import add_centre


@pytest.fixture
def app(request: pytest.FixtureRequest) -> Flask:
    """The application, with a context entered."""
    both = "on_both" in request.fixturenames
    app: Flask = request.getfixturevalue("on_both" if both else "on_sqlite")
    return app


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
