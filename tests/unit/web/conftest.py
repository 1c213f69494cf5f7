"""A small service with two centres, and browsers that are signed in without typing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms_peer.database import db
from lms_peer.domain.roles import Role
from lms_peer.people.accounts import add_account
from lms_peer.people.centres import add_centre, give_role
from lms_peer.people.models import Account
from tests.reused import Reused

from . import trial

PASSWORD = "seven green lamps"
SignIn = Callable[[UUID], FlaskClient]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reused]:
    """One application for all these tests, with the views of `trial`."""
    reused = Reused.on_sqlite(tmp_path_factory.mktemp("service"), furnish)
    yield reused
    reused.close()


def furnish(app: Flask) -> None:
    """Put more views on the application, and let a failure show its page, as it does for people."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    trial.put_on(app)


@pytest.fixture
def app(service: Reused) -> Flask:
    """The application with an empty database."""
    return service.as_new()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody's browser."""
    return app.test_client()


@pytest.fixture
def north(app: Flask) -> UUID:
    """One centre."""
    return centre(app, "north")


@pytest.fixture
def ann(app: Flask, north: UUID) -> UUID:
    """Ann, an assessor at the one centre."""
    return person(app, "Ann Sample", {north: (Role.ASSESSOR,)})


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """A browser in which the account is signed in already."""

    def browser(account: UUID) -> FlaskClient:
        client = app.test_client()
        with app.app_context():
            found = db.session.get_one(Account, account)
            with client.session_transaction() as session:
                session["_user_id"] = found.fs_uniquifier
                session["_fresh"] = True
        return client

    return browser


def centre(app: Flask, slug: str) -> UUID:
    """A new centre."""
    with app.app_context():
        made = add_centre(slug, f"{slug.title()} centre").id
        db.session.commit()
    return made


def person(app: Flask, name: str, roles: dict[UUID, tuple[Role, ...]]) -> UUID:
    """A new account with roles at centres; its username is its first name, its address at example.org."""
    first = name.partition(" ")[0].lower()
    with app.app_context():
        account = add_account(name=name, username=first, email=f"{first}@example.org", password=PASSWORD).id
        for where, held in roles.items():
            for role in held:
                give_role(where, account, role)
        db.session.commit()
    return account


def token(page: str) -> str:
    """The forgery token of a page's first form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, "the page has no form"
    return found[1]
