"""Work habits: whether a learner kept to times that were agreed, and what can be said of that in words.

Private to the learner and their trainers. No rule of evidence, judgement, sign-off or completion may ask this module.
Pure: the present comes in as an argument.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lms_peer.domain.refusals import InTheFuture, Refusal, TooLongAgo

LATEST_THAT_COUNT = 10
FEWEST_TO_SAY_ANYTHING = 3
MOST_MINUTES_LATE = 480
OLDEST = timedelta(days=366)


class Turnout(StrEnum):
    """How it went with one time that was agreed. PREVENTED: the place did not allow it, which is nobody's fault."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSED = "missed"
    PREVENTED = "prevented"


class Reliability(StrEnum):
    """What the latest times say, as a word. Never a number, and never a reason to hold anything back."""

    TOO_EARLY = "too_early"
    STEADY = "steady"
    MOSTLY = "mostly"
    UNEVEN = "uneven"


@dataclass(frozen=True)
class Habit:
    """One time that was agreed, and how it went. `minutes_late` is 0 unless the learner came late."""

    turnout: Turnout
    happened: date
    minutes_late: int = 0


class NotLate(Refusal):
    """Minutes were given for a time to which the learner did not come late."""


@dataclass
class BadLateness(Refusal):
    """Late is by at least one minute, and at most `longest`: after that it is a missed time."""

    longest: int


def habit(turnout: Turnout, happened: date, minutes_late: int | None, today: date) -> Habit:
    """One entry of the log. Minutes are only for coming late. Raises InTheFuture, TooLongAgo, BadLateness, NotLate."""
    if happened > today:
        raise InTheFuture("happened")
    if happened < today - OLDEST:
        raise TooLongAgo("happened", today - OLDEST)
    if turnout is not Turnout.LATE:
        if minutes_late:
            raise NotLate
        return Habit(turnout, happened)
    if minutes_late is None or not 1 <= minutes_late <= MOST_MINUTES_LATE:
        raise BadLateness(MOST_MINUTES_LATE)
    return Habit(turnout, happened, minutes_late)


def same_time(happened: date, occasion: str, other_day: date, other_occasion: str) -> bool:
    """True for what may be one time logged twice: there can be two such on a day, so it is worth a question."""
    return happened == other_day and _plain(occasion) == _plain(other_occasion)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def reliability(habits: Iterable[Habit]) -> Reliability:
    """What the latest ten times say. A time that the place prevented is as if it had never been agreed.

    STEADY: none was missed, and at most one in five was late. MOSTLY: at most one in five was missed, and at least
    half were on time. Fewer than three times say nothing yet.
    """
    counted = [one for one in habits if one.turnout is not Turnout.PREVENTED]
    latest = sorted(counted, key=lambda one: one.happened, reverse=True)[:LATEST_THAT_COUNT]
    if len(latest) < FEWEST_TO_SAY_ANYTHING:
        return Reliability.TOO_EARLY
    turnouts = [one.turnout for one in latest]
    missed, late = turnouts.count(Turnout.MISSED), turnouts.count(Turnout.LATE)
    if not missed and late * 5 <= len(latest):
        return Reliability.STEADY
    if missed * 5 <= len(latest) and turnouts.count(Turnout.ON_TIME) * 2 >= len(latest):
        return Reliability.MOSTLY
    return Reliability.UNEVEN
