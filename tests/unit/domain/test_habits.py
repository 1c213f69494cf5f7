"""Work habits: what the log says in words, and that what the place prevented changes nothing."""

from __future__ import annotations

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lms_peer.domain
from lms_peer.domain.habits import (
    FEWEST_TO_SAY_ANYTHING,
    BadLateness,
    Habit,
    NotLate,
    Reliability,
    Turnout,
    habit,
    reliability,
)
from lms_peer.domain.refusals import InTheFuture, TooLongAgo

TODAY = date(2026, 3, 27)

days = st.dates(date(2025, 6, 1), TODAY)
habits = st.lists(st.builds(Habit, st.sampled_from(Turnout), days, st.just(0)), max_size=25)
prevented = st.lists(st.builds(Habit, st.just(Turnout.PREVENTED), days, st.just(0)), max_size=10)


def went(*turnouts: Turnout) -> list[Habit]:
    """These turnouts, a day apart, the first the longest ago."""
    return [Habit(one, TODAY - timedelta(days=len(turnouts) - at)) for at, one in enumerate(turnouts)]


ON_TIME, LATE, MISSED, PREVENTED = Turnout.ON_TIME, Turnout.LATE, Turnout.MISSED, Turnout.PREVENTED


@pytest.mark.parametrize(
    ("turnouts", "said"),
    [
        ([], Reliability.TOO_EARLY),
        ([MISSED, MISSED], Reliability.TOO_EARLY),
        ([ON_TIME] * 3, Reliability.STEADY),
        ([ON_TIME] * 4 + [LATE], Reliability.STEADY),
        ([ON_TIME] * 3 + [LATE], Reliability.MOSTLY),
        ([ON_TIME] * 9 + [MISSED], Reliability.MOSTLY),
        ([ON_TIME] * 8 + [MISSED] * 2, Reliability.MOSTLY),
        ([ON_TIME] * 7 + [MISSED] * 3, Reliability.UNEVEN),
        ([ON_TIME, LATE, LATE], Reliability.UNEVEN),
        ([ON_TIME, ON_TIME, MISSED], Reliability.UNEVEN),
        ([PREVENTED] * 9 + [ON_TIME, ON_TIME], Reliability.TOO_EARLY),
    ],
)
def test_the_log_is_put_in_words(turnouts: list[Turnout], said: Reliability) -> None:
    assert reliability(went(*turnouts)) is said


@given(habits, prevented)
def test_what_the_place_prevented_leaves_reliability_unchanged(log: list[Habit], more: list[Habit]) -> None:
    assert reliability([*more, *log]) is reliability(log)
    assert reliability([*log, *more]) is reliability(log)


@given(habits)
def test_one_more_time_kept_never_makes_it_worse_once_something_was_said(log: list[Habit]) -> None:
    order = [Reliability.UNEVEN, Reliability.MOSTLY, Reliability.STEADY]
    before = reliability(log)
    if before is not Reliability.TOO_EARLY:
        after = reliability([*log, Habit(ON_TIME, TODAY + timedelta(days=1))])
        assert order.index(after) >= order.index(before)


def test_a_bad_time_long_ago_is_forgotten() -> None:
    assert reliability(went(*[MISSED] * 5, *[ON_TIME] * 10)) is Reliability.STEADY


def test_nothing_is_said_of_fewer_than_three_times() -> None:
    assert FEWEST_TO_SAY_ANYTHING == 3
    assert reliability(went(MISSED, MISSED)) is Reliability.TOO_EARLY


@pytest.mark.parametrize("minutes", [None, 0, -5, 481])
def test_late_needs_minutes_that_make_sense(minutes: int | None) -> None:
    with pytest.raises(BadLateness):
        habit(LATE, TODAY, minutes, TODAY)


def test_minutes_are_only_for_coming_late() -> None:
    assert habit(LATE, TODAY, 480, TODAY).minutes_late == 480
    assert habit(MISSED, TODAY, None, TODAY).minutes_late == 0
    with pytest.raises(NotLate):
        habit(MISSED, TODAY, 15, TODAY)


def test_tomorrow_has_not_happened_and_a_day_of_years_ago_is_a_slip() -> None:
    with pytest.raises(InTheFuture):
        habit(ON_TIME, TODAY + timedelta(days=1), None, TODAY)
    with pytest.raises(TooLongAgo):
        habit(ON_TIME, TODAY - timedelta(days=367), None, TODAY)


def test_no_rule_of_assessment_knows_of_habits_or_matches() -> None:
    folder = Path(lms_peer.domain.__file__).parent
    askers = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                named = {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
                if named & {"lms_peer.domain.habits", "lms_peer.domain.matches", "lms_peer.domain.board"}:
                    askers.add(path.name)
    assert askers == set()
