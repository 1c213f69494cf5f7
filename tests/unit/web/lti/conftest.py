"""A centre with a platform that can say anything, and a browser that goes through a launch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms_peer.database import db
from lms_peer.lti.platforms import Said, add_platform
from lms_peer.lti.tables import PlatformState
from tests.plant import ISSUER
from tests.signer import Signer, forget_keys, signer
from tests.unit.web.conftest import centre

LAUNCH = f"{ISSUER}/lti/launch"


@pytest.fixture(scope="session")
def school_server() -> Iterator[Signer]:
    """One platform for all these tests."""
    with signer() as found:
        yield found


@pytest.fixture
def school(school_server: Signer) -> Signer:
    """The platform, as if it had just begun."""
    fresh = Signer(school_server.issuer)
    vars(school_server).update(vars(fresh))
    forget_keys()
    return school_server


@pytest.fixture
def app(app: Flask) -> Iterator[Flask]:
    """The application, which may speak to this machine."""
    app.config["LMS_PEER_LTI_PRIVATE_NETWORK"] = True
    yield app
    app.config["LMS_PEER_LTI_PRIVATE_NETWORK"] = False


@pytest.fixture
def platform(app: Flask, north: UUID, school: Signer) -> UUID:
    """The platform, registered at the one centre."""
    return registered(app, north, school)


def registered(app: Flask, centre: UUID, school: Signer, client_id: str = "peer", **changed: Any) -> UUID:
    """One more registration of the platform."""
    settled = {name: changed.pop(name) for name in ("with_names", "staff_roles") if name in changed}
    said = {
        "name": "School",
        "issuer": school.issuer,
        "client_id": client_id,
        "auth_login_url": f"{school.issuer}/auth",
        "token_url": f"{school.issuer}/token",
        "jwks_url": school.jwks_url,
        "deployments": ("1",),
    }
    with app.app_context():
        made = add_platform(centre, Said(**(said | changed)), uuid4(), state=PlatformState.ACTIVE)
        for name, value in settled.items():
            setattr(made, name, value)
        db.session.commit()
        return made.id


def begin(client: FlaskClient, school: Signer, client_id: str | None = "peer", **more: str) -> dict[str, str]:
    """Begin a sign-in; answers what the platform is asked."""
    said = {
        "iss": school.issuer,
        "login_hint": "hint",
        "target_link_uri": LAUNCH,
        **({"client_id": client_id} if client_id else {}),
        **more,
    }
    answer = client.get("/lti/login", query_string=said)
    assert answer.status_code == 302, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.location).query).items()}


def launch(
    client: FlaskClient,
    school: Signer,
    client_id: str = "peer",
    headers: dict[str, str] | None = None,
    **changed: Any,
) -> TestResponse:
    """A whole launch; `changed` claims replace a learner's."""
    asked = begin(client, school, client_id)
    claims = school.claims(asked["nonce"], client_id, LAUNCH, **changed)
    return post(client, school.token(claims), asked["state"], headers)


def post(client: FlaskClient, id_token: str, state: str, headers: dict[str, str] | None = None) -> TestResponse:
    """What the platform lets the browser post."""
    return client.post("/lti/launch", data={"id_token": id_token, "state": state}, headers=headers or {})


@pytest.fixture
def south(app: Flask) -> UUID:
    """The other centre."""
    return centre(app, "south")
