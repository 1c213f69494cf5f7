"""The tables of pastoral care. Columns and their meaning only; questions and changes are in the modules beside.

A row about a learner goes when the learner's account goes. `by` and the like have no foreign key: what a trainer wrote
about a learner stays when the trainer is erased, and then names nobody.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from lms_peer.database import Model, UtcDateTime, now
from lms_peer.domain.habits import Habit, Turnout
from lms_peer.domain.matches import REFERENCE_LENGTH, Session, Terms

OCCASION_LENGTH = 100


class HabitEntry(Model):
    """One line of a learner's work-habits log. A line that was taken back stays, with who did so, when and why."""

    __tablename__ = "habit_entry"
    __table_args__ = (Index("ix_habit_entry_registration", "registration", "happened"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"))
    registration: Mapped[UUID] = mapped_column(ForeignKey("enrolment.registration", ondelete="CASCADE"))
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    turnout: Mapped[str] = mapped_column(String(12))
    minutes_late: Mapped[int]
    happened: Mapped[date]
    occasion: Mapped[str] = mapped_column(String(OCCASION_LENGTH))
    note: Mapped[str] = mapped_column(Text)
    by: Mapped[UUID] = mapped_column(Uuid)
    kept: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back_by: Mapped[UUID | None] = mapped_column(Uuid)
    taken_back_why: Mapped[str] = mapped_column(Text, default="")

    def habit(self) -> Habit:
        """The entry as the rules know it."""
        return Habit(Turnout(self.turnout), self.happened, self.minutes_late)


class TransitionNote(Model):
    """What the next place needs to know to support a learner. Only the centre's trainers read it."""

    __tablename__ = "transition_note"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"))
    registration: Mapped[UUID] = mapped_column(
        ForeignKey("enrolment.registration", ondelete="CASCADE"), index=True
    )
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[UUID] = mapped_column(Uuid)
    written: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_by: Mapped[UUID | None] = mapped_column(Uuid)


class NoteReading(Model):
    """Somebody opened the transition notes of a learner."""

    __tablename__ = "note_reading"
    __table_args__ = (Index("ix_note_reading_registration", "registration", "at"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"))
    registration: Mapped[UUID] = mapped_column(ForeignKey("enrolment.registration", ondelete="CASCADE"))
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    by: Mapped[UUID] = mapped_column(Uuid)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Match(Model):
    """A learner supports a client as their mentor. `client` is a reference that names nobody."""

    __tablename__ = "mentor_match"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"), index=True)
    registration: Mapped[UUID] = mapped_column(
        ForeignKey("enrolment.registration", ondelete="CASCADE"), index=True
    )
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    client: Mapped[str] = mapped_column(String(REFERENCE_LENGTH))
    since: Mapped[date]
    until: Mapped[date | None]
    assessed: Mapped[date]
    review: Mapped[date]
    weeks: Mapped[int]
    by: Mapped[UUID] = mapped_column(Uuid)
    made: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    def terms(self) -> Terms:
        """What was agreed, as the rules know it."""
        return Terms(self.since, self.assessed, self.review, self.weeks, self.until)


class RiskAssessment(Model):
    """What was agreed for a match at one time, and who wrote it down. The match itself holds the latest."""

    __tablename__ = "risk_assessment"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    match_id: Mapped[UUID] = mapped_column(ForeignKey("mentor_match.id", ondelete="CASCADE"), index=True)
    assessed: Mapped[date]
    review: Mapped[date]
    weeks: Mapped[int]
    by: Mapped[UUID] = mapped_column(Uuid)
    kept: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Supervision(Model):
    """One supervision session about a match. A session taken back stays, and counts for nothing."""

    __tablename__ = "supervision"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    match_id: Mapped[UUID] = mapped_column(ForeignKey("mentor_match.id", ondelete="CASCADE"), index=True)
    held: Mapped[date]
    present: Mapped[bool]
    note: Mapped[str] = mapped_column(Text)
    by: Mapped[UUID] = mapped_column(Uuid)
    kept: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    taken_back: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back_by: Mapped[UUID | None] = mapped_column(Uuid)

    def session(self) -> Session:
        """The session as the rules know it."""
        return Session(self.held, self.present)
