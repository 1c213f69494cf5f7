"""A unit is signed off when nothing blocks it any more."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from flask import Flask

from lms_peer.actions.judge_evidence import sign_off_unit
from lms_peer.web.wording import day
from tests.plant import LISTEN, OBSERVED, PLACES, Plant
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.recording import ELSEWHERE
from tests.unit.web.pages.scene import Scene, at, words_on


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    return Scene(app, sign_in)


def unit(scene: Scene, reference: str = "H1") -> str:
    return f"/assess/{scene.registration}/units/{reference}"


def test_a_unit_shows_every_reason_that_blocks_it_with_the_way_to_settle_it(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(LISTEN))
    page = scene.browser("assessor").get(unit(scene))
    said = words_on(page)
    assert "1.1 is not met yet." not in said
    assert "1.2 is not met yet. Plan an observation" in said
    assert "Evidence for 1.1 waits for a decision. Judge “My day”" in said
    assert at(scene, evidence) in page.text
    assert "Sign off this unit" not in said


def test_a_criterion_without_evidence_leads_to_the_ways_it_can_be_shown(scene: Scene):
    page = scene.browser("assessor").get(unit(scene))
    assert "1.1 is not met yet. See how it can be shown" in words_on(page)
    assert f"/records/{scene.registration}/units/H1" in page.text


def test_a_planned_observation_is_where_an_observed_criterion_is_settled(scene: Scene):
    observation = scene.do(lambda plant: plant.plans(OBSERVED))
    page = scene.browser("assessor").get(unit(scene))
    assert "Go to the planned observation" in words_on(page)
    assert f"/observations/{observation}" in page.text


def test_an_observation_that_the_learner_has_not_signed_blocks_the_unit(scene: Scene):
    def prepare(plant: Plant) -> UUID:
        plant.judges(plant.submits(LISTEN), LISTEN)
        planned = plant.plans(OBSERVED)
        plant.judges(plant.observes(planned, OBSERVED), OBSERVED)
        return planned

    planned = scene.do(prepare)
    on = day(scene.do(lambda plant: plant.standing.observations[planned].recorded.at))
    said = words_on(scene.browser("assessor").get(unit(scene)))
    assert f"The learner has not signed an observation record yet. See the observation on {on}" in said


def test_a_unit_is_signed_off_when_nothing_blocks_it(scene: Scene):
    scene.do(lambda plant: plant.judges(plant.submits(PLACES), PLACES))
    browser = scene.browser("assessor")
    assert "Sign off this unit" in words_on(browser.get(unit(scene, "H2")))
    answer = browser.send(unit(scene, "H2"), comment="Well done.")
    assert answer.location == f"/assess/{scene.registration}"
    assert scene.do(lambda plant: list(plant.standing.sign_offs)) == ["H2"]
    assert "Signed off by Assessor" in words_on(browser.get(unit(scene, "H2")))


def test_the_learner_reads_what_was_said_at_the_sign_off(scene: Scene):
    scene.do(lambda plant: plant.judges(plant.submits(PLACES), PLACES))
    scene.browser("assessor").send(unit(scene, "H2"), comment="You asked good questions.")
    page = words_on(scene.browser("learner").get(f"/records/{scene.registration}/units/H2"))
    assert "Assessor wrote: You asked good questions." in page


def test_the_rule_decides_even_when_the_button_was_not_there(scene: Scene):
    page = scene.browser("assessor").send(ELSEWHERE, to=unit(scene), submission=str(uuid4()), comment="Please")
    assert page.status_code == 422
    assert "Unit H1 can not be signed off yet." in words_on(page)
    assert scene.do(lambda plant: plant.standing.sign_offs) == {}


def test_a_unit_signed_off_by_another_meanwhile_is_told(scene: Scene):
    def prepare(plant: Plant) -> None:
        plant.judges(plant.submits(PLACES), PLACES)
        sign_off_unit(plant.acting("assessor"), plant.registration, uuid4(), unit="H2")

    scene.do(prepare)
    page = scene.browser("assessor").send(ELSEWHERE, to=unit(scene, "H2"), submission=str(uuid4()))
    assert "Unit H2 is signed off" in words_on(page)


def test_a_unit_that_the_learner_does_not_take_is_not_found(scene: Scene):
    for reference in ("H3", "H9"):
        scene.browser("assessor").get(unit(scene, reference), 404)
