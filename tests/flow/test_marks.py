"""Marks for a platform as they wait, are sent, fail and are sent again; on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

from lms_peer.actions.note_marks import catch_up
from lms_peer.database import db, now
from lms_peer.domain.facts import Verdict
from lms_peer.lti import grades, roster
from lms_peer.lti.tables import Context
from tests.flow.lti.scene import shown_at
from tests.plant import LISTEN, PLACES, Plant


def test_a_mark_waits_is_replaced_fails_and_is_sent_once(plant: Plant) -> None:
    platform = shown_at(plant, "https://a.example")
    assert grades.waiting_platforms() == []
    evidence = plant.submits(LISTEN)
    (first,) = grades.due(platform.id, 50)
    assert (first.told.sub, first.told.activity, first.told.score) == ("ben", "Submitted", 0.0)
    plant.judges(evidence, LISTEN)
    (second,) = grades.due(platform.id, 50)
    assert second.told.score == 50.0
    assert second.told.at > first.told.at
    assert grades.waiting_platforms() == [(platform.id, plant.centre)]

    grades.was_refused(second.id, "The course is closed.")
    assert grades.due(platform.id, 50) == []
    assert [(one.activity, one.why, one.failed) for one in grades.troubles(plant.centre, 50)] == [
        ("Listen well", "The course is closed.", True)
    ]
    assert grades.try_again(plant.centre) == 1
    grades.comes_later(second.id, "Busy.", now() + timedelta(minutes=5))
    assert grades.due(platform.id, 50) == []
    assert [one.failed for one in grades.troubles(plant.centre, 50)] == [False]
    grades.try_again(plant.centre, second.id)
    grades.wait_all(platform.id, "It is silent.", now() + timedelta(minutes=5))
    assert grades.due(platform.id, 50) == []
    grades.was_sent(second.id, second.told.at)
    assert grades.troubles(plant.centre, 50) == []


def test_what_changes_no_mark_of_the_unit_is_not_told_again(plant: Plant) -> None:
    platform = shown_at(plant, "https://a.example")
    plant.judges(plant.submits(LISTEN), LISTEN)
    (told,) = grades.due(platform.id, 50)
    grades.was_sent(told.id, told.told.at)
    plant.submits(PLACES)  # another unit
    plant.logs(60)
    assert catch_up(plant.centre, plant.people["learner"]) == 0
    assert grades.due(platform.id, 50) == []
    plant.judges(plant.submits(LISTEN), LISTEN, verdict=Verdict.NOT_YET)  # met before, and met once is enough
    assert grades.due(platform.id, 50) == []


def test_a_platform_of_another_centre_is_told_nothing(plant: Plant) -> None:
    south = Plant.at("south")
    south.people["learner"] = plant.people["learner"]  # who learns at both, and joined the account that they had
    platform = shown_at(south, "https://a.example")
    plant.judges(plant.submits(LISTEN), LISTEN)
    assert catch_up(plant.centre, plant.people["learner"]) == 0
    assert grades.due(platform.id, 50) == []


def test_who_left_the_course_is_told_of_no_more(plant: Plant) -> None:
    platform = shown_at(plant, "https://a.example")
    course = db.session.scalars(db.select(Context).where(Context.platform_id == platform.id)).one()
    assert roster.mark_leavers(course.id, {"ben", "cai"}) == 0
    assert roster.mark_leavers(course.id, {"cai"}) == 1
    assert roster.mark_leavers(course.id, {"cai"}) == 0
    plant.submits(LISTEN)
    assert grades.due(platform.id, 50) == []
    assert [one.left is None for one in roster.members(course.id)] == [False]
