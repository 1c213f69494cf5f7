"""Hours: what a learner may write down, who may answer, and which minutes count."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_peer.domain import refusals
from lms_peer.domain.facts import Actor
from lms_peer.domain.hours import requirement
from lms_peer.domain.registration import hours_short
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import HoursStatus
from tests.unit.domain.given import (
    ASSESSOR,
    BEGAN,
    COURSE,
    LEARNER,
    NOON,
    OTHER_LEARNER,
    STAFF,
    TRAINER,
    Record,
)

AGO = NOON - timedelta(days=10)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ({"by": OTHER_LEARNER}, refusals.NotYours),
        ({"by": STAFF}, refusals.NotYours),
        ({"kind": "flying"}, refusals.UnknownHours),
        ({"minutes": 0}, refusals.BadMinutes),
        ({"minutes": -5}, refusals.BadMinutes),
        ({"minutes": 1441}, refusals.BadMinutes),
        ({"staff": LEARNER}, refusals.OwnHours),
        ({"staff_roles": {Role.LEARNER}}, refusals.NotAllowed),
        ({"staff_roles": ()}, refusals.NotAllowed),
        ({"began": NOON - timedelta(minutes=59)}, refusals.InTheFuture),
        ({"began": NOON + timedelta(days=1)}, refusals.InTheFuture),
        ({"began": BEGAN - timedelta(days=366) - MINUTE}, refusals.TooLongAgo),
    ],
)
def test_hours_that_can_not_be_are_refused(record: Record, parts: dict, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        record.logs(**{"minutes": 60} | parts)
    assert record.standing.hours == {}


@pytest.mark.parametrize(
    ("minutes", "began"),
    [(60, NOON - timedelta(hours=1)), (1440, AGO), (1, AGO), (60, BEGAN - timedelta(days=366))],
)
def test_hours_at_the_very_limit_are_taken(record: Record, minutes: int, began: datetime) -> None:
    assert record.logs(minutes, began).minutes == minutes


def test_who_may_sign_depends_on_the_kind_of_hours(record: Record) -> None:
    with pytest.raises(refusals.NotAllowed) as refused:
        record.logs(kind="practice", staff_roles={Role.STAFF})
    assert refused.value.needed == (Role.TRAINER,)
    assert record.logs(kind="practice", staff=TRAINER, staff_roles={Role.TRAINER, Role.IQA}).staff == TRAINER


def test_sessions_that_touch_do_not_overlap(record: Record) -> None:
    record.logs(60, AGO)
    record.logs(60, AGO + timedelta(minutes=60))
    record.logs(60, AGO - timedelta(minutes=60))
    assert len(record.standing.hours) == 3


@pytest.mark.parametrize(
    ("after", "minutes"), [(59, 60), (-59, 60), (0, 60), (10, 1), (-10, 120), (0, 1)], ids=str
)
def test_a_session_within_another_is_refused_and_names_when(record: Record, after: int, minutes: int) -> None:
    record.logs(60, AGO)
    with pytest.raises(refusals.HoursOverlap) as refused:
        record.logs(minutes, AGO + after * MINUTE)
    assert (refused.value.began, refused.value.ended) == (AGO, AGO + timedelta(hours=1))


sessions = st.tuples(st.integers(0, 2 * 1440), st.integers(1, 1440))


@given(sessions, sessions)
def test_whichever_of_two_sessions_comes_first_the_answer_is_the_same(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    def clash(first: tuple[int, int], second: tuple[int, int]) -> bool:
        record = Record()
        record.logs(first[1], AGO + first[0] * MINUTE)
        try:
            record.logs(second[1], AGO + second[0] * MINUTE)
        except refusals.HoursOverlap:
            return True
        return False

    shared = set(range(one[0], sum(one))) & set(range(other[0], sum(other)))
    assert clash(one, other) == clash(other, one) == bool(shared)


@given(st.lists(sessions, max_size=12))
def test_no_day_ever_holds_more_than_a_day(tried: list[tuple[int, int]]) -> None:
    record = Record()
    for began, minutes in tried:
        try:
            record.countersigns(record.logs(minutes, AGO + began * MINUTE))
        except refusals.HoursOverlap:
            continue
    assert record.standing.countersigned_minutes("shadowing") <= 3 * 1440


def test_refused_and_voided_hours_free_their_time_and_never_count(record: Record) -> None:
    record.refuses(record.logs(60, AGO))
    countersigned = record.logs(60, AGO)
    record.countersigns(countersigned)
    assert record.standing.countersigned_minutes("shadowing") == 60
    record.voids(countersigned)
    record.logs(60, AGO)
    assert record.standing.countersigned_minutes("shadowing") == 0
    assert [entry.status for entry in record.standing.hours.values()] == [
        HoursStatus.REFUSED,
        HoursStatus.VOIDED,
        HoursStatus.WAITING,
    ]


@pytest.mark.parametrize(("minutes", "missing"), [(599, 1), (600, 0), (601, 0), (0, 600)])
def test_599_minutes_are_not_ten_hours_and_600_are(record: Record, minutes: int, missing: int) -> None:
    if minutes:
        record.countersigns(record.logs(minutes))
    record.logs(600, AGO)  # waits, so it does not count
    short = {one.requirement.kind: one.minutes for one in hours_short(record.standing, COURSE)}
    assert short.get("shadowing", 0) == missing


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(600, "10 hours"), (1, "1 minute"), (61, "1 hour and 1 minute"), (122, "2 hours and 2 minutes")],
)
def test_what_is_short_is_said_in_hours_and_minutes(record: Record, minutes: int, said: str) -> None:
    if signed := 600 - minutes:
        record.countersigns(record.logs(signed))
    first, *_ = hours_short(record.standing, COURSE)
    assert first.sentence == f"Shadowing: {said} still to be signed."


def test_minutes_of_one_kind_do_not_count_for_another(record: Record) -> None:
    record.countersigns(record.logs(600))
    assert record.standing.countersigned_minutes("practice") == 0


@pytest.mark.parametrize(
    ("by", "refusal"),
    [
        (LEARNER, refusals.OwnHours),
        (ASSESSOR, refusals.NotTheStaffShadowed),
        (OTHER_LEARNER, refusals.NotTheStaffShadowed),
    ],
)
def test_only_the_staff_named_on_the_hours_may_answer(record: Record, by: Actor, refusal: type[Exception]) -> None:
    entry = record.logs()
    for answer in (record.countersigns, record.refuses):
        with pytest.raises(refusal):
            answer(entry, by=by)
    assert record.standing.hours[entry.id].status is HoursStatus.WAITING


@pytest.mark.parametrize("first", ["countersigns", "refuses", "voids"])
@pytest.mark.parametrize("second", ["countersigns", "refuses"])
def test_hours_are_answered_once(record: Record, first: str, second: str) -> None:
    entry = record.logs()
    getattr(record, first)(entry)
    with pytest.raises(refusals.HoursClosed) as refused:
        getattr(record, second)(entry)
    assert refused.value.how == record.standing.hours[entry.id].status.value


def test_refusing_hours_needs_a_reason(record: Record) -> None:
    entry = record.logs()
    with pytest.raises(refusals.Missing) as refused:
        record.refuses(entry, words=None)
    assert refused.value.field == "reason"


@pytest.mark.parametrize("first", ["refuses", "voids"])
def test_hours_that_do_not_count_can_not_be_taken_back_again(record: Record, first: str) -> None:
    entry = record.logs()
    getattr(record, first)(entry)
    with pytest.raises(refusals.HoursClosed):
        record.voids(entry)


def test_only_the_learner_takes_hours_back(record: Record) -> None:
    entry = record.logs()
    with pytest.raises(refusals.NotYours):
        record.voids(entry, by=STAFF)


def test_staff_may_still_answer_during_a_pause_and_nobody_after_completion(record: Record) -> None:
    waits, late = record.logs(60, AGO), record.logs(60, AGO + timedelta(days=1))
    record.pauses()
    record.countersigns(waits)
    with pytest.raises(refusals.NotActive):
        record.logs(60, AGO - timedelta(days=1))
    record.resumes()
    record.achieves_everything()
    record.completes()
    for act in (record.countersigns, record.refuses, record.voids):
        with pytest.raises(refusals.NotActive):
            act(late)


def test_hours_of_another_record_are_not_found(record: Record) -> None:
    stray = Record().logs()
    object.__setattr__(stray, "id", UUID(int=77, version=4))
    for act in (record.countersigns, record.refuses, record.voids):
        with pytest.raises(refusals.NotFound):
            act(stray)


def test_each_kind_of_hours_has_its_requirement() -> None:
    assert requirement(COURSE, "shadowing").minutes.value == 600
    with pytest.raises(refusals.UnknownHours):
        requirement(COURSE, "sleeping")
