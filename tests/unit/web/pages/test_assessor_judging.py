"""The assessor's queue, judging evidence and signing units off."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask

from lms_peer.actions.judge_evidence import sign_off_unit
from lms_peer.actions.register_learner import register_learner
from lms_peer.actions.submit_evidence import withdraw_evidence
from lms_peer.domain.facts import Verdict
from lms_peer.domain.roles import Role
from lms_peer.people import allocations
from lms_peer.people.centres import give_role
from tests.plant import LISTEN, OBSERVED, PLACES, Plant
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.scene import Scene, queries_of, words_on

ELSEWHERE = "/account/password"  # a page with a form, for a token when the page itself has none


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    return Scene(app, sign_in)


def at(scene: Scene, evidence) -> str:
    return f"/assess/{scene.registration}/evidence/{evidence}"


def verdicts(scene: Scene, evidence) -> dict:
    return scene.do(
        lambda plant: {ref: judged.verdict for ref, judged in plant.standing.evidence[evidence].verdicts.items()}
    )


# --- the queue ---------------------------------------------------------------------------------------------------


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
    assert "No learner has this name." in words_on(browser.get("/assess/learners?page=99"))


def test_a_learners_page_leads_to_everything(scene: Scene):
    observation = scene.do(lambda plant: plant.plans(OBSERVED))
    page = scene.browser("assessor").get(f"/assess/{scene.registration}").text
    here = f"/assess/{scene.registration}"
    for path in ("/observations/new", "/discussion", "/testimony", "/units/H1", f"/observations/{observation}"):
        assert here + path in page
    assert f"/records/{scene.registration}" in page


# --- judging -----------------------------------------------------------------------------------------------------


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
    assert "Say what is still missing" in words_on(page)
    assert "Three good places." in page.text
    assert verdicts(scene, evidence) == {}


def test_feedback_without_a_decision_is_not_lost_in_silence(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(LISTEN))
    page = scene.browser("assessor").send(at(scene, evidence), **{"feedback-H1/1.1": "Good"})
    assert page.status_code == 422
    assert "Choose met or not yet to send this feedback" in words_on(page)


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
    )
    assert page.status_code == 422
    assert "An assessor has already judged this." in words_on(page)
    assert "Well told." in page.text
    assert "Clear and honest." in words_on(page)
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


# --- signing off -------------------------------------------------------------------------------------------------


def unit(scene: Scene, reference: str = "H1") -> str:
    return f"/assess/{scene.registration}/units/{reference}"


def test_a_unit_shows_every_reason_that_blocks_it_with_the_way_to_settle_it(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(LISTEN))
    page = scene.browser("assessor").get(unit(scene))
    said = words_on(page)
    assert "1.1 is not met yet." not in said
    assert "1.2 is not met yet. Plan an observation" in said
    assert "Evidence for 1.1 waits for a decision. Judge this evidence" in said
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
    def prepare(plant: Plant) -> None:
        plant.judges(plant.submits(LISTEN), LISTEN)
        plant.judges(plant.observes(plant.plans(OBSERVED), OBSERVED), OBSERVED)

    scene.do(prepare)
    assert "The learner has not signed an observation record yet." in words_on(
        scene.browser("assessor").get(unit(scene))
    )


def test_a_unit_is_signed_off_when_nothing_blocks_it(scene: Scene):
    scene.do(lambda plant: plant.judges(plant.submits(PLACES), PLACES))
    browser = scene.browser("assessor")
    assert "Sign off this unit" in words_on(browser.get(unit(scene, "H2")))
    answer = browser.send(unit(scene, "H2"), comment="Well done.")
    assert answer.location == f"/assess/{scene.registration}"
    assert scene.do(lambda plant: list(plant.standing.sign_offs)) == ["H2"]
    assert "Signed off by Assessor" in words_on(browser.get(unit(scene, "H2")))


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


# --- who may -----------------------------------------------------------------------------------------------------


def test_only_assessors_have_these_pages(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(LISTEN))
    pages = ["/assess", "/assess/learners", f"/assess/{scene.registration}", at(scene, evidence), unit(scene)]
    for who in ("learner", "staff", "trainer", "iqa", "eqa"):
        browser = scene.browser(who)
        for page in pages:
            browser.get(page, 403)


def test_another_centres_record_is_not_found(app: Flask, scene: Scene, sign_in: SignIn):
    evidence = scene.do(lambda plant: plant.submits(LISTEN))
    stranger = Scene(app, sign_in, "south").browser("assessor")
    for page in (f"/assess/{scene.registration}", at(scene, evidence), unit(scene)):
        stranger.get(page, 404)
    sent = stranger.send(ELSEWHERE, to=at(scene, evidence), **{"verdict-H1/1.1": "met"})
    assert sent.status_code == 404
    assert verdicts(scene, evidence) == {}
    assert str(scene.registration) not in stranger.get("/assess/learners").text
