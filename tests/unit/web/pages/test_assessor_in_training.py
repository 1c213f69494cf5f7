"""Assessors in training: a trainer says who is, and a second assessor signs what they decide."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask

from lms_peer.domain.facts import Verdict
from lms_peer.domain.roles import Role
from lms_peer.people.training import set_in_training
from tests.plant import LISTEN, PLACES
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.scene import Scene, words_on


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    scene = Scene(app, sign_in)

    def begin(plant) -> None:
        plant.add("trainee", Role.ASSESSOR)
        set_in_training(plant.centre, plant.people["trainee"], yes=True)

    scene.do(begin)
    return scene


def judged_by_the_trainee(scene: Scene, verdict: Verdict = Verdict.MET):
    evidence = scene.do(lambda plant: plant.submits(LISTEN))
    scene.do(lambda plant: plant.judges(evidence, LISTEN, verdict=verdict, who="trainee"))
    return evidence


def judging(scene: Scene, evidence) -> str:
    return f"/assess/{scene.registration}/evidence/{evidence}"


def answers(scene: Scene, evidence, answer: str, reason: str = "") -> dict[str, str]:
    waiting = scene.do(lambda plant: plant.standing.evidence[evidence].uncountersigned[LISTEN].id)
    return {f"answer-{waiting}": answer, f"reason-{waiting}": reason}


def piece(scene: Scene, evidence):
    return scene.do(lambda plant: plant.standing.evidence[evidence])


def test_a_trainer_says_who_is_in_training_and_who_is_qualified(scene: Scene):
    trainer = scene.browser("trainer")
    page = words_on(trainer.get("/train/assessors"))
    assert "Trainee In training" in page
    assert "Assessor Qualified" in page
    account = scene.plant.people["trainee"]
    trainer.send("/train/assessors", to=f"/train/assessors/{account}/qualified")
    assert "Trainee Qualified" in words_on(trainer.get("/train/assessors"))
    trainer.send("/train/assessors", to=f"/train/assessors/{account}/training")
    assert "Trainee In training" in words_on(trainer.get("/train/assessors"))


def test_nobody_says_of_themselves_that_they_are_qualified(scene: Scene):
    scene.do(lambda plant: plant.add("both", Role.ASSESSOR, Role.TRAINER))
    account = scene.plant.people["both"]
    scene.do(lambda plant: set_in_training(plant.centre, account, yes=True))
    both = scene.browser("both")
    assert "This is you." in words_on(both.get("/train/assessors"))
    refused = both.send("/train/assessors", to=f"/train/assessors/{account}/qualified")
    assert refused.status_code == 403
    assert "Someone else has to say whether you are qualified." in words_on(refused)


def test_a_person_who_assesses_nothing_here_is_not_found(scene: Scene):
    account = scene.plant.people["staff"]
    assert (
        scene.browser("trainer").send("/train/assessors", to=f"/train/assessors/{account}/training").status_code
        == 404
    )


def test_the_trainee_is_told_that_somebody_else_signs(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(LISTEN))
    trainee = scene.browser("trainee")
    assert "You are an assessor in training." in words_on(trainee.get("/assess"))
    assert "A qualified assessor has to sign what you decide." in words_on(trainee.get(judging(scene, evidence)))
    sent = trainee.send(judging(scene, evidence), **{f"verdict-{LISTEN}": "met", f"feedback-{LISTEN}": "Good."})
    assert sent.status_code == 302
    assert "A qualified assessor has to sign before Learner can read them." in words_on(trainee.get("/assess"))


def test_the_learner_reads_nothing_of_it_before_it_is_signed(scene: Scene):
    evidence = judged_by_the_trainee(scene, Verdict.NOT_YET)
    learner = scene.browser("learner")
    before = words_on(learner.get(f"/records/{scene.registration}/evidence/{evidence}"))
    assert "Trainee" not in before
    assert "Needs more" not in before
    assert "With your assessor" in before
    scene.browser("assessor").send(f"{judging(scene, evidence)}/countersign", **answers(scene, evidence, "agree"))
    after = words_on(learner.get(f"/records/{scene.registration}/evidence/{evidence}"))
    assert "Trainee" in after
    assert "Signed too by Assessor" in after


def test_a_qualified_assessor_signs_from_the_queue(scene: Scene):
    evidence = judged_by_the_trainee(scene)
    assessor = scene.browser("assessor")
    queue = assessor.get("/assess")
    assert "Learner: sign what was decided on reflective account" in words_on(queue)
    assert f"{judging(scene, evidence)}/countersign" in queue.text
    sent = assessor.send(f"{judging(scene, evidence)}/countersign", **answers(scene, evidence, "agree"))
    assert sent.status_code == 302
    assert LISTEN in piece(scene, evidence).verdicts
    assert "sign what was decided" not in words_on(assessor.get("/assess"))


def test_what_is_sent_back_shows_to_the_trainee_with_its_reason(scene: Scene):
    evidence = judged_by_the_trainee(scene)
    assessor, trainee = scene.browser("assessor"), scene.browser("trainee")
    address = f"{judging(scene, evidence)}/countersign"
    silent = assessor.send(address, **answers(scene, evidence, "send_back"))
    assert silent.status_code == 422
    assert "Say why you send it back" in words_on(silent)
    assessor.send(address, **answers(scene, evidence, "send_back", "She says nothing of what she did."))
    assert "judge reflective account again: the decision was sent back" in words_on(trainee.get("/assess"))
    page = words_on(trainee.get(judging(scene, evidence)))
    assert "Assessor sent this back" in page
    assert "She says nothing of what she did." in page
    trainee.send(judging(scene, evidence), **{f"verdict-{LISTEN}": "not_yet", f"feedback-{LISTEN}": "Add more."})
    assert piece(scene, evidence).uncountersigned[LISTEN].verdict is Verdict.NOT_YET
    record = words_on(assessor.get(f"/records/{scene.registration}/evidence/{evidence}"))
    assert "Decisions that do not count" in record
    assert "sent it back" in record
    for reader in ("iqa", "eqa"):
        read = words_on(scene.browser(reader).get(f"/records/{scene.registration}/evidence/{evidence}"))
        assert "What they wrote: Add more." in read
    learner = words_on(scene.browser("learner").get(f"/records/{scene.registration}/evidence/{evidence}"))
    assert "Add more." not in learner


def test_an_answer_is_needed_and_words_need_one(scene: Scene):
    evidence = judged_by_the_trainee(scene)
    address = f"{judging(scene, evidence)}/countersign"
    none = scene.browser("assessor").send(address, **answers(scene, evidence, "later"))
    assert "Answer one decision or more." in words_on(none)
    left = scene.browser("assessor").send(address, **answers(scene, evidence, "later", "Hm."))
    assert left.status_code == 422


def test_the_trainee_can_not_sign_their_own_decision(scene: Scene):
    evidence = judged_by_the_trainee(scene)
    page = scene.browser("trainee").get(f"{judging(scene, evidence)}/countersign")
    assert "someone else has to sign it" in words_on(page)
    refused = scene.browser("trainee").send(
        f"{judging(scene, evidence)}/countersign",
        submission=str(uuid4()),
        **answers(scene, evidence, "agree"),
    )
    assert refused.status_code == 422
    assert "This is your own decision." in words_on(refused)
    assert not piece(scene, evidence).countersigning


def test_two_assessors_who_answer_at_once_leave_one_answer(scene: Scene):
    evidence = judged_by_the_trainee(scene)
    scene.do(lambda plant: plant.add("second", Role.ASSESSOR))
    fields = answers(scene, evidence, "agree")
    address = f"{judging(scene, evidence)}/countersign"
    assert scene.browser("assessor").send(address, **fields).status_code == 302
    late = scene.browser("second").send(address, submission=str(uuid4()), **fields)
    assert late.status_code == 422
    assert "Another assessor has answered this already." in words_on(late)


def test_a_unit_says_that_a_decision_waits_and_where_to_sign_it(scene: Scene):
    evidence = judged_by_the_trainee(scene)
    page = scene.browser("assessor").get(f"/assess/{scene.registration}/units/H1")
    assert "A decision on 1.1 waits for a second assessor to sign it." in words_on(page)
    assert f"{judging(scene, evidence)}/countersign" in page.text


def test_a_trainee_is_offered_no_unit_to_sign_off(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(PLACES))
    scene.do(lambda plant: plant.judges(evidence, PLACES))
    trainee = scene.browser("trainee")
    page = words_on(trainee.get(f"/assess/{scene.registration}/units/H2"))
    assert "Ask a qualified assessor at your centre to do this." in page
    refused = trainee.send(f"/assess/{scene.registration}/units/H2")
    assert refused.status_code == 422
    assert not scene.do(lambda plant: plant.standing.sign_offs)
