"""More browsers at the planted centre, and at another."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.plant import Plant
from tests.unit.web.pages.learner.visitor import Visitor


@pytest.fixture
def stranger(app: Flask, plant: Plant) -> Visitor:
    """The browser of another learner at the same centre."""
    return Visitor.of(app, plant, "other learner")


@pytest.fixture
def elsewhere(app: Flask, plant: Plant) -> Visitor:
    """The browser of an assessor at another centre."""
    return Visitor.of(app, Plant.at("south"), "assessor")
