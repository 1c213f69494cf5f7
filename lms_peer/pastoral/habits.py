"""The work-habits log of a learner: entries, the learner's answers, and taking an entry back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from lms_peer.database import db, keep_once, now
from lms_peer.domain.habits import Habit
from lms_peer.domain.refusals import NotFound
from lms_peer.pastoral.tables import OCCASION_LENGTH, HabitEntry
from lms_peer.people.enrolments import enrolment
from lms_peer.people.words import optional, required

NOTE_LENGTH = 500


def add(
    centre: UUID, registration: UUID, entry: UUID, habit: Habit, *, occasion: str, note: str, by: UUID
) -> HabitEntry:
    """A new entry; the one of before when the same form comes again. `occasion` says what the time was for.

    Raises NotFound for another centre's record, Missing, TooLong, AlreadySaid.
    """
    learner = enrolment(centre, registration).account_id
    return keep_once(
        HabitEntry(
            id=entry,
            centre_id=centre,
            registration=registration,
            learner_id=learner,
            turnout=habit.turnout.value,
            minutes_late=habit.minutes_late,
            happened=habit.happened,
            occasion=required("occasion", occasion, OCCASION_LENGTH),
            note=optional("note", note, NOTE_LENGTH) or "",
            by=by,
        )
    )


def of(centre: UUID, registration: UUID) -> Sequence[HabitEntry]:
    """Every entry about a record, also those that were taken back; the latest day first."""
    query = (
        select(HabitEntry)
        .where(HabitEntry.centre_id == centre, HabitEntry.registration == registration)
        .order_by(HabitEntry.happened.desc(), HabitEntry.kept.desc(), HabitEntry.id)
    )
    return db.session.scalars(query).all()


def find(centre: UUID, registration: UUID, entry: UUID) -> HabitEntry:
    """One entry about this record. Raises NotFound."""
    found = db.session.get(HabitEntry, entry)
    if found is None or (found.centre_id, found.registration) != (centre, registration):
        raise NotFound("entry")
    return found


def take_back(entry: HabitEntry, *, by: UUID, why: str) -> None:
    """The entry counts no more; it stays to be seen. Doing it twice changes nothing. Raises Missing, TooLong."""
    if entry.taken_back is None:
        entry.taken_back_why = required("reason", why, NOTE_LENGTH)
        entry.taken_back, entry.taken_back_by = now(), by
        db.session.flush()


def answer(entry: HabitEntry, text: str) -> None:
    """What the learner says about the entry, instead of what they said before; nothing clears it. Raises TooLong."""
    entry.answer = optional("answer", text, NOTE_LENGTH) or ""
    entry.answered = now() if entry.answer else None
    db.session.flush()
