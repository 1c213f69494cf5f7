"""When something was done and how long it took."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms_peer.domain import refusals
from lms_peer.domain.times import BEFORE_REGISTRATION, require_over
from tests.unit.domain.given import NOON, Record


@pytest.mark.parametrize(
    ("ago", "minutes", "field"),
    [(timedelta(minutes=-1), 1, "began"), (timedelta(), 1, "minutes"), (timedelta(hours=1), 61, "minutes")],
)
def test_what_is_not_over_is_in_the_future_where_it_was_written(
    record: Record, ago: timedelta, minutes: int, field: str
) -> None:
    with pytest.raises(refusals.InTheFuture) as refused:
        require_over(record.standing, NOON - ago, minutes, NOON)
    assert refused.value.field == field


def test_what_ends_now_is_over(record: Record) -> None:
    require_over(record.standing, NOON - timedelta(hours=1), 60, NOON)


def test_what_began_a_year_before_registering_may_be_put_on_record_and_nothing_older(record: Record) -> None:
    earliest = record.standing.registered.at - BEFORE_REGISTRATION
    require_over(record.standing, earliest, 60, NOON)
    with pytest.raises(refusals.TooLongAgo) as refused:
        require_over(record.standing, earliest - timedelta(minutes=1), 60, NOON)
    assert (refused.value.field, refused.value.earliest) == ("began", earliest)


@pytest.mark.parametrize("minutes", [-1, 0, 24 * 60 + 1])
def test_nothing_takes_less_than_a_minute_or_more_than_a_day(record: Record, minutes: int) -> None:
    with pytest.raises(refusals.BadMinutes):
        require_over(record.standing, NOON - timedelta(days=2), minutes, NOON)
