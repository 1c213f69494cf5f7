"""Evidence, who may decide on it, and what blocks a unit."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lms_peer.domain.blocks import Block
from lms_peer.domain.refusals.refusal import Refusal


@dataclass
class Withdrawn(Refusal):
    """The evidence was withdrawn or replaced; it can not be judged or replaced again."""

    evidence: UUID


class OwnRecord(Refusal):
    """Nobody decides what the portfolio of their own record leaves out."""


class NothingHidden(Refusal):
    """Nothing would be blacked out or left out, and nothing was before."""


@dataclass
class WordsNotThere(Refusal):
    """These words are to be blacked out, but stand nowhere in the evidence."""

    words: tuple[str, ...]


@dataclass
class NotBlackedOut(Refusal):
    """Parts of this file can not be blacked out: it can only be left out as a whole."""

    name: str


@dataclass
class AlreadyJudged(Refusal):
    """Evidence that was judged stays in the record; it can not be withdrawn, or judged twice on a criterion."""

    evidence: UUID


@dataclass
class NotReferredBack(Refusal):
    """Only a learner's own evidence that was judged `not yet` on some criterion can be sent again."""

    evidence: UUID


@dataclass
class OwnWork(Refusal):
    """Nobody judges, observes or signs off their own work."""


@dataclass
class DeclaredInterest(Refusal):
    """The assessor declared an interest in this learner (Ofqual Condition A4)."""


@dataclass
class OutOfScope(Refusal):
    """The assessor is not approved for this unit."""

    unit: str


class OwnTraining(Refusal):
    """No one says of themselves that they are qualified."""


class InTraining(Refusal):
    """An assessor in training may not do this: it takes a qualified one."""


class OwnDecision(Refusal):
    """No one countersigns what they decided themselves."""


@dataclass
class AlreadyCountersigned(Refusal):
    """A qualified assessor has answered this decision, or it never needed one."""

    judgement: UUID


@dataclass
class DoesNotCount(Refusal):
    """The decision does not count, or not any more, so there is nothing to take back."""

    judgement: UUID


@dataclass
class ActionNotOpen(Refusal):
    """The sample asked for nothing, or what it asked for was done already."""

    sample: UUID


@dataclass
class NotSignedOff(Refusal):
    """The unit is not signed off, so there is nothing to take back."""

    unit: str


@dataclass
class UnitAlreadySignedOff(Refusal):
    """The unit is signed off; its record is closed."""

    unit: str


@dataclass
class UnitBlocked(Refusal):
    """The unit can not be signed off yet; `reasons` says why."""

    unit: str
    reasons: tuple[Block, ...]
