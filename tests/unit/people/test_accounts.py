"""Accounts: who may have one, and what a username, an address and a password must be like."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask_security import verify_password
from sqlalchemy import func, select

from lms_peer.database import db
from lms_peer.domain.facts import Actor
from lms_peer.domain.refusals import (
    BadEmail,
    BadUsername,
    EmailTaken,
    Missing,
    NotFound,
    TooLong,
    UsernameTaken,
    WeakPassword,
)
from lms_peer.people.accounts import account_of, account_signing_in, add_account
from lms_peer.people.models import Account
from lms_peer.people.names import actor_of
from tests.plant import ISSUER

from .conftest import PASSWORD


def test_an_account_is_found_by_username_or_address_in_any_case() -> None:
    account = add_account(name="Ann Sample", username="Ann.S", email="Ann@Example.org", password=PASSWORD)
    for typed in ("ann.s", "ANN.S", " ann.s ", "ann@example.org", "ANN@EXAMPLE.ORG"):
        assert account_signing_in(typed) is account
    for typed in ("", " ", "an", "ann.s@", "ann@example.com", "ann.s\0", "\0@"):
        assert account_signing_in(typed) is None


def test_a_password_is_kept_as_an_argon2_hash_of_19_mebibytes(
    app: Flask, hashed_as_for_people: Callable[[Flask], None]
) -> None:
    hashed_as_for_people(app)
    account = add_account(name="Ann Sample", username="ann", password=PASSWORD)
    assert account.password is not None
    assert account.password.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert verify_password(PASSWORD, account.password)
    assert not verify_password(PASSWORD + " ", account.password)


@pytest.mark.parametrize("username", ["a", "has space", "é-acute", "-dash", "a@b", "x" * 33, "ann/../bob", "a\nb"])
def test_a_username_that_can_not_be_typed_plainly_is_refused(username: str) -> None:
    with pytest.raises(BadUsername):
        add_account(name="Ann Sample", username=username, password=PASSWORD)


@pytest.mark.parametrize(
    "email", ["ann", "ann@", "@example.org", "ann@@example.org", "ann@example", "a b@example.org"]
)
def test_what_is_not_an_address_is_refused(email: str) -> None:
    with pytest.raises(BadEmail):
        add_account(name="Ann Sample", email=email, password=PASSWORD)


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "elevenchars",
        "a" * 129,
        "aaaaaaaaaaaa",
        "abababababab",
        "ann-the-sample",
        "ANN SAMPLE THE 2ND",
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword):
        add_account(name="Ann Sample the 2nd", username="ann-the-sample", password=password)
    assert db.session.scalar(select(func.count()).select_from(Account)) == 0


@pytest.mark.parametrize("password", ["seven green lamps", "correcthorse", "pässwörd ünïcode", "wx1yz2" * 21])
def test_a_long_password_needs_no_digits_or_signs(password: str) -> None:
    assert add_account(name="Ann Sample", username="ann", password=password).id


def test_a_taken_username_or_address_is_refused_and_the_rest_of_the_work_is_kept() -> None:
    add_account(name="Ann Sample", username="ann", email="ann@example.org", password=PASSWORD)
    with pytest.raises(UsernameTaken):
        add_account(name="Other", username="ANN", password=PASSWORD)
    with pytest.raises(EmailTaken):
        add_account(name="Other", username="other", email="Ann@example.org", password=PASSWORD)
    add_account(name="Bea Sample", username="bea", password=PASSWORD)
    db.session.commit()
    names = select(Account.name).order_by(Account.name)
    assert db.session.scalars(names).all() == ["Ann Sample", "Bea Sample"]


def test_many_accounts_may_have_no_address_and_many_no_username() -> None:
    for number in range(2):
        add_account(name="Ann Sample", username=f"ann{number}", password=PASSWORD)
        add_account(name="Ann Sample", email=f"ann{number}@example.org", password=PASSWORD)


def test_an_account_needs_a_name_and_a_way_to_sign_in() -> None:
    with pytest.raises(Missing) as missing:
        add_account(name="  ", username="ann", password=PASSWORD)
    assert missing.value.field == "name"
    with pytest.raises(Missing) as missing:
        add_account(name="Ann", username=" ", email="", password=PASSWORD)
    assert missing.value.field == "username"
    with pytest.raises(TooLong):
        add_account(name="A" * 201, username="ann", password=PASSWORD)


def test_an_actor_is_found_at_the_centre_it_belongs_to_only(north: UUID, south: UUID, learner: UUID) -> None:
    assert account_of(north, actor_of(ISSUER, learner)).id == learner
    for centre, actor in (
        (south, actor_of(ISSUER, learner)),
        (north, Actor("https://other.example", str(learner))),
        (north, Actor(ISSUER, "not-an-id")),
        (north, actor_of(ISSUER, UUID(int=1))),
    ):
        with pytest.raises(NotFound):
            account_of(centre, actor)
