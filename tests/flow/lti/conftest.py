"""One platform and one service for all tests here; each test has a course and a centre of its own."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from lms_peer.database import db, reading
from tests.flow.lti.faulty import Faulty, faulty_platform
from tests.flow.lti.scene import LtiPlant, Service, service_in
from tests.platform.host import Campus, Course, campus_in


@pytest.fixture(scope="session")
def campus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campus]:
    """A running platform."""
    with campus_in(tmp_path_factory.mktemp("campus")) as running:
        yield running


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Our running service."""
    with service_in(tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.fixture
def course(campus: Campus) -> Course:
    """A course with one instructor and one learner."""
    made = campus.course()
    made.enrol("ada", "instructor")
    made.enrol("ben")
    return made


@pytest.fixture
def plant(service: Service) -> Iterator[LtiPlant]:
    """A centre of its own, with its database at hand. What a test reads keeps the service from nothing."""
    with service.app.app_context(), reading():
        made = LtiPlant.at(f"north-{uuid4().hex[:8]}")
        assert isinstance(made, LtiPlant)
        yield made
        db.session.remove()


@pytest.fixture
def faulty() -> Iterator[Faulty]:
    """A platform that works until it is told not to."""
    with faulty_platform() as running:
        yield running
