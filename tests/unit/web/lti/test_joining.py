"""One person with two ways in: what a platform calls somebody, and the account that they had before."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms_peer import progress
from lms_peer.actions.enter_by_launch import switch_off, trust_teachers
from lms_peer.actions.record import Acting
from lms_peer.actions.register_learner import register_learner
from lms_peer.database import db
from lms_peer.domain.facts import Actor
from lms_peer.domain.roles import Role
from lms_peer.lti.platforms import platform as platform_of
from lms_peer.lti.tables import LtiUser
from lms_peer.people import names
from lms_peer.people.centres import give_role, roles_at
from lms_peer.people.models import Account, ActorName
from tests.plant import ISSUER, LISTEN, Plant
from tests.signer import CLAIM, INSTRUCTOR, KEYS, Signer, signer
from tests.unit.web.conftest import PASSWORD, SignIn, person, token

from .conftest import launch, registered

SUB = "pupil-7"


def user(app: Flask) -> LtiUser:
    with app.app_context():
        return db.session.scalars(select(LtiUser)).one()


def joins(browser: FlaskClient, username: str, password: str = PASSWORD) -> str:
    """Say that one has an account, sign in to it, and press the button; answers the last page's text."""
    page = browser.get("/account")
    away = browser.post("/lti/join/begin", data={"csrf_token": token(page.text), "submission": str(uuid4())})
    assert away.location.startswith("/sign-in?next=/lti/join")
    form = browser.get(away.location)
    said = {"csrf_token": token(form.text), "identity": username, "password": password, "next": "/lti/join"}
    inside = browser.post("/sign-in?next=/lti/join", data=said)
    if inside.status_code != 302:
        return inside.text
    page = browser.get("/lti/join")
    done = browser.post("/lti/join", data={"csrf_token": token(page.text), "submission": str(uuid4())})
    return browser.get(done.location).text if done.status_code == 302 else done.text


def test_a_launch_opens_the_account_that_was_proven_from_then_on(
    app: Flask, client: FlaskClient, north: UUID, platform: UUID, school: Signer
) -> None:
    ann = person(app, "Ann Sample", {north: (Role.ASSESSOR,)})
    launch(client, school)
    brought = user(app).account_id
    assert "You can join" in client.get("/account").text
    joins(client, "ann")
    assert user(app).account_id == ann
    again = app.test_client()
    launch(again, school)
    assert again.get("/assess").status_code in (200, 302)
    with app.app_context():
        assert not db.session.get_one(Account, brought).active
        assert roles_at(north, brought) == frozenset()
        there, own = Actor(school.issuer, SUB), Actor(ISSUER, str(ann))
        assert names.names_of(north, [there, own]) == dict.fromkeys((there, own), "Ann Sample")
        assert names.known_as(north, there) == own
        assert names.account_id_of(north, there) == ann


def test_a_launch_does_not_go_around_a_second_step(
    app: Flask, client: FlaskClient, north: UUID, platform: UUID, school: Signer
) -> None:
    ann = person(app, "Ann Sample", {north: (Role.ASSESSOR,)})
    launch(client, school)
    joins(client, "ann")
    with app.app_context():
        account = db.session.get_one(Account, ann)
        account.tf_primary_method, account.tf_totp_secret = "authenticator", "any"
        db.session.commit()
    again = app.test_client()
    assert launch(again, school).location.startswith("/sign-in/code")
    assert again.get("/account").status_code == 302


def test_a_wrong_password_joins_nothing(
    app: Flask, client: FlaskClient, north: UUID, platform: UUID, school: Signer
) -> None:
    person(app, "Ann Sample", {north: (Role.ASSESSOR,)})
    launch(client, school)
    brought = user(app).account_id
    joins(client, "ann", "not the password")
    assert user(app).account_id == brought


def test_an_account_of_another_centre_is_not_joined(
    app: Flask, client: FlaskClient, south: UUID, platform: UUID, school: Signer
) -> None:
    person(app, "Sue Sample", {south: (Role.ASSESSOR,)})
    launch(client, school)
    brought = user(app).account_id
    assert "no role at the centre" in joins(client, "sue")
    assert user(app).account_id == brought


def test_an_account_with_work_in_it_is_not_joined(
    app: Flask, client: FlaskClient, north: UUID, platform: UUID, school: Signer
) -> None:
    person(app, "Lee Sample", {north: (Role.LEARNER,)})
    tess = person(app, "Tess Sample", {north: (Role.TRAINER,)})
    launch(client, school)
    brought = user(app).account_id
    with app.app_context():
        acting = Acting(north, names.actor_of(ISSUER, tess))
        register_learner(acting, uuid4(), account=brought, slug="bench", optional_units=("H2",))
        db.session.commit()
    assert "work in both" in joins(client, "lee")
    assert user(app).account_id == brought


def test_nobody_joins_without_a_launch(app: Flask, north: UUID, sign_in: object) -> None:
    person(app, "Ann Sample", {north: (Role.ASSESSOR,)})
    browser = sign_in(person(app, "Bob Sample", {north: (Role.ASSESSOR,)}))  # type: ignore[operator]
    assert browser.get("/lti/join").location == "/"
    page = browser.get("/account")
    said = {"csrf_token": token(page.text), "submission": str(uuid4())}
    assert browser.post("/lti/join/begin", data=said).location == "/account"


@pytest.fixture
def plant(app: Flask) -> Plant:
    """A centre with its people."""
    with app.app_context():
        return Plant.at("college")


def test_a_learner_from_a_platform_works_under_the_platforms_name(
    app: Flask, client: FlaskClient, plant: Plant, school: Signer
) -> None:
    registered(app, plant.centre, school)
    launch(client, school)
    with app.app_context():
        plant.people["launched"] = user(app).account_id
        plant.registration = register_learner(
            plant.acting("trainer"), uuid4(), account=user(app).account_id, slug="bench", optional_units=("H2",)
        ).registration
        db.session.commit()
        plant.submits(LISTEN, who="launched")
        standing = progress.standing(plant.centre, plant.registration)
        assert standing.learner == Actor(school.issuer, SUB)
        assert len(progress.standings(plant.centre, learner=Actor(school.issuer, SUB))) == 1
    assert client.get(f"/records/{plant.registration}").status_code == 200
    shown = launch(client, school, **{f"{CLAIM}custom": {"shows": "unit/bench/H1"}})
    assert shown.location == f"/records/{plant.registration}/units/H1"
    hours = launch(client, school, **{f"{CLAIM}custom": {"shows": "hours"}})
    assert hours.location == f"/learn/{plant.registration}/hours"


def test_taking_the_trust_back_ends_what_it_gave(app: Flask, plant: Plant, school: Signer) -> None:
    made = registered(app, plant.centre, school, staff_roles=True)
    client = app.test_client()
    launch(client, school, **{f"{CLAIM}roles": [INSTRUCTOR]})
    assert client.get("/cohorts").status_code == 200
    with app.app_context():
        trust_teachers(platform_of(plant.centre, made), yes=False, with_names=False)
        db.session.commit()
        assert roles_at(plant.centre, user(app).account_id) == frozenset()
        assert Role.TRAINER in roles_at(plant.centre, plant.people["trainer"])
    assert client.get("/cohorts").status_code == 302


@pytest.mark.parametrize(("role", "stays"), [(Role.ASSESSOR, False), (Role.LEARNER, True)])
def test_whoever_changes_a_platforms_keys_can_not_sign_in_as_those_who_joined_it(
    app: Flask, client: FlaskClient, north: UUID, platform: UUID, school: Signer, sign_in: SignIn,
    role: Role, stays: bool,
) -> None:  # fmt: skip
    ann = person(app, "Ann Sample", {north: (role,)})
    trainer = sign_in(person(app, "Tess Sample", {north: (Role.TRAINER,)}))
    launch(client, school)
    joins(client, "ann")
    page = trainer.get(f"/platforms/{platform}/change").text
    assert "staff who come in from this platform have to join their account again" in page
    said = dict(re.findall(r'name="([a-z_]+)"[^>]* value="([^"]*)"', page)) | {"deployments": "1"}
    with signer() as other:
        changed = said | {"csrf_token": token(page), "jwks_url": other.jwks_url}
        assert trainer.post(f"/platforms/{platform}/change", data=changed).status_code == 302
        other.issuer, other.keys = school.issuer, {"one": KEYS[1]}
        assert launch(app.test_client(), other).status_code == 303
    assert (user(app).account_id == ann) is stays


@pytest.mark.parametrize(
    ("role", "stays"), [(Role.ASSESSOR, False), (Role.TRAINER, False), (Role.LEARNER, True), (None, True)]
)
def test_nor_as_those_whom_the_platform_brought_and_who_do_more_than_learn(
    app: Flask, client: FlaskClient, north: UUID, platform: UUID, school: Signer, sign_in: SignIn,
    role: Role | None, stays: bool,
) -> None:  # fmt: skip
    trainer = sign_in(person(app, "Tess Sample", {north: (Role.TRAINER,)}))
    launch(client, school, **{f"{CLAIM}roles": []})
    brought = user(app).account_id
    with app.app_context():
        if role:
            give_role(north, brought, role)
        db.session.commit()
    assert client.get("/account").status_code == 200
    page = trainer.get(f"/platforms/{platform}/change").text
    said = dict(re.findall(r'name="([a-z_]+)"[^>]* value="([^"]*)"', page)) | {"deployments": "1"}
    with signer() as other:
        changed = said | {"csrf_token": token(page), "jwks_url": other.jwks_url}
        assert trainer.post(f"/platforms/{platform}/change", data=changed).status_code == 302
        other.issuer, other.keys = school.issuer, {"one": KEYS[1]}
        assert launch(app.test_client(), other, **{f"{CLAIM}roles": []}).status_code == 303
    assert (user(app).account_id == brought) is stays
    assert client.get("/account").status_code == (200 if stays else 302)


def test_whoever_changes_nothing_about_the_keys_changes_nobody(
    app: Flask, client: FlaskClient, north: UUID, platform: UUID, school: Signer, sign_in: SignIn
) -> None:
    ann = person(app, "Ann Sample", {north: (Role.ASSESSOR,)})
    trainer = sign_in(person(app, "Tess Sample", {north: (Role.TRAINER,)}))
    launch(client, school)
    joins(client, "ann")
    page = trainer.get(f"/platforms/{platform}/change").text
    said = dict(re.findall(r'name="([a-z_]+)"[^>]* value="([^"]*)"', page)) | {"deployments": "1"}
    named = said | {"csrf_token": token(page), "name": "Our Moodle"}
    assert trainer.post(f"/platforms/{platform}/change", data=named).status_code == 302
    assert user(app).account_id == ann


def switched_off(app: Flask, north: UUID, platform: UUID) -> None:
    with app.app_context():
        switch_off(platform_of(north, platform))
        db.session.commit()


def test_a_platform_that_is_switched_off_has_no_sessions(
    app: Flask, client: FlaskClient, north: UUID, platform: UUID, school: Signer, sign_in: SignIn
) -> None:
    tess = person(app, "Tess Sample", {north: (Role.TRAINER,)})
    trainer = sign_in(tess)
    launch(client, school)
    assert client.get("/account").status_code == 200
    page = trainer.get(f"/platforms/{platform}")
    trainer.post(f"/platforms/{platform}/off", data={"csrf_token": token(page.text)})
    assert client.get("/account").status_code == 302
    assert trainer.get("/account").status_code == 200  # who did not come from it stays


def test_nor_has_it_any_of_accounts_that_were_joined_or_wait_for_their_second_step(
    app: Flask, client: FlaskClient, north: UUID, platform: UUID, school: Signer
) -> None:
    ann = person(app, "Ann Sample", {north: (Role.ASSESSOR,)})
    launch(client, school)
    joins(client, "ann")
    inside, waiting = app.test_client(), app.test_client()
    launch(inside, school)
    with app.app_context():
        account = db.session.get_one(Account, ann)
        account.tf_primary_method, account.tf_totp_secret = "authenticator", "any"
        db.session.commit()
    launch(waiting, school)
    assert waiting.get("/sign-in/code").status_code == 200
    switched_off(app, north, platform)
    assert inside.get("/account").status_code == 302
    assert waiting.get("/sign-in/code").status_code == 302


def test_whoever_is_erased_leaves_no_name_of_a_platform(
    app: Flask, client: FlaskClient, platform: UUID, school: Signer
) -> None:
    launch(client, school)
    with app.app_context():
        db.session.delete(db.session.get_one(Account, user(app).account_id))
        db.session.commit()
        assert db.session.scalars(select(ActorName)).all() == []
        assert db.session.scalars(select(LtiUser)).all() == []
