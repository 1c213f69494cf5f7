"""A small centre on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest
from flask import Flask

from lms_peer.actions.draw_ahead import draw_ahead
from lms_peer.actions.issue_portfolio import make_portfolio
from lms_peer.jobs import Jobs
from tests.plant import Plant


@pytest.fixture
def app(on_both: Flask) -> Flask:
    """The application, with a context entered."""
    return on_both


@pytest.fixture
def plant(app: Flask) -> Plant:
    """A centre with one of each role and one registration."""
    return Plant.at()


@pytest.fixture
def small(on_sqlite: Flask) -> Plant:
    """A centre on SQLite alone that can issue portfolios: what is printed does not depend on the database."""
    issuing(on_sqlite)
    return Plant.at()


def issuing(app: Flask) -> Flask:
    """The application, with portfolios as its one kind of job."""
    Jobs(make_portfolio, draw_ahead).furnish(app)
    return app
