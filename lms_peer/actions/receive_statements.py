"""Statements from outside come in: written down as they came, by the one door, and looked at for evidence.

Many systems speak at once and a commit waits for the disk, so what waits to be written is written together, in one
transaction (`together.Together`). It is the one place below `web` that commits: what it answered is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import Connection

from lms_peer import ledger
from lms_peer.actions.record import record_received
from lms_peer.actions.take_outside_evidence import ask_for, wanted
from lms_peer.database import now
from lms_peer.documents.activities import learn, may_teach
from lms_peer.domain.refusals import AlreadySaid, NotYours, Refusal, TakesBackNothing
from lms_peer.ledger import Batch, Entry, Saying
from lms_peer.together import Together, give_way
from lms_peer.xapi.parse import Received
from lms_peer.xapi.versions import Version


@dataclass(frozen=True)
class Sender:
    """Who speaks at which centre; `authority` is the agent that vouches, as JSON. `defines` activities if it may."""

    centre: UUID
    client: UUID
    authority: str
    version: Version
    defines: bool = True


@dataclass(frozen=True)
class _Delivery:
    """What one request brought, ready to be written.

    `asked_for` are the places in it of statements that may concern evidence; `teaches` is whether there may be
    something to learn from it. Both are found out before anything is locked.
    """

    batch: Batch
    received: Sequence[Received]
    asked_for: Sequence[int]
    teaches: bool


def receive(sender: Sender, received: Sequence[Received]) -> list[UUID]:
    """Write valid statements down, all or none, and commit; answers their ids, in order.

    Ends the transaction it is called in. Raises AlreadySaid (an id is taken by another statement), NotYours and
    TakesBackNothing (a voiding statement that may not be).
    """
    stored = now()
    sayings = []
    for one in received:
        give_way()
        sayings.append(
            ledger.ready(sender.centre, sender.authority, one.body, one.statement, stored, _own_id(one))
        )
    for saying in sayings:
        if saying.indexed.voids:
            _may_take_back(sender, saying.indexed.voids)
    if not sayings:
        return []
    return [entry.statement_id for entry in _together.do(_delivery(sender, received, sayings))]


def _delivery(sender: Sender, received: Sequence[Received], sayings: Sequence[Saying]) -> _Delivery:
    statements = [one.statement for one in received]
    return _Delivery(
        Batch(sender.centre, sender.authority, sender.version.value, sayings),
        received,
        [at for at, statement in enumerate(statements) if wanted(statement)],
        sender.defines and may_teach(sender.centre, statements),
    )


def _own_id(received: Received) -> UUID | None:
    """An id for a statement that came without one."""
    return None if "id" in received.statement else uuid4()


def _may_take_back(sender: Sender, statement_id: UUID) -> None:
    """Who takes back what is not here yet is heard; whether it counts shows when that comes."""
    entry = ledger.entry(sender.centre, statement_id)
    if entry is None:
        return
    if entry.authority != sender.authority:
        raise NotYours("statement")
    if ledger.takes_back(entry):
        raise TakesBackNothing(statement_id)


def _write(connection: Connection, deliveries: Sequence[_Delivery]) -> list[list[Entry] | Refusal]:
    """Write what several requests brought, in one transaction. An error is an error for all of them."""
    answers = record_received(connection, [delivery.batch for delivery in deliveries])
    for delivery, answer in zip(deliveries, answers, strict=True):
        if not isinstance(answer, AlreadySaid):
            _look_at(connection, delivery, answer)
    return list(answers)


def _look_at(connection: Connection, delivery: _Delivery, entries: Sequence[Entry]) -> None:
    centre = delivery.batch.centre
    for at in delivery.asked_for:
        if entries[at].new:
            ask_for(connection, centre, entries[at].statement_id)
    if delivery.teaches:
        some = zip(entries, delivery.received, strict=True)
        learn(connection, centre, [one.statement for entry, one in some if entry.new])


_together = Together(_write)
