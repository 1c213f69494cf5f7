"""An assessor in training decides; a qualified one countersigns or sends back; only then does it count."""

from __future__ import annotations

import pytest

from lms_peer.domain import countersigning, judgement, registration
from lms_peer.domain.blocks import Uncountersigned
from lms_peer.domain.evidence import withdraw
from lms_peer.domain.facts import Actor, Verdict
from lms_peer.domain.judgement import Assessor, blocks_on_unit
from lms_peer.domain.qualification import Method
from lms_peer.domain.refusals import (
    AlreadyCountersigned,
    AlreadyJudged,
    DeclaredInterest,
    InTraining,
    Missing,
    NotActive,
    NotFound,
    OutOfScope,
    OwnDecision,
    OwnWork,
)
from lms_peer.domain.stages import Stage, criterion_stage
from lms_peer.domain.waiting import Wait, waiting
from lms_peer.progress.codec import dump, load
from tests.unit.domain.given import ASSESSOR, COURSE, LEARNER, LISTEN, NOTES, QUALIFIED, TRAINER, WORDS, Record

LEARNING = Actor("https://peer.example", "an assessor in training")
TRAINEE = Assessor(LEARNING, in_training=True)


@pytest.fixture
def record() -> Record:
    record = Record()
    record.submits(LISTEN)
    return record


def decides(record: Record, verdict: Verdict = Verdict.MET, assessor: Assessor = TRAINEE):
    piece = next(iter(record.standing.evidence))
    return record.says(
        judgement.judge(
            record.standing,
            record.stamp(assessor.actor),
            assessor=assessor,
            evidence=piece,
            criterion=LISTEN,
            verdict=verdict,
            words=WORDS,
        )
    )


def countersigns(record: Record, judged, assessor: Assessor = QUALIFIED):
    return record.says(
        countersigning.countersign(
            record.standing, record.stamp(assessor.actor), assessor=assessor, judgement=judged.id
        )
    )


def sends_back(record: Record, judged, words=WORDS, assessor: Assessor = QUALIFIED):
    return record.says(
        countersigning.send_back(
            record.standing, record.stamp(assessor.actor), assessor=assessor, judgement=judged.id, words=words
        )
    )


def waits(record: Record) -> list[tuple[Wait, Actor | None]]:
    return [(one.wait, one.on) for one in waiting(record.standing)]


def test_what_a_trainee_decides_does_not_count_before_it_is_countersigned(record: Record):
    judged = decides(record)
    assert judged.in_training
    assert not record.standing.met(LISTEN)
    assert criterion_stage(record.standing, COURSE, LISTEN) is Stage.TO_ASSESS
    countersigns(record, judged)
    assert record.standing.met(LISTEN)


def test_a_trainees_not_yet_asks_nothing_of_the_learner_before_it_is_countersigned(record: Record):
    judged = decides(record, Verdict.NOT_YET)
    assert waits(record) == [(Wait.COUNTERSIGN_JUDGEMENT, None)]
    countersigns(record, judged)
    assert waits(record) == [(Wait.SEND_AGAIN, LEARNER)]


def test_a_unit_waits_while_a_decision_waits_to_be_countersigned(record: Record):
    judged = decides(record)
    unit = COURSE.units_by_reference["H1"]
    blocks = blocks_on_unit(record.standing, unit, COURSE)
    assert Uncountersigned(judged.evidence, (LISTEN,)) in blocks
    countersigns(record, judged)
    assert not any(isinstance(block, Uncountersigned) for block in blocks_on_unit(record.standing, unit, COURSE))


def test_what_is_sent_back_is_judged_again_by_the_trainee(record: Record):
    first = decides(record)
    sends_back(record, first)
    assert not record.standing.met(LISTEN)
    assert waits(record) == [(Wait.JUDGE_AGAIN, LEARNING)]
    second = decides(record, Verdict.NOT_YET)
    assert waits(record) == [(Wait.COUNTERSIGN_JUDGEMENT, None)]
    countersigns(record, second)
    piece = record.standing.evidence[first.evidence]
    assert piece.verdicts == {LISTEN: second}


def test_a_qualified_assessor_may_judge_what_was_sent_back(record: Record):
    sends_back(record, decides(record))
    decides(record, assessor=QUALIFIED)
    assert record.standing.met(LISTEN)
    assert waits(record) == []


def test_nobody_judges_over_a_decision_that_waits(record: Record):
    decides(record)
    with pytest.raises(AlreadyJudged):
        decides(record, assessor=QUALIFIED)


def test_the_learner_can_not_take_back_what_a_trainee_judged(record: Record):
    judged = decides(record)
    with pytest.raises(AlreadyJudged):
        withdraw(record.standing, record.stamp(LEARNER), judged.evidence, None)


@pytest.mark.parametrize(
    ("assessor", "refusal"),
    [
        (TRAINEE, OwnDecision),
        (Assessor(LEARNING), OwnDecision),
        (Assessor(LEARNER), OwnWork),
        (Assessor(ASSESSOR, in_training=True), InTraining),
        (Assessor(ASSESSOR, frozenset({"H2"})), OutOfScope),
        (Assessor(ASSESSOR, None, frozenset({LEARNER})), DeclaredInterest),
    ],
    ids=["oneself", "oneself, qualified since", "the learner", "another trainee", "out of scope", "an interest"],
)
def test_only_another_qualified_assessor_countersigns(record: Record, assessor: Assessor, refusal: type):
    judged = decides(record)
    for answer in (countersigns, sends_back):
        with pytest.raises(refusal):
            answer(record, judged, assessor=assessor)


def test_a_decision_is_answered_once(record: Record):
    judged = decides(record)
    countersigns(record, judged)
    for answer in (countersigns, sends_back):
        with pytest.raises(AlreadyCountersigned):
            answer(record, judged)


def test_the_decision_of_a_qualified_assessor_needs_no_second_one(record: Record):
    judged = decides(record, assessor=Assessor(LEARNING))
    with pytest.raises(AlreadyCountersigned):
        countersigns(record, judged)


def test_sending_back_needs_a_reason(record: Record):
    with pytest.raises(Missing):
        sends_back(record, decides(record), words=None)


def test_a_decision_that_is_not_there_is_not_found(record: Record):
    judged = decides(record)
    with pytest.raises(NotFound):
        countersigning.find(Record().standing, judged.id)


def test_nothing_is_countersigned_on_a_record_that_was_completed():
    record = Record()
    both = registration.choose_units(record.standing, COURSE, record.stamp(TRAINER), ("H2", "H3"))
    record.says(both)  # one of the two is enough
    judged = record.judges(record.submits(NOTES, method=Method.WORK_PRODUCT), NOTES, assessor=TRAINEE)
    record.achieves_everything()
    record.completes()
    for answer in (countersigns, sends_back):
        with pytest.raises(NotActive):
            answer(record, judged)


def test_an_assessor_in_training_signs_no_unit_off(record: Record):
    countersigns(record, decides(record))
    with pytest.raises(InTraining):
        judgement.sign_off(record.standing, COURSE, record.stamp(LEARNING), assessor=TRAINEE, unit="H1")


def test_a_standing_with_countersigning_is_kept_and_read_back(record: Record):
    sends_back(record, decides(record))
    countersigns(record, decides(record))
    assert load(dump(record.standing)) == record.standing
