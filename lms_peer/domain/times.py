"""When something was done and how long it took: what no record can say."""

from __future__ import annotations

from datetime import datetime, timedelta

from lms_peer.domain.refusals import BadMinutes, InTheFuture, TooLongAgo
from lms_peer.domain.standing import Standing

# People often begin before the paper is done, and no course starts a year late: an earlier day is a slip of the pen.
BEFORE_REGISTRATION = timedelta(days=366)
DAY = 24 * 60  # minutes


def require_over(standing: Standing, began: datetime, minutes: int, now: datetime) -> None:
    """Check that what is put on record took a time that can be, and is over.

    Raises BadMinutes (not 1 minute to a day), InTheFuture (`began`, or `minutes` for what has not ended yet) and
    TooLongAgo (`began` over a year before the learner was registered).
    """
    if not 1 <= minutes <= DAY:
        raise BadMinutes(minutes)
    if began > now:
        raise InTheFuture("began")
    if began + timedelta(minutes=minutes) > now:
        raise InTheFuture("minutes")
    earliest = standing.registered.at - BEFORE_REGISTRATION
    if began < earliest:
        raise TooLongAgo("began", earliest)
