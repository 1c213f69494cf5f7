"""An application with jobs, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.unit.jobs.given import app_with_jobs


@pytest.fixture
def app(database_url: str) -> Flask:
    """Runs the test twice."""
    return app_with_jobs(database_url)
