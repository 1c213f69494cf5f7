"""The one write door: a fact becomes a statement in the ledger and moves progress on, in one transaction. What others
say comes in by it too, and moves nothing.

Nothing else appends to the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection

from lms_peer import ledger, progress
from lms_peer.actions.note_marks import note_marks
from lms_peer.actions.workplace import workplace
from lms_peer.database import now
from lms_peer.domain.facts import Actor, Document, Fact, Stamp
from lms_peer.domain.qualification import Qualification
from lms_peer.domain.refusals import AlreadySaid, Refusal
from lms_peer.domain.standing import Standing
from lms_peer.ledger import Batch, Entry
from lms_peer.xapi import AUTHORITY, read, write

F = TypeVar("F", bound=Fact)


@dataclass(frozen=True)
class Acting:
    """Who acts, at which centre."""

    centre: UUID
    actor: Actor

    def stamp(self, submission: UUID, at: datetime | None = None) -> Stamp:
        """What the fact will carry. `submission` is its id: the same form sent twice is one fact."""
        return Stamp(id=submission, by=self.actor, at=at or now())


Rule = Callable[[Standing, Qualification], F]


def perform(acting: Acting, registration: UUID, submission: UUID, kind: type[F], rule: Rule[F]) -> F:
    """Let `rule` decide on the registration as it stands, and record its fact.

    Holds the registration until the transaction ends, so two people can not both act on what they saw before.
    A submission that was recorded already is answered with what it said then. Raises NotFound, AlreadySaid (the same
    submission, but changed), and what the rule refuses.
    """
    standing = progress.standing(acting.centre, registration, lock=True)
    qualification = qualification_of(acting.centre, standing)
    earlier = said_before(acting, submission, kind)
    if earlier is None:
        return record(acting.centre, rule(standing, qualification))
    if earlier.registration != registration or not _says_again(acting.centre, earlier, rule, qualification):
        raise AlreadySaid(submission)
    return earlier


def _says_again(centre: UUID, earlier: F, rule: Rule[F], qualification: Qualification) -> bool:
    """True when the rule, asked as things stood just before `earlier`, says the same again.

    Someone who goes back, changes what they wrote and sends it must not be told that the change was kept. A time that
    is the present was not typed, so it may differ.
    """
    entry = ledger.entry(centre, earlier.id)
    if entry is None:
        return False
    before, asked = progress.standing_at(centre, earlier.registration, entry.position - 1), now()
    try:
        again = rule(before, qualification)
    except Refusal:
        return False
    return replace(again, at=earlier.at if again.at >= asked else again.at) == earlier


def said_before(acting: Acting, submission: UUID, kind: type[F]) -> F | None:
    """What this person said under this id already. Raises AlreadySaid when the id stands for something else."""
    entry = ledger.entry(acting.centre, submission)
    if entry is None:
        return None
    fact = read(entry.body, entry.stored) if entry.authority == AUTHORITY else None
    if not isinstance(fact, kind) or fact.by != acting.actor:
        raise AlreadySaid(submission)
    return fact


def record(centre: UUID, fact: F) -> F:
    """Write the fact down, fold it into progress, let platforms know, and answer it with the time it was stored."""
    entry = ledger.append(centre, write(fact, workplace().config.issuer), AUTHORITY, now())
    stored = replace(fact, stored=entry.stored)
    if entry.new:
        progress.apply(centre, stored, entry.position)
        note_marks(centre, stored)
    return stored


def record_received(connection: Connection, batches: Sequence[Batch]) -> list[list[Entry] | AlreadySaid]:
    """Write down, in the connection's transaction, what others said, as they said it.

    Answers, for each batch, its entries or why it was not written. They vouch for it, not this service: nothing of it
    is a fact, and progress does not move.
    """
    return ledger.append_batches(connection, batches, now)


def qualification_of(centre: UUID, standing: Standing) -> Qualification:
    """The specification that the registration started with, whatever the course file says today."""
    return workplace().qualification(centre, standing.registered.specification)


def keep_words(acting: Acting, **words: Any) -> Document | None:
    """Put what was written into the vault, leaving out what was not; None when nothing was written."""
    said = {key: value.strip() if isinstance(value, str) else value for key, value in words.items()}
    said = {key: value for key, value in said.items() if value}
    here = workplace()
    return here.vault.keep_words(acting.centre, said, here.config.secret_key) if said else None
