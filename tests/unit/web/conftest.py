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
from tests.plant import app_on

from . import trial

PASSWORD = "seven green lamps"
SignIn = Callable[[UUID], FlaskClient]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application for all these tests: making one takes longer than most of them."""
    folder = tmp_path_factory.mktemp("service")
    app = app_on(f"sqlite:///{folder / 'test.sqlite'}", folder)
    app.config["PROPAGATE_EXCEPTIONS"] = False  # a failure shows its page, as it does for people
    trial.put_on(app)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(service: Flask) -> Flask:
    """The application with an empty database."""
    with service.app_context():
        db.drop_all()
        db.create_all()
    return service


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
