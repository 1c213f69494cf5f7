"""Trainers write, read and change the notes for a learner's next place. Nothing of it reaches the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from lms_peer.actions.change_registration import end_registration, pause_registration, resume_registration
from lms_peer.actions.record import Acting
from lms_peer.actions.who_acts import who_acts
from lms_peer.pastoral import notes
from lms_peer.pastoral.tables import TransitionNote


def pause_with_note(acting: Acting, registration: UUID, submission: UUID, *, reason: str, note: str) -> None:
    """Pause a record, which is a fact, and keep a note for the next place, which is none; no words, no note.

    Raises NotFound, NotActive, AlreadySaid, TooLong.
    """
    pause_registration(acting, registration, submission, reason=reason)
    if note.strip():
        write_note(acting, registration, submission, note=note)


def end_with_note(acting: Acting, registration: UUID, submission: UUID, *, reason: str, note: str) -> None:
    """The same when a learner leaves. Raises NotFound, NotActive, Missing, AlreadySaid, TooLong."""
    end_registration(acting, registration, submission, reason=reason)
    if note.strip():
        write_note(acting, registration, submission, note=note)


def resume_with_note(acting: Acting, registration: UUID, submission: UUID, *, reason: str, note: str) -> None:
    """The same when a record is started again. Raises what `resume_registration` does, AlreadySaid and TooLong."""
    resume_registration(acting, registration, submission, reason=reason)
    if note.strip():
        write_note(acting, registration, submission, note=note)


def write_note(acting: Acting, registration: UUID, submission: UUID, *, note: str) -> TransitionNote:
    """A new note. Raises NotFound, Missing, TooLong, AlreadySaid."""
    return notes.write(acting.centre, registration, submission, note, by=who_acts(acting))


def change_note(acting: Acting, registration: UUID, note_id: UUID, *, note: str) -> None:
    """Other words instead; with no words left, the note is gone. Raises NotFound, TooLong."""
    found = notes.find(acting.centre, registration, note_id)
    if note.strip():
        notes.change(found, note, by=who_acts(acting))
    else:
        notes.remove(found)


def open_notes(acting: Acting, registration: UUID) -> Sequence[TransitionNote]:
    """The notes, the latest first. That they were opened, by whom and when, is written down. Raises NotFound."""
    return notes.opened(acting.centre, registration, by=who_acts(acting))
