"""The learner's first page says what to do next."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask

from lms_peer.actions.change_registration import complete_registration, pause_registration
from lms_peer.actions.register_learner import register_learner
from lms_peer.database import db
from lms_peer.domain.facts import Verdict
from lms_peer.domain.roles import Role
from lms_peer.people import centres
from tests.plant import LISTEN, OBSERVED, PLACES, Plant

from .visitor import Visitor, words_on


def test_a_new_learner_is_shown_where_to_begin(learner: Visitor) -> None:
    page = learner.opens("/learn")
    assert page.status_code == 200
    words = words_on(page.text)
    assert "Start unit H1: Listen well" in words
    assert "Log your hours" in words
    assert "Not started" in words
    assert "You have 0 minutes signed. You need 10 hours." in words


def test_what_was_sent_back_comes_before_everything_else(plant: Plant, learner: Visitor) -> None:
    plant.judges(plant.submits(LISTEN), LISTEN, verdict=Verdict.NOT_YET)
    words = words_on(learner.opens("/learn").text)
    assert words.index("Send again: My day") < words.index("Your units")
    assert "Carry on with unit" not in words
    assert "Sent back to you" in words


def test_an_observation_that_was_written_up_waits_for_the_learners_signature(
    plant: Plant, learner: Visitor
) -> None:
    observation = plant.plans(OBSERVED)
    plant.observes(observation, OBSERVED)
    page = learner.opens("/learn").text
    assert "Read and sign the observation of" in words_on(page)
    assert f"/learn/{plant.registration}/observations/{observation}/sign" in page


def test_an_observation_that_needs_more_is_told_and_does_not_stop_the_rest(plant: Plant, learner: Visitor) -> None:
    observation = plant.plans(OBSERVED)
    record = plant.observes(observation, OBSERVED)
    plant.confirms(observation)
    plant.judges(record, OBSERVED, verdict=Verdict.NOT_YET)
    words = words_on(learner.opens("/learn").text)
    assert "Read what your assessor said: Observation" in words
    assert "Carry on with unit H1: Listen well" in words


def test_an_observation_to_come_is_shown_with_its_assessor(plant: Plant, learner: Visitor) -> None:
    plant.plans(OBSERVED)
    assert "Assessor will watch you at work on" in words_on(learner.opens("/learn").text)


def test_only_signed_hours_count_and_waiting_ones_are_told(plant: Plant, learner: Visitor) -> None:
    plant.countersigns(plant.logs(570))
    plant.logs(60)
    words = words_on(learner.opens("/learn").text)
    assert "You have 9 hours 30 minutes signed. You need 10 hours. That leaves 30 minutes." in words
    assert "1 hour waits to be signed." in words


def test_someone_on_no_course_is_told_what_will_happen(stranger: Visitor) -> None:
    page = stranger.opens("/learn")
    assert page.status_code == 200
    assert "You are not on a course yet" in words_on(page.text)


def test_a_pause_is_told_kindly_and_nothing_new_is_asked(plant: Plant, learner: Visitor) -> None:
    plant.judges(plant.submits(LISTEN), LISTEN, verdict=Verdict.NOT_YET)
    pause_registration(plant.acting("trainer"), plant.registration, uuid4(), reason="Moved")
    db.session.commit()
    words = words_on(learner.opens("/learn").text)
    assert "Your record is paused. That is all right. Nothing is late, and nothing is lost." in words
    assert "Carry on with unit" not in words
    assert "Send again" not in words
    assert "Moved" not in words


def test_a_finished_course_is_celebrated(plant: Plant, learner: Visitor) -> None:
    plant.achieves_everything()
    complete_registration(plant.acting("trainer"), plant.registration, uuid4())
    db.session.commit()
    assert "You have finished this course. Well done!" in words_on(learner.opens("/learn").text)


def test_a_learner_on_two_courses_chooses_one(plant: Plant, learner: Visitor) -> None:
    plant.achieves_everything()
    complete_registration(plant.acting("trainer"), plant.registration, uuid4())
    db.session.commit()
    second = register_learner(
        plant.acting("trainer"), uuid4(), account=plant.people["learner"], slug="bench", optional_units=("H3",)
    ).registration
    db.session.commit()
    page = learner.opens("/learn").text
    assert "Which course do you want to work on?" in words_on(page)
    assert f"/learn/{second}" in page
    assert "H3 Keep good notes" in words_on(learner.opens(f"/learn/{second}").text)


@pytest.mark.parametrize("address", ["/learn/{here}", "/learn/{here}/hours", "/learn/{here}/hours/new"])
def test_another_learners_pages_are_not_found(stranger: Visitor, address: str) -> None:
    assert stranger.opens(address).status_code == 404


def test_a_learner_of_another_centre_finds_nothing(app: Flask, plant: Plant) -> None:
    south = Plant.at("south")
    visitor = Visitor.of(app, south, "learner")
    assert visitor.opens(f"/learn/{plant.registration}").status_code == 404


def test_a_trainer_who_is_also_the_learner_elsewhere_still_finds_only_their_own(app: Flask, plant: Plant) -> None:
    centres.give_role(plant.centre, plant.people["other learner"], Role.TRAINER)
    db.session.commit()
    visitor = Visitor.of(app, plant, "other learner")
    assert visitor.opens("/learn/{here}").status_code == 404
    assert visitor.opens("/records/{here}").status_code == 200


def test_an_assessor_has_no_learners_pages(assessor: Visitor) -> None:
    assert assessor.opens("/learn").status_code == 403


def test_units_stand_in_their_stages(plant: Plant, learner: Visitor) -> None:
    plant.submits(LISTEN)
    plant.judges(plant.submits(PLACES), PLACES)
    words = words_on(learner.opens("/learn").text)
    assert "H1 Listen well 0 of 2 criteria met With your assessor" in words
    assert "H2 Point to help 1 of 1 criteria met Ready to sign off" in words
