"""How long somebody waits after wrong tries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_peer.domain.tries import FIRST_WAIT, Patience, tries_after, wait_left

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PATIENCE = Patience(free=3, longest=timedelta(minutes=10))


@pytest.mark.parametrize(
    ("tries", "wait"),
    [(0, 0), (2, 0), (3, 30), (4, 60), (5, 120), (6, 240), (7, 480), (8, 600), (9, 600), (10_000, 600)],
)
def test_the_first_tries_are_free_and_each_wait_doubles_up_to_the_longest(tries: int, wait: int) -> None:
    assert wait_left(PATIENCE, tries, NOON, NOON) == timedelta(seconds=wait)


def test_a_wait_gets_shorter_as_time_goes_by() -> None:
    assert wait_left(PATIENCE, 3, NOON, NOON + FIRST_WAIT / 2) == FIRST_WAIT / 2
    assert wait_left(PATIENCE, 3, NOON, NOON + FIRST_WAIT) == timedelta(0)


def test_tries_are_forgotten_after_a_while() -> None:
    assert tries_after(PATIENCE, 7, NOON, NOON + timedelta(minutes=59)) == 8
    assert tries_after(PATIENCE, 7, NOON, NOON + timedelta(hours=1)) == 1
    assert wait_left(PATIENCE, 10_000, NOON, NOON + timedelta(hours=1)) == timedelta(0)


@given(st.integers(0, 10**9), st.integers(0, 10**6))
def test_nobody_ever_waits_longer_than_the_longest(tries: int, seconds: int) -> None:
    left = wait_left(PATIENCE, tries, NOON, NOON + timedelta(seconds=seconds))
    assert timedelta(0) <= left <= PATIENCE.longest
