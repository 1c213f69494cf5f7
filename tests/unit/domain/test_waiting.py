"""What waits, for whom and since when; and that it stops waiting when it was done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from lms_peer.domain import observation as observations
from lms_peer.domain.facts import CancelReason, Verdict
from lms_peer.domain.standing import Standing
from lms_peer.domain.waiting import Wait, waiting
from tests.unit.domain.given import ASSESSOR, LEARNER, LISTEN, NOON, PLACES, SEEN, STAFF, Record, standing_of


def kinds(record: Record) -> list[Wait]:
    return [one.wait for one in waiting(record.standing)]


def cancel(record: Record, planned) -> None:
    stamp = record.stamp(ASSESSOR)
    record.says(observations.cancel(record.standing, stamp, planned.id, CancelReason.OTHER, None))


def stored_later(record: Record, by: timedelta) -> Standing:
    """The standing, with every fact written down some time after it happened."""
    return standing_of(replace(fact, stored=fact.at + by) for fact in record.facts)


def test_nothing_waits_on_a_new_record(record: Record) -> None:
    assert waiting(record.standing) == ()


def test_evidence_waits_for_any_assessor_until_its_last_criterion_is_decided(record: Record) -> None:
    piece = record.submits(LISTEN, PLACES)
    (one,) = waiting(record.standing)
    assert (one.wait, one.subject, one.on, one.since) == (Wait.JUDGE_EVIDENCE, piece.id, None, NOON)
    record.judges(piece, LISTEN)
    assert kinds(record) == [Wait.JUDGE_EVIDENCE]
    record.judges(piece, PLACES)
    assert kinds(record) == []


def test_evidence_waits_since_it_was_written_down(record: Record) -> None:
    record.submits(LISTEN)
    (one,) = waiting(stored_later(record, timedelta(hours=3)))
    assert one.since == NOON + timedelta(hours=3)


def test_withdrawn_evidence_waits_for_nobody(record: Record) -> None:
    record.withdraws(record.submits(LISTEN))
    assert kinds(record) == []


def test_evidence_sent_back_waits_for_the_learner_once_all_of_it_is_decided(record: Record) -> None:
    piece = record.submits(LISTEN, PLACES)
    record.judges(piece, LISTEN, Verdict.NOT_YET)
    assert kinds(record) == [Wait.JUDGE_EVIDENCE]
    record.now += timedelta(days=1)
    record.judges(piece, PLACES)
    (one,) = waiting(record.standing)
    assert (one.wait, one.on, one.since) == (Wait.SEND_AGAIN, LEARNER, record.now)
    record.submits(LISTEN, replaces=piece.id)
    assert kinds(record) == [Wait.JUDGE_EVIDENCE]


def test_nothing_is_asked_for_again_during_a_pause_in_which_nothing_can_be_sent(record: Record) -> None:
    record.judges(record.submits(LISTEN), LISTEN, Verdict.NOT_YET)
    record.pauses()
    assert kinds(record) == []


def test_an_observation_that_showed_too_little_waits_for_an_assessor_to_see_it_again(record: Record) -> None:
    seen = record.observes(record.plans(SEEN), SEEN)
    record.judges(seen, SEEN, Verdict.NOT_YET)
    assert (Wait.ASSESS_AGAIN, None) in [(one.wait, one.on) for one in waiting(record.standing)]


def test_evidence_sent_back_stops_waiting_when_the_criterion_is_met_another_way(record: Record) -> None:
    piece = record.submits(LISTEN)
    record.judges(piece, LISTEN, Verdict.NOT_YET)
    record.judges(record.submits(LISTEN), LISTEN)
    assert kinds(record) == []


def test_hours_wait_for_the_one_who_was_named(record: Record) -> None:
    entry = record.logs()
    (one,) = waiting(record.standing)
    assert (one.wait, one.subject, one.on) == (Wait.COUNTERSIGN_HOURS, entry.id, STAFF)
    record.countersigns(entry)
    assert kinds(record) == []


def test_refused_and_voided_hours_wait_for_nobody(record: Record) -> None:
    record.refuses(record.logs())
    record.voids(record.logs())
    assert kinds(record) == []


def test_an_observation_waits_for_the_assessor_then_for_the_learner(record: Record) -> None:
    planned = record.plans(SEEN)
    (one,) = waiting(record.standing)
    assert (one.wait, one.subject, one.on, one.since) == (Wait.OBSERVE, planned.id, ASSESSOR, planned.due)
    seen = record.observes(planned, SEEN)
    both = {one.wait: (one.subject, one.on) for one in waiting(record.standing)}
    assert both == {
        Wait.JUDGE_EVIDENCE: (seen.id, None),
        Wait.CONFIRM_OBSERVATION: (planned.id, LEARNER),
    }
    record.confirms(planned)
    record.judges(seen, SEEN)
    assert kinds(record) == []


def test_a_cancelled_observation_waits_to_be_booked_again(record: Record) -> None:
    planned = record.plans(SEEN)
    record.now += timedelta(hours=5)
    cancel(record, planned)
    (one,) = waiting(record.standing)
    assert (one.wait, one.subject, one.on) == (Wait.REBOOK_OBSERVATION, planned.id, ASSESSOR)
    assert one.since == record.now


def test_a_cancelled_observation_is_forgotten_once_its_units_are_signed_off(record: Record) -> None:
    cancel(record, record.plans(PLACES))
    cancel(record, record.plans(PLACES, SEEN))
    record.judges(record.submits(PLACES), PLACES)
    assert kinds(record) == [Wait.REBOOK_OBSERVATION] * 2
    record.signs_off("H2")
    assert kinds(record) == [Wait.REBOOK_OBSERVATION]


def test_the_oldest_comes_first(record: Record) -> None:
    late = record.plans(SEEN, due=NOON + timedelta(days=9))
    soon = record.plans(SEEN, due=NOON + timedelta(days=1))
    old = record.logs()
    now = record.submits(LISTEN)
    assert [one.subject for one in waiting(record.standing)] == [old.id, now.id, soon.id, late.id]


def test_a_pause_hides_nothing_that_waits(record: Record) -> None:
    record.submits(LISTEN)
    record.pauses()
    assert kinds(record) == [Wait.JUDGE_EVIDENCE]


def test_a_completed_record_waits_for_nobody(record: Record) -> None:
    record.logs(began=NOON - timedelta(days=7))
    record.plans(SEEN)
    record.achieves_everything()
    assert kinds(record) == [Wait.COUNTERSIGN_HOURS, Wait.OBSERVE]
    record.completes()
    assert kinds(record) == []
