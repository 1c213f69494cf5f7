"""Facts in plain English."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lms_peer.web.wording import clock, day, hours, listing, moment, paragraphs, size, stage


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (59, "59 minutes"),
        (60, "1 hour"),
        (61, "1 hour 1 minute"),
        (599, "9 hours 59 minutes"),
        (600, "10 hours"),
    ],
)
def test_minutes_are_told_as_hours(minutes: int, told: str) -> None:
    assert hours(minutes) == told


def test_times_are_londons() -> None:
    assert moment(datetime(2026, 3, 3, 14, 15, tzinfo=UTC)) == "3 March 2026, 2:15pm"
    assert moment(datetime(2026, 6, 30, 23, 5, tzinfo=UTC)) == "1 July 2026, 12:05am"
    assert day(datetime(2026, 6, 30, 23, 5, tzinfo=UTC)) == "1 July 2026"
    assert day(date(2026, 6, 30)) == "30 June 2026"
    told = [clock(datetime(2026, 1, 1, hour, 0, tzinfo=UTC)) for hour in (0, 9, 12, 13)]
    assert told == ["midnight", "9am", "midday", "1pm"]


def test_sizes_and_lists_and_stages() -> None:
    assert [size(octets) for octets in (1, 12_000, 1_572_864, 104_857_600)] == [
        "1 KB",
        "12 KB",
        "1.5 MB",
        "100 MB",
    ]
    assert [listing(parts) for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert stage("not_yet") == ("Needs more", "orange")
    assert stage("some_thing_new") == ("Some thing new", "grey")


def test_what_a_person_typed_is_only_text() -> None:
    shown = paragraphs("<b>One</b>\r\ntwo\r\n\r\n\n\nthree")
    assert shown == '<p class="govuk-body">&lt;b&gt;One&lt;/b&gt;<br>\ntwo</p>\n<p class="govuk-body">three</p>'
    assert paragraphs("  \n\n ") == ""
