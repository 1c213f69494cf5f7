"""The account page: reminders, signing out everywhere, staying signed in, and what a late form gives back."""

from __future__ import annotations

import re
import time
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner

from lms_peer.database import db
from lms_peer.people.models import Account
from tests.unit.web.conftest import SignIn, token
from tests.unit.web.pages.scene import Scene, words_on

from .steps import letters, link_in, send, signs_in


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    """A centre with one of each role and one registration."""
    return Scene(app, sign_in)


def test_signing_out_everywhere_ends_every_session_and_every_link(
    app: Flask, client: FlaskClient, ann: UUID, sign_in: SignIn
) -> None:
    elsewhere = sign_in(ann)
    send(client, "/sign-in/forgotten", email="ann@example.org")
    link = link_in(letters(app)[0])
    signs_in(client, "ann")
    assert send(client, "/account", "/account/sign-out-everywhere").location == "/signed-out"
    assert "You are signed out on every computer and phone." in client.get("/signed-out").text
    for browser in (client, elsewhere):
        assert browser.get("/account").status_code == 302
    assert app.test_client().get(link).location == "/sign-in/forgotten"
    assert signs_in(client, "ann").location == "/"


def test_signing_out_everywhere_is_a_deed_and_no_link(ann: UUID, sign_in: SignIn) -> None:
    browser = sign_in(ann)
    assert browser.get("/account/sign-out-everywhere").status_code == 405
    assert browser.post("/account/sign-out-everywhere").status_code == 400
    assert browser.get("/account").status_code == 200


def test_a_person_switches_reminders_off_and_on(app: Flask, ann: UUID, sign_in: SignIn) -> None:
    browser = sign_in(ann)
    for wanted, told in ((False, "We do not remind you by email."), (True, "Once a week we send you an email")):
        send(browser, "/account", "/account/reminders", reminders="on" if wanted else "off")
        assert told in words_on(browser.get("/account"))
        with app.app_context():
            assert db.session.get_one(Account, ann).reminders is wanted


def test_who_has_no_email_is_asked_nothing_about_it(scene: Scene) -> None:
    assert "Reminders" not in words_on(scene.browser("learner").get("/account"))


def test_staying_signed_in_lasts_two_hours_more(
    ann: UUID, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, began = sign_in(ann), int(time.time())
    csrf = token(browser.get("/account").text)

    def after(minutes: int) -> None:
        monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _signer: began + 60 * minutes)

    for minutes in (110, 220):
        after(minutes)
        assert browser.post("/account/stay", data={"csrf_token": csrf}).status_code == 204
    after(330)
    assert browser.get("/account").status_code == 200


def test_nobody_stays_signed_in_who_is_not(client: FlaskClient) -> None:
    csrf = token(client.get("/sign-in").text)
    assert client.post("/account/stay", data={"csrf_token": csrf}).status_code == 302


def test_every_page_of_a_person_asks_whether_they_are_still_there(ann: UUID, sign_in: SignIn) -> None:
    page = sign_in(ann).get("/account").text
    assert 'data-idle="7200"' in page
    assert 'data-warn="300"' in page
    assert "Are you still there?" in page
    assert "staying" not in FlaskClient.get(sign_in(ann).application.test_client(), "/sign-in").text


def test_a_draft_typed_while_the_session_ended_is_given_back_and_the_saved_part_is_kept(scene: Scene) -> None:
    learner = scene.browser("learner")
    first = learner.client.get(
        f"/learn/{scene.registration}/units/H1/evidence", follow_redirects=True
    ).request.full_path
    second = learner.send(first, criteria="H1/1.1").location
    typed = "I sat with a new client, and we filled the form in together. " * 5
    form = {"csrf_token": token(learner.get(second).text), "title": typed}
    with learner.client.session_transaction() as session:
        session.clear()
    late = learner.client.post(second, data=form, headers={"Sec-Fetch-Site": "same-origin"})
    assert late.status_code == 400
    assert typed.strip() in words_on(late)
    assert "Sign in, open the page again, put them in and send them once more." in words_on(late)
    again = scene.browser("learner")
    assert "checked" in again.get(first).text
    assert again.get(second).status_code == 200


def test_a_link_in_a_reminder_ends_reminders_only_when_it_is_pressed(
    app: Flask, client: FlaskClient, ann: UUID
) -> None:
    from lms_peer.web.letters import ask_for_letter

    with app.app_context():
        ask_for_letter("reminder", ann)
        db.session.commit()
    [letter] = letters(app)
    stop = re.search(r"<http://peer\.example(/\S+)>", letter.extra_headers["List-Unsubscribe"])
    assert stop
    assert stop[1] in letter.body
    assert "Ann" not in letter.body
    assert "Shall we stop sending you emails" in client.get(stop[1]).text
    assert reminded(app, ann)
    client.post(stop[1], data={"List-Unsubscribe": "One-Click"})  # a mail program, without a forgery token
    assert not reminded(app, ann)
    assert client.get("/reminders/stop/made-up").status_code == 404
    assert client.post("/reminders/stop/made-up").status_code == 404


def reminded(app: Flask, account: UUID) -> bool:
    """Whether the person gets reminders."""
    with app.app_context():
        return db.session.get_one(Account, account).reminders
