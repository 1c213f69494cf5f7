"""Announcements: a trainer tells a cohort something, and its learners see it on their first page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest

from lms_peer.actions.announce import announce
from lms_peer.actions.keep_matches import today
from lms_peer.database import now, pretend
from lms_peer.domain.uk import uk_day
from tests.plant import Plant
from tests.unit.pastoral.kept import put_in_cohort
from tests.unit.web.pages.scene import Browser, Scene, words_on


class Cohort(NamedTuple):
    """A cohort that the other learner is in, and their registration."""

    id: UUID
    registration: UUID


@pytest.fixture
def cohort(scene: Scene) -> Cohort:
    return Cohort(*scene.do(put_in_cohort))


def until(day: date) -> dict[str, str]:
    return {"until-day": str(day.day), "until-month": str(day.month), "until-year": str(day.year)}


def told(cohort: Cohort, title: str = "No group on Friday"):
    """Let the trainer announce something until today."""

    def act(plant: Plant) -> UUID:
        return announce(
            plant.acting("trainer"), cohort.id, uuid4(), title=title, text="The room is shut.", until=uk_day(now())
        ).id

    return act


def first_page(scene: Scene, who: str = "other learner") -> str:
    return words_on(scene.browser(who).get("/learn"))


def test_everyone_in_the_cohort_sees_it_on_their_first_page(
    scene: Scene, trainer: Browser, cohort: Cohort
) -> None:
    path = f"/cohorts/{cohort.id}/announcements"
    assert "Nothing was announced yet." in words_on(trainer.get(path))
    answer = trainer.send(
        f"{path}/new", title="No group on Friday", text="The room is shut.\n\nSee you on Monday.", **until(today())
    )
    assert "Shown until" in words_on(trainer.get(answer.location))
    page = first_page(scene)
    assert "News for your group" in page
    assert "See you on Monday." in page


def test_nobody_outside_the_cohort_sees_it(scene: Scene, cohort: Cohort) -> None:
    scene.do(told(cohort))
    assert "News for your group" not in first_page(scene, "learner")


def test_the_day_after_its_last_it_is_gone(scene: Scene, trainer: Browser, cohort: Cohort) -> None:
    scene.do(told(cohort))
    with pretend(now() + timedelta(days=1)):
        assert "The room is shut." not in first_page(scene)
        assert "Ended on" in words_on(trainer.get(f"/cohorts/{cohort.id}/announcements"))


def test_a_trainer_takes_it_down(scene: Scene, trainer: Browser, cohort: Cohort) -> None:
    announcement = scene.do(told(cohort))
    listed = f"/cohorts/{cohort.id}/announcements"
    answer = trainer.send(listed, to=f"/announcements/{announcement}/take-down")
    assert "Taken down" in words_on(trainer.get(answer.location))
    assert "The room is shut." not in first_page(scene)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": " "}, "Write what it is about."),
        ({"title": "x" * 101}, "This is too long."),
        ({"text": ""}, "Write what you want to say."),
        ({"text": "x" * 2001}, "This is too long."),
        ({"until-year": "2020"}, "The last day is in the past."),
        ({"until-day": ""}, "The date needs a day."),
    ],
)
def test_what_is_wrong_is_said(
    scene: Scene, trainer: Browser, cohort: Cohort, typed: dict[str, str], said: str
) -> None:
    fields = {"title": "No group", "text": "The room is shut.", **until(today()), **typed}
    page = trainer.send(f"/cohorts/{cohort.id}/announcements/new", **fields)
    assert (page.status_code, said in words_on(page)) == (422, True)
    assert "The room is shut." not in first_page(scene)


def test_what_is_typed_is_shown_as_text(scene: Scene, cohort: Cohort) -> None:
    scene.do(told(cohort, "<script>alert(1)</script>"))
    assert "<script>alert(1)" not in scene.browser("other learner").get("/learn").text


def test_only_trainers_of_the_centre_announce(scene: Scene, trainer: Browser, cohort: Cohort) -> None:
    for who in ("learner", "assessor", "iqa"):
        scene.browser(who).get(f"/cohorts/{cohort.id}/announcements/new", 403)
    away = Scene(scene.app, scene.sign_in, "south")
    theirs = Cohort(*away.do(put_in_cohort))
    trainer.get(f"/cohorts/{theirs.id}/announcements", 404)
    announcement = away.do(told(theirs))
    refused = trainer.send("/cohorts/new", to=f"/announcements/{announcement}/take-down")
    assert refused.status_code == 404
    assert "The room is shut." in first_page(away)
