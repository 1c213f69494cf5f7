"""A small centre on SQLite and on PostgreSQL, as for whole journeys."""

from tests.flow.conftest import app, plant

__all__ = ["app", "plant"]
