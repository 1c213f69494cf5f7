"""How a registration keeps pace with its cohort: an early warning for a trainer, which decides nothing.

Pure questions to a glance; time comes in as an argument. The clock runs from the first day of the cohort, or from the
day somebody joined it, and gives everybody as long as the cohort has. A pause stops it. So does an observation that the
place did not allow: that never counts against anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from lms_peer.domain.following import QUIET_AFTER
from lms_peer.domain.glance import Glance, Stop
from lms_peer.domain.standing import Status
from lms_peer.domain.uk import uk_day, uk_midnight

VERY_QUIET_AFTER = 2 * QUIET_AFTER
FAR_BEHIND = 2  # units
POINTS = 12  # of a cohort's pace, at most about as many
WEEK = timedelta(weeks=1)


class Colour(StrEnum):
    """Red: act now. Amber: look. Green: all is well. Grey: the clock stands still."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    GREY = "grey"


class Going(StrEnum):
    """How a registration is going, the most pressing first."""

    BEHIND = "behind"
    QUIET = "quiet"
    SENT_BACK = "sent_back"
    HELD_UP = "held_up"
    PAUSED = "paused"
    ENDED = "ended"
    ON_TRACK = "on_track"
    FINISHED = "finished"


@dataclass(frozen=True)
class Sitting:
    """From the first day of a cohort to its last, if anybody said which that is."""

    starts: date
    ends: date | None = None


@dataclass(frozen=True)
class Pace:
    """How one registration is going.

    `found` is everything that is so, the most pressing first. Of `units` units `done` are signed off, and `expected`
    should be by now (None when the cohort has no last day). `quiet` is how long nothing was heard, without stops.
    """

    found: tuple[Going, ...]
    colour: Colour
    done: int
    units: int
    expected: int | None
    quiet: timedelta

    @property
    def going(self) -> Going:
        """The most pressing."""
        return self.found[0]


@dataclass(frozen=True)
class Point:
    """A cohort on one day: units expected by then, and units signed off. None: not known, or not come yet."""

    day: date
    expected: int | None
    done: int | None


_MOST_PRESSING_FIRST = tuple(Colour)
_STOPPED = {Status.PAUSED: Going.PAUSED, Status.ENDED: Going.ENDED, Status.COMPLETED: Going.FINISHED}


def pace(glance: Glance, units: int, sitting: Sitting | None, now: datetime) -> Pace:
    """How the registration is going at `now`, of whose learner `units` units are asked."""
    expected = expected_units(glance, units, sitting, now)
    done, quiet = len(glance.signed_off), quiet_for(glance, now)
    found = tuple(_found(glance, done, expected, quiet))
    over = expected == units and done < units
    colours = {
        Going.BEHIND: Colour.RED if over or (expected or 0) - done >= FAR_BEHIND else Colour.AMBER,
        Going.QUIET: Colour.RED if quiet >= VERY_QUIET_AFTER else Colour.AMBER,
        Going.SENT_BACK: Colour.AMBER,
        Going.HELD_UP: Colour.GREY,
        Going.PAUSED: Colour.GREY,
        Going.ENDED: Colour.GREY,
    }
    shown = [colours.get(one, Colour.GREEN) for one in found]
    return Pace(found, min(shown, key=_MOST_PRESSING_FIRST.index), done, units, expected, quiet)


def _found(glance: Glance, done: int, expected: int | None, quiet: timedelta) -> Iterator[Going]:
    """Everything that is so; one who paused, left or finished is nothing else."""
    if stopped := _STOPPED.get(glance.status):
        yield stopped
        return
    if expected is not None and done < expected:
        yield Going.BEHIND
    if quiet >= QUIET_AFTER:
        yield Going.QUIET
    if glance.sent_back:
        yield Going.SENT_BACK
    if glance.held_up:
        yield Going.HELD_UP
    if not (done < (expected or 0) or quiet >= QUIET_AFTER or glance.sent_back or glance.held_up):
        yield Going.ON_TRACK


def quiet_for(glance: Glance, now: datetime) -> timedelta:
    """How long nothing was heard from the learner. It begins anew when a stop ends, and stands still in one."""
    return max(timedelta(), now - (glance.silent_since or now))


def expected_units(glance: Glance, units: int, sitting: Sitting | None, now: datetime) -> int | None:
    """How many units should be signed off at `now`, in whole units; None when nobody said when the cohort ends."""
    if sitting is None or sitting.ends is None:
        return None
    begins = max(uk_midnight(sitting.starts), glance.registered)
    length = max(timedelta(days=1), uk_midnight(sitting.ends) - uk_midnight(sitting.starts))
    running = max(timedelta(), now - begins) - _stopped(glance.stops, begins, now)
    return min(units, units * running // length)


def _stopped(stops: Iterable[Stop], begins: datetime, now: datetime) -> timedelta:
    """How much of the time from `begins` to `now` was stopped; what overlaps counts once."""
    stopped, reached = timedelta(), begins
    for stop in sorted(stops, key=lambda one: one.began):
        began, ended = max(stop.began, reached), min(stop.ended or now, now)
        if ended > began:
            stopped += ended - began
            reached = ended
    return stopped


def points(learners: Sequence[tuple[Glance, int]], sitting: Sitting, now: datetime) -> tuple[Point, ...]:
    """A cohort's pace, week by week or in longer steps, from its first day to its last, today among them.

    `learners` holds each glance with the number of units that are asked.
    """
    today = uk_day(now)
    return tuple(_point(learners, sitting, day, today, now) for day in _days(sitting, today))


def _days(sitting: Sitting, today: date) -> Iterator[date]:
    last = max(sitting.ends or today, sitting.starts)
    step = max(1, -(-(last - sitting.starts) // (WEEK * POINTS))) * WEEK
    days, day = {last}, sitting.starts
    while day < last:
        days.add(day)
        day += step
    if sitting.starts < today < last:
        days.add(today)
    yield from sorted(days)


def _point(
    learners: Sequence[tuple[Glance, int]], sitting: Sitting, day: date, today: date, now: datetime
) -> Point:
    at = now if day == today else uk_midnight(day + timedelta(days=1))
    wanted = [expected_units(glance, units, sitting, at) for glance, units in learners]
    done = sum(signed <= at for glance, _ in learners for signed in glance.signed_off.values())
    return Point(
        day,
        expected=None if sitting.ends is None else sum(number or 0 for number in wanted),
        done=done if day <= today else None,
    )
