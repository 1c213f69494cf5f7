"""The tables of questions and answers. Columns and their meaning only; what is done with them is in `threads`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms_peer.database import Model, UtcDateTime, now
from lms_peer.domain.roles import Role
from lms_peer.people.models import NAME_LENGTH, ROLE


class Thread(Model):
    """One question of a learner's, or what is said about one piece of their evidence, with everything that followed.

    `evidence` is set when it hangs on a piece of evidence; the thread then has the evidence's id, so there is only
    one. `team_waits`: the learner wrote last, and the team has not answered yet. `learner_waits`: there is an answer
    that the learner has not said to have read.
    """

    __tablename__ = "thread"
    __table_args__ = (Index("ix_thread_centre_waits", "centre_id", "team_waits", "last_at"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"))
    registration: Mapped[UUID] = mapped_column(
        ForeignKey("enrolment.registration", ondelete="CASCADE"), index=True
    )
    evidence: Mapped[UUID | None] = mapped_column(Uuid)
    subject: Mapped[str] = mapped_column(String(NAME_LENGTH))
    began: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    team_waits: Mapped[bool] = mapped_column(default=False)
    learner_waits: Mapped[bool] = mapped_column(default=False)
    messages: Mapped[list[Message]] = relationship(
        order_by="Message.sent, Message.id", passive_deletes=True, cascade="all, delete-orphan"
    )


class Message(Model):
    """One message of a thread. `role` is as what its writer spoke; `by` has no foreign key: it outlives the person."""

    __tablename__ = "message"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    thread_id: Mapped[UUID] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    by: Mapped[UUID] = mapped_column(Uuid)
    role: Mapped[Role] = mapped_column(ROLE)
    text: Mapped[str] = mapped_column(Text)
    sent: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
