"""Who may quality assure a learner's record (internal quality assurance)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lms_peer.domain.facts import Actor, DiscussionRecorded, ObservationRecorded
from lms_peer.domain.refusals import AssessesIt, DeclaredInterest, OwnWork
from lms_peer.domain.standing import Standing


def require_verifier(
    standing: Standing, verifier: Actor, *, interests: Collection[Actor], assessors: Collection[Actor]
) -> None:
    """Check that this person may verify the record. `interests` are the learners they declared an interest in.

    Raises OwnWork, DeclaredInterest (Ofqual Condition A4.5–6), AssessesIt for one of the record's `assessors` and for
    whoever assessed on it before: nobody verifies what they assessed.
    """
    if verifier == standing.learner:
        raise OwnWork
    if standing.learner in interests:
        raise DeclaredInterest
    if verifier in {*assessors, *_have_assessed(standing)}:
        raise AssessesIt


def _have_assessed(standing: Standing) -> Iterator[Actor]:
    """Who observed or questioned the learner, or decided or answered something, even if it was taken back since."""
    for piece in standing.evidence.values():
        if isinstance(piece.submitted, ObservationRecorded | DiscussionRecorded):
            yield piece.submitted.by
        for said in (*piece.judgements, *piece.countersigning, *piece.taken_back):
            yield said.by
    for fact in standing.sign_offs.values():
        yield fact.by
    for again in standing.reopenings:
        yield from (again.signed_off.by, again.reopened.by)
