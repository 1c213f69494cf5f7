"""Evidence: what a learner may put forward and take back; what others put on record."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from lms_peer.domain import evidence as rules
from lms_peer.domain import refusals
from lms_peer.domain.facts import DiscussionRecorded, Verdict, WitnessTestimonyRecorded
from lms_peer.domain.judgement import Assessor
from lms_peer.domain.qualification import CriterionRef, Method
from tests.unit.domain.given import (
    ASSESSOR,
    COURSE,
    LEARNER,
    LISTEN,
    NOON,
    NOTES,
    OTHER_LEARNER,
    PDF,
    PLACES,
    QUALIFIED,
    SEEN,
    STAFF,
    WORDS,
    Record,
    yesterday,
)

TOMORROW = NOON.date() + timedelta(days=1)
LONG_AGO = NOON.date() - rules.OLDEST_WORK - timedelta(days=1)


def someone_saw(record: Record, **parts: object) -> WitnessTestimonyRecorded:
    usual = {"witness": STAFF, "expert": True, "criteria": (LISTEN,), "happened": yesterday(), "words": WORDS}
    stamp = record.stamp(parts.pop("by", ASSESSOR))
    return record.says(rules.testify(record.standing, COURSE, stamp, **usual | parts))


def discuss(record: Record, **parts: object) -> DiscussionRecorded:
    usual = {
        "assessor": QUALIFIED,
        "method": Method.PROFESSIONAL_DISCUSSION,
        "criteria": (LISTEN,),
        "minutes": 30,
        "words": WORDS,
        "now": NOON,
    }
    stamp = record.stamp(ASSESSOR, parts.pop("began", NOON - timedelta(hours=1)))
    return record.says(rules.discuss(record.standing, COURSE, stamp, **usual | parts))


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ({"by": OTHER_LEARNER}, refusals.NotYours),
        ({"by": ASSESSOR}, refusals.NotYours),
        ({"criteria": ()}, refusals.Missing),
        ({"criteria": (CriterionRef("H1", "9.9"),)}, refusals.UnknownCriteria),
        ({"criteria": (LISTEN, NOTES)}, refusals.UnknownCriteria),
        ({"method": Method.WORK_PRODUCT}, refusals.MethodNotAllowed),
        ({"method": Method.OBSERVATION}, refusals.MethodNotAllowed),
        ({"method": Method.WITNESS_TESTIMONY}, refusals.MethodNotAllowed),
        ({"method": Method.PROFESSIONAL_DISCUSSION}, refusals.MethodNotAllowed),
        ({"words": None}, refusals.Missing),
        ({"happened": TOMORROW}, refusals.InTheFuture),
        ({"happened": LONG_AGO}, refusals.TooLongAgo),
        ({"declared": False}, refusals.NotDeclared),
        ({"replaces": UUID(int=99, version=4)}, refusals.NotFound),
    ],
)
def test_evidence_that_can_not_be_taken_leaves_no_trace(
    record: Record, parts: dict, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        record.submits(LISTEN, **parts)
    assert record.standing.evidence == {}


def test_work_may_be_ten_years_old_and_prior_learning_older() -> None:
    today = NOON.date()
    rules.require_day(LONG_AGO + timedelta(days=1), today, Method.REFLECTIVE_ACCOUNT)
    rules.require_day(LONG_AGO, today, Method.PRIOR_LEARNING)
    rules.require_day(LONG_AGO, today, None)
    with pytest.raises(refusals.TooLongAgo) as refused:
        rules.require_day(LONG_AGO, today, Method.REFLECTIVE_ACCOUNT)
    assert refused.value.earliest == LONG_AGO + timedelta(days=1)


def test_files_alone_or_words_alone_are_enough(record: Record) -> None:
    assert record.submits(LISTEN, words=None, files=(PDF,)).files == (PDF,)
    assert record.submits(LISTEN, files=()).words == WORDS


def test_the_criteria_that_do_not_fit_are_named(record: Record) -> None:
    with pytest.raises(refusals.UnknownCriteria) as refused:
        record.submits(LISTEN, NOTES, CriterionRef("Z", "1.1"))
    assert refused.value.criteria == (NOTES, CriterionRef("Z", "1.1"))


def test_a_unit_that_was_not_chosen_takes_no_evidence(record: Record) -> None:
    with pytest.raises(refusals.UnknownCriteria):
        record.submits(NOTES, method=Method.WORK_PRODUCT)


def test_one_piece_may_serve_criteria_of_several_units(record: Record) -> None:
    assert record.submits(LISTEN, PLACES).criteria == (LISTEN, PLACES)


@pytest.mark.parametrize("pause", [True, False])
def test_nothing_is_sent_or_taken_back_while_paused_or_once_completed(record: Record, pause: bool) -> None:
    piece = record.submits(LISTEN)
    if pause:
        record.pauses()
    else:
        record.judges(piece, LISTEN)
        record.achieves_everything()
        record.completes()
    for act in (lambda: record.submits(LISTEN), lambda: record.withdraws(piece), lambda: someone_saw(record)):
        with pytest.raises(refusals.NotActive):
            act()


def test_only_the_learner_takes_evidence_back_and_only_once(record: Record) -> None:
    piece = record.submits(LISTEN)
    with pytest.raises(refusals.NotYours):
        record.withdraws(piece, by=ASSESSOR)
    record.withdraws(piece)
    with pytest.raises(refusals.Withdrawn):
        record.withdraws(piece)


@pytest.mark.parametrize("verdict", Verdict)
def test_judged_evidence_stays_in_the_record(record: Record, verdict: Verdict) -> None:
    piece = record.submits(LISTEN, PLACES)
    record.judges(piece, LISTEN, verdict)
    with pytest.raises(refusals.AlreadyJudged):
        record.withdraws(piece)


def test_nobody_takes_back_what_an_assessor_or_a_witness_put_on_record(record: Record) -> None:
    for piece in (someone_saw(record), discuss(record), record.observes(record.plans(SEEN), SEEN)):
        with pytest.raises(refusals.NotYours):
            record.withdraws(piece)


def test_evidence_sent_again_takes_the_place_of_what_was_referred_back(record: Record) -> None:
    first = record.submits(LISTEN)
    record.judges(first, LISTEN, Verdict.NOT_YET)
    second = record.submits(LISTEN, replaces=first.id)
    stands = record.standing.evidence
    assert stands[first.id].replaced_by == second.id
    assert stands[first.id].referred_back == ()
    assert stands[second.id].open == (LISTEN,)
    with pytest.raises(refusals.Withdrawn):
        record.submits(LISTEN, replaces=first.id)


def test_only_what_was_referred_back_is_sent_again(record: Record) -> None:
    waits, met, withdrawn = (record.submits(LISTEN) for _ in range(3))
    record.judges(met, LISTEN)
    record.withdraws(withdrawn)
    for piece, refusal in (
        (waits, refusals.NotReferredBack),
        (met, refusals.NotReferredBack),
        (withdrawn, refusals.Withdrawn),
    ):
        with pytest.raises(refusal):
            record.submits(LISTEN, replaces=piece.id)


def test_a_learner_can_not_put_their_words_in_the_place_of_someone_elses_record(record: Record) -> None:
    seen = record.observes(record.plans(SEEN), SEEN, LISTEN)
    said = discuss(record, criteria=(LISTEN, SEEN))
    for piece in (seen, said):
        record.judges(piece, LISTEN, Verdict.NOT_YET)
        with pytest.raises(refusals.NotReferredBack):
            record.submits(LISTEN, replaces=piece.id)
        record.judges(piece, SEEN)
    assert record.standing.met(SEEN, by_observation=True)


def test_replacing_evidence_takes_no_criterion_away_that_was_met(record: Record) -> None:
    first = record.submits(LISTEN, PLACES)
    record.judges(first, PLACES)
    record.judges(first, LISTEN, Verdict.NOT_YET)
    record.submits(LISTEN, replaces=first.id)
    assert record.standing.met(PLACES)
    record.signs_off("H2")


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ({"witness": LEARNER}, refusals.OwnWork),
        ({"by": LEARNER}, refusals.OwnWork),
        ({"criteria": ()}, refusals.Missing),
        ({"criteria": (NOTES,)}, refusals.UnknownCriteria),
        ({"happened": TOMORROW}, refusals.InTheFuture),
        ({"happened": LONG_AGO}, refusals.TooLongAgo),
    ],
)
def test_a_testimony_is_of_someone_else_about_what_was_seen(
    record: Record, parts: dict, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        someone_saw(record, **parts)


def test_a_testimony_needs_a_criterion_that_takes_one(record: Record) -> None:
    other = COURSE.criteria_by_ref[NOTES]
    assert Method.WITNESS_TESTIMONY not in other.methods
    record.standing = Record().standing
    object.__setattr__(record.standing.registered, "optional_units", ("H3",))
    with pytest.raises(refusals.MethodNotAllowed) as refused:
        someone_saw(record, criteria=(NOTES,))
    assert (refused.value.method, refused.value.criteria) == (Method.WITNESS_TESTIMONY, (NOTES,))


@pytest.mark.parametrize("expert", [True, False])
def test_a_testimony_waits_for_a_decision_as_all_evidence_does(record: Record, expert: bool) -> None:
    piece = someone_saw(record, expert=expert)
    assert record.standing.evidence[piece.id].method is Method.WITNESS_TESTIMONY
    assert not record.standing.met(LISTEN)
    record.judges(piece, LISTEN)
    assert record.standing.met(LISTEN)


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ({"method": Method.REFLECTIVE_ACCOUNT}, refusals.MethodNotAllowed),
        ({"method": Method.QUESTIONING}, refusals.MethodNotAllowed),  # 1.1 takes no questioning
        ({"criteria": ()}, refusals.Missing),
        ({"minutes": 0}, refusals.BadMinutes),
        ({"minutes": 1441}, refusals.BadMinutes),
        ({"began": NOON + timedelta(minutes=1)}, refusals.InTheFuture),
        ({"minutes": 61}, refusals.InTheFuture),
        ({"began": NOON - timedelta(days=500)}, refusals.TooLongAgo),
        ({"assessor": Assessor(LEARNER)}, refusals.OwnWork),
        ({"assessor": Assessor(ASSESSOR, interests=frozenset({LEARNER}))}, refusals.DeclaredInterest),
        ({"assessor": Assessor(ASSESSOR, scope=frozenset({"H2"}))}, refusals.OutOfScope),
    ],
)
def test_a_discussion_is_led_by_an_assessor_who_may(record: Record, parts: dict, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        discuss(record, **parts)


@pytest.mark.parametrize("minutes", [1, 1440])
def test_a_discussion_takes_from_a_minute_to_a_day(record: Record, minutes: int) -> None:
    assert discuss(record, minutes=minutes, began=NOON - timedelta(days=1)).minutes == minutes


def test_questioning_counts_where_the_criterion_takes_it(record: Record) -> None:
    piece = discuss(record, method=Method.QUESTIONING, criteria=(SEEN,))
    assert record.standing.evidence[piece.id].method is Method.QUESTIONING


@pytest.mark.parametrize("happened", [NOON.date(), yesterday(), date(2019, 5, 1)])
def test_work_may_be_of_today_or_earlier(record: Record, happened: date) -> None:
    assert record.submits(LISTEN, happened=happened).happened == happened
