"""How a fact changes where a registration stands: a standing and the next fact give the next standing.

Pure, and total over facts that the rules let through. Decides nothing: what may happen is for the rules.
"""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch
from typing import Any
from uuid import UUID

from lms_peer.domain import facts as f
from lms_peer.domain.facts import Fact
from lms_peer.domain.standing import (
    EvidenceStanding,
    HoursStanding,
    ObservationStanding,
    Reopening,
    Sample,
    SamplePlan,
    Standing,
    Status,
)


def fold(standing: Standing | None, fact: Fact) -> Standing:
    """The standing after one more fact. Raises ValueError unless a record begins with its one registration."""
    if isinstance(fact, f.LearnerRegistered):
        if standing is not None:
            raise ValueError("registered twice")
        return Standing(registered=fact, last_at=fact.at)
    if standing is None:
        raise ValueError(f"{type(fact).__name__} before the learner was registered")
    return replace(standing, last_at=max(standing.last_at or fact.at, fact.at), **_after(fact, standing))


@singledispatch
def _after(fact: Fact, _standing: Standing) -> dict[str, Any]:
    raise ValueError(f"no rule folds {type(fact).__name__}")


@_after.register
def _(fact: f.UnitsChosen, standing: Standing) -> dict[str, Any]:
    return {"choices": (*standing.choices, fact)}


@_after.register
def _(fact: f.RegistrationPaused, standing: Standing) -> dict[str, Any]:
    return {"status": Status.PAUSED, "changes": (*standing.changes, fact)}


@_after.register
def _(fact: f.RegistrationResumed, standing: Standing) -> dict[str, Any]:
    return {"status": Status.ACTIVE, "changes": (*standing.changes, fact)}


@_after.register
def _(fact: f.RegistrationEnded, standing: Standing) -> dict[str, Any]:
    return {"status": Status.ENDED, "changes": (*standing.changes, fact)}


@_after.register
def _(fact: f.RegistrationCompleted, standing: Standing) -> dict[str, Any]:
    return {"status": Status.COMPLETED, "changes": (*standing.changes, fact)}


@_after.register(f.WitnessTestimonyRecorded)
@_after.register(f.DiscussionRecorded)
@_after.register(f.OutsideEvidenceReported)
def _(fact: f.Evidence, standing: Standing) -> dict[str, Any]:
    return {"evidence": {**standing.evidence, fact.id: EvidenceStanding(fact)}}


@_after.register
def _(fact: f.EvidenceSubmitted, standing: Standing) -> dict[str, Any]:
    evidence = dict(standing.evidence)
    if fact.replaces:
        evidence[fact.replaces] = replace(evidence[fact.replaces], replaced_by=fact.id)
    return {"evidence": {**evidence, fact.id: EvidenceStanding(fact)}}


@_after.register
def _(fact: f.EvidenceWithdrawn, standing: Standing) -> dict[str, Any]:
    taken_back = replace(standing.evidence[fact.evidence], withdrawn=fact)
    return {"evidence": {**standing.evidence, fact.evidence: taken_back}}


@_after.register
def _(fact: f.EvidenceRedacted, standing: Standing) -> dict[str, Any]:
    piece = standing.evidence[fact.evidence]
    redacted = replace(piece, redactions=(*piece.redactions, fact))
    return {"evidence": {**standing.evidence, fact.evidence: redacted}}


@_after.register
def _(fact: f.CriterionJudged, standing: Standing) -> dict[str, Any]:
    piece = standing.evidence[fact.evidence]
    judged = replace(piece, judgements=(*piece.judgements, fact))
    return {"evidence": {**standing.evidence, fact.evidence: judged}}


@_after.register(f.JudgementCountersigned)
@_after.register(f.JudgementSentBack)
def _(fact: f.JudgementCountersigned | f.JudgementSentBack, standing: Standing) -> dict[str, Any]:
    piece = _judged(standing, fact.judgement)
    answered = replace(piece, countersigning=(*piece.countersigning, fact))
    return {"evidence": {**standing.evidence, piece.id: answered}}


@_after.register
def _(fact: f.JudgementWithdrawn, standing: Standing) -> dict[str, Any]:
    piece = _judged(standing, fact.judgement)
    back = replace(piece, taken_back=(*piece.taken_back, fact))
    return {"evidence": {**standing.evidence, piece.id: back}}


def _judged(standing: Standing, judgement: UUID) -> EvidenceStanding:
    return next(one for one in standing.evidence.values() if judgement in {said.id for said in one.judgements})


@_after.register
def _(fact: f.UnitSignedOff, standing: Standing) -> dict[str, Any]:
    return {"sign_offs": {**standing.sign_offs, fact.unit: fact}}


@_after.register
def _(fact: f.UnitReopened, standing: Standing) -> dict[str, Any]:
    still = {unit: signed for unit, signed in standing.sign_offs.items() if unit != fact.unit}
    back = Reopening(standing.sign_offs[fact.unit], fact)
    return {"sign_offs": still, "reopenings": (*standing.reopenings, back)}


@_after.register
def _(fact: f.SamplePlanned, standing: Standing) -> dict[str, Any]:
    return {"sample_plans": (*standing.sample_plans, SamplePlan(fact))}


@_after.register
def _(fact: f.UnitSampled, standing: Standing) -> dict[str, Any]:
    plans = list(standing.sample_plans)
    for place in reversed(range(len(plans))):  # what was planned last for the unit is done with this
        if plans[place].planned.unit == fact.unit:
            plans[place] = replace(plans[place], sampled=plans[place].sampled or fact.id)
            break
    return {"samples": {**standing.samples, fact.id: Sample(fact)}, "sample_plans": tuple(plans)}


@_after.register
def _(fact: f.ActionClosed, standing: Standing) -> dict[str, Any]:
    closed = replace(standing.samples[fact.sample], closed=fact)
    return {"samples": {**standing.samples, fact.sample: closed}}


@_after.register
def _(fact: f.ObservationPlanned, standing: Standing) -> dict[str, Any]:
    return {"observations": {**standing.observations, fact.id: ObservationStanding(fact)}}


@_after.register(f.ObservationRebooked)
@_after.register(f.ObservationCancelled)
def _(fact: f.ObservationRebooked | f.ObservationCancelled, standing: Standing) -> dict[str, Any]:
    observation = standing.observations[fact.observation]
    changed = replace(observation, changes=(*observation.changes, fact))
    return {"observations": {**standing.observations, fact.observation: changed}}


@_after.register
def _(fact: f.ObservationRecorded, standing: Standing) -> dict[str, Any]:
    recorded = replace(standing.observations[fact.observation], recorded=fact)
    return {
        "observations": {**standing.observations, fact.observation: recorded},
        "evidence": {**standing.evidence, fact.id: EvidenceStanding(fact)},
    }


@_after.register
def _(fact: f.ObservationConfirmed, standing: Standing) -> dict[str, Any]:
    confirmed = replace(standing.observations[fact.observation], confirmed=fact)
    return {"observations": {**standing.observations, fact.observation: confirmed}}


@_after.register
def _(fact: f.HoursLogged, standing: Standing) -> dict[str, Any]:
    return {"hours": {**standing.hours, fact.id: HoursStanding(fact)}}


@_after.register(f.HoursCountersigned)
@_after.register(f.HoursRefused)
@_after.register(f.HoursVoided)
def _(fact: f.HoursCountersigned | f.HoursRefused | f.HoursVoided, standing: Standing) -> dict[str, Any]:
    answered = replace(standing.hours[fact.hours], answer=fact)
    return {"hours": {**standing.hours, fact.hours: answered}}


@_after.register
def _(fact: f.PortfolioIssued, standing: Standing) -> dict[str, Any]:
    return {"portfolios": (*standing.portfolios, fact)}


@_after.register
def _(fact: f.PortfolioWithdrawn, standing: Standing) -> dict[str, Any]:
    return {"withdrawn": {**standing.withdrawn, fact.issued: fact}}
