"""Guessing is slow, from one address and from many, and nobody is shut out for good."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms_peer.app import create_app
from lms_peer.config import Config
from lms_peer.database import db, now, pretend
from lms_peer.domain.roles import Role
from lms_peer.web.pages.account import WRONG
from tests.unit.web.conftest import person, token

from .steps import send, signs_in

HOME, AWAY, FAR = "192.0.2.1", "198.51.100.7", "203.0.113.9"
TRY_AGAIN = "You tried many times. Wait"


@contextmanager
def later(time: timedelta, since: datetime) -> Iterator[None]:
    """That much later."""
    with pretend(since + time):
        yield


def guesses(client: FlaskClient, number: int, address: str, identity: str = "ann") -> list[TestResponse]:
    """So many wrong passwords, one after the other."""
    return [signs_in(client, identity, "wrong password", address) for _ in range(number)]


def test_five_wrong_passwords_cost_nothing_and_the_sixth_has_to_wait(client: FlaskClient, ann: UUID) -> None:
    pages = guesses(client, 6, HOME)
    assert [page.status_code for page in pages] == [200] * 5 + [429]
    assert all(WRONG in page.text for page in pages[:5])
    last = pages[-1]
    assert TRY_AGAIN in last.text
    assert 1 <= int(last.headers["Retry-After"]) <= 30
    assert 'value="ann"' in last.text


def test_the_right_password_has_to_wait_too_and_then_lets_in(client: FlaskClient, ann: UUID) -> None:
    began = now()
    guesses(client, 6, HOME)
    assert signs_in(client, "ann", address=HOME).status_code == 429
    with later(timedelta(seconds=40), began):
        assert signs_in(client, "ann", address=HOME).location == "/"


def test_each_wait_is_longer_but_never_more_than_a_quarter_of_an_hour(client: FlaskClient, ann: UUID) -> None:
    guesses(client, 5, HOME)
    at, waits = now(), []
    for _ in range(10):
        with pretend(at):
            refused = signs_in(client, "ann", "wrong password", HOME)
        waits.append(int(refused.headers["Retry-After"]))
        at += timedelta(seconds=waits[-1] + 1)
        with pretend(at):
            assert signs_in(client, "ann", "wrong password", HOME).status_code == 200
    assert waits == sorted(waits)
    assert waits[0] <= 30
    assert waits[-1] <= 15 * 60


def test_knocking_on_while_one_waits_makes_it_no_longer(client: FlaskClient, ann: UUID) -> None:
    began = now()
    guesses(client, 30, HOME)
    with later(timedelta(seconds=40), began):
        assert signs_in(client, "ann", address=HOME).location == "/"


def test_a_stranger_elsewhere_does_not_keep_the_right_person_out(app: Flask, ann: UUID) -> None:
    own, theirs = app.test_client(), app.test_client()
    assert guesses(theirs, 6, AWAY)[-1].status_code == 429
    assert signs_in(own, "ann", address=HOME).location == "/"


def test_guesses_from_many_addresses_slow_the_account_but_not_the_browser_it_knows(app: Flask, ann: UUID) -> None:
    own = app.test_client()
    assert signs_in(own, "ann", address=HOME).location == "/"
    send(own, "/account", "/sign-out")
    for number in range(25):
        guesses(app.test_client(), 1, f"198.51.100.{number}")
    assert signs_in(app.test_client(), "ann", address=FAR).status_code == 429
    assert signs_in(own, "ann", address=HOME).location == "/"


def test_one_address_that_tries_many_accounts_has_to_wait(app: Flask, client: FlaskClient, ann: UUID) -> None:
    answers = [signs_in(client, f"nobody{number}", "wrong password", AWAY).status_code for number in range(61)]
    assert answers == [200] * 60 + [429]
    assert signs_in(app.test_client(), "ann", address=HOME).location == "/"


def test_a_whole_centre_behind_one_address_signs_in(app: Flask, north: UUID) -> None:
    for number in range(70):
        if number < 7:
            person(app, f"Learner{number} Sample", {north: (Role.LEARNER,)})
        assert signs_in(app.test_client(), f"learner{number % 7}", address=HOME).location == "/"


def test_a_right_password_is_a_new_start(client: FlaskClient, ann: UUID) -> None:
    for _ in range(3):
        guesses(client, 4, HOME)
        assert signs_in(client, "ann", address=HOME).location == "/"
        send(client, "/account", "/sign-out")


def test_a_stranger_waits_as_a_member_does(client: FlaskClient, ann: UUID) -> None:
    pages = guesses(client, 6, HOME, identity="bob")
    assert [page.status_code for page in pages] == [200] * 5 + [429]
    assert TRY_AGAIN in pages[-1].text


def test_without_knowing_addresses_only_the_account_is_counted(client: FlaskClient, ann: UUID) -> None:
    pages = guesses(client, 21, "127.0.0.1")
    assert [page.status_code for page in pages] == [200] * 20 + [429]
    assert signs_in(client, "nobody", "wrong password").status_code == 200


@pytest.mark.parametrize("email", ["ann@example.org", "bob@example.org"])
def test_asking_for_letters_is_slowed_for_known_and_unknown_alike(
    client: FlaskClient, ann: UUID, email: str
) -> None:
    asked = [send(client, "/sign-in/forgotten", address=HOME, email=email) for _ in range(6)]
    assert [page.status_code for page in asked] == [200] * 5 + [429]
    assert TRY_AGAIN in asked[-1].text
    assert f'value="{email}"' in asked[-1].text


def test_guessing_a_card_is_slowed_and_keeps_what_was_typed(client: FlaskClient, ann: UUID) -> None:
    typed = {"username": "ann", "code": "lamp-river-goose-table-407"}
    tried = [send(client, "/card", address=HOME, **typed) for _ in range(6)]
    assert [page.status_code for page in tried] == [422] * 5 + [429]
    assert TRY_AGAIN in tried[-1].text
    assert 'value="lamp-river-goose-table-407"' in tried[-1].text


def test_ipv6_addresses_of_one_household_count_as_one(client: FlaskClient, ann: UUID) -> None:
    pages = [signs_in(client, "ann", "wrong password", f"2001:db8::{number}") for number in range(1, 7)]
    assert pages[-1].status_code == 429


def test_behind_a_web_server_its_word_for_the_address_counts_and_nobody_elses(tmp_path: Path) -> None:
    config = Config(
        issuer="http://peer.example",
        database_url=f"sqlite:///{tmp_path / 'test.sqlite'}",
        vault_url=f"file://{tmp_path / 'vault'}",
        secret_key="for tests only",
        password_salt="for tests only",
        testing=True,
        proxies=1,
    )
    app = create_app(config)
    with app.app_context():
        db.create_all()
    client = app.test_client()

    def guess(told: str) -> int:
        csrf = token(client.get("/sign-in").text)
        form = {"identity": "ann", "password": "wrong password", "csrf_token": csrf}
        return client.post("/sign-in", data=form, headers={"X-Forwarded-For": told}).status_code

    assert [guess(f"203.0.113.{made_up}, {HOME}") for made_up in range(6)] == [200] * 5 + [429]
    assert guess(AWAY) == 200
    with app.app_context():
        db.engine.dispose()
