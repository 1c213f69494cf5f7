"""Who may quality assure a record: nobody their own work, a person they know, or what they assessed."""

from __future__ import annotations

import pytest

from lms_peer.domain.facts import Actor
from lms_peer.domain.refusals import AssessesIt, DeclaredInterest, OwnWork
from lms_peer.domain.verifying import require_verifier
from tests.unit.domain.given import ASSESSOR, LEARNER, LISTEN, Record

VERIFIER = Actor("https://peer.example", "verifier")


def test_somebody_who_has_nothing_to_do_with_the_record_may(record: Record) -> None:
    record.judges(record.submits(LISTEN), LISTEN)
    require_verifier(record.standing, VERIFIER, interests=(), assessors=(ASSESSOR,))


@pytest.mark.parametrize(
    ("who", "interests", "assessors", "refusal"),
    [
        (LEARNER, (), (), OwnWork),
        (VERIFIER, (LEARNER,), (), DeclaredInterest),
        (VERIFIER, (), (VERIFIER,), AssessesIt),
    ],
)
def test_whoever_is_too_near_may_not(record: Record, who, interests, assessors, refusal) -> None:
    with pytest.raises(refusal):
        require_verifier(record.standing, who, interests=interests, assessors=assessors)


def test_whoever_once_decided_on_the_record_may_not_though_they_assess_it_no_more(record: Record) -> None:
    record.judges(record.submits(LISTEN), LISTEN)
    with pytest.raises(AssessesIt):
        require_verifier(record.standing, ASSESSOR, interests=(), assessors=())
