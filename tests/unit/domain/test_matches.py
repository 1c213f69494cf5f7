"""Matches: risk assessments in date, supervision at an interval, and clients without names."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_peer.domain.matches import (
    LONGEST_REVIEW,
    BadInterval,
    BadReview,
    Due,
    EndsTooEarly,
    MatchEnded,
    NotAReference,
    Session,
    Terms,
    due,
    last_day,
    reference,
    session,
    standing,
    terms,
)
from lms_peer.domain.refusals import InTheFuture, Missing, TooLongAgo

TODAY = date(2026, 3, 27)


def days(number: int) -> date:
    """That many days from today."""
    return TODAY + timedelta(days=number)


def agreed(**said: Any) -> Terms:
    """A match that began ten days ago, all in date."""
    usual: dict[str, Any] = {"since": days(-10), "assessed": days(-20), "review": days(100), "weeks": 4}
    return Terms(**{**usual, **said})


@pytest.mark.parametrize(
    ("number", "expected"),
    [(-1, Due.OVERDUE), (0, Due.SOON), (14, Due.SOON), (15, Due.IN_DATE)],
)
def test_the_last_day_still_counts_and_two_weeks_are_soon(number: int, expected: Due) -> None:
    assert due(days(number), TODAY) is expected


def test_supervision_is_due_an_interval_after_the_match_began() -> None:
    stands = standing(agreed(), [], TODAY)
    assert stands.next_session == days(18)
    assert stands.supervision is Due.IN_DATE
    assert stands.next_due == days(18)


def test_supervision_is_due_an_interval_after_the_last_session_held() -> None:
    held = [Session(days(-3), True), Session(days(-9), True)]
    assert standing(agreed(), held, TODAY).next_session == days(25)


def test_a_session_without_the_mentor_does_not_count() -> None:
    stands = standing(agreed(since=days(-40)), [Session(days(-1), False)], TODAY)
    assert stands.supervision is Due.OVERDUE


def test_a_risk_assessment_grows_old() -> None:
    assert standing(agreed(review=days(-1)), [], TODAY).risk is Due.OVERDUE


def test_a_pause_stops_overdue_supervision_but_not_the_risk_assessment() -> None:
    old = agreed(since=days(-100), review=days(-1))
    stands = standing(old, [], TODAY, paused=True)
    assert stands.supervision is Due.ON_HOLD
    assert stands.risk is Due.OVERDUE
    assert stands.next_due == old.review


def test_nothing_is_due_after_the_last_day() -> None:
    stands = standing(agreed(review=days(-5), until=TODAY), [], TODAY)
    assert stands.ended
    assert (stands.risk, stands.supervision) == (Due.ENDED, Due.ENDED)


def test_a_last_day_to_come_has_not_come() -> None:
    assert not standing(agreed(until=days(1)), [], TODAY).ended


@pytest.mark.parametrize("client", ["R-27", "c9", "2026/14", "A1B2C3"])
def test_a_code_is_a_reference(client: str) -> None:
    assert reference(f" {client} ", 0) == client


@pytest.mark.parametrize(
    "client",
    ["Robin", "Robin Ashby", "robin@example.org", "07700900123", "R 27", "-27", "Robin-Ashby", "A1" * 11, "é1"],
)
def test_what_may_name_or_reach_somebody_is_no_reference(client: str) -> None:
    with pytest.raises(NotAReference):
        reference(client, 0)


@given(st.integers(0, 2**32 - 1))
def test_a_code_of_ours_is_short_and_has_no_signs_that_look_alike(drawn: int) -> None:
    made = reference("", drawn)
    assert len(made) == 7
    assert not set(made[2:]) & set("01OILSZ2")


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"assessed": days(1), "review": days(2)}, InTheFuture),
        ({"review": days(-20)}, BadReview),
        ({"review": days(-19) + LONGEST_REVIEW}, BadReview),
        ({"weeks": 0}, BadInterval),
        ({"weeks": None}, BadInterval),
        ({"weeks": 27}, BadInterval),
        ({"since": days(-5000)}, TooLongAgo),
    ],
)
def test_terms_that_can_not_be(said: dict[str, Any], refusal: type[Exception]) -> None:
    usual = {"since": TODAY, "assessed": days(-20), "review": days(100), "weeks": 4}
    with pytest.raises(refusal):
        terms(**{**usual, **said}, today=TODAY)


@pytest.mark.parametrize(
    ("review", "weeks"), [(days(-19), 1), (days(-20) + LONGEST_REVIEW, 26)], ids=["the least", "the most"]
)
def test_terms_may_be_as_short_and_as_long_as_this(review: date, weeks: int) -> None:
    agreed = terms(since=TODAY, assessed=days(-20), review=review, weeks=weeks, today=TODAY)
    assert (agreed.review, agreed.weeks) == (review, weeks)


@pytest.mark.parametrize(("held", "refusal"), [(None, Missing), (days(1), InTheFuture), (days(-11), TooLongAgo)])
def test_a_session_lies_between_the_first_day_and_today(held: date | None, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        session(agreed(), held, present=True, today=TODAY)


def test_nothing_is_added_to_a_match_that_has_ended() -> None:
    with pytest.raises(MatchEnded):
        session(agreed(until=TODAY), TODAY, present=True, today=TODAY)
    with pytest.raises(MatchEnded):
        last_day(agreed(until=TODAY), days(3), TODAY)


def test_a_match_does_not_end_before_it_began() -> None:
    with pytest.raises(EndsTooEarly):
        last_day(agreed(), days(-11), TODAY)
    assert last_day(agreed(), days(-10), TODAY) == days(-10)
