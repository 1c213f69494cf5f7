"""A service with one sealed portfolio, made once: drawing and signing take a second."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from lms_peer.database import db
from tests.plant import app_on
from tests.unit.seal.given import Issued, issued


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application of a module's tests, which enter a context of their own."""
    folder = tmp_path_factory.mktemp("seal")
    app = app_on(f"sqlite:///{folder / 'test.sqlite'}", folder)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def made(app: Flask) -> Issued:
    """The sealed portfolio of the centre north."""
    with app.app_context():
        return issued()


@pytest.fixture(autouse=True)
def here(app: Flask) -> Iterator[Flask]:
    """Inside the application's context."""
    with app.app_context():
        yield app
        db.session.remove()
