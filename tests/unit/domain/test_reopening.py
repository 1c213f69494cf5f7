"""What was decided wrongly is taken back with a reason: it counts no more, and stays on record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms_peer.domain import reopening
from lms_peer.domain.evidence import withdraw
from lms_peer.domain.facts import Actor, Verdict
from lms_peer.domain.judgement import Assessor
from lms_peer.domain.refusals import (
    AlreadyJudged,
    AssessesIt,
    DeclaredInterest,
    DoesNotCount,
    InTraining,
    Missing,
    NotActive,
    NotFound,
    NotSignedOff,
    OutOfScope,
    OwnWork,
    UnitAlreadySignedOff,
    Withdrawn,
)
from lms_peer.domain.stages import Stage, criterion_stage, unit_stage
from lms_peer.domain.standing import Reopening
from lms_peer.domain.verifying import require_verifier
from lms_peer.domain.waiting import Wait, waiting
from lms_peer.progress.codec import dump, load
from tests.unit.domain.given import ASSESSOR, COURSE, LEARNER, LISTEN, PLACES, QUALIFIED, WORDS, Record

COLLEAGUE = Assessor(Actor(ASSESSOR.issuer, "another assessor"))
IN_TRAINING = Assessor(Actor(ASSESSOR.issuer, "in training"), in_training=True)
H2 = COURSE.units_by_reference["H2"]
BARRED = [
    (Assessor(LEARNER), OwnWork),
    (Assessor(ASSESSOR, None, frozenset({LEARNER})), DeclaredInterest),
    (Assessor(ASSESSOR, frozenset({"H1"})), OutOfScope),
    (IN_TRAINING, InTraining),
]


@pytest.fixture
def record() -> Record:
    record = Record()
    record.judges(record.submits(PLACES), PLACES)
    record.now += timedelta(days=1)
    return record


def the_decision(record: Record):
    return next(judged for piece in record.standing.evidence.values() for judged in piece.judgements)


def takes_back(record: Record, judged, assessor: Assessor = QUALIFIED, words=WORDS):
    stamp = record.stamp(assessor.actor)
    return record.says(
        reopening.withdraw_judgement(record.standing, stamp, assessor=assessor, judgement=judged.id, words=words)
    )


def opens_again(record: Record, unit: str = "H2", assessor: Assessor = QUALIFIED, words=WORDS):
    stamp = record.stamp(assessor.actor)
    return record.says(reopening.reopen_unit(record.standing, stamp, assessor=assessor, unit=unit, words=words))


def test_a_decision_that_was_taken_back_counts_no_more_and_stays_on_record(record: Record):
    judged = the_decision(record)
    back = takes_back(record, judged)
    assert not record.standing.met(PLACES)
    assert criterion_stage(record.standing, COURSE, PLACES) is Stage.TO_ASSESS
    (piece,) = record.standing.evidence.values()
    assert piece.judgements == (judged,)
    assert piece.withdrawals == {judged.id: back}


def test_the_work_waits_for_a_new_decision_from_then_on(record: Record):
    back = takes_back(record, the_decision(record))
    (waits,) = waiting(record.standing)
    assert (waits.wait, waits.since) == (Wait.JUDGE_EVIDENCE, back.at)


def test_another_decision_then_counts(record: Record):
    takes_back(record, the_decision(record))
    (piece,) = record.standing.evidence.values()
    again = record.judges(piece.submitted, PLACES, Verdict.NOT_YET)
    (piece,) = record.standing.evidence.values()
    assert piece.verdicts == {PLACES: again}
    assert piece.to_judge_anew == {}
    assert criterion_stage(record.standing, COURSE, PLACES) is Stage.REFERRED_BACK


def test_a_colleague_may_take_it_back(record: Record):
    takes_back(record, the_decision(record), COLLEAGUE)
    assert not record.standing.met(PLACES)


@pytest.mark.parametrize(("assessor", "refusal"), BARRED, ids=lambda one: getattr(one, "__name__", ""))
def test_who_may_not_have_decided_it_may_not_take_it_back(record: Record, assessor: Assessor, refusal: type):
    with pytest.raises(refusal):
        takes_back(record, the_decision(record), assessor)
    record.signs_off("H2")
    with pytest.raises(refusal):
        opens_again(record, assessor=assessor)


def test_a_reason_is_needed(record: Record):
    with pytest.raises(Missing):
        takes_back(record, the_decision(record), words=None)
    record.signs_off("H2")
    with pytest.raises(Missing):
        opens_again(record, words=None)


def test_a_decision_is_taken_back_once(record: Record):
    judged = the_decision(record)
    takes_back(record, judged)
    with pytest.raises(DoesNotCount):
        takes_back(record, judged)


def test_what_waits_to_be_countersigned_is_sent_back_instead(record: Record):
    piece = record.submits(LISTEN)
    judged = record.judges(piece, LISTEN, Verdict.MET, IN_TRAINING)
    with pytest.raises(DoesNotCount):
        takes_back(record, judged)


def test_a_decision_of_nowhere_is_not_found(record: Record):
    with pytest.raises(NotFound):
        takes_back(record, record.standing.registered)


def test_a_decision_in_a_unit_that_is_signed_off_stays_until_the_unit_is_opened(record: Record):
    judged = the_decision(record)
    record.signs_off("H2")
    with pytest.raises(UnitAlreadySignedOff):
        takes_back(record, judged)
    opens_again(record)
    takes_back(record, judged)
    assert unit_stage(record.standing, COURSE, H2) is Stage.TO_ASSESS


def test_a_decision_that_the_learner_answered_with_new_work_stays(record: Record):
    piece = record.submits(LISTEN)
    judged = record.judges(piece, LISTEN, Verdict.NOT_YET)
    record.submits(LISTEN, replaces=piece.id)
    with pytest.raises(Withdrawn):
        takes_back(record, judged)


def test_the_learner_may_not_take_back_work_that_was_once_judged(record: Record):
    takes_back(record, the_decision(record))
    (piece,) = record.standing.evidence.values()
    with pytest.raises(AlreadyJudged):
        withdraw(record.standing, record.stamp(LEARNER), piece.id, None)


def test_a_unit_that_was_opened_again_can_be_signed_off_again(record: Record):
    first = record.signs_off("H2")
    back = opens_again(record, assessor=COLLEAGUE)
    assert record.standing.sign_offs == {}
    assert unit_stage(record.standing, COURSE, H2) is Stage.READY
    assert record.standing.reopenings == (Reopening(first, back),)
    again = record.signs_off("H2")
    assert record.standing.sign_offs == {"H2": again}


def test_a_unit_that_is_open_is_not_opened_again(record: Record):
    with pytest.raises(NotSignedOff):
        opens_again(record)


def test_nothing_is_taken_back_on_a_finished_record():
    record = Record()
    record.achieves_everything()
    judged = the_decision(record)
    record.completes()
    with pytest.raises(NotActive):
        takes_back(record, judged)
    with pytest.raises(NotActive):
        opens_again(record)


def test_who_took_something_back_may_not_verify_the_record(record: Record):
    takes_back(record, the_decision(record), COLLEAGUE)
    with pytest.raises(AssessesIt):
        require_verifier(record.standing, COLLEAGUE.actor, interests=(), assessors=())


def test_who_signed_off_and_who_opened_again_may_not_verify_the_record(record: Record):
    record.signs_off("H2")
    opens_again(record, assessor=COLLEAGUE)
    with pytest.raises(AssessesIt):
        require_verifier(record.standing, COLLEAGUE.actor, interests=(), assessors=())


def test_a_record_with_something_taken_back_is_kept_and_read_as_it_was(record: Record):
    judged = the_decision(record)
    record.signs_off("H2")
    opens_again(record)
    takes_back(record, judged)
    assert load(dump(record.standing)) == record.standing == record.folded_again()
