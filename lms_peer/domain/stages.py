"""How far a unit and a criterion are, in one word each. Pure questions to a standing; decides nothing."""

from __future__ import annotations

from enum import StrEnum

from lms_peer.domain.combination import units_of
from lms_peer.domain.judgement import may_be_signed_off
from lms_peer.domain.qualification import CriterionRef, Qualification, Unit
from lms_peer.domain.standing import EvidenceStanding, ObservationStanding, ObservationStatus, Standing


class Stage(StrEnum):
    """How far something is."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    TO_ASSESS = "to_assess"
    REFERRED_BACK = "referred_back"
    MET = "met"
    READY = "ready"
    SIGNED_OFF = "signed_off"


def units_taken(standing: Standing, qualification: Qualification) -> tuple[Unit, ...]:
    """The units of this learner, in the order printed."""
    return units_of(qualification, standing.optional_units)


def unit_stage(standing: Standing, qualification: Qualification, unit: Unit) -> Stage:
    """How far the learner is with a unit. What the learner has to do comes before what they wait for."""
    if unit.reference in standing.sign_offs:
        return Stage.SIGNED_OFF
    if may_be_signed_off(standing, unit, qualification):
        return Stage.READY
    stages = {criterion_stage(standing, qualification, ref) for ref in unit.refs()}
    for stage in (Stage.REFERRED_BACK, Stage.TO_ASSESS):
        if stage in stages:
            return stage
    return Stage.IN_PROGRESS if stages != {Stage.NOT_STARTED} else Stage.NOT_STARTED


def criterion_stage(standing: Standing, qualification: Qualification, ref: CriterionRef) -> Stage:
    """How far the learner is with one criterion; `met` only when it was observed, where it must be."""
    if standing.met(ref, by_observation=qualification.criteria_by_ref[ref].must_be_observed):
        return Stage.MET
    pieces = evidence_for(standing, ref)
    if not standing.met(ref) and any(ref in piece.referred_back for piece in pieces):
        return Stage.REFERRED_BACK
    if any(ref in piece.open or ref in piece.uncountersigned for piece in pieces):
        return Stage.TO_ASSESS
    begun = standing.met(ref) or ref in standing.planned_criteria
    return Stage.IN_PROGRESS if begun else Stage.NOT_STARTED


def evidence_for(standing: Standing, ref: CriterionRef) -> tuple[EvidenceStanding, ...]:
    """Evidence that aims at a criterion, the oldest first, without what was taken back."""
    return standing.evidence_by_criterion.get(ref, ())


def planned(standing: Standing) -> tuple[ObservationStanding, ...]:
    """Observations that are still to come, the next one first."""
    ahead = (one for one in standing.observations.values() if one.status is ObservationStatus.PLANNED)
    return tuple(sorted(ahead, key=lambda one: (one.due, one.planned.id)))
