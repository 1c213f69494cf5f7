"""What keeps a unit from being signed off, one reason each. `judgement` finds them; whoever shows them words them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lms_peer.domain.qualification import CriterionRef


@dataclass(frozen=True)
class NotMet:
    """No assessor decided `met` on this criterion."""

    ref: CriterionRef


@dataclass(frozen=True)
class NotObserved:
    """The criterion must be met on an observation, and is not."""

    ref: CriterionRef


@dataclass(frozen=True)
class Undecided:
    """Evidence for the unit waits for a decision on these criteria."""

    evidence: UUID
    refs: tuple[CriterionRef, ...]


@dataclass(frozen=True)
class Uncountersigned:
    """An assessor in training decided these criteria on this evidence; a qualified one has to countersign."""

    evidence: UUID
    refs: tuple[CriterionRef, ...]


@dataclass(frozen=True)
class Unconfirmed:
    """The learner has not signed the record of an observation that the unit rests on."""

    observation: UUID


Block = NotMet | NotObserved | Undecided | Uncountersigned | Unconfirmed
