"""Who may quality assure a learner's record (internal quality assurance)."""

from __future__ import annotations

from collections.abc import Collection

from lms_peer.domain.facts import Actor
from lms_peer.domain.refusals import AssessesIt, DeclaredInterest, OwnWork
from lms_peer.domain.standing import Standing


def require_verifier(
    standing: Standing, verifier: Actor, *, interests: Collection[Actor], assessors: Collection[Actor]
) -> None:
    """Check that this person may verify the record. `interests` are the learners they declared an interest in.

    Raises OwnWork, DeclaredInterest (Ofqual Condition A4.5–6), AssessesIt for one of the record's `assessors` and for
    whoever decided anything on it: nobody verifies what they assessed.
    """
    if verifier == standing.learner:
        raise OwnWork
    if standing.learner in interests:
        raise DeclaredInterest
    judged = {judgement.by for piece in standing.evidence.values() for judgement in piece.judgements}
    signed_off = {fact.by for fact in standing.sign_offs.values()}
    if verifier in {*assessors, *judged, *signed_off}:
        raise AssessesIt
