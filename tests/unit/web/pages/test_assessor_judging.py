"""The assessor judges evidence."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask

from lms_peer.actions.submit_evidence import withdraw_evidence
from lms_peer.domain.facts import Verdict
from lms_peer.domain.roles import Role
from lms_peer.people import allocations
from lms_peer.people.centres import give_role
from tests.plant import LISTEN, PLACES
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.recording import ELSEWHERE
from tests.unit.web.pages.scene import Scene, at, verdicts, words_on


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    return Scene(app, sign_in)


def test_several_criteria_are_judged_at_once_and_one_is_left_for_later(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(LISTEN, PLACES))
    browser = scene.browser("assessor")
    answer = browser.send(
        at(scene, evidence),
        **{
            "verdict-H1/1.1": "not_yet",
            "feedback-H1/1.1": "Tell us what you said.",
            "verdict-H2/1.1": "later",
        },
    )
    assert answer.location == "/assess"
    assert verdicts(scene, evidence) == {LISTEN: Verdict.NOT_YET}
    browser.send(at(scene, evidence), **{"verdict-H2/1.1": "met"})
    assert verdicts(scene, evidence) == {LISTEN: Verdict.NOT_YET, PLACES: Verdict.MET}
    assert "There is nothing left to decide here." in words_on(browser.get(at(scene, evidence)))


def test_after_the_last_decision_the_page_goes_on_to_sign_the_unit_off(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(PLACES))
    answer = scene.browser("assessor").send(at(scene, evidence), **{"verdict-H2/1.1": "met"})
    assert answer.location == f"/assess/{scene.registration}/units/H2"


def test_not_yet_needs_feedback_and_everything_typed_is_kept(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(LISTEN, PLACES))
    page = scene.browser("assessor").send(
        at(scene, evidence),
        **{"verdict-H1/1.1": "not_yet", "verdict-H2/1.1": "met", "feedback-H2/1.1": "Three good places."},
    )
    assert page.status_code == 422
    assert "Say what is still missing for H1 1.1" in words_on(page)
    assert "Three good places." in page.text
    assert verdicts(scene, evidence) == {}


def test_feedback_without_a_decision_is_not_lost_in_silence(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(LISTEN))
    page = scene.browser("assessor").send(at(scene, evidence), **{"feedback-H1/1.1": "Good"})
    assert page.status_code == 422
    assert "Choose met or not yet for H1 1.1 to send this feedback" in words_on(page)


def test_nothing_decided_and_a_made_up_verdict_are_asked_again(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(LISTEN))
    browser = scene.browser("assessor")
    assert "Choose met or not yet for one criterion" in words_on(browser.send(at(scene, evidence)))
    page = browser.send(at(scene, evidence), **{"verdict-H1/1.1": "distinction"})
    assert page.status_code == 422
    assert verdicts(scene, evidence) == {}


def test_feedback_that_is_too_long_is_kept_and_refused(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(LISTEN))
    page = scene.browser("assessor").send(
        at(scene, evidence), **{"verdict-H1/1.1": "met", "feedback-H1/1.1": "good " * 1000}
    )
    assert "Use 4,000 characters or fewer" in words_on(page)
    assert "good good good" in page.text
    assert verdicts(scene, evidence) == {}


def test_the_same_decisions_sent_twice_are_one_record(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(LISTEN))
    browser, submission = scene.browser("assessor"), str(uuid4())
    for page in (at(scene, evidence), ELSEWHERE):
        answer = browser.send(page, to=at(scene, evidence), submission=submission, **{"verdict-H1/1.1": "met"})
        assert answer.status_code == 302
    assert scene.do(lambda plant: len(plant.standing.evidence[evidence].judgements)) == 1


def test_a_second_tab_is_told_what_was_judged_and_keeps_the_rest(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(LISTEN, PLACES))
    scene.do(lambda plant: plant.judges(evidence, PLACES))
    page = scene.browser("assessor").send(
        at(scene, evidence),
        **{"verdict-H1/1.1": "met", "feedback-H1/1.1": "Well told.", "verdict-H2/1.1": "met"},
        **{"feedback-H2/1.1": "All three are right."},
    )
    assert page.status_code == 422
    assert "An assessor has already judged this." in words_on(page)
    assert "Well told." in page.text
    assert "Clear and honest." in words_on(page)
    assert (
        "What you wrote It is not saved. Copy it, so that you can put it in again. All three are right."
        in words_on(page)
    )
    assert verdicts(scene, evidence) == {PLACES: Verdict.MET}


def test_a_criterion_that_the_evidence_is_not_for_changes_nothing(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(LISTEN))
    page = scene.browser("assessor").send(at(scene, evidence), **{"verdict-H3/1.1": "met"})
    assert page.status_code == 422
    assert verdicts(scene, evidence) == {}


def test_own_work_is_explained_and_refused(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(LISTEN))
    scene.do(lambda plant: give_role(plant.centre, plant.people["learner"], Role.ASSESSOR))
    browser = scene.browser("learner")
    assert "This is your own work, so you can not judge it." in words_on(browser.get(at(scene, evidence)))
    page = browser.send(at(scene, evidence), **{"verdict-H1/1.1": "met"})
    assert page.status_code == 422
    assert verdicts(scene, evidence) == {}


def test_a_declared_interest_is_explained_and_refused(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(LISTEN))
    scene.do(
        lambda plant: allocations.declare_interest(plant.centre, plant.people["assessor"], plant.people["learner"])
    )
    browser = scene.browser("assessor")
    assert "know this learner in another way" in words_on(browser.get(at(scene, evidence)))
    assert browser.send(at(scene, evidence), **{"verdict-H1/1.1": "met"}).status_code == 422
    assert verdicts(scene, evidence) == {}


def test_a_unit_outside_the_scope_is_explained_and_the_other_can_be_judged(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(LISTEN, PLACES))
    scene.do(lambda plant: allocations.set_scope(plant.centre, plant.people["assessor"], "bench", ["H2"]))
    browser = scene.browser("assessor")
    assert "You are not approved to assess unit H1." in words_on(browser.get(at(scene, evidence)))
    both = {"verdict-H1/1.1": "met", "verdict-H2/1.1": "met"}
    assert browser.send(at(scene, evidence), **both).status_code == 422
    assert verdicts(scene, evidence) == {}
    browser.send(at(scene, evidence), **{"verdict-H2/1.1": "met"})
    assert verdicts(scene, evidence) == {PLACES: Verdict.MET}


def test_evidence_that_was_taken_back_can_not_be_judged(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(LISTEN))
    scene.do(
        lambda plant: withdraw_evidence(plant.acting("learner"), plant.registration, uuid4(), evidence=evidence)
    )
    browser = scene.browser("assessor")
    assert "taken back or replaced" in words_on(browser.get(at(scene, evidence)))
    assert browser.send(at(scene, evidence), **{"verdict-H1/1.1": "met"}).status_code == 422
