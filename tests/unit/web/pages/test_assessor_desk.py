"""The assessor's queue, and who may have any of their pages."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask

from lms_peer.actions.register_learner import register_learner
from lms_peer.domain.roles import Role
from lms_peer.people import allocations
from tests.plant import LISTEN, OBSERVED, PLACES, Plant
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.recording import ELSEWHERE
from tests.unit.web.pages.scene import Scene, at, queries_of, verdicts, words_on


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    return Scene(app, sign_in)


def test_evidence_waits_with_what_it_is_for_and_since_when(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(LISTEN, PLACES))
    page = scene.browser("assessor").get("/assess")
    assert at(scene, evidence) in page.text
    assert "Learner: judge reflective account" in words_on(page)
    assert "H1 1.1 and H2 1.1. Came today" in words_on(page)


def test_own_learners_come_first(scene: Scene):
    scene.do(lambda plant: plant.submits(LISTEN))
    browser = scene.browser("assessor")
    assert "Nothing waits from your own learners." in words_on(browser.get("/assess"))
    scene.do(
        lambda plant: allocations.allocate(
            plant.centre, plant.registration, plant.people["assessor"], Role.ASSESSOR
        )
    )
    page = words_on(browser.get("/assess"))
    assert "Nothing waits from other learners." in page
    assert "Nothing waits from your own learners." not in page


def test_a_unit_of_an_own_learner_that_nothing_blocks_is_ready(scene: Scene):
    def prepare(plant: Plant) -> None:
        allocations.allocate(plant.centre, plant.registration, plant.people["assessor"], Role.ASSESSOR)
        plant.judges(plant.submits(PLACES), PLACES)

    scene.do(prepare)
    page = scene.browser("assessor").get("/assess")
    assert "Units ready to sign off" in words_on(page)
    assert f"/assess/{scene.registration}/units/H2" in page.text


def test_what_the_assessor_may_not_judge_is_not_in_the_queue(scene: Scene):
    scene.do(lambda plant: plant.submits(LISTEN))
    scene.do(
        lambda plant: allocations.declare_interest(plant.centre, plant.people["assessor"], plant.people["learner"])
    )
    assert "Nothing waits from other learners." in words_on(scene.browser("assessor").get("/assess"))


def test_observations_wait_for_the_assessor_who_planned_them(scene: Scene):
    scene.do(lambda plant: plant.plans(OBSERVED))
    scene.do(lambda plant: plant.add("colleague", Role.ASSESSOR))
    assert "Learner: observe" in words_on(scene.browser("assessor").get("/assess"))
    assert "Nothing waits from other learners." in words_on(scene.browser("colleague").get("/assess"))


def test_a_longer_queue_asks_the_database_no_more_often(scene: Scene):
    scene.do(lambda plant: plant.submits(LISTEN))
    browser = scene.browser("assessor")
    browser.get("/assess")  # what it reads is then at hand
    before = queries_of(scene, lambda: browser.get("/assess"))

    def more(plant: Plant) -> None:
        for number in range(4):
            plant.add(f"extra {number}", Role.LEARNER)
            plant.registration = register_learner(
                plant.acting("trainer"),
                uuid4(),
                account=plant.people[f"extra {number}"],
                slug="bench",
                optional_units=("H2",),
            ).registration
            plant.submits(LISTEN, who=f"extra {number}")
            plant.submits(PLACES, who=f"extra {number}")

    scene.do(more)
    assert "Extra 3: judge" in words_on(browser.get("/assess"))
    assert queries_of(scene, lambda: browser.get("/assess")) == before


def test_learners_are_found_by_a_part_of_the_name(scene: Scene):
    browser = scene.browser("assessor")
    assert f"/assess/{scene.registration}" in browser.get("/assess/learners?name=LEARN").text
    assert "No learner has this name." in words_on(browser.get("/assess/learners?name=zzz"))
    assert f"/assess/{scene.registration}" in browser.get("/assess/learners?page=99").text


def test_a_learners_page_leads_to_everything(scene: Scene):
    observation = scene.do(lambda plant: plant.plans(OBSERVED))
    page = scene.browser("assessor").get(f"/assess/{scene.registration}").text
    here = f"/assess/{scene.registration}"
    for path in ("/observations/new", "/discussion", "/testimony", "/units/H1", f"/observations/{observation}"):
        assert here + path in page
    assert f"/records/{scene.registration}" in page


def test_only_assessors_have_these_pages(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(LISTEN))
    pages = [
        "/assess",
        "/assess/learners",
        f"/assess/{scene.registration}",
        at(scene, evidence),
        f"/assess/{scene.registration}/units/H1",
    ]
    for who in ("learner", "staff", "trainer", "iqa", "eqa"):
        browser = scene.browser(who)
        for page in pages:
            browser.get(page, 403)


def test_another_centres_record_is_not_found(app: Flask, scene: Scene, sign_in: SignIn):
    evidence = scene.do(lambda plant: plant.submits(LISTEN))
    stranger = Scene(app, sign_in, "south").browser("assessor")
    for page in (f"/assess/{scene.registration}", at(scene, evidence), f"/assess/{scene.registration}/units/H1"):
        stranger.get(page, 404)
    sent = stranger.send(ELSEWHERE, to=at(scene, evidence), **{"verdict-H1/1.1": "met"})
    assert sent.status_code == 404
    assert verdicts(scene, evidence) == {}
    assert str(scene.registration) not in stranger.get("/assess/learners").text
