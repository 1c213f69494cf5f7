"""When a learner was last heard from."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from lms_peer.domain.following import last_heard
from tests.unit.domain.given import LISTEN, NOON, SEEN, Record, standing_of


def test_sending_evidence_breaks_the_silence(record: Record) -> None:
    record.submits(LISTEN)
    assert last_heard(record.standing) == NOON


def test_what_was_written_late_was_heard_when_it_was_stored(record: Record) -> None:
    record.logs(began=NOON - timedelta(days=10))
    stored = standing_of(replace(fact, stored=NOON) for fact in record.facts)
    assert last_heard(stored) == NOON


def test_work_of_others_on_the_record_is_not_heard_from_the_learner(record: Record) -> None:
    piece = record.submits(LISTEN)
    record.now += timedelta(weeks=2)
    record.judges(piece, LISTEN)
    record.plans(SEEN)
    assert last_heard(record.standing) == NOON


def test_an_observation_counts_as_hearing_from_the_learner_when_it_took_place(record: Record) -> None:
    planned = record.plans(SEEN)
    record.now += timedelta(days=2)
    seen = record.observes(planned, SEEN)
    assert last_heard(record.standing) == seen.at
    record.confirms(planned)
    assert last_heard(record.standing) == record.now


def test_taking_something_back_is_heard_too(record: Record) -> None:
    entry, piece = record.logs(), record.submits(LISTEN)
    record.now += timedelta(days=1)
    record.voids(entry)
    assert last_heard(record.standing) == record.now
    record.now += timedelta(days=1)
    record.withdraws(piece)
    assert last_heard(record.standing) == record.now
