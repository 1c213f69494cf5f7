"""Cohorts: the list, one cohort's learners at a glance, opening one."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask

from lms_peer.actions.change_registration import complete_registration
from lms_peer.actions.register_learner import register_learner
from lms_peer.database import now, pretend
from lms_peer.domain.facts import Verdict
from lms_peer.people import enrolments
from tests.plant import LISTEN, OBSERVED, Plant
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.scene import Browser, Scene, words_on

NEW = {"title": "Spring", "course": "bench", "starts-day": "5", "starts-month": "1", "starts-year": "2026"}


def opened(plant: Plant) -> UUID:
    """A cohort in which the plant's learners begin anew."""
    cohort = enrolments.add_cohort(plant.centre, "Spring", "bench", date(2026, 1, 5)).id
    plant.registration = register_learner(
        plant.acting("trainer"),
        uuid4(),
        account=plant.people["other learner"],
        slug="bench",
        optional_units=("H2",),
        cohort=cohort,
    ).registration
    plant.people["learner"] = plant.people["other learner"]
    return cohort


def test_a_cohort_is_opened_and_listed(trainer: Browser) -> None:
    answer = trainer.send("/cohorts/new", **NEW)
    page = words_on(trainer.get(answer.location))
    assert "Spring is ready" in page
    assert "There is no learner here yet" in page
    listed = words_on(trainer.get("/cohorts"))
    assert "Spring Bench award in helping others 5 January 2026 Not said 0 0" in listed


def test_the_same_form_sent_twice_opens_one_cohort(scene: Scene, trainer: Browser) -> None:
    for _ in range(2):
        assert trainer.send("/cohorts/new", **NEW).status_code == 302
    assert scene.do(lambda plant: len(enrolments.cohorts(plant.centre))) == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": " "}, "Write a name for the cohort."),
        ({"title": "long " * 50}, "Use 200 characters or fewer"),
        ({"course": ""}, "Choose a course."),
        ({"course": "dancing"}, "Not a valid choice"),
        ({"starts-day": "31", "starts-month": "2"}, "This is not a real date."),
        ({"starts-day": ""}, "The date needs a day."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(scene: Scene, trainer: Browser, wrong, sentence) -> None:
    page = trainer.send("/cohorts/new", **NEW | wrong)
    assert page.status_code == 422
    assert sentence in words_on(page)
    assert 'value="2026"' in page.text
    assert scene.do(lambda plant: enrolments.cohorts(plant.centre)) == []


def test_a_cohort_counts_its_learners_and_those_who_are_complete(scene: Scene, trainer: Browser) -> None:
    scene.do(opened)
    assert "5 January 2026 Not said 1 0" in words_on(trainer.get("/cohorts"))
    scene.do(finish)
    assert "5 January 2026 Not said 1 1" in words_on(trainer.get("/cohorts"))


def finish(plant: Plant) -> None:
    """The learner achieves everything, and the trainer closes the record."""
    plant.achieves_everything()
    complete_registration(plant.acting("trainer"), plant.registration, uuid4())


def test_the_roll_shows_units_hours_what_waits_and_for_whom(scene: Scene, trainer: Browser) -> None:
    cohort = scene.do(opened)
    scene.do(lambda plant: (plant.submits(LISTEN), plant.submits(LISTEN), plant.logs(90)))
    scene.do(lambda plant: plant.countersigns(plant.logs(60)))
    scene.do(lambda plant: plant.plans(OBSERVED))
    page = words_on(trainer.get(f"/cohorts/{cohort}"))
    assert "On track 0 of 2 units done. 1 hour of 10 hours" in page
    assert "Evidence to judge (2) Hours to sign: Staff" in page
    assert "Hours to sign: Staff" in page
    assert "Observation on" in page
    assert "Today" in page


def test_who_went_quiet_is_said_in_words(scene: Scene, trainer: Browser) -> None:
    with pretend(now() - timedelta(weeks=5, days=3)):
        cohort = scene.do(opened)
    page = words_on(trainer.get(f"/cohorts/{cohort}"))
    assert "Quiet Nothing for 38 days." in page
    assert "Not yet" in page


def test_who_has_work_sent_back_is_said_in_words(scene: Scene, trainer: Browser) -> None:
    cohort = scene.do(opened)
    scene.do(lambda plant: plant.judges(plant.submits(LISTEN), LISTEN, verdict=Verdict.NOT_YET))
    page = words_on(trainer.get(f"/cohorts/{cohort}"))
    assert "Sent back" in page
    assert "Evidence to send again: the learner" in page


def test_learners_in_no_cohort_are_not_lost(trainer: Browser, scene: Scene) -> None:
    assert "Learners who are in no cohort (1)" in words_on(trainer.get("/cohorts"))
    assert str(scene.registration) in trainer.get("/cohorts/none").text


def test_a_course_whose_file_is_gone_still_has_its_cohort(scene: Scene, trainer: Browser) -> None:
    cohort = scene.do(lambda plant: enrolments.add_cohort(plant.centre, "Old", "gone", date(2020, 1, 5)).id)
    page = trainer.get(f"/cohorts/{cohort}")
    assert "no longer in the list of courses" in words_on(page)
    assert "/register" not in page.text
    trainer.get(f"/cohorts/{cohort}/register", 404)


def test_only_trainers_see_cohorts_and_only_their_own_centres(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    cohort = scene.do(opened)
    for who in ("learner", "staff", "assessor", "iqa", "eqa"):
        for path in ("/cohorts", "/cohorts/new", "/cohorts/none", f"/cohorts/{cohort}"):
            scene.browser(who).get(path, 403)
    south = Scene(app, sign_in, "south").browser("trainer")
    south.get(f"/cohorts/{cohort}", 404)
    assert "Spring" not in words_on(south.get("/cohorts"))
