"""Trainers keep the matches of mentors and clients, and their supervision. Nothing of it reaches the ledger."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from lms_peer.actions.record import Acting
from lms_peer.actions.who_acts import who_acts
from lms_peer.database import now
from lms_peer.domain import matches as rules
from lms_peer.domain.uk import uk_day
from lms_peer.pastoral import matches
from lms_peer.pastoral.tables import Match, Supervision


def today() -> date:
    """The day it is in the United Kingdom."""
    return uk_day(now())


def add_match(
    acting: Acting,
    registration: UUID,
    submission: UUID,
    *,
    client: str,
    since: date,
    assessed: date,
    review: date,
    weeks: int | None,
) -> Match:
    """The learner supports a client from `since` on. Without a reference, the client is given one.

    Raises NotFound, NotAReference, InTheFuture, TooLongAgo, BadReview, BadInterval, AlreadySaid.
    """
    agreed = rules.terms(since=since, assessed=assessed, review=review, weeks=weeks, today=today())
    called = rules.reference(client, submission.int % 2**32)
    return matches.add(acting.centre, registration, submission, agreed, client=called, by=who_acts(acting))


def agree_again(
    acting: Acting, match: UUID, submission: UUID, *, assessed: date, review: date, weeks: int | None
) -> Match:
    """The risk was assessed anew, or supervision is at another interval.

    Raises NotFound, MatchEnded, InTheFuture, BadReview, BadInterval, AlreadySaid.
    """
    found = matches.find(acting.centre, match)
    rules.require_open(found.terms(), today())
    agreed = rules.terms(since=found.since, assessed=assessed, review=review, weeks=weeks, today=today())
    matches.agree(found, submission, agreed, by=who_acts(acting))
    return found


def record_supervision(
    acting: Acting, match: UUID, submission: UUID, *, held: date | None, present: bool, note: str = ""
) -> Supervision:
    """A supervision session was held, or the mentor did not come to it.

    Raises NotFound, MatchEnded, Missing, InTheFuture, TooLongAgo, TooLong, AlreadySaid.
    """
    found = matches.find(acting.centre, match)
    session = rules.session(found.terms(), held, present=present, today=today())
    return matches.supervise(found, submission, session, note=note, by=who_acts(acting))


def take_supervision_back(acting: Acting, match: UUID, supervision: UUID) -> None:
    """The session was put down by mistake, so it counts no more. Raises NotFound."""
    found = matches.session(matches.find(acting.centre, match), supervision)
    matches.take_back(found, by=who_acts(acting))


def end_match(acting: Acting, match: UUID, *, until: date) -> Match:
    """`until` is the last day. Raises NotFound, MatchEnded, EndsTooEarly."""
    found = matches.find(acting.centre, match)
    matches.end(found, rules.last_day(found.terms(), until, today()))
    return found
