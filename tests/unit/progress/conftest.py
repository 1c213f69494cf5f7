"""A small centre on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.plant import Plant


@pytest.fixture
def plant(on_both: Flask) -> Plant:
    """A centre with one of each role and one registration, with an app context entered."""
    return Plant.at()
