"""One record in the trainer's hands: pausing, going on, finishing, assessors, witnesses."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from flask import Flask

from lms_peer.actions.keep_draft import Draft, keep_draft
from lms_peer.actions.register_learner import register_learner
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import Status
from lms_peer.people import allocations, centres, enrolments, witnesses
from tests.plant import LISTEN, Plant
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.scene import Browser, Scene, words_on

ACTIONS = (
    "",
    "/pause",
    "/end",
    "/resume",
    "/complete",
    "/details",
    "/sign-in",
    "/cohort",
    "/assessors",
    "/witnesses/new",
)
WITNESS = {
    "name": "Wyn Marlow",
    "occupation": "Key worker",
    "expert": "no",
    "relationship": "Works beside them.",
}


def address(scene: Scene, action: str = "") -> str:
    return f"/train/{scene.registration}{action}"


def status(scene: Scene) -> Status:
    return scene.do(lambda plant: plant.standing.status)


def test_the_page_shows_how_the_learner_is_getting_on(scene: Scene, trainer: Browser) -> None:
    scene.do(lambda plant: plant.submits(LISTEN))
    scene.do(
        lambda plant: enrolments.add_learner(plant.centre, plant.people["learner"], "Lea Arner", "9276308686")
    )
    page = words_on(trainer.get(address(scene)))
    for said in (
        "On track",
        "Last heard from: today",
        "0 of 2 units signed off",
        "Evidence to judge: an assessor",
    ):
        assert said in page
    for said in ("Lea Arner", "9276308686", "Nobody yet", "See what is still needed to finish"):
        assert said in page


def test_a_record_is_paused_with_a_reason_and_goes_on(scene: Scene, trainer: Browser) -> None:
    answer = trainer.send(address(scene, "/pause"), reason="Moving to another place.")
    page = words_on(trainer.get(answer.location))
    assert "Learner is paused." in page
    assert "Moving to another place." in page
    assert status(scene) is Status.PAUSED
    assert "Moving to another place." in words_on(trainer.get(address(scene, "/resume")))
    answer = trainer.send(address(scene, "/resume"))
    assert "Learner can go on." in words_on(trainer.get(answer.location))
    assert status(scene) is Status.ACTIVE


def test_the_reason_is_for_staff_only(scene: Scene, trainer: Browser) -> None:
    trainer.send(address(scene, "/pause"), reason="Moving to another place.")
    learner = scene.browser("learner")
    for path in ("/learn", f"/learn/{scene.registration}", f"/records/{scene.registration}"):
        assert "Moving" not in learner.client.get(path, follow_redirects=True).text


@pytest.mark.parametrize(
    ("typed", "sentence"), [("  ", "Write why"), ("long " * 300, "1,000 characters or fewer")]
)
def test_a_pause_needs_a_short_reason(scene: Scene, trainer: Browser, typed: str, sentence: str) -> None:
    page = trainer.send(address(scene, "/pause"), reason=typed)
    assert page.status_code == 422
    assert sentence in words_on(page)
    assert status(scene) is Status.ACTIVE


def test_pausing_twice_says_so_and_writes_nothing(scene: Scene, trainer: Browser) -> None:
    trainer.send(address(scene, "/pause"), reason="First reason.")
    late = trainer.send(
        address(scene), to=address(scene, "/pause"), submission=str(uuid4()), reason="Second reason."
    )
    assert late.status_code == 422
    assert "This record is paused already." in words_on(late)
    assert "Second reason." in late.text, "what was typed is lost"
    page = words_on(trainer.get(address(scene)))
    assert "First reason." in page
    assert "Second reason." not in page
    assert scene.do(lambda plant: len(plant.standing.changes)) == 1


def test_a_double_click_on_pause_is_one_pause(scene: Scene, trainer: Browser) -> None:
    submission = str(uuid4())
    for _ in range(2):
        trainer.send(address(scene), to=address(scene, "/pause"), submission=submission, reason="A reason.")
    assert scene.do(lambda plant: len(plant.standing.changes)) == 1
    assert "is paused already" not in words_on(trainer.get(address(scene)))


def test_a_record_is_ended_with_a_reason_and_started_again(scene: Scene, trainer: Browser) -> None:
    scene.do(lambda plant: plant.submits(LISTEN))
    asked = words_on(trainer.get(address(scene, "/end")))
    assert "Evidence to judge" in asked
    answer = trainer.send(address(scene, "/end"), reason="Moved to Leeds.", note="Likes mornings.")
    page = words_on(trainer.get(answer.location))
    assert "The record of Learner is ended. Nothing is deleted." in page
    assert "Left" in page
    assert "Moved to Leeds." in page
    assert status(scene) is Status.ENDED
    learner = words_on(scene.browser("learner").get(f"/learn/{scene.registration}"))
    assert "Your trainer has ended your record on this course." in learner
    assert "Leeds" not in learner
    assert "It was ended on" in words_on(trainer.get(address(scene, "/resume")))
    trainer.send(address(scene, "/resume"))
    assert status(scene) is Status.ACTIVE


def test_a_record_is_not_ended_without_a_reason_and_not_twice(scene: Scene, trainer: Browser) -> None:
    refused = trainer.send(address(scene, "/end"), reason=" ", note="Likes mornings.")
    assert refused.status_code == 422
    assert "Likes mornings." in refused.text
    trainer.send(address(scene, "/end"), reason="Registered by mistake.")
    late = trainer.send(address(scene), to=address(scene, "/end"), submission=str(uuid4()), reason="Once more.")
    assert late.status_code == 422
    assert "This record was ended." in words_on(late)
    assert "Once more." in late.text
    assert "This record was ended." in words_on(trainer.get(address(scene, "/end")))


def test_who_left_can_be_registered_on_the_same_course_anew(scene: Scene, trainer: Browser) -> None:
    trainer.send(address(scene, "/end"), reason="Registered by mistake.")
    plant = scene.plant
    scene.do(
        lambda plant: register_learner(
            plant.acting("trainer"), uuid4(), account=plant.people["learner"], slug="bench", optional_units=("H2",)
        )
    )
    back = trainer.send(address(scene, "/resume"))
    assert back.status_code == 422
    assert "This learner is already on this qualification." in words_on(back)
    assert scene.do(lambda plant: plant.standing.status) is Status.ENDED, plant.registration


def test_a_finished_record_is_opened_again_to_put_something_right(scene: Scene, trainer: Browser) -> None:
    scene.do(lambda plant: plant.achieves_everything())
    trainer.send(address(scene, "/complete"))
    assert "Open this record again" in words_on(trainer.get(address(scene)))
    refused = trainer.send(address(scene, "/resume"), reason="")
    assert refused.status_code == 422
    trainer.send(address(scene, "/resume"), reason="The quality assurer found a wrong decision.")
    assert status(scene) is Status.ACTIVE


def test_a_record_that_is_not_paused_can_not_be_started_again(scene: Scene, trainer: Browser) -> None:
    looked = trainer.client.get(address(scene, "/resume"))
    assert "This record goes on already." in words_on(trainer.get(looked.location))
    sent = trainer.send(address(scene, "/pause"), to=address(scene, "/resume"), note="Likes mornings.")
    assert sent.status_code == 422
    assert "This record goes on already." in words_on(sent)
    assert "Likes mornings." in sent.text
    assert scene.do(lambda plant: plant.standing.changes) == ()


def test_finishing_too_early_lists_everything_that_is_missing(scene: Scene, trainer: Browser) -> None:
    page = words_on(trainer.get(address(scene, "/complete")))
    for missing in ("Finish the unit Listen well (H1)", "Finish 1 more unit", "10 hours still to be signed"):
        assert missing in page
    early = trainer.send(address(scene, "/pause"), to=address(scene, "/complete"))
    assert early.status_code == 422
    assert "This can not be finished yet. Finish the unit Listen well (H1)." in words_on(early)
    assert status(scene) is Status.ACTIVE


def test_a_record_on_which_everything_is_achieved_is_finished_once(scene: Scene, trainer: Browser) -> None:
    scene.do(lambda plant: plant.achieves_everything())
    submission = str(uuid4())
    for _ in range(2):
        answer = trainer.send(address(scene), to=address(scene, "/complete"), submission=submission)
        assert answer.status_code == 302
    page = words_on(trainer.get(answer.location))
    assert "Learner has finished." in page
    assert "Add a witness" not in page
    assert status(scene) is Status.COMPLETED
    for action in ("/complete", "/pause"):
        answer = trainer.client.get(address(scene, action))
        assert "This record is complete already." in words_on(trainer.get(answer.location))


def test_what_still_waits_is_said_before_a_record_is_finished(scene: Scene, trainer: Browser) -> None:
    scene.do(lambda plant: plant.achieves_everything())
    scene.do(lambda plant: plant.logs(30))
    assert "Nobody can answer them afterwards: Hours to sign: Staff" in words_on(
        trainer.get(address(scene, "/complete"))
    )


def test_a_paused_record_is_started_before_it_is_finished(scene: Scene, trainer: Browser) -> None:
    scene.do(lambda plant: plant.achieves_everything())
    trainer.send(address(scene, "/pause"), reason="Away.")
    assert "Start the record again. It is paused." in words_on(trainer.get(address(scene, "/complete")))
    answer = trainer.send(address(scene), to=address(scene, "/complete"))
    assert "Start it again first." in words_on(trainer.get(answer.location))
    assert status(scene) is Status.PAUSED


def test_assessors_are_changed(scene: Scene, trainer: Browser) -> None:
    scene.do(lambda plant: plant.add("second assessor", Role.ASSESSOR))
    first, second = (str(scene.plant.people[who]) for who in ("assessor", "second assessor"))

    def named() -> list[str]:
        return scene.do(
            lambda plant: [
                one.name for one in allocations.allocated(plant.centre, plant.registration, Role.ASSESSOR)
            ]
        )

    for chosen, expected in (
        ([first, second], ["Assessor", "Second Assessor"]),
        ([second], ["Second Assessor"]),
        ([], []),
    ):
        answer = trainer.send(address(scene, "/assessors"), assessors=chosen)
        assert "Saved." in words_on(trainer.get(answer.location))
        assert named() == expected


def test_nobody_is_made_their_own_assessor(scene: Scene, trainer: Browser) -> None:
    learner = scene.plant.people["learner"]
    scene.do(lambda plant: centres.give_role(plant.centre, learner, Role.ASSESSOR))
    page = trainer.send(address(scene, "/assessors"), assessors=[str(learner)])
    assert page.status_code == 422
    assert "Nobody can assess their own work. Choose someone else." in words_on(page)
    assert 'href="#assessors"' in page.text
    assert f'value="{learner}" checked' in page.text
    assert assessors_of(scene) == []


def test_an_assessor_who_declared_an_interest_is_not_chosen(scene: Scene, trainer: Browser) -> None:
    assessor, learner = (scene.plant.people[who] for who in ("assessor", "learner"))
    scene.do(lambda plant: allocations.declare_interest(plant.centre, assessor, learner))
    page = trainer.send(address(scene, "/assessors"), assessors=[str(assessor)])
    assert page.status_code == 422
    assert "This assessor knows the learner in another way" in words_on(page)
    assert assessors_of(scene) == []


def assessors_of(scene: Scene) -> list[UUID]:
    """Who looks after the learner's record as an assessor."""
    return scene.do(
        lambda plant: [one.id for one in allocations.allocated(plant.centre, plant.registration, Role.ASSESSOR)]
    )


def test_evidence_that_was_begun_and_not_sent_is_told_before_a_record_is_finished(
    scene: Scene, trainer: Browser
) -> None:
    def begin(plant: Plant) -> None:
        keep_draft(
            plant.acting("learner"), plant.registration, Draft(id=uuid4(), unit="H1", text="Secret so far.")
        )

    scene.do(lambda plant: plant.achieves_everything())
    assert "begun but not sent" not in words_on(trainer.get(address(scene, "/complete")))
    scene.do(begin)
    page = words_on(trainer.get(address(scene, "/complete")))
    assert "1 piece of evidence was begun but not sent. It can not be sent afterwards." in page
    assert "Secret so far." not in page
    scene.do(begin)
    page = words_on(trainer.get(address(scene, "/complete")))
    assert "2 pieces of evidence were begun but not sent." in page


def test_only_an_assessor_of_the_centre_can_be_chosen(scene: Scene, trainer: Browser) -> None:
    for somebody in (str(scene.plant.people["staff"]), "nobody"):
        page = trainer.send(address(scene, "/assessors"), assessors=[somebody])
        assert page.status_code == 422
        assert "Choose assessors from the list." in words_on(page)


def test_a_witness_is_put_on_the_list_once(scene: Scene, trainer: Browser) -> None:
    for _ in range(2):
        answer = trainer.send(address(scene, "/witnesses/new"), **WITNESS)
        assert "Wyn Marlow is on the list of witnesses." in words_on(trainer.get(answer.location))
    assert scene.do(lambda plant: len(witnesses.witnesses(plant.centre, plant.registration))) == 1


def test_a_witness_without_a_job_is_asked_for_it(scene: Scene, trainer: Browser) -> None:
    page = trainer.send(address(scene, "/witnesses/new"), **WITNESS | {"occupation": ""})
    assert page.status_code == 422
    assert "Write what their job is." in words_on(page)
    assert 'value="Wyn Marlow"' in page.text
    assert scene.do(lambda plant: witnesses.witnesses(plant.centre, plant.registration)) == []


def test_only_trainers_of_this_centre_come_here(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    south = Scene(app, sign_in, "south").browser("trainer")
    for action in ACTIONS:
        south.get(address(scene, action), 404)
        for who in ("learner", "staff", "assessor", "iqa", "eqa"):
            scene.browser(who).get(address(scene, action), 403)
