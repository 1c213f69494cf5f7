"""The table of State documents."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, LargeBinary, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from lms_peer.database import UtcDateTime, db

_PLACE = ("centre_id", "agent_issuer", "agent_name", "activity", "state_id")
_WITH = text("registration IS NOT NULL")
_WITHOUT = text("registration IS NULL")


class StateDocument(db.Model):  # type: ignore[name-defined, misc]
    """One document. `etag` is the hex SHA-256 of its content."""

    __tablename__ = "state_documents"
    __table_args__ = (
        # A database takes two NULLs for different, so documents without a registration have an index of their own.
        Index(
            "uq_state_documents_with_registration",
            *_PLACE, "registration",
            unique=True, sqlite_where=_WITH, postgresql_where=_WITH,
        ),
        Index(
            "uq_state_documents_without_registration",
            *_PLACE,
            unique=True, sqlite_where=_WITHOUT, postgresql_where=_WITHOUT,
        ),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    centre_id: Mapped[UUID] = mapped_column(Uuid)
    activity: Mapped[str] = mapped_column(Text)
    agent_issuer: Mapped[str] = mapped_column(Text)
    agent_name: Mapped[str] = mapped_column(Text)
    state_id: Mapped[str] = mapped_column(String(200))
    registration: Mapped[UUID | None] = mapped_column(Uuid)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    content_type: Mapped[str] = mapped_column(String(200))
    etag: Mapped[str] = mapped_column(String(64))
    updated: Mapped[datetime] = mapped_column(UtcDateTime)
