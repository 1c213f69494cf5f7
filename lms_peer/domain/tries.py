"""How long somebody waits who typed a wrong password too often: longer each time, and never for good.

Pure rules. What is counted, and under which names, is `people.tries`'.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST_WAIT = timedelta(seconds=30)
_MOST_DOUBLINGS = 20  # 30 seconds doubled so often is a year: longer than any `longest`


@dataclass(frozen=True)
class Patience:
    """`free` tries cost nothing; then each wait is twice the one before, up to `longest`.

    Tries are forgotten when nobody tried for as long as `forgotten`.
    """

    free: int
    longest: timedelta
    forgotten: timedelta = timedelta(hours=1)


def wait_left(patience: Patience, tries: int, last: datetime, at: datetime) -> timedelta:
    """How long until the next try, counted from `at`; zero when it may be made now."""
    if at - last >= patience.forgotten or tries < patience.free:
        return timedelta(0)
    doublings = min(tries - patience.free, _MOST_DOUBLINGS)
    pause = min(FIRST_WAIT * (1 << doublings), patience.longest)
    return max(timedelta(0), last + pause - at)


def tries_after(patience: Patience, tries: int, last: datetime, at: datetime) -> int:
    """How many tries count once one more is made at `at`."""
    return 1 if at - last >= patience.forgotten else tries + 1
