"""An observation's life: planned, cancelled, rebooked, recorded, signed; and every step that can not follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from lms_peer.domain import observation as rules
from lms_peer.domain import refusals
from lms_peer.domain.facts import CancelReason, ObservationPlanned
from lms_peer.domain.judgement import Assessor
from lms_peer.domain.qualification import CriterionRef
from lms_peer.domain.standing import ObservationStatus
from tests.unit.domain.given import (
    ASSESSOR,
    LEARNER,
    LISTEN,
    NOON,
    NOTES,
    OTHER_LEARNER,
    QUALIFIED,
    SEEN,
    STAFF,
    Record,
)

PLANNED, CANCELLED, RECORDED, CONFIRMED = ObservationStatus
SOON = NOON + timedelta(days=9)


def cancel(record: Record, planned: ObservationPlanned) -> None:
    stamp = record.stamp(ASSESSOR)
    record.says(rules.cancel(record.standing, stamp, planned.id, CancelReason.REGIME, None))


def rebook(record: Record, planned: ObservationPlanned, **parts: object) -> None:
    usual = {"assessor": QUALIFIED, "observation": planned.id, "due": SOON, "words": None}
    record.says(rules.rebook(record.standing, record.stamp(ASSESSOR), **usual | parts))


def observe(record: Record, planned: ObservationPlanned) -> None:
    record.observes(planned, SEEN)


def confirm(record: Record, planned: ObservationPlanned) -> None:
    record.confirms(planned)


Act = Callable[[Record, ObservationPlanned], None]
BEFORE: dict[ObservationStatus, tuple[Act, ...]] = {
    PLANNED: (),
    CANCELLED: (cancel,),
    RECORDED: (observe,),
    CONFIRMED: (observe, confirm),
}
# For each status and act: the status that follows, or the refusal.
LIFE: dict[tuple[ObservationStatus, Act], ObservationStatus | type[Exception]] = {
    (PLANNED, cancel): CANCELLED,
    (PLANNED, rebook): PLANNED,
    (PLANNED, observe): RECORDED,
    (PLANNED, confirm): refusals.ObservationNotRecorded,
    (CANCELLED, cancel): refusals.ObservationClosed,
    (CANCELLED, rebook): PLANNED,
    (CANCELLED, observe): refusals.ObservationClosed,
    (CANCELLED, confirm): refusals.ObservationNotRecorded,
    (RECORDED, cancel): refusals.ObservationClosed,
    (RECORDED, rebook): refusals.ObservationClosed,
    (RECORDED, observe): refusals.ObservationClosed,
    (RECORDED, confirm): CONFIRMED,
    (CONFIRMED, cancel): refusals.ObservationClosed,
    (CONFIRMED, rebook): refusals.ObservationClosed,
    (CONFIRMED, observe): refusals.ObservationClosed,
    (CONFIRMED, confirm): refusals.ObservationClosed,
}


def _name(value: object) -> str:
    return getattr(value, "__name__", str(value))


@pytest.mark.parametrize(("status", "act", "then"), [(*key, then) for key, then in LIFE.items()], ids=_name)
def test_each_step_leads_to_the_next_or_is_refused(
    record: Record, status: ObservationStatus, act: Act, then: ObservationStatus | type[Exception]
) -> None:
    planned = record.plans(SEEN)
    for earlier in BEFORE[status]:
        earlier(record, planned)
    assert record.standing.observations[planned.id].status is status
    if isinstance(then, ObservationStatus):
        act(record, planned)
        assert record.standing.observations[planned.id].status is then
        return
    said = len(record.facts)
    with pytest.raises(then) as refused:
        act(record, planned)
    assert len(record.facts) == said
    if isinstance(refused.value, refusals.ObservationClosed):
        assert refused.value.how == status.value


@pytest.mark.parametrize("act", [cancel, rebook, observe, confirm])
def test_an_observation_of_another_record_is_not_found(record: Record, act: Act) -> None:
    planned = record.plans(SEEN)
    object.__setattr__(planned, "id", UUID(int=99, version=4))
    with pytest.raises(refusals.NotFound):
        act(Record(), planned)


def test_the_last_rebooking_says_when_and_by_whom(record: Record) -> None:
    planned = record.plans(SEEN)
    rebook(record, planned, due=SOON)
    cancel(record, planned)
    rebook(record, planned, due=SOON + timedelta(days=1), assessor=Assessor(STAFF))
    stands = record.standing.observations[planned.id]
    assert (stands.due, stands.assessor) == (SOON + timedelta(days=1), STAFF)


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1), timedelta(days=400)])
def test_a_plan_must_lie_ahead(record: Record, late: timedelta) -> None:
    with pytest.raises(refusals.InThePast):
        record.plans(SEEN, due=NOON - late)
    planned = record.plans(SEEN)
    with pytest.raises(refusals.InThePast):
        rebook(record, planned, due=NOON - late)


def test_a_year_that_was_mistyped_is_found(record: Record) -> None:
    with pytest.raises(refusals.TooFarAhead):
        record.plans(SEEN, due=NOON + timedelta(days=200 * 365))
    planned = record.plans(SEEN, due=NOON + rules.FARTHEST)
    with pytest.raises(refusals.TooFarAhead):
        rebook(record, planned, due=NOON + timedelta(days=200 * 365))


def test_the_time_that_is_agreed_already_is_not_agreed_once_more(record: Record) -> None:
    planned = record.plans(SEEN)
    with pytest.raises(refusals.SameTime):
        rebook(record, planned, due=planned.due)
    cancel(record, planned)
    rebook(record, planned, due=planned.due)


@pytest.mark.parametrize(
    ("criteria", "refusal"),
    [
        ((), refusals.Missing),
        ((CriterionRef("H1", "9.9"),), refusals.UnknownCriteria),
        ((NOTES,), refusals.UnknownCriteria),
    ],
)
def test_a_plan_aims_at_criteria_of_the_learners_own_units(
    record: Record, criteria: tuple[CriterionRef, ...], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        record.plans(*criteria)
    planned = record.plans(SEEN)
    with pytest.raises(refusal):
        record.observes(planned, *criteria)


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ({"minutes": 0}, refusals.BadMinutes),
        ({"minutes": 1441}, refusals.BadMinutes),
        ({"covered": {SEEN: " ", LISTEN: "Asked."}}, refusals.NotCovered),
        ({"now": NOON - timedelta(hours=2)}, refusals.InTheFuture),
        ({"minutes": 61}, refusals.InTheFuture),
        ({"began": NOON - timedelta(days=500)}, refusals.TooLongAgo),
        ({"assessor": Assessor(LEARNER)}, refusals.OwnWork),
        ({"assessor": Assessor(ASSESSOR, frozenset({"H2"}))}, refusals.OutOfScope),
    ],
)
def test_a_record_of_an_observation_says_what_was_seen_and_when(
    record: Record, parts: dict, refusal: type[Exception]
) -> None:
    planned = record.plans(SEEN)
    with pytest.raises(refusal):
        record.observes(planned, SEEN, **parts)
    assert record.standing.observations[planned.id].status is PLANNED


def test_criteria_that_are_not_covered_are_named(record: Record) -> None:
    planned = record.plans(SEEN)
    with pytest.raises(refusals.NotCovered) as refused:
        record.observes(planned, covered={SEEN: "\n", LISTEN: "Asked."})
    assert refused.value.criteria == (SEEN,)


def test_an_observation_decides_nothing(record: Record) -> None:
    seen = record.observes(record.plans(SEEN), SEEN)
    assert not record.standing.met(SEEN)
    assert record.standing.evidence[seen.id].open == (SEEN,)


def test_more_may_be_seen_than_was_planned(record: Record) -> None:
    seen = record.observes(record.plans(SEEN), SEEN, LISTEN)
    assert seen.criteria == (SEEN, LISTEN)


def test_what_was_seen_before_anybody_planned_it_is_told_apart_to_the_minute(record: Record) -> None:
    planned = record.plans(SEEN)
    found = rules.find(record.standing, planned.id)
    assert found.planned.at == NOON
    assert rules.before_plan(found, NOON - timedelta(minutes=1))
    assert not rules.before_plan(found, NOON)
    record.observes(planned, SEEN)
    early = rules.find(record.standing, planned.id)
    assert early.recorded is not None
    assert rules.before_plan(early, early.recorded.at)


@pytest.mark.parametrize("by", [ASSESSOR, STAFF, OTHER_LEARNER])
def test_only_the_learner_signs(record: Record, by: object) -> None:
    planned = record.plans(SEEN)
    observe(record, planned)
    with pytest.raises(refusals.NotYours):
        record.confirms(planned, by=by)


def test_a_pause_stops_new_plans_and_records_but_not_calling_off_and_signing(record: Record) -> None:
    ahead, seen = record.plans(SEEN), record.plans(SEEN)
    observe(record, seen)
    record.pauses()
    for act in (lambda: record.plans(SEEN), lambda: rebook(record, ahead), lambda: observe(record, ahead)):
        with pytest.raises(refusals.NotActive):
            act()
    cancel(record, ahead)
    confirm(record, seen)
    record.resumes()
    rebook(record, ahead)


def test_nothing_of_an_observation_changes_after_completion(record: Record) -> None:
    left = record.plans(SEEN)
    record.achieves_everything()
    record.completes()
    for act in (cancel, rebook, observe, confirm):
        with pytest.raises(refusals.NotActive):
            act(record, left)
    assert record.standing.observations[left.id].status is PLANNED
