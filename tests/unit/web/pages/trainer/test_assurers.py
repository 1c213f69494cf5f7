"""A trainer lets an external quality assurer in until a day, sees when it ends, and moves it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from lms_peer.database import now, pretend
from lms_peer.domain.roles import Role
from lms_peer.people import accounts, centres
from lms_peer.people.holding import set_last_day, today
from lms_peer.web.wording import day
from tests.plant import Plant
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.scene import Browser, Scene, words_on

VISITS = "/train/quality-assurers"
NEW = f"{VISITS}/new"
EVE = {"name": "Eve Marsh", "email": "eve@body.example"}


def typed(until: date) -> dict[str, int]:
    return {"until-day": until.day, "until-month": until.month, "until-year": until.year}


def lets_in(trainer: Browser, days: int = 10, **other: str) -> TestResponse:
    return trainer.send(NEW, **EVE | other | typed(today() + timedelta(days=days)))


def roles_of(scene: Scene, email: str = EVE["email"]) -> frozenset[Role]:
    def asked(plant: Plant) -> frozenset[Role]:
        found = accounts.account_signing_in(email)
        return centres.roles_at(plant.centre, found.id) if found else frozenset()

    return scene.do(asked)


def test_who_is_let_in_reads_records_until_the_day_that_was_said(scene: Scene, trainer: Browser) -> None:
    assert lets_in(trainer).status_code == 302
    page = words_on(trainer.get(VISITS))
    assert "Eve Marsh can read every record here until the end of" in page
    assert (
        "They have no password yet. Tell them to open http://peer.example/sign-in/forgotten and write eve@body.example."
        in page
    )
    assert "Eve Marsh Open The last day is" in page
    assert roles_of(scene) == {Role.EQA}
    with pretend(now() + timedelta(days=11)):
        assert roles_of(scene) == frozenset()
        assert "Eve Marsh Ended The last day was" in words_on(trainer.get(VISITS))


def test_who_has_an_account_keeps_it_and_hears_of_no_new_password(scene: Scene, trainer: Browser) -> None:
    before = scene.do(
        lambda _: accounts.add_account(name="Eve Other", email=EVE["email"], password="seven green lamps").id
    )
    assert lets_in(trainer).status_code == 302
    page = words_on(trainer.get(VISITS))
    assert "Eve Other can read every record here" in page
    assert "no password yet" not in page
    assert scene.do(lambda _: accounts.account_signing_in(EVE["email"]).id) == before  # type: ignore[union-attr]


def test_nobody_who_works_or_learns_here_checks_it_from_outside(scene: Scene, trainer: Browser) -> None:
    def with_address(plant: Plant) -> None:
        account = accounts.add_account(name="Ann", email=EVE["email"], password="seven green lamps")
        centres.give_role(plant.centre, account.id, Role.STAFF)

    scene.do(with_address)
    refused = lets_in(trainer)
    assert refused.status_code == 422
    assert "works or learns at a centre" in words_on(refused)
    assert roles_of(scene) == {Role.STAFF}


def test_an_address_typed_here_tells_and_changes_nothing_of_somebody_at_another_centre(
    app: Flask, sign_in: SignIn, scene: Scene, trainer: Browser
) -> None:
    def with_address(plant: Plant) -> None:
        account = accounts.add_account(name="Ann Elsewhere", email=EVE["email"], password="seven green lamps")
        centres.give_role(plant.centre, account.id, Role.LEARNER)

    Scene(app, sign_in, "south").do(with_address)
    refused = lets_in(trainer)
    assert refused.status_code == 422
    assert "Elsewhere" not in refused.text
    assert roles_of(scene) == frozenset()


def test_who_checks_another_centre_too_has_one_account(
    app: Flask, sign_in: SignIn, scene: Scene, trainer: Browser
) -> None:
    lets_in(Scene(app, sign_in, "south").browser("trainer"))
    assert lets_in(trainer).status_code == 302
    assert roles_of(scene) == {Role.EQA}


@pytest.mark.parametrize(("days", "told"), [(-1, "past"), (366, "too far")])
def test_a_day_that_can_not_be_is_refused_and_what_was_typed_stays(
    scene: Scene, trainer: Browser, days: int, told: str
) -> None:
    refused = lets_in(trainer, days)
    assert refused.status_code == 422
    assert 'value="Eve Marsh"' in refused.text
    assert 'id="until-error"' in refused.text, told
    assert roles_of(scene) == frozenset()


def test_every_mistake_is_named(trainer: Browser) -> None:
    refused = trainer.send(NEW)
    assert refused.status_code == 422
    read = words_on(refused)
    assert all(told in read for told in ("Write their name.", "Write their email address.", "Write the last day."))


def test_the_last_day_is_moved_and_an_ended_visit_begins_again(scene: Scene, trainer: Browser) -> None:
    eqa = scene.plant.people["eqa"]
    scene.do(lambda plant: set_last_day(plant.centre, eqa, Role.EQA, today() - timedelta(days=2)))
    scene.browser("eqa").get("/quality/records", 403)
    assert "Let them in again" in words_on(trainer.get(VISITS))
    assert "Their visit ended on" in words_on(trainer.get(f"{VISITS}/{eqa}/last-day"))
    assert trainer.send(f"{VISITS}/{eqa}/last-day", **typed(today() + timedelta(days=3))).status_code == 302
    scene.browser("eqa").get("/quality/records")
    refused = trainer.send(f"{VISITS}/{eqa}/last-day", **typed(today() + timedelta(days=400)))
    assert refused.status_code == 422


def test_the_visitor_is_told_when_it_ended_and_whom_to_ask(scene: Scene) -> None:
    eqa = scene.plant.people["eqa"]
    browser, last = scene.browser("eqa"), today() - timedelta(days=2)
    scene.do(lambda plant: set_last_day(plant.centre, eqa, Role.EQA, last))
    refused = words_on(browser.get(f"/records/{scene.registration}", 403))
    with scene.app.test_request_context():
        assert f"Your access to North centre ended on {day(last)}." in refused
    assert "Ask a trainer at that centre" in refused
    assert "Your access to North centre ended" in words_on(browser.get("/"))


def test_the_people_of_the_centre_are_listed_with_their_last_day(scene: Scene, trainer: Browser) -> None:
    eqa, last = scene.plant.people["eqa"], today() + timedelta(days=2)
    scene.do(lambda plant: set_last_day(plant.centre, eqa, Role.EQA, last))
    with scene.app.test_request_context():
        assert f"External quality assurer, until {day(last)}" in words_on(trainer.get("/train/people"))


def test_another_centres_visitor_is_not_found(app: Flask, sign_in: SignIn, scene: Scene, trainer: Browser) -> None:
    other = Scene(app, sign_in, "south")
    trainer.get(f"{VISITS}/{other.plant.people['eqa']}/last-day", 404)
    trainer.get(f"{VISITS}/{scene.plant.people['assessor']}/last-day", 404)
