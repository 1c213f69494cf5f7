"""Registering, pausing, resuming, completing and printing a registration."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from lms_peer.domain import refusals, registration
from lms_peer.domain.facts import LearnerRegistered, PortfolioIssued, Verdict
from lms_peer.domain.judgement import Assessor
from lms_peer.domain.standing import Standing, Status
from lms_peer.domain.waiting import Wait, waiting
from tests.unit.domain.given import (
    ASSESSOR,
    COURSE,
    LEARNER,
    LISTEN,
    PDF,
    PLACES,
    SEEN,
    TRAINER,
    WORDS,
    Record,
)


def register(record: Record, *, others: tuple[Standing, ...] = (), units: tuple[str, ...] = ("H2",)):
    return registration.register(
        record.stamp(TRAINER),
        registration=UUID(int=2, version=4),
        learner=LEARNER,
        qualification=COURSE,
        specification=PDF,
        optional_units=units,
        others=others,
    )


def issue(record: Record, version: int) -> PortfolioIssued:
    return record.says(
        registration.issue(
            record.standing,
            record.stamp(TRAINER),
            portfolio=PDF,
            version=version,
            position=len(record.facts),
            chain_hash="ef" * 32,
        )
    )


def test_a_registration_names_the_very_specification_it_started_with(record: Record) -> None:
    fact = register(record)
    assert isinstance(fact, LearnerRegistered)
    assert (fact.specification, fact.qualification, fact.optional_units) == (PDF, COURSE.ref, ("H2",))
    assert (fact.by, fact.learner) == (TRAINER, LEARNER)


@pytest.mark.parametrize(
    ("units", "refusal"),
    [((), refusals.WrongCombination), (("H1",), refusals.UnknownUnits), (("H2", "Z"), refusals.UnknownUnits)],
)
def test_units_that_can_not_make_the_qualification_are_refused(
    record: Record, units: tuple[str, ...], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        register(record, units=units)


def test_a_learner_has_one_open_registration_on_a_course_and_may_take_it_again_later(record: Record) -> None:
    for status in (Status.ACTIVE, Status.PAUSED):
        with pytest.raises(refusals.AlreadyRegistered) as refused:
            register(record, others=(replace(record.standing, status=status),))
        assert refused.value.registration == record.standing.registration
    for status in (Status.ENDED, Status.COMPLETED):
        assert register(record, others=(replace(record.standing, status=status),))


def test_another_course_is_no_obstacle_and_another_version_is(record: Record) -> None:
    newer = replace(
        COURSE.ref._asdict() and record.standing.registered, qualification=COURSE.ref._replace(version="2")
    )
    with pytest.raises(refusals.AlreadyRegistered):
        register(record, others=(replace(record.standing, registered=newer),))
    other = replace(newer, qualification=COURSE.ref._replace(slug="another"))
    assert register(record, others=(replace(record.standing, registered=other),))


def test_a_pause_is_resumed_and_nothing_else_is(record: Record) -> None:
    with pytest.raises(refusals.NotStopped):
        record.resumes()
    record.pauses()
    assert record.standing.status is Status.PAUSED
    for act in (record.pauses, record.completes):
        with pytest.raises(refusals.NotActive):
            act()
    record.resumes()
    assert record.standing.status is Status.ACTIVE
    assert len(record.standing.changes) == 2


def test_what_is_short_of_completing_is_said_in_full(record: Record) -> None:
    with pytest.raises(refusals.NotComplete) as refused:
        record.completes()
    assert refused.value.blocks == (
        "Finish the unit Unit H1 (H1)",
        "Finish 1 more unit under ‘One more’",
        "Shadowing: 10 hours still to be signed.",
        "Practice: 1 minute still to be signed.",
    )


def test_a_completed_record_stays_as_it_is(record: Record) -> None:
    record.achieves_everything()
    assert registration.blocks_on_completion(record.standing, COURSE) == ()
    record.completes()
    assert record.standing.status is Status.COMPLETED
    for act in (record.completes, record.pauses, record.ends):
        with pytest.raises(refusals.NotActive):
            act()


def test_a_completed_record_is_opened_again_only_with_a_reason(record: Record) -> None:
    record.achieves_everything()
    record.completes()
    with pytest.raises(refusals.Missing):
        record.resumes()
    record.resumes(WORDS)
    assert record.standing.status is Status.ACTIVE
    record.completes()


def test_a_learner_who_left_keeps_what_they_achieved_and_may_come_back(record: Record) -> None:
    piece = record.submits(PLACES)
    record.ends()
    assert record.standing.status is Status.ENDED
    with pytest.raises(refusals.NotActive):
        record.submits(LISTEN)
    record.judges(piece, PLACES)
    record.signs_off("H2")
    record.resumes()
    assert record.standing.status is Status.ACTIVE
    assert "H2" in record.standing.sign_offs


def test_a_record_is_ended_in_a_pause_but_never_twice_nor_without_a_reason(record: Record) -> None:
    with pytest.raises(refusals.Missing):
        record.ends(None)
    record.pauses()
    record.ends()
    for act in (record.ends, record.pauses, record.completes):
        with pytest.raises(refusals.NotActive):
            act()


def test_what_waits_on_an_ended_record_is_what_the_learner_is_owed(record: Record) -> None:
    record.submits(LISTEN)
    record.plans(SEEN)
    record.judges(record.submits(PLACES), PLACES, Verdict.NOT_YET)
    record.logs()
    record.ends()
    assert {one.wait for one in waiting(record.standing)} == {Wait.JUDGE_EVIDENCE, Wait.COUNTERSIGN_HOURS}


def test_who_started_the_course_anew_does_not_go_on_with_the_old_record(record: Record) -> None:
    record.ends()
    other = replace(record.standing, status=Status.ACTIVE)
    with pytest.raises(refusals.AlreadyRegistered):
        record.resumes(others=(other,))
    record.resumes(others=(replace(other, status=Status.COMPLETED),))


def test_an_empty_record_is_not_printed(record: Record) -> None:
    with pytest.raises(refusals.NothingToPrint):
        issue(record, 1)


def test_hours_alone_may_be_printed(record: Record) -> None:
    record.logs()
    assert registration.next_version(record.standing) == 1


def test_each_version_of_a_portfolio_is_issued_once_in_order(record: Record) -> None:
    record.submits(LISTEN)
    for wrong in (0, 2):
        with pytest.raises(refusals.VersionTaken):
            issue(record, wrong)
    issue(record, 1)
    with pytest.raises(refusals.VersionTaken) as refused:
        issue(record, 1)
    assert refused.value.next_version == 2
    issue(record, 2)
    assert [one.version for one in record.standing.portfolios] == [1, 2]


def test_a_portfolio_is_printed_during_a_pause_and_after_completion(record: Record) -> None:
    record.achieves_everything()
    record.pauses()
    issue(record, 1)
    record.resumes()
    record.completes()
    issue(record, 2)


def test_a_draft_is_issued_at_any_time_and_says_that_it_is_one(record: Record) -> None:
    record.submits(LISTEN)
    issue(record, 1)
    assert record.standing.portfolios[0].final is False


def test_nothing_is_open_once_everything_is_achieved_also_before_it_is_completed(record: Record) -> None:
    record.achieves_everything()
    assert registration.blocks_on_portfolio(record.standing, COURSE) == ()
    registration.require_ready(record.standing, COURSE)
    record.completes()
    assert registration.blocks_on_portfolio(record.standing, COURSE) == ()


def test_the_final_portfolio_waits_for_all_that_completion_waits_for(record: Record) -> None:
    with pytest.raises(refusals.PortfolioNotReady) as refused:
        registration.require_ready(record.standing, COURSE)
    assert refused.value.blocks == registration.blocks_on_completion(record.standing, COURSE)


def open_besides_completion(record: Record) -> tuple[str, ...]:
    """What stops the final portfolio, and would not stop completion."""
    blocks = registration.blocks_on_portfolio(record.standing, COURSE)
    return blocks[len(registration.blocks_on_completion(record.standing, COURSE)) :]


def test_the_final_portfolio_waits_for_a_decision_and_for_its_countersigning(record: Record) -> None:
    evidence = record.submits(LISTEN, PLACES)
    assert open_besides_completion(record) == ("Evidence waits for a decision: H1 1.1, H2 1.1.",)
    for ref in (LISTEN, PLACES):
        record.judges(evidence, ref, assessor=Assessor(ASSESSOR, in_training=True))
    assert open_besides_completion(record) == (
        "Decisions of an assessor in training wait to be countersigned: H1 1.1, H2 1.1.",
    )


def test_the_final_portfolio_waits_for_signatures_under_hours_and_observations(record: Record) -> None:
    logged = record.logs()
    observation = record.plans(SEEN)
    record.judges(record.observes(observation, SEEN), SEEN)
    assert open_besides_completion(record) == (
        "Observation records that the learner still has to sign: 1.",
        "Entries of hours that still wait to be signed: 1.",
    )
    record.confirms(observation)
    record.refuses(logged)
    assert open_besides_completion(record) == ()
