"""Sending a draft, once; and what a learner does with evidence that was sent."""

from __future__ import annotations

import pytest

from lms_peer.actions.keep_draft import drafts
from lms_peer.database import db
from lms_peer.domain.facts import Verdict
from tests.plant import LISTEN, OBSERVED, Plant

from .drafting import SEND, START, sent, step, written, yesterday
from .visitor import Visitor, form_of, words_on


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"used_ai": "no"}, "Tick the box to say that this is your own work."),
        ({"declared": "y"}, "There is a problem Say if you used AI. Add evidence"),
        ({"declared": "y", "used_ai": "yes"}, "Write what you used AI for."),
    ],
)
def test_nothing_is_sent_without_the_declaration_and_the_answer_about_ai(
    plant: Plant, learner: Visitor, typed: dict[str, str], said: str
) -> None:
    draft = written(plant, learner)
    answer = learner.sends(step(draft, "check"), typed)
    assert answer.status_code == 422
    assert said in words_on(answer.text)
    assert plant.standing.evidence == {}


def test_what_is_said_about_ai_is_dropped_when_the_answer_is_no(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    learner.sends(step(draft, "check"), {**SEND, "ai_use": "Changed my mind"})
    assert sent(plant.standing, draft).used_ai is False


def test_sending_twice_makes_one_record(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    page = learner.opens(step(draft, "check")).text
    answers = [learner.sends("", SEND, page=page) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].location == answers[1].location
    assert list(plant.standing.evidence) == [draft]


@pytest.mark.parametrize("name", ["criteria", "kind", "words", "files", "check", "drop"])
def test_after_sending_every_address_of_the_draft_leads_to_the_evidence(
    plant: Plant, learner: Visitor, name: str
) -> None:
    draft = written(plant, learner)
    page = learner.opens(step(draft, name)).text
    learner.sends(step(draft, "check"), SEND)
    there = f"/records/{plant.registration}/evidence/{draft}"
    assert learner.opens(step(draft, name)).location == there
    assert learner.sends("", yesterday(text="Too late", criteria="H1/1.1"), page=page).location == there
    assert drafts(plant.acting("learner"), plant.registration) == []


def test_sending_again_starts_with_what_was_sent_before(plant: Plant, learner: Visitor) -> None:
    first = plant.submits(LISTEN, text="Too short")
    plant.judges(first, LISTEN, verdict=Verdict.NOT_YET)
    again = f"/learn/{{here}}/evidence/{first}/again"
    assert "Clear and honest." in words_on(learner.opens(again).text)
    page = learner.opens(again).text
    tell = learner.sends(again, page=page)
    assert "Too short" in learner.opens(tell.location).text
    assert learner.sends(again, page=page).status_code == 302  # the back button, and Start again
    [draft] = drafts(plant.acting("learner"), plant.registration)
    assert (draft.replaces, draft.criteria) == (first, (LISTEN,))
    learner.sends(tell.location, {"text": "Much longer"})
    assert learner.sends(step(draft.id, "check"), SEND).status_code == 302
    assert plant.standing.evidence[first].replaced_by == draft.id
    assert learner.opens(again).status_code == 409


def test_work_that_nobody_sent_back_can_not_be_sent_again(plant: Plant, learner: Visitor) -> None:
    first = plant.submits(LISTEN)
    assert learner.opens(f"/learn/{{here}}/evidence/{first}/again").status_code == 409


def test_evidence_that_nobody_judged_is_taken_back_after_being_asked(plant: Plant, learner: Visitor) -> None:
    evidence = plant.submits(LISTEN)
    address = f"/learn/{{here}}/evidence/{evidence}/withdraw"
    assert address.format(here=plant.registration) in learner.opens(f"/records/{{here}}/evidence/{evidence}").text
    answer = learner.sends(address, {"reason": "Wrong file"})
    assert "Wrong file" in words_on(learner.opens(answer.location).text)
    assert plant.standing.evidence[evidence].withdrawn is not None
    assert learner.opens(address).status_code == 302


def test_judged_evidence_can_not_be_taken_back(plant: Plant, learner: Visitor) -> None:
    evidence = plant.submits(LISTEN)
    page = learner.opens(f"/learn/{{here}}/evidence/{evidence}/withdraw").text
    plant.judges(evidence, LISTEN)
    answer = learner.sends("", {"reason": "Never mind what"}, page=page)
    assert answer.status_code == 422
    assert "An assessor has already judged this." in words_on(answer.text)
    assert "Never mind what" in answer.text
    assert "withdraw" not in learner.opens(f"/records/{{here}}/evidence/{evidence}").text


def test_the_record_of_an_observation_is_read_and_signed_once(plant: Plant, learner: Visitor) -> None:
    observation = plant.plans(OBSERVED)
    address = f"/learn/{{here}}/observations/{observation}/sign"
    assert learner.opens(address).status_code == 409
    plant.observes(observation, OBSERVED)
    page = learner.opens(address).text
    assert "Asked open questions and waited." in words_on(page)
    for _ in range(2):
        assert learner.sends("", {"comment": "That is how it was"}, page=page).status_code == 302
    shown = words_on(learner.opens(f"/records/{{here}}/observations/{observation}").text)
    assert "That is how it was" in shown
    assert "You read this and signed it on" in shown


def test_another_learner_can_not_sign(plant: Plant, stranger: Visitor) -> None:
    observation = plant.plans(OBSERVED)
    plant.observes(observation, OBSERVED)
    assert stranger.opens(f"/learn/{{here}}/observations/{observation}/sign").status_code == 404


def test_a_form_without_its_token_saves_nothing(plant: Plant, learner: Visitor) -> None:
    first = learner.opens(START)
    action = form_of(learner.opens(first.location).text).action
    db.session.rollback()
    assert learner.client.application.config["WTF_CSRF_ENABLED"] is not False
    answer = learner._apart(learner.client.post, action, data={"criteria": "H1/1.1"})
    assert answer.status_code == 400
    assert drafts(plant.acting("learner"), plant.registration) == []
