"""Matches of a mentor and a client: whether the risk assessment is in date, and when supervision is due.

A client is only ever a short reference. Pure: the present comes in as an argument.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lms_peer.domain.refusals import InTheFuture, Missing, Refusal, TooLongAgo

SOON = timedelta(days=14)
MOST_WEEKS = 26
LONGEST_REVIEW = timedelta(days=2 * 366)
OLDEST = timedelta(days=10 * 366)
REFERENCE_LENGTH = 20
# Without letters and digits that look alike, so that it can be read aloud and copied by hand.
_SIGNS = "3456789ABCDEFGHJKMNPQRTUVWXY"
_REFERENCE = re.compile(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9/-]*")


class Due(StrEnum):
    """Whether something that must be done again and again was done in time."""

    IN_DATE = "in_date"
    SOON = "due_soon"
    OVERDUE = "out_of_date"
    ON_HOLD = "on_hold"
    ENDED = "ended"


@dataclass(frozen=True)
class Terms:
    """What was agreed for a match. `until` is its last day, `assessed` and `review` are the risk assessment's days.

    `weeks` is the longest time between two supervision sessions.
    """

    since: date
    assessed: date
    review: date
    weeks: int
    until: date | None = None


@dataclass(frozen=True)
class Session:
    """One supervision session, and whether the mentor was there."""

    held: date
    present: bool


@dataclass(frozen=True)
class MatchStanding:
    """How a match stands today. `next_due` is the day of whatever is due first."""

    risk: Due
    supervision: Due
    next_session: date
    next_due: date

    @property
    def ended(self) -> bool:
        """The mentor supports this client no longer."""
        return self.risk is Due.ENDED


@dataclass
class NotAReference(Refusal):
    """The text may name a person: a reference has a digit, no spaces, and at most `limit` signs."""

    limit: int


@dataclass
class BadReview(Refusal):
    """The risk assessment must be looked at again after it was made, and by `latest`."""

    latest: date


@dataclass
class BadInterval(Refusal):
    """Supervision is every 1 to `longest` weeks."""

    longest: int


@dataclass
class MatchEnded(Refusal):
    """The match has ended, so nothing can be added to it."""


@dataclass
class EndsTooEarly(Refusal):
    """A match can not end before it began."""

    began: date


def reference(typed: str | None, drawn: int) -> str:
    """What to call the client: what the trainer typed, or one made from `drawn`, a random number below 2**32.

    Raises NotAReference for what may be a name, an address or a number to reach somebody by.
    """
    text = (typed or "").strip()
    if not text:
        return "C-" + "".join(_SIGNS[drawn // len(_SIGNS) ** place % len(_SIGNS)] for place in range(5))
    if len(text) > REFERENCE_LENGTH or not _REFERENCE.fullmatch(text) or sum(map(str.isdigit, text)) > 8:
        raise NotAReference(REFERENCE_LENGTH)
    return text


def terms(*, since: date, assessed: date, review: date, weeks: int | None, today: date) -> Terms:
    """What is agreed for a match. Raises InTheFuture, TooLongAgo, BadReview, BadInterval."""
    require_since(since, today)
    require_assessed(assessed, today)
    require_review(assessed, review)
    if weeks is None or not 1 <= weeks <= MOST_WEEKS:
        raise BadInterval(MOST_WEEKS)
    return Terms(since, assessed, review, weeks)


def require_since(since: date, today: date) -> None:
    """Raises TooLongAgo for a first day that must be a slip of the pen."""
    if since < today - OLDEST:
        raise TooLongAgo("since", today - OLDEST)


def require_assessed(assessed: date, today: date) -> None:
    """Raises InTheFuture for a risk that nobody can have assessed yet."""
    if assessed > today:
        raise InTheFuture("assessed")


def require_review(assessed: date, review: date) -> None:
    """Raises BadReview for a day to look again that is not after the assessment, or far away."""
    if not assessed < review <= assessed + LONGEST_REVIEW:
        raise BadReview(assessed + LONGEST_REVIEW)


def session(agreed: Terms, held: date | None, *, present: bool, today: date) -> Session:
    """One supervision session. Raises MatchEnded, Missing, InTheFuture, TooLongAgo."""
    require_open(agreed, today)
    if held is None:
        raise Missing("held")
    if held > today:
        raise InTheFuture("held")
    if held < agreed.since:
        raise TooLongAgo("held", agreed.since)
    return Session(held, present)


def last_day(agreed: Terms, until: date, today: date) -> date:
    """The day on which a match ends. Raises MatchEnded, EndsTooEarly."""
    require_open(agreed, today)
    if until < agreed.since:
        raise EndsTooEarly(agreed.since)
    return until


def require_open(agreed: Terms, today: date) -> None:
    """Raises MatchEnded once the last day has come."""
    if agreed.until is not None and agreed.until <= today:
        raise MatchEnded


def standing(agreed: Terms, sessions: Iterable[Session], today: date, *, paused: bool = False) -> MatchStanding:
    """How the match stands. While the mentor's record is `paused`, no supervision is overdue.

    A session to which the mentor did not come does not count as held. A risk assessment grows old in a pause too.
    """
    held = max((one.held for one in sessions if one.present), default=agreed.since)
    following = held + timedelta(weeks=agreed.weeks)
    if agreed.until is not None and agreed.until <= today:
        return MatchStanding(Due.ENDED, Due.ENDED, following, agreed.until)
    supervision = Due.ON_HOLD if paused else due(following, today)
    return MatchStanding(
        risk=due(agreed.review, today),
        supervision=supervision,
        next_session=following,
        next_due=agreed.review if paused else min(agreed.review, following),
    )


def due(day: date, today: date) -> Due:
    """Whether what must be done by `day`, that day included, is in date, due within two weeks, or overdue."""
    if day < today:
        return Due.OVERDUE
    return Due.SOON if day <= today + SOON else Due.IN_DATE
