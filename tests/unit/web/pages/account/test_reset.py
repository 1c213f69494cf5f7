"""A new password by e-mail."""

from __future__ import annotations

import math
import time
from datetime import timedelta
from uuid import UUID

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient

from lms_peer.database import db
from lms_peer.people.models import Account
from lms_peer.web.pages.account import WRONG
from tests.unit.web.conftest import PASSWORD, SignIn, token
from tests.unit.web.pages.scene import words_on

from .steps import letters, link_in, send, signs_in

FORGOTTEN = "/sign-in/forgotten"
NEW = {"password": "eight blue boats", "password_confirm": "eight blue boats"}
STALE = "This link does not work any more."


def test_a_link_by_email_lets_the_person_choose_a_new_password(
    app: Flask, client: FlaskClient, ann: UUID, sign_in: SignIn
) -> None:
    elsewhere = sign_in(ann)
    assert "Look at your email" in words_on(send(client, FORGOTTEN, email=" Ann@Example.org "))
    [letter] = letters(app)
    assert letter.to == ["ann@example.org"]
    assert letter.subject == "Choose a new password"
    assert send(client, link_in(letter), **NEW).location == "/sign-in"
    assert elsewhere.get("/account").status_code == 302
    assert "Your new password is saved." in client.get("/sign-in").text
    assert WRONG in signs_in(client, "ann").text
    assert signs_in(client, "ann", NEW["password"]).location == "/"
    [told] = letters(app)
    assert told.subject == "Your password was changed"


def test_a_known_and_an_unknown_address_get_the_same_words(app: Flask, client: FlaskClient, ann: UUID) -> None:
    pages = []
    for address in ("ann@example.org", "bob@example.org"):
        page = words_on(send(client, FORGOTTEN, email=address))
        pages.append(page.replace(address, "…"))
    assert pages[0] == pages[1]
    assert [letter.to for letter in letters(app)] == [["ann@example.org"]]


def test_a_known_address_takes_no_more_work_than_an_unknown_one(client: FlaskClient, ann: UUID) -> None:
    least = {"ann@example.org": math.inf, "bob@example.org": math.inf}
    for number in range(1, 31):  # a busy machine adds work to some rounds, but not to the least of many
        for email, so_far in least.items():
            began = time.thread_time()
            send(client, FORGOTTEN, email=email)
            least[email] = min(so_far, time.thread_time() - began)
        known, unknown = least.values()
        if number >= 5 and unknown > known * 0.7:
            break
    assert unknown > known * 0.7


def test_what_is_no_address_is_said_and_kept(client: FlaskClient) -> None:
    for typed, told in (("", "Type your email address."), ("ann", "This is not an email address.")):
        page = send(client, FORGOTTEN, email=typed)
        assert told in page.text
        assert f'value="{typed}"' in page.text or not typed
    assert "Look at your email" not in page.text


def test_a_link_works_once(app: Flask, client: FlaskClient, ann: UUID) -> None:
    send(client, FORGOTTEN, email="ann@example.org")
    link = link_in(letters(app)[0])
    page = client.get(link).text
    send(client, link, **NEW)
    again = client.get(link)
    assert again.location == FORGOTTEN
    assert STALE in client.get(FORGOTTEN).text
    late = client.post(link, data={"csrf_token": token(page), **NEW, "password": "x" * 14})
    assert late.location == FORGOTTEN
    assert signs_in(client, "ann", NEW["password"]).location == "/"


def test_a_link_ends_after_two_hours(
    app: Flask, client: FlaskClient, ann: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(client, FORGOTTEN, email="ann@example.org")
    link = link_in(letters(app)[0])
    assert client.get(link).status_code == 200
    monkeypatch.setitem(app.config, "SECURITY_RESET_PASSWORD_WITHIN", timedelta(seconds=-1))
    assert client.get(link).location == FORGOTTEN
    page = client.get(FORGOTTEN).text
    assert STALE in page
    assert "Send me a link" in page


def test_a_made_up_link_is_told_so(client: FlaskClient) -> None:
    assert client.get(f"{FORGOTTEN}/made-up").location == FORGOTTEN
    assert STALE in client.get(FORGOTTEN).text


def test_the_new_password_must_be_a_good_one(app: Flask, client: FlaskClient, ann: UUID) -> None:
    send(client, FORGOTTEN, email="ann@example.org")
    link = link_in(letters(app)[0])
    assert "This is too easy to guess." in send(client, link, password="short", password_confirm="short").text
    other = send(client, link, password="eight blue boats", password_confirm="eight blue goats")
    assert "The two new passwords are not the same." in other.text
    assert signs_in(client, "ann").location == "/"


def test_a_closed_account_gets_no_link(app: Flask, client: FlaskClient, ann: UUID) -> None:
    with app.app_context():
        db.session.get_one(Account, ann).active = False
        db.session.commit()
    assert "Look at your email" in send(client, FORGOTTEN, email="ann@example.org").text
    assert letters(app) == []


def test_the_link_leads_to_the_services_own_address_whatever_the_browser_says(
    app: Flask, client: FlaskClient, ann: UUID
) -> None:
    send(client, FORGOTTEN, email="ann@example.org")  # this browser says it is at http://localhost
    [letter] = letters(app)
    assert "localhost" not in letter.body
    assert link_in(letter).startswith(FORGOTTEN)


def test_a_letter_holds_no_password_and_is_plain_text(app: Flask, client: FlaskClient, ann: UUID) -> None:
    send(client, FORGOTTEN, email="ann@example.org")
    [letter] = letters(app)
    assert PASSWORD not in letter.body
    assert "<" not in letter.body
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_link_is_in_no_line_of_the_log(app: Flask) -> None:
    with app.test_request_context(f"{FORGOTTEN}/a-secret-word"):
        app.preprocess_request()
        told = structlog.contextvars.get_contextvars()
    assert "a-secret-word" not in str(told)
    assert told["path"] == f"{FORGOTTEN}/<token>"
