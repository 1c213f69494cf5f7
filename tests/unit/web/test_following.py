"""When a learner was last heard from, in words that agree with whether they are called quiet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lms_peer.domain.following import QUIET_AFTER
from lms_peer.web.following import heard_from, tag_of
from tests.unit.domain.given import LISTEN, Record

LATE = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (timedelta(minutes=20), "Today"),
        (timedelta(hours=1), "Yesterday"),
        (timedelta(hours=24), "Yesterday"),
        (timedelta(hours=25), "2 days ago"),
        (timedelta(days=2, hours=1), "2 days ago"),
        (timedelta(days=20, hours=23), "20 days ago"),
    ],
)
def test_days_are_those_of_london_and_never_run_ahead(later: timedelta, words: str) -> None:
    record = Record(now=LATE)
    record.submits(LISTEN)
    assert heard_from(record.standing, LATE + later) == words


def test_who_was_heard_21_days_ago_is_called_quiet_for_3_weeks() -> None:
    record = Record(now=LATE)
    record.submits(LISTEN)
    for at, heard, tag in (
        (LATE + QUIET_AFTER - timedelta(seconds=1), "20 days ago", "On track"),
        (LATE + QUIET_AFTER, "21 days ago", "Quiet for 3 weeks"),
    ):
        assert (heard_from(record.standing, at), tag_of(record.standing, at).text) == (heard, tag)
