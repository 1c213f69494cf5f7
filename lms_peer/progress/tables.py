"""Two projections: a standing per registration, and what waits for whom."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms_peer.database import Model, UtcDateTime


class RegistrationProgress(Model):
    """Where one registration stands after ledger `position`. As JSON: `state`, the standing, and `glance`, for lists.

    `digest` is the SHA-256 of `state`, `silent_since` that of the glance.
    """

    __tablename__ = "progress_registration"

    registration: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID]
    learner: Mapped[str] = mapped_column(Text)
    qualification_slug: Mapped[str] = mapped_column(String(100))
    status: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    silent_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    digest: Mapped[str] = mapped_column(String(64))
    glance: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)  # the last: SQLite walks along all of it to what stands after it

    __table_args__ = (
        Index("ix_progress_registration_centre", "centre_id", "status"),
        Index("ix_progress_registration_learner", "centre_id", "learner"),
        Index("ix_progress_registration_silent", "centre_id", "status", "silent_since", "registration"),
    )


class WaitingProgress(Model):
    """One thing that waits; `waits_on` is `issuer|name` of the one person who can do it, or empty."""

    __tablename__ = "progress_waiting"

    registration: Mapped[UUID] = mapped_column(
        ForeignKey("progress_registration.registration", ondelete="CASCADE"), primary_key=True
    )
    wait: Mapped[str] = mapped_column(String(30), primary_key=True)
    subject: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID]
    waits_on: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_progress_waiting_queue", "centre_id", "wait", "since"),
        Index("ix_progress_waiting_for", "centre_id", "waits_on", "wait", "since", "subject"),
        Index("ix_progress_waiting_oldest", "centre_id", "since", "subject"),
    )
