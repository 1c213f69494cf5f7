"""Who may quality assure a record: nobody their own work, a person they know, or what they assessed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms_peer.domain import countersigning
from lms_peer.domain.evidence import discuss
from lms_peer.domain.facts import Actor
from lms_peer.domain.judgement import Assessor
from lms_peer.domain.qualification import Method
from lms_peer.domain.refusals import AssessesIt, DeclaredInterest, OwnWork
from lms_peer.domain.verifying import require_verifier
from tests.unit.domain.given import ASSESSOR, COURSE, LEARNER, LISTEN, NOON, SEEN, WORDS, Record

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


@pytest.mark.parametrize("answer", [countersigning.countersign, countersigning.send_back])
def test_whoever_answered_a_decision_of_an_assessor_in_training_may_not(record: Record, answer) -> None:
    trainee = Assessor(Actor("https://peer.example", "trainee"), in_training=True)
    judged = record.judges(record.submits(LISTEN), LISTEN, assessor=trainee)
    countersigner = Assessor(VERIFIER)
    record.says(
        answer(
            record.standing,
            record.stamp(VERIFIER),
            assessor=countersigner,
            judgement=judged.id,
            words=WORDS,
        )
    )
    with pytest.raises(AssessesIt):
        require_verifier(record.standing, VERIFIER, interests=(), assessors=())


def test_whoever_observed_the_learner_may_not(record: Record) -> None:
    record.observes(record.plans(SEEN), SEEN)
    with pytest.raises(AssessesIt):
        require_verifier(record.standing, ASSESSOR, interests=(), assessors=())


def test_whoever_questioned_the_learner_may_not(record: Record) -> None:
    record.says(
        discuss(
            record.standing,
            COURSE,
            record.stamp(VERIFIER, NOON - timedelta(hours=1)),
            assessor=Assessor(VERIFIER),
            method=Method.QUESTIONING,
            criteria=(SEEN,),
            minutes=10,
            words=WORDS,
            now=NOON,
        )
    )
    with pytest.raises(AssessesIt):
        require_verifier(record.standing, VERIFIER, interests=(), assessors=())
