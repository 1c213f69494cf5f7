"""Signing in and out, and what a session is worth."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner
from werkzeug.test import TestResponse

from lms_peer.database import db
from lms_peer.domain.roles import Role
from lms_peer.people.models import Account
from lms_peer.web.pages.account import WRONG

from .conftest import PASSWORD, SignIn, centre, person, token


def sign_in_as(client: FlaskClient, identity: str, password: str = PASSWORD, **more: str) -> TestResponse:
    """Fill in the sign-in page and send it."""
    csrf = token(client.get("/sign-in").text)
    return client.post("/sign-in", data={"identity": identity, "password": password, "csrf_token": csrf, **more})


@pytest.mark.parametrize("identity", ["ann", " ANN ", "ann@example.org", "Ann@Example.ORG"])
def test_one_box_takes_a_username_or_an_address(client: FlaskClient, ann: UUID, identity: str) -> None:
    assert sign_in_as(client, identity).location == "/"
    assert "Ann Sample" in client.get("/account").text


def test_a_stranger_and_a_wrong_password_get_the_same_answer(client: FlaskClient, ann: UUID) -> None:
    pages = [
        sign_in_as(client, identity, password).text.replace(identity, "…")
        for identity, password in (
            ("ann", "wrong password"),
            ("bob", "wrong password"),
            ("ann@example.com", PASSWORD),
        )
    ]
    assert all(WRONG in page for page in pages)
    plain = {page.partition("<main")[2].partition("<form")[0] for page in pages}
    assert len(plain) == 1


def test_a_stranger_costs_as_much_work_as_a_wrong_password(
    app: Flask, client: FlaskClient, ann: UUID, hashed_as_for_people: Callable[[Flask], None]
) -> None:
    hashed_as_for_people(app)
    sign_in_as(client, "ann")  # which hashes it anew
    client.post("/sign-out", data={"csrf_token": token(client.get("/account").text)})
    csrf = token(client.get("/sign-in").text)

    def least_work(identity: str) -> float:
        def once() -> float:
            began = time.thread_time()
            client.post("/sign-in", data={"identity": identity, "password": "wrong password", "csrf_token": csrf})
            return time.thread_time() - began

        return min(once() for _ in range(5))

    def page_alone() -> float:
        began = time.thread_time()
        client.post("/sign-in", data={"identity": "", "password": "", "csrf_token": csrf})
        return time.thread_time() - began

    without_hashing = min(page_alone() for _ in range(5))
    known, unknown = least_work("ann") - without_hashing, least_work("bob") - without_hashing
    assert known > 0.005, "no password was hashed"
    assert unknown > known / 2


def test_an_account_that_is_closed_can_not_sign_in_and_is_signed_out(
    app: Flask, client: FlaskClient, ann: UUID, sign_in: SignIn
) -> None:
    signed_in = sign_in(ann)
    assert signed_in.get("/account").status_code == 200
    with app.app_context():
        db.session.get_one(Account, ann).active = False
        db.session.commit()
    assert WRONG in sign_in_as(client, "ann").text
    assert signed_in.get("/account").status_code == 302


def test_an_empty_form_says_what_to_type_and_keeps_the_username(client: FlaskClient, ann: UUID) -> None:
    page = sign_in_as(client, "ann", "").text
    assert "Type your password." in page
    assert 'value="ann"' in page
    assert 'href="#password"' in page
    assert "Type your username or email." in sign_in_as(client, "").text


def test_the_password_is_never_sent_back(client: FlaskClient, ann: UUID) -> None:
    assert "wrong password" not in sign_in_as(client, "ann", "wrong password").text


def test_after_signing_in_one_comes_to_the_page_one_asked_for(client: FlaskClient, ann: UUID) -> None:
    asked = client.get("/account?tab=1")
    assert asked.location == "/sign-in?next=/account?tab%3D1"
    page = client.get(asked.location).text
    assert 'name="next" value="/account?tab=1"' in page
    assert sign_in_as(client, "ann", next="/account?tab=1").location == "/account?tab=1"


ELSEWHERE = (
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "https:evil.example",
    " //evil.example",
    "http://localhost@evil.example",
)


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(app: Flask, ann: UUID, elsewhere: str) -> None:
    for where in ("form", "address"):
        client = app.test_client()
        form = {"identity": "ann", "password": PASSWORD, "csrf_token": token(client.get("/sign-in").text)}
        if where == "form":
            sent = client.post("/sign-in", data={**form, "next": elsewhere})
        else:
            sent = client.post("/sign-in", query_string={"next": elsewhere}, data=form)
        assert sent.status_code == 302
        assert site_of(sent) == "localhost"


def test_choosing_a_centre_leads_to_no_other_site(ann: UUID, north: UUID, sign_in: SignIn) -> None:
    browser = sign_in(ann)
    form = {"csrf_token": token(browser.get("/account").text), "centre": str(north)}
    for elsewhere in ELSEWHERE:
        assert browser.post("/account/centre", data={**form, "next": elsewhere}).location == "/"


def test_signing_out_is_a_deed_and_no_link(client: FlaskClient, ann: UUID) -> None:
    sign_in_as(client, "ann")
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 400
    page = client.get("/account").text
    assert client.post("/sign-out", data={"csrf_token": token(page)}).location == "/signed-out"
    assert "You are signed out" in client.get("/signed-out").text
    assert client.get("/account").location == "/sign-in?next=/account"


def test_a_session_cookie_is_kept_from_scripts_and_other_sites(client: FlaskClient) -> None:
    cookie = client.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


@pytest.mark.parametrize(("minutes", "status"), [(119, 200), (121, 302)])
def test_a_session_ends_when_nobody_uses_it_for_two_hours(
    ann: UUID, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, minutes: int, status: int
) -> None:
    browser = sign_in(ann)
    assert browser.get("/account").status_code == 200
    later = int(time.time()) + 60 * minutes
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _signer: later)
    assert browser.get("/account").status_code == status


def test_an_authentication_token_signs_nobody_in(app: Flask, client: FlaskClient, ann: UUID) -> None:
    with app.test_request_context():
        word = db.session.get_one(Account, ann).get_auth_token()
    assert client.get("/account", headers={"Authentication-Token": word}).status_code == 302
    assert client.get(f"/account?auth_token={word}").status_code == 302


def test_a_new_password_signs_the_person_out_everywhere_else(
    client: FlaskClient, ann: UUID, sign_in: SignIn
) -> None:
    elsewhere = sign_in(ann)
    sign_in_as(client, "ann")
    new = "eight blue boats"
    sent = change_password(client, PASSWORD, new, new)
    assert sent.location == "/account"
    assert "Your password is changed." in client.get("/account").text
    assert elsewhere.get("/account").status_code == 302
    client.post("/sign-out", data={"csrf_token": token(client.get("/account").text)})
    assert WRONG in sign_in_as(client, "ann").text
    assert sign_in_as(client, "ann", new).location == "/"


@pytest.mark.parametrize(
    ("now", "new", "again", "told"),
    [
        ("wrong password", "eight blue boats", "eight blue boats", "That is not your password now."),
        (PASSWORD, "short", "short", "This is too easy to guess. Use 12 to 128 characters."),
        (PASSWORD, "eight blue boats", "eight blue goats", "The two new passwords are not the same."),
        (PASSWORD, PASSWORD, PASSWORD, "That is the password you have now."),
        (PASSWORD, "", "", "Type a new password."),
    ],
)
def test_a_new_password_that_will_not_do_is_refused_in_plain_words(
    client: FlaskClient, ann: UUID, now: str, new: str, again: str, told: str
) -> None:
    sign_in_as(client, "ann")
    assert told in change_password(client, now, new, again).text
    assert client.get("/account").status_code == 200


def test_who_is_at_two_centres_chooses_one(app: Flask, ann: UUID, north: UUID, sign_in: SignIn) -> None:
    south = centre(app, "south")
    bea = person(app, "Bea Sample", {north: (Role.TRAINER,), south: (Role.IQA,)})
    browser = sign_in(bea)
    assert browser.get("/").location == "/account/centre"
    page = browser.get("/account/centre?next=/account").text
    assert "North centre" in page
    assert "South centre" in page
    form = {"csrf_token": token(page), "next": "/account"}
    for wrong in (str(UUID(int=5)), "", "north", str(centre(app, "west"))):
        assert browser.post("/account/centre", data={**form, "centre": wrong}).status_code == 404
    assert browser.post("/account/centre", data={**form, "centre": str(south)}).location == "/account"
    assert "internal quality assurer" in browser.get("/account").text
    again = {**form, "next": "https://evil.example", "centre": str(north)}
    assert browser.post("/account/centre", data=again).location == "/"
    assert "trainer" in browser.get("/account").text


def test_a_chosen_centre_is_forgotten_by_the_next_person(app: Flask, client: FlaskClient, north: UUID) -> None:
    south = centre(app, "south")
    for name in ("Bea Sample", "Cat Sample"):
        person(app, name, {north: (Role.TRAINER,), south: (Role.IQA,)})
    sign_in_as(client, "bea")
    form = {"csrf_token": token(client.get("/account").text)}
    client.post("/account/centre", data={**form, "centre": str(south)})
    client.post("/sign-out", data=form)
    sign_in_as(client, "cat")
    assert "None chosen" in client.get("/account").text


def test_who_is_at_no_centre_is_told_whom_to_ask(app: Flask, sign_in: SignIn) -> None:
    page = sign_in(person(app, "Dot Sample", {})).get("/").text
    assert "You are not at a centre yet." in page


def change_password(client: FlaskClient, now: str, new: str, again: str) -> TestResponse:
    """Fill in the page for a new password and send it."""
    csrf = token(client.get("/account/password").text)
    form = {"password": now, "new_password": new, "new_password_confirm": again, "csrf_token": csrf}
    return client.post("/account/password", data=form)


def site_of(sent: TestResponse) -> str:
    """Where a browser would go, reading the address as browsers do."""
    read = sent.location.strip().replace("\\", "/").replace("\t", "")
    return urlsplit(urljoin("http://localhost/sign-in", read)).netloc
