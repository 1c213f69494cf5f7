"""A planted centre and its trainer's browser."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.scene import Browser, Scene


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    """A centre with one of each role and one registration."""
    return Scene(app, sign_in)


@pytest.fixture
def trainer(scene: Scene) -> Browser:
    """The trainer's browser."""
    return scene.browser("trainer")
