"""When a learner was last heard from, and how it goes, in words that agree."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from lms_peer.domain.facts import Verdict
from lms_peer.domain.following import QUIET_AFTER
from lms_peer.domain.glance import Glance, glance
from lms_peer.domain.pace import Sitting, pace
from lms_peer.web.following import heard_from, tag_of
from tests.unit.domain.given import BEGAN, LISTEN, Record

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
    assert heard_from(glance(record.standing), LATE + later) == words


def test_who_was_never_here_was_not_heard_today() -> None:
    assert heard_from(glance(Record().standing), BEGAN) == "Not yet"


def test_who_was_heard_21_days_ago_is_called_quiet_for_21_days() -> None:
    record = Record(now=LATE)
    record.submits(LISTEN)
    seen = glance(record.standing)
    for at, heard, word, reason in (
        (LATE + QUIET_AFTER - timedelta(seconds=1), "20 days ago", "On track", "0 of 2 units done."),
        (LATE + QUIET_AFTER, "21 days ago", "Quiet", "Nothing for 21 days."),
    ):
        tag = tag_of(pace(seen, 2, None, at), seen)
        assert (heard_from(seen, at), tag.text, tag.reason) == (heard, word, reason)


def said(seen: Glance, at: datetime, ends: date | None = date(2026, 3, 16)) -> tuple[str, str, str]:
    tag = tag_of(pace(seen, 2, Sitting(date(2026, 1, 5), ends), at), seen)
    return tag.text, tag.colour, tag.reason


def test_every_word_comes_with_its_reason() -> None:
    record = Record(now=LATE)
    assert said(glance(record.standing), BEGAN) == ("On track", "green", "0 of 2 units done, 0 expected by now.")
    assert said(glance(record.standing), BEGAN, None) == ("On track", "green", "0 of 2 units done.")
    assert said(glance(record.standing), LATE) == (
        "Behind",
        "red",
        "0 of 2 units done, 1 expected by now. Nothing for 56 days.",
    )
    record.judges(record.submits(LISTEN), LISTEN, Verdict.NOT_YET)
    assert said(glance(record.standing), LATE + timedelta(weeks=2, days=1)) == (
        "Behind",
        "red",
        "0 of 2 units done, and the time is over. Sent back to the learner: 1 piece of work.",
    )
    record.pauses()
    assert said(glance(record.standing), LATE) == ("Paused", "grey", "Since 2 March 2026. Nothing is late.")
    record.resumes()
    record.achieves_everything()
    assert said(glance(record.standing), LATE) == ("On track", "green", "All units are done.")
    record.completes()
    assert said(glance(record.standing), LATE) == ("Finished", "green", "On 2 March 2026.")
