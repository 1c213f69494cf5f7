"""The two tables of the outbox: where to send, and what was refused there. Columns and their meaning only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from lms_peer.database import Model, UtcDateTime, now
from lms_peer.outbox.sealing import SealedText

NAME_LENGTH = 200
ENDPOINT_LENGTH = 1000
CREDENTIAL_LENGTH = 500
VERSION_LENGTH = 10


class Destination(Model):
    """One Learning Record Store that a centre sends its statements to.

    `position` is the last position of the ledger that was dealt with there. `secret` has to be sent, so it is sealed,
    not hashed. `own_only` sends what this service said and nothing from other systems; `with_files` sends the words
    and files too. `inside` allows an address in the service's own network. `not_from` is the authority of the client
    that this store itself is here: what it said is not sent back to it.

    `attempts` counts failures since `failing_since`; `refused_running` counts statements refused in a row.
    `leased_until` keeps a second forwarder from sending everything twice; that nothing is lost or overtakes does not
    depend on it.
    """

    __tablename__ = "outbox_destination"
    __table_args__ = (UniqueConstraint("centre_id", "name"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    endpoint: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(String(VERSION_LENGTH))
    key: Mapped[str] = mapped_column(Text)
    secret: Mapped[str] = mapped_column(SealedText)
    own_only: Mapped[bool] = mapped_column(default=False)
    with_files: Mapped[bool] = mapped_column(default=False)
    inside: Mapped[bool] = mapped_column(default=False)
    not_from: Mapped[str | None] = mapped_column(Text)
    position: Mapped[int] = mapped_column(BigInteger, default=0)
    paused: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_attempt: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_error: Mapped[str | None] = mapped_column(Text)
    refused_running: Mapped[int] = mapped_column(default=0)
    last_sent: Mapped[datetime | None] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Quarantined(Model):
    """One statement that a destination refused. `again` asks for it to be sent once more."""

    __tablename__ = "outbox_quarantine"

    destination_id: Mapped[UUID] = mapped_column(
        ForeignKey("outbox_destination.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    statement_id: Mapped[UUID] = mapped_column(Uuid)
    reason: Mapped[str] = mapped_column(Text)
    refused: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    tries: Mapped[int] = mapped_column(default=1)
    again: Mapped[bool] = mapped_column(default=False)
