"""Statements from outside come in: written down as they came, by the one door, and looked at for evidence.

Many systems speak at once and a commit waits for the disk, so what waits to be written is written together, in one
transaction (`together.Together`). It is the one place below `web` that commits: what it answered is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

from lms_peer import ledger
from lms_peer.actions.record import record_received
from lms_peer.actions.take_outside_evidence import ask_for, wanted
from lms_peer.database import now
from lms_peer.documents.activities import learn, may_teach
from lms_peer.domain.refusals import AlreadySaid, NotYours, Refusal, TakesBackNothing
from lms_peer.ledger import Batch, Entry
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
class Delivery:
    """What one request brought, ready to be written.

    `asked_for` are the places in it of statements that may concern evidence; `teaches` are its statements when there
    may be something to learn from them. Of the others only the bytes are held: many wait to be written at once.
    """

    batch: Batch
    asked_for: Sequence[int]
    teaches: Sequence[Mapping[str, Any]]


def receive(sender: Sender, received: Sequence[Received]) -> list[UUID]:
    """`prepare` and `deliver` in one; raises what they raise."""
    return deliver(prepare(sender, received))


def prepare(sender: Sender, received: Sequence[Received]) -> Delivery:
    """All that can be done with valid statements before anything is locked.

    Raises NotYours and TakesBackNothing (a voiding statement that may not be).
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
    statements = [one.statement for one in received]
    return Delivery(
        Batch(sender.centre, sender.authority, sender.version.value, sayings),
        [at for at, statement in enumerate(statements) if wanted(statement)],
        statements if sender.defines and may_teach(sender.centre, statements) else (),
    )


def deliver(delivery: Delivery) -> list[UUID]:
    """Write the statements down, all or none, and commit; answers their ids, in order.

    Ends the transaction it is called in. Raises AlreadySaid (an id is taken by another statement).
    """
    if not delivery.batch.sayings:
        return []
    return [entry.statement_id for entry in _together.do(delivery)]


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


def _write(connection: Connection, deliveries: Sequence[Delivery]) -> list[list[Entry] | Refusal]:
    """Write what several requests brought, in one transaction. An error is an error for all of them."""
    answers = record_received(connection, [delivery.batch for delivery in deliveries])
    for delivery, answer in zip(deliveries, answers, strict=True):
        if not isinstance(answer, AlreadySaid):
            _look_at(connection, delivery, answer)
    return list(answers)


def _look_at(connection: Connection, delivery: Delivery, entries: Sequence[Entry]) -> None:
    centre = delivery.batch.centre
    for at in delivery.asked_for:
        if entries[at].new:
            ask_for(connection, centre, entries[at].statement_id)
    if delivery.teaches:
        some = zip(entries, delivery.teaches, strict=True)
        learn(connection, centre, [statement for entry, statement in some if entry.new])


_together = Together(_write)
