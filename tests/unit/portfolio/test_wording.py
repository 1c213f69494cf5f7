"""What a portfolio says of days, hours, sizes, names and places."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lms_peer.domain.facts import CancelReason
from lms_peer.domain.qualification import Method
from lms_peer.domain.standing import HoursStatus, Status
from lms_peer.domain.words import Setting
from lms_peer.portfolio import wording


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "0 hours"), (1, "1 minute"), (60, "1 hour"), (599, "9 hours 59 minutes"), (600, "10 hours")],
)
def test_hours_are_never_rounded(minutes: int, said: str):
    assert wording.hours(minutes) == said


def test_times_are_those_of_london():
    summer = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert wording.day(summer) == "1 July 2026"
    assert wording.moment(summer) == "1 July 2026, 00:30"
    assert wording.day(date(2026, 3, 3)) == "3 March 2026"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Ann Bee", "AB"),
        ("Mary-Ann Smith", "MAS"),
        ("A van der Berg", "ADB"),
        ("", "?"),
        ("👋", "?"),
        ("É x", "ÉX"),
    ],
)
def test_initials_are_made_of_any_name(name: str, short: str):
    assert wording.initials(name) == short


def test_a_place_is_printed_by_its_role_and_nothing_else():
    assert wording.setting("prison_wing") == "Prison wing"
    assert wording.setting("Block C, cell 4") == "Another place"
    assert wording.setting("") == "Another place"


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        (wording.METHODS, Method),
        (wording.SETTINGS, Setting),
        (wording.HOURS, HoursStatus),
        (wording.STATUSES, Status),
        (wording.CANCELLED, CancelReason),
    ],
)
def test_everything_that_can_be_printed_has_words(words: dict[object, str], kinds: type):
    assert set(words) == set(kinds)


@pytest.mark.parametrize(
    ("media_type", "said"),
    [("application/pdf", "PDF document"), ("audio/mp4", "Sound recording"), ("application/x-odd", "File")],
)
def test_a_file_is_called_what_people_call_it(media_type: str, said: str):
    assert wording.kind_of_file(media_type) == said


def test_sizes_are_rounded_up():
    assert wording.size(1) == "1 KB"
    assert wording.size(1024 * 1024 * 3 // 2) == "1.5 MB"
