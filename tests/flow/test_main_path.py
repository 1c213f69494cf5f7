"""A learner's record from registration to completion, through the same actions as real work."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from lms_peer import ledger, progress
from lms_peer.actions.change_registration import (
    complete_registration,
    pause_registration,
    resume_registration,
)
from lms_peer.actions.log_hours import refuse_hours, void_hours
from lms_peer.actions.record import qualification_of
from lms_peer.actions.record_observation import rebook_observation
from lms_peer.actions.register_learner import register_learner
from lms_peer.actions.submit_evidence import withdraw_evidence
from lms_peer.actions.workplace import workplace
from lms_peer.app import create_app
from lms_peer.database import db, now
from lms_peer.domain import refusals
from lms_peer.domain.blocks import Unconfirmed
from lms_peer.domain.facts import Verdict
from lms_peer.domain.judgement import blocks_on_unit
from lms_peer.domain.registration import blocks_on_completion
from lms_peer.domain.standing import HoursStatus, ObservationStatus, Status
from lms_peer.domain.waiting import Wait
from tests.plant import COURSES, LISTEN, OBSERVED, PLACES, Plant


def test_a_learner_achieves_everything_and_the_record_is_completed(plant: Plant):
    plant.achieves_everything()
    complete_registration(plant.acting("trainer"), plant.registration, uuid4())
    assert plant.standing.status is Status.COMPLETED


def test_the_record_can_not_be_completed_while_something_is_short(plant: Plant):
    plant.countersigns(plant.logs(599))
    with pytest.raises(refusals.NotComplete) as refused:
        complete_registration(plant.acting("trainer"), plant.registration, uuid4())
    assert any("1 minute still to be signed" in block for block in refused.value.blocks)
    assert any("Listen well" in block for block in refused.value.blocks)


def test_six_hundred_minutes_are_ten_hours_and_599_are_not(plant: Plant):
    qualification = qualification_of(plant.centre, plant.standing)
    plant.countersigns(plant.logs(599))
    assert any("minute" in block for block in blocks_on_completion(plant.standing, qualification))
    plant.countersigns(plant.logs(1))
    assert not any("minute" in block for block in blocks_on_completion(plant.standing, qualification))


def test_what_is_kept_up_to_date_equals_what_is_rebuilt(plant: Plant):
    plant.achieves_everything()
    before = plant.standing
    assert progress.drift(plant.centre) == []
    assert progress.rebuild(plant.centre) == 1
    db.session.commit()
    assert plant.standing == before
    assert progress.drift(plant.centre) == []


def test_drift_names_the_registration_whose_progress_was_changed(plant: Plant):
    from lms_peer.progress.tables import RegistrationProgress

    row = db.session.get(RegistrationProgress, plant.registration)
    row.state = row.state.replace('"active"', '"completed"')
    db.session.commit()
    assert progress.drift(plant.centre) == [plant.registration]


def test_the_same_form_sent_twice_makes_one_record(plant: Plant):
    submission = uuid4()
    assert plant.submits(LISTEN, submission=submission) == plant.submits(LISTEN, submission=submission)
    assert len(plant.standing.evidence) == 1
    assert ledger.head(plant.centre).position == 2


def test_the_same_form_sent_again_with_other_words_is_refused_and_the_first_is_kept(plant: Plant):
    submission = uuid4()
    plant.submits(LISTEN, submission=submission, text="First words")
    with pytest.raises(refusals.AlreadySaid):
        plant.submits(LISTEN, submission=submission, text="Second thoughts")
    db.session.rollback()
    words = workplace().vault.read_words(plant.centre, plant.standing.evidence[submission].submitted.words)
    assert words["text"] == "First words"


def test_a_changed_start_time_is_seen_when_hours_are_sent_again(plant: Plant):
    submission, began = uuid4(), now() - timedelta(days=1)
    plant.logs(60, began, submission=submission)
    assert plant.logs(60, began, submission=submission) == submission
    with pytest.raises(refusals.AlreadySaid):
        plant.logs(60, began - timedelta(hours=3), submission=submission)


def test_another_persons_submission_id_is_refused(plant: Plant):
    submission = uuid4()
    plant.submits(LISTEN, submission=submission)
    with pytest.raises(refusals.AlreadySaid):
        pause_registration(plant.acting("trainer"), plant.registration, submission, reason="Moved")


def test_evidence_referred_back_is_sent_again_and_met(plant: Plant):
    first = plant.submits(LISTEN)
    plant.judges(first, LISTEN, verdict=Verdict.NOT_YET)
    assert [one.wait for one in progress.queue(plant.centre)] == [Wait.SEND_AGAIN]
    second = plant.submits(LISTEN, replaces=first)
    assert plant.standing.evidence[first].replaced_by == second
    plant.judges(second, LISTEN)
    assert plant.standing.met(LISTEN)
    assert progress.queue(plant.centre) == []


def test_evidence_is_withdrawn_until_it_is_judged(plant: Plant):
    early, late = plant.submits(LISTEN), plant.submits(PLACES)
    withdraw_evidence(plant.acting("learner"), plant.registration, uuid4(), evidence=early, reason="Wrong file")
    plant.judges(late, PLACES)
    with pytest.raises(refusals.AlreadyJudged):
        withdraw_evidence(plant.acting("learner"), plant.registration, uuid4(), evidence=late)
    with pytest.raises(refusals.Withdrawn):
        plant.judges(early, LISTEN)


def test_nobody_judges_their_own_work(plant: Plant):
    evidence = plant.submits(LISTEN)
    with pytest.raises(refusals.OwnWork):
        plant.judges(evidence, LISTEN, who="learner")


def test_a_criterion_that_must_be_observed_needs_an_observation(plant: Plant):
    qualification = qualification_of(plant.centre, plant.standing)
    plant.judges(plant.submits(LISTEN), LISTEN)
    observation = plant.plans(OBSERVED)
    plant.judges(plant.observes(observation, OBSERVED), OBSERVED)
    unit = qualification.units_by_reference["H1"]
    assert blocks_on_unit(plant.standing, unit, qualification) == (Unconfirmed(observation),)
    with pytest.raises(refusals.UnitBlocked):
        plant.signs_off("H1")
    db.session.rollback()
    plant.confirms(observation)
    plant.signs_off("H1")


def test_an_observation_is_cancelled_rebooked_and_recorded(plant: Plant):
    observation = plant.plans(OBSERVED)
    plant.cancels(observation)
    assert plant.standing.observations[observation].status is ObservationStatus.CANCELLED
    with pytest.raises(refusals.ObservationClosed):
        plant.observes(observation, OBSERVED)
    db.session.rollback()
    rebook_observation(
        plant.acting("assessor"),
        plant.registration,
        uuid4(),
        observation=observation,
        due=now() + timedelta(days=9),
    )
    plant.observes(observation, OBSERVED)
    assert plant.standing.observations[observation].status is ObservationStatus.RECORDED


def test_a_pause_stops_new_work_and_resuming_loses_nothing(plant: Plant):
    evidence, hours = plant.submits(LISTEN), plant.logs(60)
    pause_registration(plant.acting("trainer"), plant.registration, uuid4(), reason="Moving on Friday")
    db.session.commit()
    before = plant.standing
    with pytest.raises(refusals.NotActive):
        plant.submits(PLACES)
    db.session.rollback()
    plant.countersigns(hours)
    plant.judges(evidence, LISTEN)
    resume_registration(plant.acting("trainer"), plant.registration, uuid4())
    after = plant.standing
    assert after.status is Status.ACTIVE
    assert after.evidence.keys() == before.evidence.keys()
    plant.submits(PLACES)


def test_only_the_staff_named_may_countersign_and_only_once(plant: Plant):
    hours = plant.logs(60)
    for who, refusal in (("learner", refusals.OwnHours), ("assessor", refusals.NotTheStaffShadowed)):
        with pytest.raises(refusal):
            plant.countersigns(hours, who=who)
        db.session.rollback()
    plant.countersigns(hours)
    with pytest.raises(refusals.HoursClosed):
        plant.countersigns(hours)


def test_hours_refused_or_taken_back_do_not_count_and_free_their_time(plant: Plant):
    began = now() - timedelta(days=1)
    refused = plant.logs(60, began)
    with pytest.raises(refusals.HoursOverlap):
        plant.logs(30, began + timedelta(minutes=59))
    db.session.rollback()
    refuse_hours(plant.acting("staff"), plant.registration, uuid4(), hours=refused, reason="I was away")
    taken_back = plant.logs(60, began)
    plant.countersigns(taken_back)
    void_hours(plant.acting("learner"), plant.registration, uuid4(), hours=taken_back)
    assert plant.standing.countersigned_minutes("shadowing") == 0
    assert plant.standing.hours[taken_back].status is HoursStatus.VOIDED
    plant.logs(60, began)


def started_again(*courses: Path) -> Flask:
    """Another application on the same database and vault, with other folders of courses."""
    return create_app(replace(workplace().config, courses=courses))


def test_a_registration_stays_on_the_specification_it_started_with(plant: Plant, tmp_path: Path):
    plant.submits(LISTEN)
    edited = (COURSES / "bench.yaml").read_text().replace('version: "1.0"', 'version: "2.0"')
    newer = tmp_path / "newer"
    newer.mkdir()
    (newer / "bench.yaml").write_text(edited.replace("Listen well", "Hear well"))
    with started_again(COURSES, newer).app_context():
        assert workplace().catalogue.get("bench").qualification.version == "2.0"
        stayed = qualification_of(plant.centre, plant.standing)
        assert (stayed.version, stayed.units[0].title) == ("1.0", "Listen well")
        plant.submits(PLACES)
        db.session.remove()
        db.engine.dispose()


def test_a_course_file_that_was_changed_without_raising_its_version_is_refused(plant: Plant, tmp_path: Path):
    changed = tmp_path / "changed"
    changed.mkdir()
    (changed / "bench.yaml").write_text((COURSES / "bench.yaml").read_text().replace("Listen well", "Hear well"))
    with started_again(changed).app_context():
        with pytest.raises(refusals.SpecificationChanged):
            register_learner(
                plant.acting("trainer"),
                uuid4(),
                account=plant.people["other learner"],
                slug="bench",
                optional_units=("H2",),
            )
        db.session.remove()
        db.engine.dispose()


def test_no_statement_holds_a_name_or_what_anyone_wrote(plant: Plant):
    plant.achieves_everything()
    bodies = b"".join(entry.body for entry in ledger.entries(plant.centre)).lower()
    for text in (b"i listened and asked", b"clear and honest", b"ring the council", b"hostel", b"my day"):
        assert text not in bodies
    for person in plant.people:
        assert f'"name": "{person}'.encode() not in bodies


def test_the_ledger_of_a_whole_record_verifies(plant: Plant):
    plant.achieves_everything()

    def check(centre, sha256):
        workplace().vault.verify(centre, sha256)

    assert ledger.first_finding(plant.centre, check) is None


def test_another_centres_record_is_not_found(plant: Plant):
    stranger = Plant.at("south")
    evidence = plant.submits(LISTEN)
    stranger.registration = plant.registration
    with pytest.raises(refusals.NotFound):
        stranger.judges(evidence, LISTEN)
