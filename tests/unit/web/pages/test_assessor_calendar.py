"""An assessor's observations as a page, a file and a private address, and the form to print."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pypdfium2
import pytest
from flask import Flask
from icalendar import Calendar

from lms_peer.actions.record_observation import rebook_observation
from lms_peer.database import db, now
from lms_peer.domain.roles import Role
from lms_peer.people.centres import end_role
from lms_peer.people.models import Account
from tests.plant import OBSERVED
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.scene import Browser, Scene, queries_of, words_on


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    return Scene(app, sign_in)


def events(answer) -> list:
    assert answer.content_type.startswith("text/calendar")
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def address(scene: Scene) -> str:
    scene.browser("assessor").send("/assess/observations", to="/assess/observations/address")
    page = scene.browser("assessor").get("/assess/observations").text
    return re.search(r"<code>http://peer\.example([^<]+)</code>", page)[1]


def nobody(scene: Scene) -> Browser:
    return Browser(scene.app.test_client())


def test_observations_are_listed_by_day(scene: Scene):
    assert "You have no observations to come." in words_on(scene.browser("assessor").get("/assess/observations"))
    scene.do(lambda plant: plant.plans(OBSERVED))
    page = words_on(scene.browser("assessor").get("/assess/observations"))
    assert "Learner" in page
    assert "Put this day in your calendar" in page


def test_a_calendar_file_holds_initials_and_no_name(scene: Scene):
    observation = scene.do(lambda plant: plant.plans(OBSERVED))
    answer = scene.browser("assessor").get("/assess/observations.ics")
    [event] = events(answer)
    assert str(event["summary"]) == "Observation: L"
    assert str(observation) in str(event["uid"])
    due = scene.do(lambda plant: plant.standing.observations[observation].due)
    assert event["dtstart"].dt == due.replace(microsecond=0)
    assert b"Learner" not in answer.data


def test_a_file_can_be_had_for_one_day(scene: Scene):
    observation = scene.do(lambda plant: plant.plans(OBSERVED))
    due = scene.do(lambda plant: plant.standing.observations[observation].due)
    assessor = scene.browser("assessor")
    page = assessor.get("/assess/observations").text
    day = re.search(r"observations\.ics\?day=([\d-]+)", page)[1]
    assert len(events(assessor.get(f"/assess/observations.ics?day={day}"))) == 1
    assert events(assessor.get(f"/assess/observations.ics?day={due.year - 1}-01-01")) == []
    assessor.get("/assess/observations.ics?day=tomorrow", 404)


def test_an_observation_that_moved_is_the_same_event_on_its_new_day(scene: Scene):
    observation = scene.do(lambda plant: plant.plans(OBSERVED))
    assessor = scene.browser("assessor")
    [before] = events(assessor.get("/assess/observations.ics"))
    due = now() + timedelta(days=9)
    scene.do(
        lambda plant: rebook_observation(
            plant.acting("assessor"), plant.registration, uuid4(), observation=observation, due=due
        )
    )
    [after] = events(assessor.get("/assess/observations.ics"))
    assert after["uid"] == before["uid"]
    assert after["dtstart"].dt == due.replace(microsecond=0)
    assert (before["sequence"], after["sequence"]) == (0, 1)


def test_more_observations_ask_the_database_no_more_often(scene: Scene):
    scene.do(lambda plant: plant.plans(OBSERVED))
    assessor = scene.browser("assessor")
    before = queries_of(scene, lambda: assessor.get("/assess/observations"))
    for _ in range(3):
        scene.do(lambda plant: plant.plans(OBSERVED))
    assert queries_of(scene, lambda: assessor.get("/assess/observations")) == before


def test_a_calendar_reads_the_private_address_without_signing_in(scene: Scene):
    scene.do(lambda plant: plant.plans(OBSERVED))
    assert len(events(nobody(scene).get(address(scene)))) == 1


def test_a_new_address_shuts_the_old_one_and_stopping_shuts_both(scene: Scene):
    first = address(scene)
    second = address(scene)
    nobody(scene).get(first, 404)
    nobody(scene).get(second)
    scene.browser("assessor").send("/assess/observations", to="/assess/observations/address", stop="y")
    nobody(scene).get(second, 404)
    third = address(scene)
    assert len({first, second, third}) == 3
    nobody(scene).get(second, 404)


def test_an_address_that_was_changed_and_that_of_someone_who_left_show_nothing(scene: Scene):
    good = address(scene)
    nobody(scene).get(good.replace(".ics", "x.ics"), 404)
    scene.do(lambda plant: end_role(plant.centre, plant.people["assessor"], Role.ASSESSOR))
    nobody(scene).get(good, 404)


def test_the_address_of_an_account_that_was_shut_shows_nothing(scene: Scene):
    good = address(scene)
    scene.do(lambda plant: setattr(db.session.get_one(Account, plant.people["assessor"]), "active", False))
    nobody(scene).get(good, 404)


def test_another_assessors_observations_are_not_shown(scene: Scene):
    scene.do(lambda plant: plant.plans(OBSERVED))
    scene.do(lambda plant: plant.add("second", Role.ASSESSOR))
    assert events(scene.browser("second").get("/assess/observations.ics")) == []


def test_the_form_to_print_is_offered_and_filled_in(scene: Scene):
    observation = scene.do(lambda plant: plant.plans(OBSERVED))
    assessor, page = scene.browser("assessor"), f"/assess/{scene.registration}/observations/{observation}"
    assert f"{page}/form" in assessor.get(page).text
    answer = assessor.get(f"{page}/form")
    assert answer.content_type == "application/pdf"
    drawn = pypdfium2.PdfDocument(answer.data)
    words = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in drawn).split())
    assert "Learner" in words
    assert "H1 1.2" in words
