"""What another system says is evidence where the course asks for it, and nothing more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from lms_peer.domain import outside
from lms_peer.domain.facts import Actor, OutsideEvidenceReported, derived_id
from lms_peer.domain.following import last_heard
from lms_peer.domain.outside import Report
from lms_peer.domain.qualification import ExternalActivity, Method
from lms_peer.domain.refusals import (
    AlreadyJudged,
    MethodNotAllowed,
    Missing,
    NotActive,
    NotFound,
    NotYours,
    TooLongAgo,
    Withdrawn,
)
from tests.unit.domain.given import (
    COURSE,
    LEARNER,
    LISTEN,
    NOON,
    NOTES,
    OTHER_LEARNER,
    PLACES,
    SEEN,
    WORDS,
    Record,
)

MODULE, PASSED = "https://learn.example/limits", "http://adlnet.gov/expapi/verbs/passed"
SYSTEM = Actor("https://peer.example/clients", "lmsp_key")
NAMED = ExternalActivity(MODULE, PASSED, " E-Learning", (LISTEN, NOTES), Method.PROFESSIONAL_DISCUSSION, 0.8)
REPORT = Report(
    statement=UUID(int=9, version=4),
    system="e-learning ",
    learner=LEARNER,
    activity=MODULE,
    verb=PASSED,
    at=NOON,
    stored=NOON,
    score=0.8,
)
ONLINE = replace(COURSE, external=(NAMED,))


def reports(record: Record, named: ExternalActivity = NAMED, **parts: object) -> OutsideEvidenceReported:
    """The system reports; `parts` replace any of what it says."""
    said = replace(REPORT, **parts)  # type: ignore[arg-type]
    stamp = record.stamp(SYSTEM, said.at)
    return record.says(outside.report_evidence(record.standing, ONLINE, stamp, said, named, WORDS))


def takes_back(record: Record, evidence: UUID) -> None:
    """The system takes its report back."""
    record.says(outside.take_back(record.standing, record.stamp(SYSTEM), evidence))


@pytest.fixture
def record() -> Record:
    return Record()


@pytest.mark.parametrize(
    ("parts", "answers"),
    [
        ({}, True),
        ({"success": True}, True),
        ({"success": False}, False),
        ({"score": 0.79}, False),
        ({"score": None}, False),
        ({"system": "E-learning 2"}, False),
        ({"activity": MODULE + "/"}, False),
        ({"verb": PASSED.upper()}, False),
    ],
    ids=str,
)
def test_a_report_answers_what_the_course_names(parts: dict, answers: bool) -> None:
    assert list(outside.named_in(ONLINE, replace(REPORT, **parts))) == ([(0, NAMED)] if answers else [])


def test_a_course_that_asks_for_no_score_takes_a_report_without_one() -> None:
    course = replace(COURSE, external=(replace(NAMED, at_least=None),))
    assert list(outside.named_in(course, replace(REPORT, score=None)))


def test_it_waits_for_an_assessor_and_nothing_is_met(record: Record) -> None:
    fact = reports(record)
    assert record.standing.evidence[fact.id].open == (LISTEN,)
    assert not record.standing.met(LISTEN)
    record.judges(fact, LISTEN)
    assert record.standing.met(LISTEN)


def test_units_that_the_learner_does_not_take_are_left_out(record: Record) -> None:
    assert reports(record).criteria == (LISTEN,)
    with pytest.raises(Missing):
        reports(record, replace(NAMED, criteria=(NOTES,)))


def test_a_unit_that_is_signed_off_needs_no_more(record: Record) -> None:
    record.achieves_everything()
    with pytest.raises(Missing):
        reports(record)


def test_while_one_report_waits_another_of_the_same_activity_adds_nothing(record: Record) -> None:
    fact = reports(record)
    with pytest.raises(Missing):
        reports(record)
    record.judges(fact, LISTEN)
    assert reports(record).criteria == (LISTEN,)


def test_another_activity_may_wait_beside_it(record: Record) -> None:
    reports(record)
    assert reports(record, replace(NAMED, activity=MODULE + "/2")).criteria == (LISTEN,)


def test_a_method_that_a_criterion_does_not_allow_is_refused(record: Record) -> None:
    with pytest.raises(MethodNotAllowed):
        reports(record, replace(NAMED, method=Method.SIMULATION))


def test_a_pause_loses_nothing_and_a_completed_record_takes_nothing(record: Record) -> None:
    record.pauses()
    reports(record, replace(NAMED, criteria=(PLACES,)))
    record.resumes()
    other = Record()
    other.achieves_everything()
    other.completes()
    with pytest.raises(NotActive):
        reports(other)


def test_a_report_about_somebody_else_is_refused(record: Record) -> None:
    with pytest.raises(NotYours):
        reports(record, learner=OTHER_LEARNER)


def test_what_happened_more_than_ten_years_ago_is_too_old(record: Record) -> None:
    with pytest.raises(TooLongAgo):
        reports(record, at=NOON - timedelta(days=3660))


def test_it_can_be_taken_back_until_it_is_judged(record: Record) -> None:
    fact = reports(record, replace(NAMED, criteria=(LISTEN, SEEN)))
    takes_back(record, fact.id)
    assert record.standing.evidence[fact.id].open == ()
    with pytest.raises(Withdrawn):
        takes_back(record, fact.id)
    judged = reports(record)
    record.judges(judged, LISTEN)
    with pytest.raises(AlreadyJudged):
        takes_back(record, judged.id)


def test_only_evidence_from_outside_is_taken_back_so(record: Record) -> None:
    with pytest.raises(NotYours):
        takes_back(record, record.submits(LISTEN).id)
    with pytest.raises(NotFound):
        takes_back(record, UUID(int=77))


def test_a_learner_can_not_take_it_back(record: Record) -> None:
    with pytest.raises(NotYours):
        record.withdraws(reports(record))


def test_passing_elsewhere_is_hearing_of_the_learner_and_a_system_taking_back_is_not(record: Record) -> None:
    fact = reports(record)
    assert last_heard(record.standing) == NOON
    record.now = NOON + timedelta(days=9)
    takes_back(record, fact.id)
    assert last_heard(record.standing) == NOON


def test_the_standing_is_the_same_when_folded_again(record: Record) -> None:
    takes_back(record, reports(record).id)
    reports(record)
    assert record.folded_again() == record.standing


def test_a_derived_id_is_the_same_each_time_and_another_for_another_name() -> None:
    statement = UUID(int=5, version=4)
    assert derived_id(statement, "a") == derived_id(statement, "a")
    assert derived_id(statement, "a") != derived_id(statement, "b")
    assert derived_id(statement, "a").version == 4
