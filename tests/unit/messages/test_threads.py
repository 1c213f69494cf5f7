"""Threads on both databases: who waits for whom, and whose they are."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask

from lms_peer import messages
from lms_peer.database import now, pretend
from lms_peer.domain.refusals import AlreadySaid, Missing, NotFound, TooLong
from lms_peer.domain.roles import Role
from lms_peer.messages import TEXT_LENGTH
from lms_peer.people import allocations
from tests.plant import Plant


@pytest.fixture(autouse=True)
def app(on_both: Flask) -> Flask:
    """The application, with a context entered."""
    return on_both


@pytest.fixture
def plant() -> Plant:
    """A centre."""
    return Plant.at(f"north-{uuid4().hex[:8]}")


def asked(plant: Plant, evidence: UUID | None = None) -> messages.Thread:
    """A question of the learner's."""
    thread = messages.begin(plant.centre, plant.registration, uuid4(), subject="My hours", evidence=evidence)
    messages.say(thread, uuid4(), by=plant.people["learner"], role=Role.LEARNER, text="Do they count?")
    return thread


def waiting(plant: Plant, who: str, *roles: Role) -> list[messages.Thread]:
    """What waits for someone in these roles."""
    found = messages.for_team(plant.centre, plant.people[who], roles, waiting=True)
    assert len(found) == messages.count_for_team(plant.centre, plant.people[who], roles)
    return [one.thread for one in found]


def test_whoever_did_not_write_last_is_waited_for(plant: Plant) -> None:
    thread = asked(plant)
    assert waiting(plant, "trainer", Role.TRAINER) == [thread]
    assert messages.unread(plant.centre, plant.registration) == []
    said = messages.say(thread, uuid4(), by=plant.people["trainer"], role=Role.TRAINER, text="Yes.")
    assert waiting(plant, "trainer", Role.TRAINER) == []
    assert messages.unread(plant.centre, plant.registration) == [thread]
    assert messages.settle(thread, by_learner=True, seen=said.id)
    assert messages.unread(plant.centre, plant.registration) == []


def test_what_was_said_since_is_not_settled(plant: Plant) -> None:
    thread = asked(plant)
    seen = thread.messages[-1].id
    with pretend(now() + timedelta(seconds=1)):
        messages.say(thread, uuid4(), by=plant.people["learner"], role=Role.LEARNER, text="And one more thing.")
    assert not messages.settle(thread, by_learner=False, seen=seen)
    assert waiting(plant, "trainer", Role.TRAINER) == [thread]


def test_questions_are_for_trainers_and_replies_on_evidence_for_assessors(plant: Plant) -> None:
    question = asked(plant)
    reply = asked(plant, evidence=uuid4())
    assert waiting(plant, "trainer", Role.TRAINER) == [question]
    assert waiting(plant, "assessor", Role.ASSESSOR) == [reply]
    assert set(waiting(plant, "trainer", Role.TRAINER, Role.ASSESSOR)) == {question, reply}
    assert waiting(plant, "iqa", Role.IQA) == []


def test_who_looks_after_the_learner_is_asked_and_the_others_are_not(plant: Plant) -> None:
    asked(plant)
    plant.add("second trainer", Role.TRAINER)
    allocations.allocate(plant.centre, plant.registration, plant.people["second trainer"], Role.TRAINER)
    assert waiting(plant, "trainer", Role.TRAINER) == []
    assert len(waiting(plant, "second trainer", Role.TRAINER)) == 1
    everyone = messages.for_team(
        plant.centre, plant.people["trainer"], [Role.TRAINER], waiting=True, everyone=True
    )
    assert len(everyone) == 1


def test_another_centre_finds_nothing(plant: Plant) -> None:
    thread, south = asked(plant), Plant.at(f"south-{uuid4().hex[:8]}")
    with pytest.raises(NotFound):
        messages.thread(south.centre, thread.id)
    assert messages.about_evidence(south.centre, thread.id) is None
    assert messages.own(south.centre, plant.registration) == []
    with pytest.raises(AlreadySaid):
        messages.begin(south.centre, south.registration, thread.id, subject="Mine now")


def test_the_same_message_twice_is_one_and_another_under_its_id_is_refused(plant: Plant) -> None:
    thread, once = asked(plant), uuid4()
    for _ in range(2):
        messages.say(thread, once, by=plant.people["trainer"], role=Role.TRAINER, text="Yes.")
    assert len(thread.messages) == 2
    with pytest.raises(AlreadySaid):
        messages.say(thread, once, by=plant.people["trainer"], role=Role.TRAINER, text="No.")


def test_nothing_and_too_much_are_refused(plant: Plant) -> None:
    thread = asked(plant)
    with pytest.raises(Missing):
        messages.say(thread, uuid4(), by=plant.people["learner"], role=Role.LEARNER, text=" \n ")
    with pytest.raises(TooLong):
        messages.say(thread, uuid4(), by=plant.people["learner"], role=Role.LEARNER, text="x" * (TEXT_LENGTH + 1))
    with pytest.raises(Missing):
        messages.begin(plant.centre, plant.registration, uuid4(), subject="")


def test_erasing_a_record_takes_its_threads_and_no_others(plant: Plant) -> None:
    asked(plant)
    other = Plant.at(f"south-{uuid4().hex[:8]}")
    kept = asked(other)
    messages.erase(plant.centre, plant.registration)
    assert messages.own(plant.centre, plant.registration) == []
    assert messages.own(other.centre, other.registration) == [kept]
    assert len(kept.messages) == 1
