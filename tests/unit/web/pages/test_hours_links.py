"""Links by which staff without an account answer hours: once, for a while, and never by the learner."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import update

from lms_peer import mail
from lms_peer.actions.log_hours import void_hours
from lms_peer.database import db, now
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import HoursStatus
from lms_peer.people import staff
from lms_peer.people.centres import give_role
from lms_peer.people.models import SigningLink
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.scene import Browser, Scene, queries_of, words_on


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    """A learner's hours wait for a member of staff who has no account to sign in with."""
    scene = Scene(app, sign_in)

    def listed(plant) -> None:
        plant.people["staff"] = staff.list_staff(plant.centre, "Pat Sample", uuid4()).id

    scene.do(listed)
    return scene


@pytest.fixture
def hours(scene: Scene) -> UUID:
    return scene.do(lambda plant: plant.logs(90))


def place(scene: Scene, hours: UUID) -> str:
    return f"/train/{scene.registration}/hours/{hours}/link"


def a_link(scene: Scene, hours: UUID) -> str:
    """The trainer makes a link; answers its path."""
    page = scene.browser("trainer")
    page.send(place(scene, hours))
    found = re.search(r"<code>http://peer\.example(/sign/[^<]+)</code>", page.get(place(scene, hours)).text)
    assert found
    return found[1]


def nobody(scene: Scene) -> Browser:
    """A browser in which nobody is signed in."""
    return Browser(scene.app.test_client())


def entry(scene: Scene, hours: UUID):
    return scene.do(lambda plant: plant.standing.hours[hours])


def test_staff_without_an_account_are_put_on_a_list_that_learners_choose_from(scene: Scene):
    trainer = scene.browser("trainer")
    assert "Pat Sample" in words_on(trainer.get("/train/staff"))
    assert "Write their name." in words_on(trainer.send("/train/staff", name=" "))
    trainer.send("/train/staff", name="Robin Sample")
    assert "Robin Sample" in words_on(trainer.get("/train/staff"))
    form = scene.browser("learner").get(f"/learn/{scene.registration}/hours/new").text
    assert "Robin Sample" in form


def test_hours_that_wait_are_listed_with_who_has_no_account(scene: Scene, hours: UUID):
    page = words_on(scene.browser("trainer").get("/train/hours"))
    assert "Pat Sample: 1 hour 30 minutes of Learner" in page
    assert "They have no account." in page
    a_link(scene, hours)
    assert "Link made" in words_on(scene.browser("trainer").get("/train/hours"))


def test_more_hours_ask_the_database_no_more_often(scene: Scene, hours: UUID):
    a_link(scene, hours)
    trainer = scene.browser("trainer")
    before = queries_of(scene, lambda: trainer.get("/train/hours"))
    for _ in range(3):
        a_link(scene, scene.do(lambda plant: plant.logs(30)))
    assert queries_of(scene, lambda: trainer.get("/train/hours")) == before


def test_a_member_of_staff_signs_by_the_link_and_the_record_says_who_made_it(scene: Scene, hours: UUID):
    link, pat = a_link(scene, hours), nobody(scene)
    shown = words_on(pat.get(link))
    assert "Learner says that they spent this time with you, Pat Sample" in shown
    assert pat.send(link, answer="yes").location == "/signed"
    assert "Your answer is kept." in words_on(pat.get("/signed"))
    answer = entry(scene, hours).answer
    assert entry(scene, hours).status is HoursStatus.COUNTERSIGNED
    assert answer.by == scene.do(lambda plant: plant.actor("staff"))
    assert answer.link_from == scene.do(lambda plant: plant.actor("trainer"))


def test_a_link_works_once(scene: Scene, hours: UUID):
    link = a_link(scene, hours)
    nobody(scene).send(link, answer="yes")
    again = nobody(scene).get(link, 410)
    assert "You have answered with it already" in words_on(again)


def test_refusing_needs_a_reason_and_keeps_the_link_until_it_is_given(scene: Scene, hours: UUID):
    link, pat = a_link(scene, hours), nobody(scene)
    silent = pat.send(link, answer="no")
    assert silent.status_code == 422
    assert "Say what is not right" in words_on(silent)
    pat.send(link, answer="no", reason="I was on leave.")
    assert entry(scene, hours).status is HoursStatus.REFUSED


def test_an_old_link_says_so(scene: Scene, hours: UUID):
    link = a_link(scene, hours)
    scene.do(lambda _: db.session.execute(update(SigningLink).values(expires=now() - timedelta(minutes=1))))
    assert "It is too old." in words_on(nobody(scene).get(link, 410))
    assert "The last link is too old." in words_on(scene.browser("trainer").get(place(scene, hours)))


def test_a_link_that_was_stopped_says_so(scene: Scene, hours: UUID):
    link = a_link(scene, hours)
    scene.browser("trainer").send(place(scene, hours), to=f"{place(scene, hours)}/stop")
    assert "has stopped it" in words_on(nobody(scene).get(link, 410))


def test_a_new_link_stops_the_one_before(scene: Scene, hours: UUID):
    first = a_link(scene, hours)
    second = a_link(scene, hours)
    assert first != second
    nobody(scene).get(first, 410)
    nobody(scene).get(second)


def test_hours_that_were_taken_back_can_not_be_signed(scene: Scene, hours: UUID):
    link = a_link(scene, hours)
    scene.do(lambda plant: void_hours(plant.acting("learner"), plant.registration, uuid4(), hours=hours))
    gone = nobody(scene).get(link, 410)
    assert "The learner took these hours back" in words_on(gone)
    assert "they need no link" in words_on(scene.browser("trainer").get(place(scene, hours)))


def test_an_address_that_was_changed_is_refused(scene: Scene, hours: UUID):
    link = a_link(scene, hours)
    for wrong in (link[:-2], f"{link}x", "/sign/none"):
        assert "Part of it is missing" in words_on(nobody(scene).get(wrong, 410))


def test_the_learner_can_not_use_the_link(scene: Scene, hours: UUID):
    link, learner = a_link(scene, hours), scene.browser("learner")
    learner.get(link, 403)
    assert learner.send(link, submission=str(uuid4()), answer="yes").status_code == 403
    assert entry(scene, hours).status is HoursStatus.WAITING


def test_a_trainer_who_is_the_learner_can_not_make_a_link_for_their_own_hours(scene: Scene):
    def both(plant) -> UUID:
        give_role(plant.centre, plant.people["learner"], Role.TRAINER)
        return plant.logs(60)

    own = scene.do(both)
    assert scene.browser("learner").send(place(scene, own)).status_code == 403


def test_another_centres_hours_have_no_link(scene: Scene, hours: UUID, app: Flask, sign_in: SignIn):
    south = Scene(app, sign_in, "south")
    assert south.browser("trainer").get(place(scene, hours), 404)


def test_the_link_is_sent_by_email_and_names_no_learner(scene: Scene, hours: UUID):
    link = a_link(scene, hours)
    trainer = scene.browser("trainer")
    wrong = trainer.send(place(scene, hours), to=f"{place(scene, hours)}/mail", email="pat")
    assert "is not an email address" in words_on(wrong)
    before = len(mail.sent(scene.app))
    trainer.send(place(scene, hours), to=f"{place(scene, hours)}/mail", email="pat@example.org")
    [message] = mail.sent(scene.app)[before:]
    assert message.to == ["pat@example.org"]
    assert link in message.body
    assert "Learner" not in message.body
