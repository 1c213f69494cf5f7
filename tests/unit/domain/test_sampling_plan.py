"""A quality assurer plans what to sample and by when, or why not; and sees what no sample looked at."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from lms_peer.domain import sampling, sampling_plan
from lms_peer.domain.facts import Actor, SamplePlanned
from lms_peer.domain.judgement import Assessor
from lms_peer.domain.qualification import Method
from lms_peer.domain.refusals import (
    AssessesIt,
    DeclaredInterest,
    InThePast,
    Missing,
    NotFound,
    OwnWork,
    Refusal,
    TooFarAhead,
)
from lms_peer.domain.registration import choose_units
from lms_peer.domain.sampling import Verifier
from lms_peer.domain.sampling_plan import FARTHEST, Covered, Reach
from lms_peer.domain.waiting import Wait, waiting
from lms_peer.progress.codec import dump, load
from tests.unit.domain.given import (
    ASSESSOR,
    COURSE,
    LEARNER,
    LISTEN,
    NOON,
    PLACES,
    SEEN,
    TRAINER,
    WORDS,
    Record,
)

IQA = Verifier(Actor(ASSESSOR.issuer, "iqa"))
OTHER_ASSESSOR = Assessor(Actor(ASSESSOR.issuer, "another assessor"))
TODAY = NOON.date()
SOON = TODAY + timedelta(days=14)


@pytest.fixture
def record() -> Record:
    return Record()


def plans(
    record: Record, by_day: date | None = SOON, *, unit: str = "H2", verifier: Verifier = IQA, words=WORDS
) -> SamplePlanned:
    parts = {"verifier": verifier, "unit": unit, "by_day": by_day, "words": words}
    return record.says(sampling_plan.plan(record.standing, COURSE, record.stamp(verifier.actor), **parts))


def decides(record: Record, ref=PLACES, assessor: Assessor | None = None) -> UUID:
    piece = record.submits(ref)
    record.judges(piece, ref, **({"assessor": assessor} if assessor else {}))
    return piece.id


def samples(record: Record, *sampled: UUID, unit: str = "H2", agreed: bool = True) -> UUID:
    parts = {"verifier": IQA, "unit": unit, "sampled": sampled, "agreed": agreed, "words": WORDS}
    return record.says(sampling.sample(record.standing, record.stamp(IQA.actor), **parts)).id


def reach(record: Record, unit: str = "H2", today: date = TODAY) -> Reach:
    return sampling_plan.cell(record.standing, unit, today).reach


def planned_ahead(record: Record) -> list[UUID]:
    return [one.subject for one in waiting(record.standing) if one.wait is Wait.SAMPLE_UNIT]


def test_a_unit_that_nobody_decided_on_or_planned_for_says_so(record: Record):
    assert reach(record) is Reach.NOTHING_DECIDED
    decides(record)
    assert reach(record) is Reach.NOT_PLANNED


def test_a_plan_can_be_made_before_anything_is_decided(record: Record):
    plans(record)
    assert sampling_plan.cell(record.standing, "H2", TODAY).decided == 0
    assert reach(record) is Reach.TO_SAMPLE


def test_a_sample_is_late_once_its_day_is_over(record: Record):
    plans(record)
    assert reach(record, today=SOON) is Reach.TO_SAMPLE
    assert reach(record, today=SOON + timedelta(days=1)) is Reach.OVERDUE


def test_what_is_planned_waits_for_its_day_until_the_unit_is_sampled(record: Record):
    fact = plans(record)
    [waits] = [one for one in waiting(record.standing) if one.wait is Wait.SAMPLE_UNIT]
    assert (waits.subject, waits.on) == (fact.id, None)
    assert waits.since == datetime(2026, 3, 16, tzinfo=UTC)
    sample = samples(record, decides(record))
    assert planned_ahead(record) == []
    assert reach(record) is Reach.SAMPLED
    assert sampling_plan.plan_of(record.standing, "H2").sampled == sample
    assert load(dump(record.standing)) == record.standing
    assert record.folded_again() == record.standing


def test_what_is_planned_waits_on_a_record_that_was_completed_or_ended_too(record: Record):
    record.achieves_everything()
    fact = plans(record)
    record.completes()
    assert planned_ahead(record) == [fact.id]
    left = Record()
    fact = plans(left)
    left.ends()
    assert planned_ahead(left) == [fact.id]


def test_the_plan_made_last_counts_and_the_earlier_ones_stay(record: Record):
    plans(record)
    plans(record, None)
    assert reach(record) is Reach.LEFT_OUT
    assert planned_ahead(record) == []
    later = plans(record, SOON + timedelta(days=5))
    assert planned_ahead(record) == [later.id]
    assert len(record.standing.sample_plans) == 3


def test_a_unit_that_need_not_be_sampled_is_left_out_until_it_is_sampled_all_the_same(record: Record):
    plans(record, None)
    assert reach(record) is Reach.LEFT_OUT
    samples(record, decides(record))
    assert reach(record) is Reach.SAMPLED


def test_a_unit_that_was_sampled_can_be_planned_for_again(record: Record):
    piece = decides(record)
    plans(record)
    samples(record, piece)
    plans(record)
    assert reach(record) is Reach.TO_SAMPLE
    samples(record, piece)
    plans(record, None)
    assert reach(record) is Reach.SAMPLED


def test_what_has_to_be_done_is_said_before_what_is_planned(record: Record):
    piece = decides(record)
    asked = samples(record, piece, agreed=False)
    samples(record, piece)
    plans(record)
    found = sampling_plan.cell(record.standing, "H2", TODAY)
    assert found.reach is Reach.ACTION_OPEN
    assert found.sample.sampled.id == asked


def test_one_plan_says_nothing_of_another_unit(record: Record):
    plans(record, unit="H1")
    samples(record, decides(record))
    assert reach(record, "H1") is Reach.TO_SAMPLE


def test_a_unit_that_is_not_taken_any_more_waits_for_no_sample(record: Record):
    plans(record)
    record.says(choose_units(record.standing, COURSE, record.stamp(TRAINER), ["H3"]))
    assert planned_ahead(record) == []


@pytest.mark.parametrize(
    ("verifier", "refusal"),
    [
        (Verifier(LEARNER), OwnWork),
        (Verifier(IQA.actor, interests=frozenset({LEARNER})), DeclaredInterest),
        (Verifier(IQA.actor, assessors=frozenset({IQA.actor})), AssessesIt),
        (Verifier(ASSESSOR), AssessesIt),
    ],
)
def test_nobody_plans_to_sample_what_they_have_a_part_in(record: Record, verifier: Verifier, refusal):
    decides(record)
    with pytest.raises(refusal):
        plans(record, verifier=verifier)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"unit": "H3"}, NotFound("learner's unit")),
        ({"unit": "X"}, NotFound("learner's unit")),
        ({"words": None}, Missing("reason")),
        ({"by_day": None, "words": None}, Missing("reason")),
        ({"by_day": TODAY - timedelta(days=1)}, InThePast("by_day")),
        ({"by_day": TODAY + FARTHEST + timedelta(days=1)}, TooFarAhead("by_day", TODAY + FARTHEST)),
    ],
)
def test_a_plan_names_a_unit_that_is_taken_a_day_that_can_be_and_why(record: Record, wrong, refusal: Refusal):
    with pytest.raises(type(refusal)) as refused:
        plans(record, **wrong)
    assert refused.value == refusal
    assert plans(record, TODAY).by_day == TODAY


def test_the_day_is_the_one_in_the_united_kingdom(record: Record):
    record.now = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    with pytest.raises(InThePast):
        plans(record, date(2026, 7, 1))
    plans(record, date(2026, 7, 2))
    assert waiting(record.standing)[0].since == datetime(2026, 7, 1, 23, tzinfo=UTC)


def test_coverage_says_what_no_sample_looked_at(record: Record):
    seen, unseen = decides(record), decides(record, LISTEN, OTHER_ASSESSOR)
    samples(record, seen)
    found = sampling_plan.coverage([record.standing], {seen: "office", unseen: "hostel"})
    assert found.learners == (Covered(record.standing.registration, 2, 1),)
    assert found.assessors == (Covered(ASSESSOR, 1, 1), Covered(OTHER_ASSESSOR.actor, 1, 0))
    assert found.methods == (Covered(Method.REFLECTIVE_ACCOUNT, 2, 1),)
    assert found.units == (Covered("H2", 1, 1), Covered("H1", 1, 0))
    assert found.places == (Covered("office", 1, 1), Covered("hostel", 1, 0))


def test_a_sample_looks_at_what_was_decided_in_its_own_unit_only(record: Record):
    piece = record.submits(LISTEN, PLACES)
    record.judges(piece, LISTEN, assessor=OTHER_ASSESSOR)
    record.judges(piece, PLACES)
    samples(record, piece.id)
    found = sampling_plan.coverage([record.standing], {})
    assert found.units == (Covered("H1", 1, 0), Covered("H2", 1, 1))
    assert found.assessors == (Covered(OTHER_ASSESSOR.actor, 1, 0), Covered(ASSESSOR, 1, 1))
    assert found.learners == (Covered(record.standing.registration, 1, 1),)


def test_a_piece_with_several_decisions_counts_once_and_one_without_any_not_at_all(record: Record):
    piece = record.submits(LISTEN, SEEN)
    record.judges(piece, LISTEN)
    record.judges(piece, SEEN)
    record.submits(PLACES)
    found = sampling_plan.coverage([record.standing], {})
    assert found.units == (Covered("H1", 1, 0),)
    assert found.places == ()


def test_what_was_decided_in_a_unit_that_is_not_taken_any_more_need_not_be_looked_at(record: Record):
    decides(record)
    record.says(choose_units(record.standing, COURSE, record.stamp(TRAINER), ["H3"]))
    assert sampling_plan.coverage([record.standing], {}).units == ()
