"""How a registration is going: on track, quiet, sent back, paused, complete."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from lms_peer.domain.facts import Verdict
from lms_peer.domain.fold import standing_of
from lms_peer.domain.following import QUIET_AFTER, Going, going, last_heard, quiet_for
from tests.unit.domain.given import BEGAN, LISTEN, NOON, SEEN, Record

MOMENT = timedelta(seconds=1)


def how(record: Record) -> Going:
    return going(record.standing, record.now)


def test_someone_who_just_began_is_on_track_until_three_weeks_are_over(record: Record) -> None:
    assert going(record.standing, BEGAN + QUIET_AFTER - MOMENT) is Going.ON_TRACK
    assert going(record.standing, BEGAN + QUIET_AFTER) is Going.QUIET
    assert timedelta(weeks=3) == QUIET_AFTER


def test_sending_evidence_breaks_the_silence(record: Record) -> None:
    assert how(record) is Going.QUIET
    record.submits(LISTEN)
    assert how(record) is Going.ON_TRACK
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


def test_evidence_that_was_sent_back_is_said_while_the_learner_is_around(record: Record) -> None:
    record.judges(record.submits(LISTEN), LISTEN, Verdict.NOT_YET)
    assert how(record) is Going.SENT_BACK
    record.now += QUIET_AFTER
    assert how(record) is Going.QUIET


def test_nobody_is_quiet_during_a_pause_and_the_clock_begins_anew_afterwards(record: Record) -> None:
    record.pauses()
    record.now += timedelta(weeks=10)
    assert how(record) is Going.PAUSED
    record.resumes()
    assert how(record) is Going.ON_TRACK
    assert quiet_for(record.standing, record.now) == timedelta(0)
    record.now += QUIET_AFTER
    assert how(record) is Going.QUIET


def test_a_complete_record_stays_complete(record: Record) -> None:
    record.achieves_everything()
    record.completes()
    record.now += timedelta(weeks=30)
    assert how(record) is Going.COMPLETED
