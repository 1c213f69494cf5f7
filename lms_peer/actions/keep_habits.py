"""A trainer keeps the work-habits log of a learner, who may answer. Nothing of it reaches the ledger."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from lms_peer.actions.record import Acting
from lms_peer.actions.who_acts import who_acts
from lms_peer.database import now
from lms_peer.domain import habits as rules
from lms_peer.domain.habits import Turnout
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.uk import uk_day
from lms_peer.pastoral import habits
from lms_peer.pastoral.tables import HabitEntry


def add_habit(
    acting: Acting,
    registration: UUID,
    submission: UUID,
    *,
    turnout: Turnout,
    happened: date,
    minutes_late: int | None,
    occasion: str,
    note: str = "",
) -> HabitEntry:
    """One more entry of the log.

    Raises NotFound, Missing, TooLong, InTheFuture, TooLongAgo, BadLateness, AlreadySaid.
    """
    habit = rules.habit(turnout, happened, minutes_late, uk_day(now()))
    return habits.add(
        acting.centre, registration, submission, habit, occasion=occasion, note=note, by=who_acts(acting)
    )


def take_habit_back(acting: Acting, registration: UUID, entry: UUID, *, reason: str) -> None:
    """The entry was wrong, so it counts no more. Raises NotFound, Missing, TooLong."""
    habits.take_back(habits.find(acting.centre, registration, entry), by=who_acts(acting), why=reason)


def answer_habit(acting: Acting, registration: UUID, entry: UUID, *, answer: str) -> None:
    """The learner says how they see it. Raises NotFound for another learner's entry and one taken back, TooLong."""
    found = habits.find(acting.centre, registration, entry)
    if found.learner_id != who_acts(acting) or found.taken_back:
        raise NotFound("entry")
    habits.answer(found, answer)
