"""A planted centre, and its people's browsers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from lms_peer.database import db
from tests.plant import Plant
from tests.unit.web.pages.learner.visitor import Visitor


@pytest.fixture
def plant(app: Flask) -> Iterator[Plant]:
    """A centre with one of each role and one registration, inside an application context."""
    with app.app_context():
        yield Plant.at()
        db.session.remove()


@pytest.fixture
def learner(app: Flask, plant: Plant) -> Visitor:
    """The learner's browser."""
    return Visitor.of(app, plant, "learner")


@pytest.fixture
def assessor(app: Flask, plant: Plant) -> Visitor:
    """The assessor's browser."""
    return Visitor.of(app, plant, "assessor")
