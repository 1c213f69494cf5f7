"""Deciding criteria and signing off units: who may, and what must be true first."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from lms_peer.domain import combination
from lms_peer.domain.blocks import Block, NotMet, NotObserved, Unconfirmed, Uncountersigned, Undecided
from lms_peer.domain.facts import Actor, CriterionJudged, Document, Stamp, UnitSignedOff, Verdict
from lms_peer.domain.qualification import CriterionRef, Qualification, Unit
from lms_peer.domain.refusals import (
    AlreadyJudged,
    DeclaredInterest,
    InTraining,
    Missing,
    NotFound,
    OutOfScope,
    OwnWork,
    UnitAlreadySignedOff,
    UnitBlocked,
    UnknownCriteria,
    Withdrawn,
)
from lms_peer.domain.registration import require_not_completed
from lms_peer.domain.standing import ObservationStatus, Standing


@dataclass(frozen=True)
class Assessor:
    """An assessor on one qualification.

    `scope` holds the units they are approved for (None: all), `interests` the learners they declared an interest in.
    `in_training`: not qualified yet (CAVA, A1 or D32/33), so what they decide has to be countersigned.
    """

    actor: Actor
    scope: frozenset[str] | None = None
    interests: frozenset[Actor] = frozenset()
    in_training: bool = False


def require_assessor(standing: Standing, assessor: Assessor, units: Collection[str]) -> None:
    """Check that this assessor may decide on this learner's units.

    Raises OwnWork, DeclaredInterest (Ofqual Condition A4.5–6), OutOfScope.
    """
    if assessor.actor == standing.learner:
        raise OwnWork
    if standing.learner in assessor.interests:
        raise DeclaredInterest
    for unit in sorted(units):
        if assessor.scope is not None and unit not in assessor.scope:
            raise OutOfScope(unit)


def judge(
    standing: Standing,
    stamp: Stamp,
    *,
    assessor: Assessor,
    evidence: UUID,
    criterion: CriterionRef,
    verdict: Verdict,
    words: Document | None,
) -> CriterionJudged:
    """Decide one criterion on one piece of evidence. `not yet` needs feedback in `words`.

    The decision of an assessor in training counts once it is countersigned.

    Raises NotActive (completed), NotFound, UnknownCriteria, OwnWork, DeclaredInterest, OutOfScope, Withdrawn,
    UnitAlreadySignedOff, AlreadyJudged, Missing (feedback).
    """
    require_not_completed(standing)
    piece = standing.evidence.get(evidence)
    if piece is None:
        raise NotFound("evidence")
    if criterion not in piece.submitted.criteria:
        raise UnknownCriteria((criterion,))
    require_assessor(standing, assessor, {criterion.unit})
    if piece.withdrawn or piece.replaced_by:
        raise Withdrawn(evidence)
    if criterion.unit in standing.sign_offs:
        raise UnitAlreadySignedOff(criterion.unit)
    if criterion not in piece.open:
        raise AlreadyJudged(evidence)
    if verdict is Verdict.NOT_YET and words is None:
        raise Missing("feedback")
    return CriterionJudged(
        **standing.said(stamp),
        evidence=evidence,
        criterion=criterion,
        verdict=verdict,
        in_training=assessor.in_training,
        words=words,
    )


def blocks_on_unit(standing: Standing, unit: Unit, qualification: Qualification) -> tuple[Block, ...]:
    """Why the unit can not be signed off yet, in the order printed; empty when it can."""
    return tuple(_blocks(standing, unit, qualification))


def may_be_signed_off(standing: Standing, unit: Unit, qualification: Qualification) -> bool:
    """True when nothing blocks the unit. Looks no further than to the first block."""
    return next(_blocks(standing, unit, qualification), None) is None


def _blocks(standing: Standing, unit: Unit, qualification: Qualification) -> Iterator[Block]:
    yield from _unmet(standing, unit, qualification)
    for piece in standing.undecided:
        if undecided := tuple(ref for ref in piece.open if ref.unit == unit.reference):
            yield Undecided(piece.id, undecided)
        if unsigned := tuple(ref for ref in piece.uncountersigned if ref.unit == unit.reference):
            yield Uncountersigned(piece.id, unsigned)
    for observation in standing.observations.values():
        seen = observation.recorded if observation.status is ObservationStatus.RECORDED else None
        if seen is not None and any(ref.unit == unit.reference for ref in seen.criteria):
            yield Unconfirmed(observation.planned.id)


def _unmet(standing: Standing, unit: Unit, qualification: Qualification) -> Iterator[NotMet | NotObserved]:
    for ref in unit.refs():
        criterion = qualification.criteria_by_ref[ref]
        if ref in standing.undecided_criteria:
            continue  # said below, once: whether it is met is not known before the decision
        if not standing.met(ref):
            yield NotMet(ref)
        elif criterion.must_be_observed and not standing.met(ref, by_observation=True):
            yield NotObserved(ref)


def sign_off(
    standing: Standing,
    qualification: Qualification,
    stamp: Stamp,
    *,
    assessor: Assessor,
    unit: str,
    words: Document | None = None,
) -> UnitSignedOff:
    """Confirm that a unit is achieved.

    Raises NotActive (completed), NotFound (not among the learner's units), OwnWork, DeclaredInterest, OutOfScope,
    UnitAlreadySignedOff, InTraining, UnitBlocked.
    """
    require_not_completed(standing)
    taken = {one.reference: one for one in combination.units_of(qualification, standing.optional_units)}
    if unit not in taken:
        raise NotFound("learner's unit")
    require_assessor(standing, assessor, {unit})
    if unit in standing.sign_offs:
        raise UnitAlreadySignedOff(unit)
    if assessor.in_training:
        raise InTraining
    if blocks := blocks_on_unit(standing, taken[unit], qualification):
        raise UnitBlocked(unit, blocks)
    return UnitSignedOff(**standing.said(stamp), unit=unit, words=words)
