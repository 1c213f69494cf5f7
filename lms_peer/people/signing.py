"""The tables of how people sign in, beside the password: passkeys, printed cards, and tries that were counted.

Columns and their meaning only. Everything goes with the account when a person is erased.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from flask_security import WebAuthnMixin
from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from lms_peer.database import Model, UtcDateTime, now


class Passkey(Model, WebAuthnMixin):
    """One passkey (WebAuthn credential) of an account. The columns are those that Flask-Security asks for."""

    __tablename__ = "passkey"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None] = mapped_column(Text)
    usage: Mapped[str] = mapped_column(String(16))
    created: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    lastuse_datetime: Mapped[datetime] = mapped_column(UtcDateTime)

    def get_user_mapping(self) -> dict[str, Any]:
        """How Flask-Security finds whose it is."""
        return {"id": self.account_id}


class SignInCard(Model):
    """A printed card with which one learner signs in once. `code_hash` is a keyed SHA-256; the code is kept nowhere.

    `made_by` has no foreign key: what was done stays known when the person who did it is erased.
    """

    __tablename__ = "sign_in_card"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[UUID] = mapped_column(Uuid)
    made: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires: Mapped[datetime] = mapped_column(UtcDateTime)
    used: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Tries(Model):
    """How often a secret was tried under one name, which is hashed: see `people.tries`."""

    __tablename__ = "tries"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    tries: Mapped[int]
    last: Mapped[datetime] = mapped_column(UtcDateTime)
