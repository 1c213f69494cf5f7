"""Coming in by a launch: who one is then, as what, and where it leads."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms_peer import keyring
from lms_peer.database import db
from lms_peer.domain.roles import Role
from lms_peer.lti import keys
from lms_peer.lti.platforms import switch_off, switch_on
from lms_peer.lti.tables import Context, Deployment, LtiUser, Member, Placement, Platform, PlatformState
from lms_peer.people.centres import end_role, roles_at
from lms_peer.people.models import Account
from lms_peer.people.names import actor_of, brought_by_a_launch
from tests.plant import ISSUER, Plant
from tests.signer import ADMINISTRATOR, CLAIM, INSTRUCTOR, KEYS, LEARNER, Signer

from .conftest import begin, launch, registered


def test_a_learner_comes_in_and_is_known_by_the_platforms_name(
    app: Flask, client: FlaskClient, north: UUID, platform: UUID, school: Signer
) -> None:
    answer = launch(client, school)
    assert (answer.status_code, answer.location) == (303, "/")
    page = client.get("/learn", follow_redirects=True)
    assert page.status_code == 200
    with app.app_context():
        user = db.session.scalars(select(LtiUser)).one()
        account = db.session.get_one(Account, user.account_id)
        assert brought_by_a_launch(account.id)
        assert account.name.startswith("Learner ")
        assert (account.email, account.username, account.password) == (None, None, None)
        assert roles_at(north, account.id) == {Role.LEARNER}
        assert actor_of(ISSUER, account.id) == (school.issuer, "pupil-7")


def test_who_comes_again_is_the_same_person(
    app: Flask, client: FlaskClient, platform: UUID, school: Signer
) -> None:
    launch(client, school)
    launch(app.test_client(), school)
    with app.app_context():
        assert len(db.session.scalars(select(LtiUser)).all()) == 1
        assert len(db.session.scalars(select(Account)).all()) == 1


def test_the_course_and_the_activity_are_noted(
    app: Flask, client: FlaskClient, platform: UUID, school: Signer
) -> None:
    more = {
        "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": {
            "lineitems": f"{school.issuer}/items?type_id=3",
            "lineitem": f"{school.issuer}/items/1?type_id=3",
        },
        f"{CLAIM}custom": {"shows": "unit/bench/H1"},
    }
    launch(client, school, **more)
    with app.app_context():
        course, activity = (db.session.scalars(select(kind)).one() for kind in (Context, Placement))
        assert (course.title, course.line_items_url) == ("Peer advice", f"{school.issuer}/items?type_id=3")
        assert (activity.shows, activity.qualification_slug, activity.unit) == ("unit", "bench", "H1")
        assert activity.line_item_url == f"{school.issuer}/items/1?type_id=3"
        assert db.session.scalars(select(Member)).one().roles == "Learner"


@pytest.mark.parametrize("address", ["https://[", "https://a.example:x/", "https://a b/", "ftp://a.example/", 7])
def test_services_at_no_address_are_none(
    app: Flask, client: FlaskClient, platform: UUID, school: Signer, address: object
) -> None:
    more = {
        "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": {"lineitems": address, "lineitem": address},
        "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": {"context_memberships_url": address},
    }
    assert launch(client, school, **more).status_code == 303
    with app.app_context():
        course, activity = (db.session.scalars(select(kind)).one() for kind in (Context, Placement))
        assert (course.line_items_url, course.memberships_url, activity.line_item_url) == (None, None, None)


def test_names_are_kept_only_where_the_centre_wants_them(app: Flask, north: UUID, school: Signer) -> None:
    registered(app, north, school, "without")
    registered(app, north, school, "with", with_names=True)
    for client_id in ("without", "with"):
        launch(app.test_client(), school, client_id, name="Lee Sample", email="lee@example.org")
    launch(app.test_client(), school, "with", name="Lee Sample-Jones")
    with app.app_context():
        names = sorted(db.session.scalars(select(Account.name)))
        assert (names[0][:8], names[1]) == ("Learner ", "Lee Sample-Jones")
        assert db.session.scalars(select(Account.email)).all() == [None, None]


def test_two_client_ids_of_one_issuer_are_two_people(app: Flask, north: UUID, south: UUID, school: Signer) -> None:
    registered(app, north, school, "first")
    registered(app, north, school, "second")
    registered(app, south, school, "third")
    for client_id in ("first", "second", "third"):
        launch(app.test_client(), school, client_id)
    with app.app_context():
        users = {
            one.client_id: db.session.scalars(select(LtiUser).where(LtiUser.platform_id == one.id)).one()
            for one in db.session.scalars(select(Platform))
        }
        accounts = {name: user.account_id for name, user in users.items()}
        actors = {name: actor_of(ISSUER, account) for name, account in accounts.items()}
        assert len(set(accounts.values())) == 3
        assert actors["first"] == actors["third"] == (school.issuer, "pupil-7")  # each at its own centre
        assert actors["second"] == (ISSUER, str(accounts["second"]))
        assert roles_at(north, accounts["third"]) == frozenset()


def test_who_teaches_there_has_no_role_until_the_centre_trusts_that(
    app: Flask, north: UUID, school: Signer
) -> None:
    registered(app, north, school, "careful")
    registered(app, north, school, "trusting", staff_roles=True)
    client = app.test_client()
    teaches = {f"{CLAIM}roles": [INSTRUCTOR, LEARNER, ADMINISTRATOR]}
    answer = launch(client, school, "careful", **teaches)
    assert answer.location == "/lti/unplaced"
    assert "no role here yet" in client.get("/lti/unplaced").text
    client = app.test_client()
    assert launch(client, school, "trusting", **teaches).location == "/"
    assert client.get("/cohorts").status_code == 200


def test_an_administrator_of_the_platform_is_nothing_here(app: Flask, north: UUID, school: Signer) -> None:
    registered(app, north, school, "trusting", staff_roles=True)
    answer = launch(app.test_client(), school, "trusting", **{f"{CLAIM}roles": [ADMINISTRATOR]})
    assert answer.location == "/lti/unplaced"


def test_a_role_that_the_centre_ended_is_not_given_back(
    app: Flask, client: FlaskClient, north: UUID, platform: UUID, school: Signer
) -> None:
    launch(client, school)
    with app.app_context():
        account = db.session.scalars(select(Account.id)).one()
        end_role(north, account, Role.LEARNER)
        db.session.commit()
    assert launch(app.test_client(), school).location == "/lti/unplaced"


def test_the_first_launch_makes_a_pending_platform_active_and_its_deployment_known(
    app: Flask, client: FlaskClient, north: UUID, school: Signer
) -> None:
    made = registered(app, north, school, deployments=())
    with app.app_context():
        db.session.get_one(Platform, made).state = PlatformState.PENDING
        db.session.commit()
    assert launch(client, school, **{f"{CLAIM}deployment_id": "first"}).status_code == 303
    with app.app_context():
        assert db.session.get_one(Platform, made).state is PlatformState.ACTIVE
        assert db.session.scalars(select(Deployment.deployment_id)).all() == ["first"]
    assert launch(client, school, **{f"{CLAIM}deployment_id": "second"}).status_code == 403


def test_a_platform_that_was_off_before_anybody_came_still_learns_its_first_deployment(
    app: Flask, client: FlaskClient, north: UUID, school: Signer
) -> None:
    made = registered(app, north, school, deployments=())
    with app.app_context():
        switch_off(db.session.get_one(Platform, made))
        switch_on(db.session.get_one(Platform, made))
        db.session.commit()
    assert launch(client, school, **{f"{CLAIM}deployment_id": "first"}).status_code == 303
    with app.app_context():
        switch_off(again := db.session.get_one(Platform, made))
        switch_on(again)
        assert again.state is PlatformState.ACTIVE


def test_a_page_of_ours_that_the_platform_names_is_opened(
    client: FlaskClient, platform: UUID, school: Signer
) -> None:
    assert launch(client, school, **{f"{CLAIM}target_link_uri": f"{ISSUER}/learn?x=1"}).location == "/learn?x=1"


def test_the_registration_is_found_by_its_deployment_when_no_client_id_is_sent(
    app: Flask, client: FlaskClient, north: UUID, south: UUID, school: Signer
) -> None:
    registered(app, north, school, "first", deployments=("1",))
    registered(app, south, school, "second", deployments=("2",))
    assert begin(client, school, None, lti_deployment_id="2")["client_id"] == "second"
    which = client.get("/lti/login", query_string={"iss": school.issuer, "login_hint": "x"})
    assert (which.status_code, "did not say which" in which.text) == (409, True)


def test_our_keys_are_published_and_the_old_one_stays_for_a_while(app: Flask, client: FlaskClient) -> None:
    first = client.get("/lti/jwks").json["keys"]
    with app.app_context():
        keyring.rotate(keyring.Purpose.LTI, None)
        db.session.commit()
    both = client.get("/lti/jwks").json["keys"]
    assert len(first) == 1
    assert [one["kid"] for one in both][1] == first[0]["kid"]
    assert set(both[0]) == {"kty", "n", "e", "kid", "use", "alg"}


def test_a_platform_may_change_its_key_between_two_launches(
    client: FlaskClient, platform: UUID, school: Signer
) -> None:
    assert launch(client, school).status_code == 303
    school.keys = {"two": KEYS[1]}
    asked = begin(client, school)
    claims = school.claims(asked["nonce"], "peer", f"{ISSUER}/lti/launch")
    keys._platforms[school.jwks_url].asked -= 61  # a minute later
    id_token = school.token(claims, "two", KEYS[1])
    assert client.post("/lti/launch", data={"id_token": id_token, "state": asked["state"]}).status_code == 303


@pytest.mark.parametrize("under", ["", "/clients"])
def test_no_platform_says_that_somebody_is_a_person_of_our_own(
    app: Flask, client: FlaskClient, north: UUID, school: Signer, monkeypatch: pytest.MonkeyPatch, under: str
) -> None:
    with app.app_context():
        plant = Plant.at("college")
    made = registered(app, plant.centre, school)
    with app.app_context():  # as if it had been written down before that was refused
        db.session.get_one(Platform, made).issuer = f"{ISSUER}{under}"
        db.session.commit()
    monkeypatch.setattr(school, "issuer", f"{ISSUER}{under}")
    assert launch(client, school, sub=str(plant.people["learner"])).status_code == 303
    assert client.get(f"/records/{plant.registration}").status_code == 404
    with app.app_context():
        brought = db.session.scalars(select(LtiUser)).one().account_id
        assert actor_of(ISSUER, brought) == (ISSUER, str(brought))
