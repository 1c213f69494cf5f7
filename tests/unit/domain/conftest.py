"""A record of one learner who was just registered."""

from __future__ import annotations

import pytest

from tests.unit.domain.given import Record


@pytest.fixture
def record() -> Record:
    """Nothing on it yet but the registration."""
    return Record()
