"""The tables of announcements and cohort boards. Columns and their meaning only.

A post goes when its writer's account goes. Answers to it stay, and then stand by themselves.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from lms_peer.database import Model, UtcDateTime, now

TITLE_LENGTH = 100


class Announcement(Model):
    """What a trainer tells a cohort, up to and with the day `until`, or until it was taken down."""

    __tablename__ = "announcement"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"))
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    text: Mapped[str] = mapped_column(Text)
    until: Mapped[date]
    by: Mapped[UUID] = mapped_column(Uuid)
    made: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    taken_down: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BoardPost(Model):
    """A post on a cohort's board, or an answer to one (`answers`). `hidden` by a trainer, with the reason."""

    __tablename__ = "board_post"
    __table_args__ = (Index("ix_board_post_cohort", "cohort_id", "answers", "at"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"))
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    answers: Mapped[UUID | None] = mapped_column(ForeignKey("board_post.id", ondelete="SET NULL"), index=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    taken_back: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_by: Mapped[UUID | None] = mapped_column(Uuid)
    hidden_why: Mapped[str] = mapped_column(Text, default="")


class BoardReport(Model):
    """Somebody asked a trainer to look at a post; `settled` when one did."""

    __tablename__ = "board_report"

    post_id: Mapped[UUID] = mapped_column(ForeignKey("board_post.id", ondelete="CASCADE"), primary_key=True)
    reporter_id: Mapped[UUID] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    why: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    settled: Mapped[datetime | None] = mapped_column(UtcDateTime)
