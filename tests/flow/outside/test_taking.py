"""What another system says becomes evidence, once, and waits for an assessor like any other."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from flask import Flask

from lms_peer import progress
from lms_peer.actions import take_outside_evidence as outside
from lms_peer.database import db, now
from lms_peer.domain.facts import Verdict
from lms_peer.domain.qualification import Method
from lms_peer.domain.standing import Standing
from lms_peer.domain.waiting import Wait
from tests.flow.outside.conftest import HAPPENED, LIMIT, MODULE, PASSED, TELL, Online, works


def test_a_result_from_a_trusted_system_becomes_evidence_that_waits_for_an_assessor(plant: Online):
    source = plant.hears(plant.says())
    (fact,) = plant.outside()
    assert (fact.source, fact.activity, fact.verb, fact.score) == (source, MODULE, PASSED, 0.855)
    assert fact.method is Method.QUESTIONING
    assert fact.learner == plant.actor("learner")
    assert fact.by.name == plant.system.key
    assert fact.at == HAPPENED
    assert fact.happened.isoformat() == "2026-02-27"
    waiting = progress.queue(plant.centre, Wait.JUDGE_EVIDENCE)
    assert [(one.registration, one.subject) for one in waiting] == [(plant.registration, fact.id)]


def test_a_statement_sent_to_the_learning_record_store_becomes_evidence(app: Flask, plant: Online):
    said = plant.says()
    db.session.remove()  # it holds SQLite's one write lock
    for _ in range(2):  # a system that heard no answer sends it again
        answer = app.test_client().post(
            "/xapi/statements",
            json=said,
            auth=(plant.system.key, plant.system.secret),
            headers={"X-Experience-API-Version": "1.0.3"},
        )
        assert answer.json == [said["id"]]
    works()
    assert [str(fact.source) for fact in plant.outside()] == [said["id"]]


def test_it_is_evidence_only_for_units_that_the_learner_takes(plant: Online):
    plant.hears(plant.says())
    assert plant.outside()[0].criteria == (LIMIT, TELL)


def test_it_never_decides_anything_by_itself(plant: Online):
    plant.hears(plant.says())
    assert not plant.standing.met(LIMIT)
    (fact,) = plant.outside()
    plant.judges(fact.id, LIMIT)
    assert plant.standing.met(LIMIT)


def test_the_same_statement_is_evidence_once_however_often_it_is_looked_at(plant: Online):
    source = plant.hears(plant.says())
    outside.ask_for(db.session.connection(), plant.centre, source)
    outside.ask_for(db.session.connection(), plant.centre, source)
    db.session.commit()
    works()
    assert outside.take(plant.centre, source) == []
    assert len(plant.outside()) == 1


def test_a_worker_that_dies_has_lost_nothing(plant: Online):
    source = plant.hears(plant.says(), worked=False)
    assert len(outside.take(plant.centre, source)) == 1
    db.session.rollback()  # all that a killed worker did
    assert plant.outside() == []
    db.session.commit()
    works()
    assert len(plant.outside()) == 1


def test_the_fact_has_an_id_of_version_four_that_follows_from_the_statement(plant: Online):
    source = plant.hears(plant.says(), worked=False)
    (first,) = outside.take(plant.centre, source)
    db.session.rollback()
    (again,) = outside.take(plant.centre, source)
    assert first.id == again.id
    assert first.id.version == 4


def test_a_score_that_is_just_enough_is_enough(plant: Online):
    plant.hears(plant.says(result={"score": {"scaled": 0.8}}))
    assert plant.outside()[0].score == 0.8


def test_each_learner_gets_their_own(plant: Online):
    mine, theirs = plant.registration, plant.registers("other learner")
    plant.hears(plant.says("other learner"))
    assert plant.outside() == []
    plant.registration = theirs
    assert len(plant.outside()) == 1
    assert mine != theirs


def test_a_second_pass_while_the_first_waits_is_one_piece_to_judge(plant: Online):
    plant.hears(plant.says())
    plant.hears(plant.says())
    assert len(plant.outside()) == 1


def test_after_a_not_yet_a_new_pass_is_new_evidence(plant: Online):
    plant.hears(plant.says())
    plant.judges(plant.outside()[0].id, LIMIT, TELL, verdict=Verdict.NOT_YET)
    plant.hears(plant.says())
    assert len(plant.outside()) == 2


def test_a_pause_loses_nothing(plant: Online):
    from lms_peer.actions.change_registration import pause_registration

    pause_registration(plant.acting("trainer"), plant.registration, uuid4(), reason="Lockdown")
    db.session.commit()
    plant.hears(plant.says())
    assert len(plant.outside()) == 1


def test_a_clock_that_is_ahead_is_not_believed(plant: Online):
    plant.hears(plant.says(timestamp=(now() + timedelta(days=3)).isoformat()))
    (fact,) = plant.outside()
    assert fact.at <= now()


def test_what_is_kept_is_what_the_ledger_says(plant: Online):
    plant.hears(plant.voids(plant.hears(plant.says())))
    plant.hears(plant.says())
    assert progress.drift(plant.centre) == []


def test_a_standing_survives_being_read_anew(plant: Online):
    plant.hears(plant.says())
    before: Standing = plant.standing
    progress.rebuild(plant.centre)
    assert plant.standing == before
