"""Two centres on SQLite and on PostgreSQL."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from lms_peer.domain.roles import Role
from lms_peer.people.accounts import add_account
from lms_peer.people.centres import add_centre, give_role

PASSWORD = "seven green lamps"


@pytest.fixture(autouse=True)
def app(on_both: Flask) -> Flask:
    """The application, with a context entered."""
    return on_both


@pytest.fixture
def north() -> UUID:
    """One centre."""
    return add_centre("north", "North centre", "N-100").id


@pytest.fixture
def south() -> UUID:
    """Another centre."""
    return add_centre("south", "South centre").id


@pytest.fixture
def learner(north: UUID) -> UUID:
    """A learner at the one centre."""
    return person("Lee Sample", north, Role.LEARNER)


@pytest.fixture
def assessor(north: UUID) -> UUID:
    """An assessor at the one centre."""
    return person("Ash Sample", north, Role.ASSESSOR)


def person(name: str, centre: UUID, *roles: Role) -> UUID:
    """A new account with these roles; its username is its first name."""
    account = add_account(name=name, username=name.split(maxsplit=1)[0], password=PASSWORD).id
    for role in roles:
        give_role(centre, account, role)
    return account
