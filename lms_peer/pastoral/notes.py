"""Notes for a learner's next place: what helps them there. Each time somebody opens them is written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import bindparam, func, select

from lms_peer.database import db, keep_once, now
from lms_peer.domain.refusals import NotFound
from lms_peer.pastoral.tables import NoteReading, TransitionNote
from lms_peer.people.enrolments import enrolment
from lms_peer.people.words import required

NOTE_LENGTH = 2000
READINGS_SHOWN = 20

# Asked by each page about a learner, so put together once.
_HOW_MANY = select(func.count()).where(
    TransitionNote.centre_id == bindparam("centre"), TransitionNote.registration == bindparam("registration")
)


def write(centre: UUID, registration: UUID, note: UUID, text: str, *, by: UUID) -> TransitionNote:
    """A new note; the one of before when the same form comes again.

    Raises NotFound for another centre's record, Missing, TooLong, AlreadySaid.
    """
    learner = enrolment(centre, registration).account_id
    return keep_once(
        TransitionNote(
            id=note,
            centre_id=centre,
            registration=registration,
            learner_id=learner,
            text=required("note", text, NOTE_LENGTH),
            by=by,
        )
    )


def change(note: TransitionNote, text: str, *, by: UUID) -> None:
    """Other words in the place of the old ones, which are not kept. Raises Missing, TooLong."""
    text = required("note", text, NOTE_LENGTH)
    if text != note.text:
        note.text, note.changed, note.changed_by = text, now(), by
        db.session.flush()


def remove(note: TransitionNote) -> None:
    """The note is gone for good."""
    db.session.delete(note)
    db.session.flush()


def find(centre: UUID, registration: UUID, note: UUID) -> TransitionNote:
    """One note about this record. Raises NotFound."""
    found = db.session.get(TransitionNote, note)
    if found is None or (found.centre_id, found.registration) != (centre, registration):
        raise NotFound("note")
    return found


def count(centre: UUID, registration: UUID) -> int:
    """How many notes there are about a record, which says nothing of what is in them."""
    return db.session.scalar(_HOW_MANY, {"centre": centre, "registration": registration}) or 0


def opened(centre: UUID, registration: UUID, *, by: UUID) -> Sequence[TransitionNote]:
    """The notes about a record, the latest first; that `by` opened them is written down. Raises NotFound."""
    learner = enrolment(centre, registration).account_id
    db.session.add(
        NoteReading(id=uuid4(), centre_id=centre, registration=registration, learner_id=learner, by=by, at=now())
    )
    db.session.flush()
    query = (
        select(TransitionNote)
        .where(TransitionNote.centre_id == centre, TransitionNote.registration == registration)
        .order_by(TransitionNote.written.desc(), TransitionNote.id)
    )
    return db.session.scalars(query).all()


def readings(centre: UUID, registration: UUID) -> list[tuple[UUID, datetime]]:
    """Who opened the notes about a record, and when; the latest first, not more than can be read."""
    query = (
        select(NoteReading.by, NoteReading.at)
        .where(NoteReading.centre_id == centre, NoteReading.registration == registration)
        .order_by(NoteReading.at.desc(), NoteReading.id)
        .limit(READINGS_SHOWN)
    )
    return [(by, at) for by, at in db.session.execute(query)]
