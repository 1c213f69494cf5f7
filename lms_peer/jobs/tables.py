"""The table of jobs. A row holds ids and numbers, never what people wrote."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from lms_peer.database import Model, UtcDateTime, now


class JobState(StrEnum):
    """Where a job stands. `queued` and `running` are open: under one key there is one open job."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


_OPEN = text("state IN ('queued', 'running')")


class Job(Model):
    """One piece of work. `lease_token` names the one attempt that may finish it; `leased_until` frees it."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index(
            "uq_jobs_open_key",
            "centre_id", "kind", "key",
            unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN,
        ),
        Index("ix_jobs_open", "not_before", sqlite_where=_OPEN, postgresql_where=_OPEN),
        CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name="state"),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    centre_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    kind: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    key: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), default=JobState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=5)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_token: Mapped[UUID | None] = mapped_column(Uuid)
    done_steps: Mapped[int] = mapped_column(default=0)
    total_steps: Mapped[int] = mapped_column(default=0)
    step_text: Mapped[str] = mapped_column(String(200), default="")
    error: Mapped[str | None] = mapped_column(Text)
    result: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    created: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    started: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished: Mapped[datetime | None] = mapped_column(UtcDateTime)
