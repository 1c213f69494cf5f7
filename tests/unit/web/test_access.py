"""Who may use a view. That every view says so is checked in tests/architecture/test_access.py."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from lms_peer.database import db
from lms_peer.domain.roles import Role
from lms_peer.people.centres import end_role
from lms_peer.people.holding import set_last_day, today
from lms_peer.web.access import allow

from .conftest import SignIn, centre, person


def test_a_view_that_does_not_say_who_may_use_it_is_shut(client: FlaskClient, ann: UUID, sign_in: SignIn) -> None:
    for browser in (client, sign_in(ann)):
        answer = browser.get("/trial/undeclared")
        assert answer.status_code == 403
        assert "secret" not in answer.text


def test_allowing_nobody_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="needs a role"):
        allow()


def test_a_role_opens_a_view_and_another_does_not(app: Flask, ann: UUID, north: UUID, sign_in: SignIn) -> None:
    assert sign_in(ann).get("/trial/assessors").text == "for assessors"
    refused = sign_in(person(app, "Lee Sample", {north: (Role.LEARNER,)})).get("/trial/assessors")
    assert refused.status_code == 403
    assert (
        "Only a person who is an assessor or an internal quality assurer here can open this page." in refused.text
    )


def test_a_role_at_another_centre_opens_nothing_here(app: Flask, north: UUID, sign_in: SignIn) -> None:
    south = centre(app, "south")
    bea = person(app, "Bea Sample", {north: (Role.LEARNER,), south: (Role.ASSESSOR,)})
    browser = sign_in(bea)
    assert browser.get("/trial/assessors").location == "/account/centre?next=/trial/assessors"
    for here, status in ((north, 403), (south, 200)):
        with browser.session_transaction() as session:
            session["centre"] = str(here)
        assert browser.get("/trial/assessors").status_code == status


def test_a_role_that_ended_opens_nothing(app: Flask, ann: UUID, north: UUID, sign_in: SignIn) -> None:
    browser = sign_in(ann)
    with app.app_context():
        end_role(north, ann, Role.ASSESSOR)
        db.session.commit()
    assert browser.get("/trial/assessors").status_code == 302
    assert "You are not at a centre yet" in browser.get("/account/centre").text


def test_who_was_at_a_centre_until_yesterday_hears_it_once_and_goes_on_at_the_other(
    app: Flask, north: UUID, sign_in: SignIn
) -> None:
    south = centre(app, "south")
    bea = person(app, "Bea Sample", {north: (Role.ASSESSOR,), south: (Role.ASSESSOR,)})
    browser = sign_in(bea)
    with browser.session_transaction() as session:
        session["centre"] = str(north)
    assert browser.get("/trial/assessors").status_code == 200
    with app.app_context():
        set_last_day(north, bea, Role.ASSESSOR, today() - timedelta(days=1))
        db.session.commit()
    refused = browser.get("/trial/assessors")
    assert refused.status_code == 403
    assert "Your access to North centre ended on" in refused.text
    assert browser.get("/trial/assessors").text == "for assessors"


def test_nobody_is_sent_to_sign_in_and_a_program_is_told(client: FlaskClient) -> None:
    assert client.get("/trial/assessors").location == "/sign-in?next=/trial/assessors"
    answer = client.get("/trial/assessors", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"


def test_everyone_may_see_what_is_public(client: FlaskClient) -> None:
    assert client.get("/trial/public").text == "for everyone"


def test_links_lead_to_what_the_person_may_do(app: Flask, ann: UUID, north: UUID, sign_in: SignIn) -> None:
    learner = person(app, "Lee Sample", {north: (Role.LEARNER, Role.STAFF)})
    links = {who: sign_in(who).get("/account").text for who in (ann, learner)}
    assert "To assess" in links[ann]
    assert "What to do" not in links[ann]
    assert "What to do" in links[learner]
    assert "Hours to sign" in links[learner]
    assert "To assess" not in links[learner]


def test_knowing_who_asks_costs_one_query(app: Flask, ann: UUID, sign_in: SignIn) -> None:
    browser = sign_in(ann)
    asked: list[str] = []
    with app.app_context():
        engine = db.engine
    note = lambda _c, _cursor, statement, *_: asked.append(statement)  # noqa: E731
    event.listen(engine, "before_cursor_execute", note)
    browser.get("/trial/assessors")
    event.remove(engine, "before_cursor_execute", note)
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 1
