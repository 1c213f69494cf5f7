"""The tables of the seal. Says how they lie in the database; holds no query and no rule."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from lms_peer.database import Model, UtcDateTime, now


class Checkpoint(Model):
    """What a centre signed about the first `size` statements of its ledger: the root over them, in a signed `note`.

    `handed_out` is when it was first given to somebody to keep.
    """

    __tablename__ = "seal_checkpoint"

    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(LargeBinary)
    note: Mapped[str] = mapped_column(Text)
    made: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    handed_out: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Address(Model):
    """The public page of one version of a portfolio: its `token` leads there, and to nothing else."""

    __tablename__ = "seal_address"
    __table_args__ = (UniqueConstraint("centre_id", "registration", "version"),)

    token: Mapped[str] = mapped_column(String(26), primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"))
    registration: Mapped[UUID] = mapped_column(Uuid)
    version: Mapped[int]
