"""A quality assurer samples a unit: what they ask for is open until they saw it done, and stops the claim till then."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from lms_peer.domain import sampling
from lms_peer.domain.facts import Actor
from lms_peer.domain.refusals import (
    ActionNotOpen,
    AssessesIt,
    DeclaredInterest,
    Missing,
    NotFound,
    OwnWork,
)
from lms_peer.domain.registration import blocks_on_completion, blocks_on_portfolio, choose_units
from lms_peer.domain.sampling import Verifier
from lms_peer.domain.waiting import Wait, waiting
from lms_peer.progress.codec import dump, load
from tests.unit.domain.given import ASSESSOR, COURSE, LEARNER, LISTEN, PLACES, TRAINER, WORDS, Record

IQA = Verifier(Actor(ASSESSOR.issuer, "iqa"))
ASKED = "Units in which a quality assurer asked for something that is not done yet: H2."
BARRED = [
    (Verifier(LEARNER), OwnWork),
    (Verifier(IQA.actor, interests=frozenset({LEARNER})), DeclaredInterest),
    (Verifier(IQA.actor, assessors=frozenset({IQA.actor})), AssessesIt),
    (Verifier(ASSESSOR), AssessesIt),
]


@pytest.fixture
def record() -> Record:
    record = Record()
    record.judges(record.submits(PLACES), PLACES)
    record.now += timedelta(days=1)
    return record


def the_piece(record: Record):
    return next(iter(record.standing.evidence))


def samples(
    record: Record, *, agreed: bool = True, verifier: Verifier = IQA, sampled=None, words=WORDS, unit="H2"
):
    looked_at = [the_piece(record)] if sampled is None else sampled
    stamp = record.stamp(verifier.actor)
    parts = {"verifier": verifier, "unit": unit, "sampled": looked_at, "agreed": agreed, "words": words}
    return record.says(sampling.sample(record.standing, stamp, **parts))


def closes(record: Record, sample, verifier: Verifier = IQA, words=WORDS):
    stamp = record.stamp(verifier.actor)
    return record.says(sampling.close(record.standing, stamp, verifier=verifier, sample=sample, words=words))


def test_a_sample_is_interim_until_the_unit_is_signed_off_and_summative_then(record: Record):
    assert samples(record).summative is False
    record.signs_off("H2")
    assert samples(record).summative is True


def test_who_agrees_asks_for_nothing(record: Record):
    samples(record)
    assert record.standing.open_actions == ()
    assert Wait.ACT_ON_SAMPLE not in {one.wait for one in waiting(record.standing)}
    assert ASKED not in blocks_on_portfolio(record.standing, COURSE)


def test_what_is_asked_for_waits_for_an_assessor_and_stops_completion_and_the_final_portfolio(record: Record):
    fact = samples(record, agreed=False)
    [waits] = [one for one in waiting(record.standing) if one.wait is Wait.ACT_ON_SAMPLE]
    assert (waits.subject, waits.on) == (fact.id, None)
    assert ASKED in blocks_on_portfolio(record.standing, COURSE)
    assert ASKED in blocks_on_completion(record.standing, COURSE)
    back = closes(record, fact.id)
    assert record.standing.samples[fact.id].closed == back
    assert record.standing.open_actions == ()
    assert ASKED not in blocks_on_completion(record.standing, COURSE)
    assert load(dump(record.standing)) == record.standing


def test_what_is_asked_for_waits_on_a_record_that_was_completed_or_ended_too(record: Record):
    record.achieves_everything()
    record.completes()
    assert waiting(record.standing) == ()
    samples(record, agreed=False)
    assert [one.wait for one in waiting(record.standing)] == [Wait.ACT_ON_SAMPLE]


def test_what_is_asked_for_in_a_unit_that_is_not_taken_any_more_stops_nothing(record: Record):
    samples(record, agreed=False)
    record.says(choose_units(record.standing, COURSE, record.stamp(TRAINER), ["H3"]))
    assert record.standing.open_actions == ()


@pytest.mark.parametrize(("verifier", "refusal"), BARRED)
def test_nobody_samples_or_closes_what_they_have_a_part_in(record: Record, verifier, refusal):
    with pytest.raises(refusal):
        samples(record, verifier=verifier)
    fact = samples(record, agreed=False)
    with pytest.raises(refusal):
        closes(record, fact.id, verifier=verifier)


def test_a_sample_is_of_evidence_that_was_decided_on_in_the_unit(record: Record):
    undecided = record.submits(PLACES).id
    elsewhere = record.submits(LISTEN)
    record.judges(elsewhere, LISTEN)
    for wrong in (undecided, elsewhere.id, uuid4()):
        with pytest.raises(NotFound):
            samples(record, sampled=[the_piece(record), wrong])
    with pytest.raises(Missing, match="sampled"):
        samples(record, sampled=[])
    with pytest.raises(NotFound):
        samples(record, unit="H3")
    assert samples(record, sampled=[the_piece(record), the_piece(record)]).sampled == (the_piece(record),)


def test_the_assessor_is_told_something_and_so_is_who_reads_how_it_was_put_right(record: Record):
    with pytest.raises(Missing, match="feedback"):
        samples(record, words=None)
    fact = samples(record, agreed=False)
    with pytest.raises(Missing, match="comment"):
        closes(record, fact.id, words=None)


def test_only_what_is_open_is_closed(record: Record):
    agreed = samples(record)
    asked = samples(record, agreed=False)
    closes(record, asked.id)
    for settled in (agreed.id, asked.id):
        with pytest.raises(ActionNotOpen):
            closes(record, settled)
    with pytest.raises(NotFound):
        closes(record, uuid4())
