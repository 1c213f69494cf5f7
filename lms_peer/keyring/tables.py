"""The table of keys. Says how they lie in the database; holds no query and no rule."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms_peer.database import Model, UtcDateTime, now


class Purpose(StrEnum):
    """What a key signs. A key is never used for two purposes."""

    CHECKPOINT = "checkpoint"
    SIGNATURE = "signature"
    LTI = "lti"


class KeptKey(Model):
    """One key. `id` comes from the public part (see `made.key_id`), which is PEM; so is `certificate`, with those of
    its issuers after it. `locked` is the private part, encrypted (see `lock`). `retired` is when another took over.
    """

    __tablename__ = "keyring_key"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    centre_id: Mapped[UUID | None] = mapped_column(ForeignKey("centre.id"))
    purpose: Mapped[str] = mapped_column(String(16))
    public: Mapped[str] = mapped_column(Text)
    certificate: Mapped[str | None] = mapped_column(Text)
    locked: Mapped[bytes] = mapped_column(LargeBinary)
    made: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    retired: Mapped[datetime | None] = mapped_column(UtcDateTime)


# One key in use for each purpose: of a centre, and of the service itself (a unique index takes no two NULLs as one).
_centres = KeptKey.retired.is_(None) & KeptKey.centre_id.is_not(None)
_own = KeptKey.retired.is_(None) & KeptKey.centre_id.is_(None)
Index(
    "uq_keyring_key_centre",
    KeptKey.centre_id,
    KeptKey.purpose,
    unique=True,
    sqlite_where=_centres,
    postgresql_where=_centres,
)
Index("uq_keyring_key_own", KeptKey.purpose, unique=True, sqlite_where=_own, postgresql_where=_own)
