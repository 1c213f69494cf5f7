"""A second step of signing in: codes of an app, recovery codes, and who must have one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from sqlalchemy import select

from lms_peer.database import db, now
from lms_peer.domain.roles import Role
from lms_peer.people.models import Account
from lms_peer.people.signing import Passkey
from tests.unit.web.conftest import PASSWORD, SignIn, person, token
from tests.unit.web.pages.scene import words_on

from .steps import send, signs_in

HERE = "/account/second-step"
APP = f"{HERE}/app"


def code_of(key: str, steps: int = 0) -> str:
    """What an authenticator app shows for this key, so many half minutes from now."""
    return str(
        TOTP(key=key.replace("-", "").replace(" ", "")).generate(datetime.now(UTC).timestamp() + 30 * steps).token
    )


def sets_up_an_app(client: FlaskClient) -> str:
    """Set the codes up; answers the key that the app has now."""
    page = send(client, APP, setup="authenticator").text
    key = re.search(r'app-words">([A-Z2-7 -]+)<', page)
    address = re.search(r'action="([^"]+)"', page.partition("<main")[2])
    assert key
    assert address
    assert '<svg role="img"' in page
    sent = client.post(address[1], data={"csrf_token": token(page), "code": code_of(key[1])})
    assert sent.location == HERE
    return key[1]


@pytest.fixture
def member(app: Flask, client: FlaskClient, ann: UUID) -> FlaskClient:
    """Ann's browser, just signed in."""
    signs_in(client, "ann")
    return client


@pytest.fixture
def key(member: FlaskClient) -> str:
    """Ann has set up an app and signed out; the key that her app has."""
    made = sets_up_an_app(member)
    send(member, "/account", "/sign-out")
    return made


def test_after_the_password_comes_the_code(client: FlaskClient, key: str) -> None:
    asked = signs_in(client, "ann").location
    assert asked.partition("?")[0] == "/sign-in/code"
    assert 'action="/sign-in/code"' in client.get(asked).text
    assert client.get("/account").status_code == 302
    wrong = send(client, "/sign-in/code", code="000000")
    assert "That code is not right." in words_on(wrong)
    shown = code_of(key, 1)
    assert send(client, "/sign-in/code", code=f"{shown[:3]} {shown[3:]}").location == "/"
    assert client.get("/account").status_code == 200


def test_after_the_code_one_comes_to_the_page_one_asked_for_and_to_no_other_site(
    client: FlaskClient, key: str
) -> None:
    asked = send(client, "/sign-in", identity="ann", password=PASSWORD, next="/account?tab=1").location
    assert 'action="/sign-in/code?next=/account?tab%3D1"' in client.get(asked).text
    for elsewhere in ("https://evil.example", "//evil.example", "/\\evil.example"):
        page = client.get("/sign-in/code", query_string={"next": elsewhere})
        assert "evil" not in page.text
    assert send(client, asked, code=code_of(key, 1)).location == "/account?tab=1"


def test_a_code_is_taken_once(app: Flask, client: FlaskClient, key: str) -> None:
    code = code_of(key, 1)
    signs_in(client, "ann")
    assert send(client, "/sign-in/code", code=code).location == "/"
    other = app.test_client()
    signs_in(other, "ann")
    assert "That code is not right." in words_on(send(other, "/sign-in/code", code=code))


def test_guessing_codes_is_slow_in_a_fresh_browser_each_time_too(app: Flask, ann: UUID, key: str) -> None:
    answers = []
    for number in range(21):
        client = app.test_client()
        signs_in(client, "ann", address=f"192.0.2.{number}")
        answers.append(send(client, "/sign-in/code", code="000000", address=f"192.0.2.{number}").status_code)
    assert answers == [200] * 20 + [429]


def test_a_recovery_code_signs_in_once(app: Flask, client: FlaskClient, ann: UUID) -> None:
    signs_in(client, "ann")
    sets_up_an_app(client)
    page = send(client, f"{HERE}/recovery-codes").text
    codes = re.findall(r"<li>([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})</li>", page)
    assert len(set(codes)) == 10
    assert codes[0] not in client.get(f"{HERE}/recovery-codes").text
    assert "You have 10 codes left." in words_on(client.get(HERE))
    with app.app_context():
        assert codes[0] not in json.dumps(db.session.get_one(Account, ann).mf_recovery_codes)
    send(client, "/account", "/sign-out")
    for expected in ("/", None):
        signs_in(client, "ann")
        assert send(client, "/sign-in/recovery-code", code=codes[0].upper()).location == expected
        client.get("/signed-out")
        if expected:
            send(client, "/account", "/sign-out")
    assert "That is not one of your recovery codes" in send(client, "/sign-in/recovery-code", code=codes[0]).text


def test_the_secret_is_not_kept_in_the_clear(app: Flask, ann: UUID, key: str) -> None:
    with app.app_context():
        kept = db.session.get_one(Account, ann).tf_totp_secret
    assert kept
    assert key.replace("-", "") not in kept


def test_the_codes_are_switched_off_again(app: Flask, member: FlaskClient, ann: UUID) -> None:
    sets_up_an_app(member)
    assert send(member, APP, setup="disable").location == HERE
    send(member, "/account", "/sign-out")
    assert signs_in(member, "ann").location == "/"


def test_an_old_session_types_the_password_again_first(ann: UUID, sign_in: SignIn) -> None:
    browser = sign_in(ann)  # there is nothing in it about when the password was typed
    asked = browser.get(APP)
    assert asked.location.startswith("/account/check?next=")
    assert "That is not your password" in send(browser, asked.location, password="wrong").text
    checked = send(browser, asked.location, password="seven green lamps")
    assert checked.location == APP
    assert browser.get(APP).status_code == 200


def test_a_code_page_without_a_password_leads_to_signing_in(client: FlaskClient) -> None:
    for address in ("/sign-in/code", "/sign-in/recovery-code", "/sign-in/second-step"):
        assert client.get(address).location == "/sign-in"


def test_a_learner_has_no_second_step(app: Flask, north: UUID, sign_in: SignIn) -> None:
    browser = sign_in(person(app, "Lee Sample", {north: (Role.LEARNER,)}))
    assert "second step" not in words_on(browser.get("/account"))
    for address in (HERE, APP, f"{HERE}/passkeys", f"{HERE}/recovery-codes"):
        assert browser.get(address).status_code == 403


@pytest.fixture
def required(app: Flask) -> Iterator[None]:
    """The service wants a second step of everyone but learners."""
    app.config["LMS_PEER_SECOND_STEP"] = True
    yield
    app.config["LMS_PEER_SECOND_STEP"] = False


def test_where_it_is_required_nothing_else_opens_until_it_is_set_up(required: None, member: FlaskClient) -> None:
    for address in ("/", "/assess"):
        assert member.get(address).location == HERE
    assert "Set one up now." in words_on(member.get(HERE))
    sets_up_an_app(member)
    assert member.get("/").location != HERE


def test_where_it_is_required_learners_go_on_as_before(
    required: None, app: Flask, north: UUID, sign_in: SignIn
) -> None:
    browser = sign_in(person(app, "Lee Sample", {north: (Role.LEARNER,)}))
    assert browser.get("/").location == "/learn"


@pytest.fixture
def passkey(app: Flask, ann: UUID) -> None:
    """Ann has a passkey."""
    kept = Passkey(account_id=ann, name="My phone", credential_id=b"1", public_key=b"2", usage="first")
    kept.backup_state, kept.device_type, kept.lastuse_datetime = False, "single_device", now()
    with app.app_context():
        db.session.add(kept)
        db.session.commit()


def test_a_passkey_is_a_second_step_too_and_goes_with_the_account(
    required: None, app: Flask, member: FlaskClient, ann: UUID, passkey: None
) -> None:
    assert member.get("/").location != HERE
    assert "My phone" in words_on(member.get(HERE))
    send(member, "/account", "/sign-out")
    assert signs_in(member, "ann").location.partition("?")[0] == "/sign-in/passkey"
    with app.app_context():
        db.session.delete(db.session.get_one(Account, ann))
        db.session.commit()
        assert db.session.scalar(select(Passkey)) is None


def test_a_passkey_is_removed(member: FlaskClient, passkey: None) -> None:
    send(member, HERE, f"{HERE}/passkeys/remove", name="My phone")
    page = words_on(member.get(HERE))
    assert "The passkey My phone is taken off your account." in page
    assert "You have none." in page


def test_the_pictures_script_and_style_stand_in_no_page(member: FlaskClient) -> None:
    page = send(member, APP, setup="authenticator").text
    assert "data:" not in page.partition("<main")[2]
    assert not re.search(r"\sstyle=|<style", page)
