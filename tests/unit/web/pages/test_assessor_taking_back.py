"""An assessor takes back a decision or a sign-off that was wrong, and everybody can read what happened."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask

from lms_peer.actions.record import record
from lms_peer.actions.register_learner import register_learner
from lms_peer.domain.facts import Document, Verdict
from lms_peer.domain.registration import issue
from lms_peer.domain.roles import Role
from lms_peer.people.training import set_in_training
from tests.plant import LISTEN, PLACES, Plant
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.scene import Scene, at, words_on

MADE = {
    "portfolio": Document("ab" * 32, 20, "application/pdf"),
    "version": 1,
    "position": 1,
    "chain_hash": "0" * 64,
}


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    return Scene(app, sign_in)


def registered_too(plant: Plant):
    """The other learner's record."""
    account = plant.people["other learner"]
    fact = register_learner(
        plant.acting("trainer"), uuid4(), account=account, slug="bench", optional_units=("H2",)
    )
    return fact.registration


def judged(scene: Scene, ref=PLACES, verdict: Verdict = Verdict.MET):
    """The evidence and the decision on it."""
    evidence = scene.do(lambda plant: plant.submits(ref))
    scene.do(lambda plant: plant.judges(evidence, ref, verdict=verdict))
    return evidence, scene.do(lambda plant: plant.standing.evidence[evidence].judgements[-1].id)


def taking_back(scene: Scene, judgement) -> str:
    return f"/assess/{scene.registration}/decisions/{judgement}/take-back"


def open_again(scene: Scene, unit: str = "H2") -> str:
    return f"/assess/{scene.registration}/units/{unit}/open-again"


def test_a_decision_is_taken_back_and_made_again(scene: Scene):
    evidence, judgement = judged(scene)
    browser = scene.browser("assessor")
    assert taking_back(scene, judgement) in browser.get(at(scene, evidence)).text
    page = words_on(browser.get(taking_back(scene, judgement)))
    assert "It will not count any more, and the work waits for a new decision." in page
    sent = browser.send(taking_back(scene, judgement), reason="I mixed up two learners.")
    assert sent.location == at(scene, evidence)
    said = words_on(browser.get(at(scene, evidence)))
    assert "You took back the decision on H2 1.1. Decide again." in said
    assert "Assessor took the last decision back" in said
    assert "I mixed up two learners." in said
    assert at(scene, evidence) in browser.get("/assess").text
    browser.send(at(scene, evidence), **{f"verdict-{PLACES}": "met", f"feedback-{PLACES}": "Good."})
    assert scene.do(lambda plant: plant.standing.met(PLACES))


def test_the_learner_and_the_quality_assurers_read_that_it_was_taken_back_and_why(scene: Scene):
    evidence, judgement = judged(scene)
    scene.browser("assessor").send(taking_back(scene, judgement), reason="It is the work of somebody else.")
    scene.do(lambda plant: plant.add("iqa", Role.IQA))
    page = f"/records/{scene.registration}/evidence/{evidence}"
    for reader in ("learner", "iqa", "trainer"):
        said = words_on(scene.browser(reader).get(page))
        assert "Decisions that were taken back" in said
        assert "Assessor took it back on" in said
        assert "It is the work of somebody else." in said
    told = words_on(scene.browser("learner").get(f"/learn/{scene.registration}/timeline"))
    assert "Assessor took back a decision on H2 1.1. An assessor decides again." in told


def test_without_a_reason_nothing_is_taken_back(scene: Scene):
    _, judgement = judged(scene)
    answer = scene.browser("assessor").send(taking_back(scene, judgement), reason=" ")
    assert answer.status_code == 422
    assert "Write what was wrong." in words_on(answer)
    assert scene.do(lambda plant: plant.standing.met(PLACES))


def test_a_second_tab_is_told_that_it_was_taken_back_already_and_keeps_the_words(scene: Scene):
    evidence, judgement = judged(scene)
    browser = scene.browser("assessor")
    browser.send(taking_back(scene, judgement), reason="Wrong learner.")
    again = browser.send(at(scene, evidence), to=taking_back(scene, judgement), reason="I pressed it twice.")
    assert again.status_code == 422
    assert "This decision does not count, so there is nothing to take back." in words_on(again)
    assert "I pressed it twice." in again.text
    fresh = words_on(browser.get(taking_back(scene, judgement)))
    assert "Take back this decision" not in fresh


def test_an_assessor_in_training_is_not_offered_it_and_is_refused(scene: Scene):
    evidence, judgement = judged(scene)

    def begin(plant) -> None:
        plant.add("trainee", Role.ASSESSOR)
        set_in_training(plant.centre, plant.people["trainee"], yes=True)

    scene.do(begin)
    trainee = scene.browser("trainee")
    assert taking_back(scene, judgement) not in trainee.get(at(scene, evidence)).text
    assert "You are an assessor in training." in words_on(trainee.get(taking_back(scene, judgement)))
    open_one = scene.do(lambda plant: plant.submits(LISTEN))
    refused = trainee.send(at(scene, open_one), to=taking_back(scene, judgement), reason="It is wrong.")
    assert "Ask a qualified assessor at your centre to do this." in words_on(refused)
    assert scene.do(lambda plant: plant.standing.met(PLACES))


def test_a_unit_is_opened_again_and_its_decisions_can_be_taken_back(scene: Scene):
    evidence, judgement = judged(scene)
    scene.do(lambda plant: plant.signs_off("H2"))
    browser, unit = scene.browser("assessor"), f"/assess/{scene.registration}/units/H2"
    assert taking_back(scene, judgement) not in browser.get(at(scene, evidence)).text
    assert open_again(scene) in browser.get(unit).text
    sent = browser.send(open_again(scene), reason="1.1 was not shown.")
    assert sent.location == unit
    said = words_on(browser.get(unit))
    assert "Unit H2 is open again." in said
    assert "Assessor opened it again on" in said
    assert "1.1 was not shown." in said
    assert "Sign off this unit" in said
    assert taking_back(scene, judgement) in browser.get(at(scene, evidence)).text
    told = words_on(scene.browser("learner").get(f"/learn/{scene.registration}/timeline"))
    assert "Assessor opened unit H2 again. Something in it has to be checked." in told


def test_a_unit_that_is_open_is_not_opened_again(scene: Scene):
    page = scene.browser("assessor").get(open_again(scene))
    assert "Unit H2 is not signed off, so it is open already." in words_on(page)


def test_whoever_takes_something_back_is_told_of_portfolios_that_show_it(scene: Scene):
    _, judgement = judged(scene)
    browser = scene.browser("assessor")
    assert "A portfolio of this learner was made already." not in words_on(
        browser.get(taking_back(scene, judgement))
    )
    scene.do(
        lambda plant: record(plant.centre, issue(plant.standing, plant.acting("trainer").stamp(uuid4()), **MADE))
    )
    assert "A portfolio of this learner was made already." in words_on(browser.get(taking_back(scene, judgement)))


def test_a_decision_that_asks_for_more_can_be_taken_back_too(scene: Scene):
    evidence, judgement = judged(scene, LISTEN, Verdict.NOT_YET)
    scene.browser("assessor").send(taking_back(scene, judgement), reason="It is all there.")
    learner = words_on(scene.browser("learner").get(f"/records/{scene.registration}/evidence/{evidence}"))
    assert "Send it again" not in learner


def test_a_decision_of_another_record_is_not_found(scene: Scene):
    _, judgement = judged(scene)
    other = scene.do(registered_too)
    assert scene.browser("assessor").get(f"/assess/{other}/decisions/{judgement}/take-back", 404)
