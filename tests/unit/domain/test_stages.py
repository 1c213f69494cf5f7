"""How far a unit and a criterion are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from lms_peer.catalogue import parse
from lms_peer.domain import facts as f
from lms_peer.domain.facts import Actor, Document, Fact, Verdict
from lms_peer.domain.qualification import CriterionRef, Method
from lms_peer.domain.stages import Stage, criterion_stage, evidence_for, planned, unit_stage, units_taken
from lms_peer.domain.standing import Standing
from tests.unit.domain.given import standing_of

BENCH = parse((Path(__file__).parents[2] / "courses" / "bench.yaml").read_bytes(), "bench")
LISTEN, OBSERVED = CriterionRef("H1", "1.1"), CriterionRef("H1", "1.2")
UNIT = BENCH.units_by_reference["H1"]
LEARNER, ASSESSOR = Actor("http://peer.example", "learner"), Actor("http://peer.example", "assessor")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def fact(kind: type[Fact], **more: Any) -> Any:
    """A fact of the bench registration."""
    said = {"id": uuid4(), "by": ASSESSOR, "at": NOON, "learner": LEARNER, "registration": UUID(int=1)}
    return kind(**said, qualification=BENCH.ref, **more)


def sent(*criteria: CriterionRef, replaces: UUID | None = None) -> f.EvidenceSubmitted:
    """Evidence of the learner."""
    submitted: f.EvidenceSubmitted = fact(
        f.EvidenceSubmitted,
        method=Method.REFLECTIVE_ACCOUNT,
        criteria=criteria,
        happened=NOON.date(),
        used_ai=False,
        replaces=replaces,
    )
    return submitted


def judged(evidence: Fact, criterion: CriterionRef, verdict: Verdict = Verdict.MET) -> Fact:
    """What the assessor decided."""
    decided: Fact = fact(f.CriterionJudged, evidence=evidence.id, criterion=criterion, verdict=verdict)
    return decided


def plan(days: int = 1) -> f.ObservationPlanned:
    """An observation to come."""
    made: f.ObservationPlanned = fact(
        f.ObservationPlanned, assessor=ASSESSOR, due=NOON + timedelta(days=days), criteria=(OBSERVED,)
    )
    return made


def seen(observation: Fact) -> Fact:
    """The record of an observation."""
    record: Fact = fact(f.ObservationRecorded, observation=observation.id, criteria=(OBSERVED,), minutes=30)
    return record


def after(*facts: Fact) -> Standing:
    """The standing after these facts."""
    registered = fact(f.LearnerRegistered, specification=Document("0" * 64, 1, "x/y"), optional_units=("H2",))
    return standing_of([registered, *facts])


def test_a_learner_takes_the_mandatory_units_and_those_chosen() -> None:
    assert [unit.reference for unit in units_taken(after(), BENCH)] == ["H1", "H2"]


def test_nothing_is_not_started() -> None:
    assert unit_stage(after(), BENCH, UNIT) is Stage.NOT_STARTED
    assert criterion_stage(after(), BENCH, LISTEN) is Stage.NOT_STARTED


def test_a_planned_observation_is_a_beginning() -> None:
    assert unit_stage(after(plan()), BENCH, UNIT) is Stage.IN_PROGRESS


def test_sent_evidence_is_with_the_assessor() -> None:
    standing = after(sent(LISTEN))
    assert criterion_stage(standing, BENCH, LISTEN) is Stage.TO_ASSESS
    assert unit_stage(standing, BENCH, UNIT) is Stage.TO_ASSESS


def test_what_the_learner_has_to_do_comes_before_what_they_wait_for() -> None:
    first, second = sent(LISTEN), plan()
    standing = after(first, judged(first, LISTEN, Verdict.NOT_YET), second, seen(second))
    assert criterion_stage(standing, BENCH, LISTEN) is Stage.REFERRED_BACK
    assert criterion_stage(standing, BENCH, OBSERVED) is Stage.TO_ASSESS
    assert unit_stage(standing, BENCH, UNIT) is Stage.REFERRED_BACK


def test_work_sent_again_is_with_the_assessor_again() -> None:
    first = sent(LISTEN)
    again = sent(LISTEN, replaces=first.id)
    standing = after(first, judged(first, LISTEN, Verdict.NOT_YET), again)
    assert criterion_stage(standing, BENCH, LISTEN) is Stage.TO_ASSESS


def test_one_met_is_enough_whatever_else_was_sent_back() -> None:
    first, second = sent(LISTEN), sent(LISTEN)
    standing = after(first, second, judged(first, LISTEN, Verdict.NOT_YET), judged(second, LISTEN))
    assert criterion_stage(standing, BENCH, LISTEN) is Stage.MET


def test_met_on_other_evidence_is_not_enough_where_it_must_be_observed() -> None:
    told = fact(
        f.WitnessTestimonyRecorded, witness=ASSESSOR, expert=True, criteria=(OBSERVED,), happened=NOON.date()
    )
    standing = after(told, judged(told, OBSERVED))
    assert criterion_stage(standing, BENCH, OBSERVED) is Stage.IN_PROGRESS


def test_evidence_taken_back_counts_for_nothing() -> None:
    first = sent(LISTEN)
    standing = after(first, fact(f.EvidenceWithdrawn, evidence=first.id))
    assert evidence_for(standing, LISTEN) == ()
    assert unit_stage(standing, BENCH, UNIT) is Stage.NOT_STARTED


@pytest.mark.parametrize("signed", [True, False])
def test_a_unit_is_ready_when_nothing_blocks_it_any_more(signed: bool) -> None:
    first, observation = sent(LISTEN), plan()
    record = seen(observation)
    facts = [first, judged(first, LISTEN), observation, record, judged(record, OBSERVED)]
    if signed:
        facts.append(fact(f.ObservationConfirmed, observation=observation.id))
    assert unit_stage(after(*facts), BENCH, UNIT) is (Stage.READY if signed else Stage.IN_PROGRESS)


def test_a_signed_off_unit_stays_signed_off() -> None:
    assert unit_stage(after(fact(f.UnitSignedOff, unit="H1")), BENCH, UNIT) is Stage.SIGNED_OFF


def test_observations_to_come_are_in_the_order_of_their_days() -> None:
    late, soon, gone = plan(9), plan(2), plan(1)
    cancelled = fact(f.ObservationCancelled, observation=gone.id, reason=f.CancelReason.REGIME)
    assert [one.planned for one in planned(after(late, soon, gone, cancelled))] == [soon, late]
    assert planned(after(late, replace(soon, due=late.due), seen(late)))[0].planned.id == soon.id
