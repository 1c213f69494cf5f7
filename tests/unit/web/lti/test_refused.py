"""Launches that are refused: each in its own words, and without a trace."""

from __future__ import annotations

import base64
import hmac
import json
import os
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from lms_peer.database import db
from lms_peer.domain.launching import Fault
from lms_peer.lti import fetching, keys
from lms_peer.lti.tables import Context, LtiUser, Platform, PlatformState, Spent
from lms_peer.people.models import Account
from lms_peer.web.platform_words import LAUNCH_FAULTS, TROUBLES
from tests.reused import Reused
from tests.signer import CLAIM, KEYS, Signer
from tests.unit.web.conftest import centre

from .conftest import LAUNCH, begin, launch, post, registered


@pytest.fixture(scope="module")
def app(service: Reused) -> Flask:
    """One service for all of these: a launch that is refused leaves nothing behind, which each test looks at."""
    app = service.as_new()
    app.config["LMS_PEER_LTI_PRIVATE_NETWORK"] = True
    return app


@pytest.fixture(scope="module")
def north(app: Flask) -> UUID:
    """The one centre."""
    return centre(app, "north")


@pytest.fixture(scope="module")
def platform(app: Flask, north: UUID, school_server: Signer) -> UUID:
    """The one platform."""
    return registered(app, north, school_server)


@pytest.fixture(autouse=True)
def without_a_trace(app: Flask) -> None:
    """Nothing is there before, so that what is there after was left by the test."""
    with app.app_context():
        for kind in (Spent, Context, LtiUser, Account):
            db.session.execute(delete(kind))
        db.session.commit()


def traces(app: Flask) -> int:
    """How many rows a launch may have left."""
    with app.app_context():
        kinds = (Account, LtiUser, Context, Spent)
        return sum(db.session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds)


def refused(app: Flask, answer: Any, fault: Fault) -> None:
    assert answer.status_code == 403
    assert LAUNCH_FAULTS[fault] in answer.text.replace("&#39;", "'")
    assert "set-cookie" not in {name.lower() for name, value in answer.headers if "_user_id" in value}
    assert traces(app) == 0


CHANGED: dict[str, tuple[dict[str, Any], Fault]] = {
    "expired": ({"exp": int(time.time()) - 60}, Fault.EXPIRED),
    "no exp": ({"exp": None}, Fault.NO_EXPIRY),
    "from the future": ({"iat": int(time.time()) + 24 * 3600}, Fault.TOO_EARLY),
    "another audience": ({"aud": "somebody else"}, Fault.AUDIENCE),
    "no audience": ({"aud": None}, Fault.AUDIENCE),
    "another party": ({"azp": "somebody else"}, Fault.PARTY),
    "two audiences and no party": ({"aud": ["peer", "another"]}, Fault.PARTY),
    "another issuer": ({"iss": "https://another.example"}, Fault.ISSUER),
    "another nonce": ({"nonce": "invented"}, Fault.NONCE),
    "no nonce": ({"nonce": None}, Fault.NONCE),
    "another version": ({f"{CLAIM}version": "1.1"}, Fault.VERSION),
    "another message": ({f"{CLAIM}message_type": "LtiSubmissionReviewRequest"}, Fault.MESSAGE),
    "no activity": ({f"{CLAIM}resource_link": None}, Fault.MESSAGE),
    "another deployment": ({f"{CLAIM}deployment_id": "2"}, Fault.DEPLOYMENT),
    "no deployment": ({f"{CLAIM}deployment_id": None}, Fault.DEPLOYMENT),
    "another website": ({f"{CLAIM}target_link_uri": "https://evil.example/lti/launch"}, Fault.TARGET),
    "another website in disguise": (
        {f"{CLAIM}target_link_uri": "http://peer.example@evil.example/"},
        Fault.TARGET,
    ),
    "another website behind slashes": (
        {f"{CLAIM}target_link_uri": "http://peer.example//evil.example"},
        Fault.TARGET,
    ),
    "nobody": ({"sub": None}, Fault.NOBODY),
    "nobody that can be written down": ({"sub": "\ud800"}, Fault.NOBODY),
    "an end that is no number": ({"exp": "soon"}, Fault.NO_TOKEN),
    "an end without end": ({"exp": float("inf")}, Fault.NO_TOKEN),
    "a beginning without end": ({"iat": float("inf")}, Fault.TOO_EARLY),
    "a time that is none": ({"nbf": float("nan")}, Fault.NO_TOKEN),
    "a nonce that is a list": ({"nonce": ["invented"]}, Fault.NONCE),
    "an audience that is a number": ({"aud": 7}, Fault.AUDIENCE),
    "a party that is a list": ({"azp": ["peer"]}, Fault.PARTY),
    "a name of a person that is a number": ({"sub": 7}, Fault.NO_TOKEN),
}


@pytest.mark.parametrize("what", CHANGED)
def test_a_launch_that_says_something_wrong(
    app: Flask, client: FlaskClient, platform: UUID, school: Signer, what: str
) -> None:
    changed, fault = CHANGED[what]
    refused(app, launch(client, school, **changed), fault)


def _no_signature(school: Signer, claims: dict[str, Any]) -> str:
    return jwt.encode(claims, None, "none", headers={"kid": "one"})


def _public_key_as_password(school: Signer, claims: dict[str, Any]) -> str:
    """PyJWT refuses to sign so: what an attacker would do by hand."""

    def part(said: bytes) -> str:
        return base64.urlsafe_b64encode(said).rstrip(b"=").decode()

    public = school.keys["one"].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed = f"{part(json.dumps({'alg': 'HS256', 'kid': 'one'}).encode())}.{part(json.dumps(claims).encode())}"
    return f"{signed}.{part(hmac.digest(public, signed.encode(), 'sha256'))}"


def _nested() -> str:
    """What a reader of JSON follows until it can not go on."""
    return f"{base64.urlsafe_b64encode(b'[' * 40_000).rstrip(b'=').decode()}.e30.e30"


FORGED: dict[str, tuple[Callable[[Signer, dict[str, Any]], str], Fault]] = {
    "signed with another key": (lambda school, claims: school.token(claims, "one", KEYS[1]), Fault.SIGNATURE),
    "signed with an unknown key": (lambda school, claims: school.token(claims, "two", KEYS[1]), Fault.UNKNOWN_KEY),
    "not signed": (_no_signature, Fault.ALGORITHM),
    "signed with the public key as a password": (_public_key_as_password, Fault.ALGORITHM),
    "signed in another way": (lambda school, claims: school.token(claims, alg="RS512"), Fault.ALGORITHM),
    "no token at all": (lambda *_: "hello", Fault.NO_TOKEN),
    "nested without end": (lambda *_: _nested(), Fault.NO_TOKEN),
    "much too long": (lambda school, claims: school.token(claims | {"x": "x" * 70_000}), Fault.NO_TOKEN),
}


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_launch(app: Flask, client: FlaskClient, platform: UUID, school: Signer, what: str) -> None:
    forge, fault = FORGED[what]
    asked = begin(client, school)
    refused(app, post(client, forge(school, school.claims(asked["nonce"], "peer", LAUNCH)), asked["state"]), fault)


def test_a_launch_that_works_once_does_not_work_twice(
    app: Flask, client: FlaskClient, platform: UUID, school: Signer
) -> None:
    asked = begin(client, school)
    id_token = school.token(school.claims(asked["nonce"], "peer", LAUNCH))
    cookie = next(one for one in client._cookies.values() if one.key.startswith("lti-"))  # type: ignore[union-attr]
    assert post(client, id_token, asked["state"]).status_code == 303
    before = traces(app)
    again = app.test_client()
    again.set_cookie(cookie.key, cookie.value, domain="localhost")
    answer = post(again, id_token, asked["state"])
    assert (answer.status_code, LAUNCH_FAULTS[Fault.REPLAY] in answer.text) == (403, True)
    assert traces(app) == before


def test_a_launch_that_was_used_does_not_work_in_another_process(
    app: Flask, client: FlaskClient, platform: UUID, school: Signer
) -> None:
    asked = begin(client, school)
    id_token = school.token(school.claims(asked["nonce"], "peer", LAUNCH))
    cookie = next(one for one in client._cookies.values() if one.key.startswith("lti-"))  # type: ignore[union-attr]
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # another process, with database connections of its own
        try:
            with app.app_context():
                db.engine.dispose(close=False)
            other = app.test_client()
            other.set_cookie(cookie.key, cookie.value, domain="localhost")
            answer = post(other, id_token, asked["state"])
            os.write(writing, f"{answer.status_code} {answer.location}".encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 100) == b"303 /"
    answer = post(client, id_token, asked["state"])
    assert (answer.status_code, LAUNCH_FAULTS[Fault.REPLAY] in answer.text) == (403, True)


def test_a_launch_that_began_in_another_browser(app: Flask, platform: UUID, school: Signer) -> None:
    asked = begin(app.test_client(), school)
    id_token = school.token(school.claims(asked["nonce"], "peer", LAUNCH))
    answer = post(app.test_client(), id_token, asked["state"], {"Sec-Fetch-Dest": "document"})
    refused(app, answer, Fault.BROWSER)


def test_a_launch_that_nobody_began(app: Flask, client: FlaskClient, platform: UUID, school: Signer) -> None:
    id_token = school.token(school.claims("invented", "peer", LAUNCH))
    refused(app, post(client, id_token, "invented"), Fault.STATE)


def test_a_launch_that_began_long_ago(
    app: Flask, client: FlaskClient, platform: UUID, school: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = begin(client, school)
    id_token = school.token(school.claims(asked["nonce"], "peer", LAUNCH))
    later = time.time() + 601
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    refused(app, post(client, id_token, asked["state"]), Fault.LATE)


def test_a_state_of_one_registration_opens_no_other(
    app: Flask, client: FlaskClient, north: UUID, school: Signer
) -> None:
    registered(app, north, school, "first")
    registered(app, north, school, "second")
    asked = begin(client, school, "first")
    id_token = school.token(school.claims(asked["nonce"], "second", LAUNCH))
    refused(app, post(client, id_token, asked["state"]), Fault.AUDIENCE)


def test_a_platform_that_said_no(app: Flask, client: FlaskClient, platform: UUID, school: Signer) -> None:
    asked = begin(client, school)
    answer = client.post("/lti/launch", data={"error": "login_required", "state": asked["state"]})
    refused(app, answer, Fault.SAID_NO)


def test_a_platform_that_is_switched_off(app: Flask, client: FlaskClient, north: UUID, school: Signer) -> None:
    made = registered(app, north, school, "off")
    asked = begin(client, school, "off")
    with app.app_context():
        db.session.get_one(Platform, made).state = PlatformState.OFF
        db.session.commit()
    answer = post(client, school.token(school.claims(asked["nonce"], "off", LAUNCH)), asked["state"])
    assert (answer.status_code, "switched School off" in answer.text) == (403, True)
    said = {"iss": school.issuer, "client_id": "off", "login_hint": "x"}
    assert client.get("/lti/login", query_string=said).status_code == 403


def test_a_platform_that_nobody_knows(app: Flask, client: FlaskClient, school: Signer) -> None:
    answer = client.get("/lti/login", query_string={"iss": "https://nobody.example", "login_hint": "x"})
    assert (answer.status_code, "do not know this learning platform" in answer.text) == (404, True)


def test_a_sign_in_that_leads_elsewhere_does_not_begin(
    client: FlaskClient, platform: UUID, school: Signer
) -> None:
    said = {
        "iss": school.issuer,
        "client_id": "peer",
        "login_hint": "x",
        "target_link_uri": "https://evil.example/",
    }
    assert client.get("/lti/login", query_string=said).status_code == 403


@pytest.mark.parametrize(
    ("path", "trouble"), [("slow", "slow"), ("broken", "refused"), ("away", "refused"), ("long", "long")]
)
def test_a_platform_whose_keys_can_not_be_had(
    app: Flask,
    client: FlaskClient,
    north: UUID,
    school: Signer,
    path: str,
    trouble: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if path == "slow":
        monkeypatch.setattr(fetching, "ALL_SECONDS", 0.5)
    registered(app, north, school, path, jwks_url=f"{school.issuer}/{path}")
    answer = launch(client, school, path)
    assert answer.status_code == 424
    assert TROUBLES[trouble] % {"host": "127.0.0.1"} in answer.text
    assert school.asked == [f"/{path}"]
    assert traces(app) == 0
    assert launch(client, school, path).status_code == 424  # and is left alone for ten seconds
    assert school.asked == [f"/{path}"]


def test_unknown_keys_do_not_make_us_knock_on_a_platform(
    client: FlaskClient, platform: UUID, school: Signer
) -> None:
    asked = begin(client, school)
    claims = school.claims(asked["nonce"], "peer", LAUNCH)
    for turn in range(5):
        assert post(client, school.token(claims, f"kid-{turn}", KEYS[1]), asked["state"]).status_code == 403
    assert school.asked == ["/jwks"]
    assert post(client, school.token(claims), asked["state"]).status_code == 303
    assert keys._platforms[school.jwks_url].keys.keys() == {"one"}


@pytest.mark.filterwarnings("ignore:The RSA key is")
@pytest.mark.parametrize("bits", [1024, 2047])
def test_a_key_that_can_be_worked_out_lets_nobody_in(
    app: Flask, client: FlaskClient, platform: UUID, school: Signer, bits: int
) -> None:
    school.keys = {"one": generate_private_key(65537, bits)}
    refused(app, launch(client, school), Fault.UNKNOWN_KEY)
