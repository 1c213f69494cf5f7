"""What is kept beside the ledger: whose it is, what waits, where it stood earlier, and that it can be made anew."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import Executable, delete, select, update

from lms_peer import ledger, progress
from lms_peer.actions.change_registration import pause_registration, resume_registration
from lms_peer.actions.log_hours import refuse_hours, void_hours
from lms_peer.actions.register_learner import register_learner
from lms_peer.actions.submit_evidence import withdraw_evidence
from lms_peer.database import db, now, pretend
from lms_peer.domain.facts import Verdict
from lms_peer.domain.refusals import NotFound, Refusal
from lms_peer.domain.standing import Status
from lms_peer.domain.waiting import Wait
from lms_peer.progress.tables import RegistrationProgress, WaitingProgress
from tests.plant import LISTEN, OBSERVED, PLACES, Plant


def everything_kept() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Every row of both projections."""
    tables = (RegistrationProgress.__table__, WaitingProgress.__table__)
    rows = [sorted(map(tuple, db.session.execute(select(table))), key=str) for table in tables]
    return rows[0], rows[1]


def pause_and_resume(plant: Plant) -> None:
    """The trainer stops the clock and lets it go on."""
    pause_registration(plant.acting("trainer"), plant.registration, uuid4(), reason="Moving")
    resume_registration(plant.acting("trainer"), plant.registration, uuid4())


def live_a_little(plant: Plant, chance: Random) -> None:
    """Something that somebody at the centre does, allowed or not."""
    standing, registration = plant.standing, plant.registration
    pieces, entries, plans = (
        [*kept] or [uuid4()] for kept in (standing.evidence, standing.hours, standing.observations)
    )
    piece, entry, planned = map(chance.choice, (pieces, entries, plans))
    ref = chance.choice([LISTEN, PLACES])
    acts = [
        lambda: plant.submits(ref),
        lambda: plant.submits(LISTEN, PLACES),
        lambda: plant.submits(ref, replaces=piece),
        lambda: plant.judges(piece, ref, verdict=chance.choice(list(Verdict))),
        lambda: plant.judges(piece, ref),
        lambda: plant.logs(chance.randint(1, 90)),
        lambda: plant.countersigns(entry),
        lambda: refuse_hours(plant.acting("staff"), registration, uuid4(), hours=entry, reason="I was away"),
        lambda: void_hours(plant.acting("learner"), registration, uuid4(), hours=entry),
        lambda: plant.plans(OBSERVED),
        lambda: plant.observes(planned, OBSERVED),
        lambda: plant.confirms(planned),
        lambda: plant.cancels(planned),
        lambda: withdraw_evidence(plant.acting("learner"), registration, uuid4(), evidence=piece),
        lambda: plant.signs_off(chance.choice(["H1", "H2"])),
        lambda: pause_and_resume(plant),
    ]
    try:
        chance.choice(acts)()
        db.session.commit()
    except Refusal:
        db.session.rollback()


@pytest.mark.parametrize("seed", range(3))
def test_after_any_history_what_is_kept_is_what_is_computed_anew(plant: Plant, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - the same every time is what is wanted
    for _ in range(70):
        live_a_little(plant, chance)
    assert ledger.head(plant.centre).position > 15
    assert progress.drift(plant.centre) == []
    before = everything_kept()
    assert progress.rebuild(plant.centre) == 1
    db.session.commit()
    assert everything_kept() == before


def test_what_was_lost_altogether_is_made_anew(plant: Plant) -> None:
    plant.achieves_everything()
    plant.logs(30)
    before = everything_kept()
    for table in (WaitingProgress, RegistrationProgress):
        db.session.execute(delete(table))
    db.session.commit()
    assert progress.drift(plant.centre) == [plant.registration]
    progress.rebuild(plant.centre)
    db.session.commit()
    assert everything_kept() == before


def test_what_an_earlier_version_kept_is_still_what_the_ledger_says(plant: Plant) -> None:
    plant.submits(LISTEN)
    row = db.session.get(RegistrationProgress, plant.registration)
    state = json.loads(row.state)
    assert state.pop("sample_plans") == []
    row.state = json.dumps(state)
    row.digest = sha256(row.state.encode()).hexdigest()
    db.session.commit()
    assert progress.drift(plant.centre) == []


@pytest.mark.parametrize("state", ["{", "{}", '{"evidence": {}}'])
def test_a_standing_that_can_not_be_read_is_found(plant: Plant, state: str) -> None:
    db.session.get(RegistrationProgress, plant.registration).state = state
    db.session.commit()
    assert progress.drift(plant.centre) == [plant.registration]


@pytest.mark.parametrize(
    "wrong",
    [
        update(RegistrationProgress).values(silent_since=None),
        update(RegistrationProgress).values(glance='{"registered": null}'),
        update(RegistrationProgress).values(digest="0" * 64),
        update(WaitingProgress).values(waits_on="somebody|else"),
        delete(WaitingProgress),
    ],
    ids=["silent since", "glance", "digest", "waits on", "no waits"],
)
def test_what_lists_show_is_compared_too(plant: Plant, wrong: Executable) -> None:
    plant.submits(LISTEN)
    db.session.commit()
    assert progress.drift(plant.centre) == []
    db.session.execute(wrong)
    db.session.commit()
    assert progress.drift(plant.centre) == [plant.registration]
    progress.rebuild(plant.centre)
    db.session.commit()
    assert progress.drift(plant.centre) == []


def test_what_nobody_said_is_found_and_thrown_away(plant: Plant) -> None:
    row = db.session.get(RegistrationProgress, plant.registration)
    stray = {column.key: getattr(row, column.key) for column in RegistrationProgress.__table__.columns}
    db.session.add(RegistrationProgress(**stray | {"registration": uuid4()}))
    db.session.commit()
    assert len(progress.drift(plant.centre)) == 1
    assert progress.rebuild(plant.centre) == 1
    db.session.commit()
    assert progress.drift(plant.centre) == []


def test_rebuilding_one_centre_leaves_the_others_alone(plant: Plant) -> None:
    other = Plant.at("south")
    row = db.session.get(RegistrationProgress, other.registration)
    row.state = row.state.replace('"active"', '"completed"')
    row.digest = sha256(row.state.encode()).hexdigest()
    db.session.commit()
    progress.rebuild(plant.centre)
    db.session.commit()
    assert other.standing.status is Status.COMPLETED
    assert progress.drift(other.centre) == [other.registration]


def test_where_a_record_stood_at_an_earlier_place_of_the_ledger(plant: Plant) -> None:
    evidence = plant.submits(LISTEN)
    then = ledger.head(plant.centre).position
    before = plant.standing
    plant.judges(evidence, LISTEN)
    assert progress.standing_at(plant.centre, plant.registration, then) == before
    assert progress.standing_at(plant.centre, plant.registration, then + 1) == plant.standing
    assert progress.standing_at(plant.centre, plant.registration, 10**6) == plant.standing
    with pytest.raises(NotFound):
        progress.standing_at(plant.centre, plant.registration, 0)


def test_a_record_is_found_at_its_own_centre_only(plant: Plant) -> None:
    other = Plant.at("south")
    for look in (
        lambda: progress.standing(other.centre, plant.registration),
        lambda: progress.standing(other.centre, plant.registration, lock=True),
        lambda: progress.standing_at(other.centre, plant.registration, 99),
        lambda: progress.standing(plant.centre, uuid4()),
    ):
        with pytest.raises(NotFound):
            look()
    assert progress.standings(other.centre, registrations=[plant.registration]) == []
    assert [one.registration for one in progress.standings(other.centre)] == [other.registration]


def test_a_queue_holds_what_waits_at_one_centre_for_one_person(plant: Plant) -> None:
    other = Plant.at("south")
    for one in (plant, other):
        one.submits(LISTEN)
        one.logs(60)
        one.plans(OBSERVED)
    assert {waits.wait for waits in progress.queue(plant.centre)} == {
        Wait.JUDGE_EVIDENCE,
        Wait.COUNTERSIGN_HOURS,
        Wait.OBSERVE,
    }
    (hours,) = progress.queue(plant.centre, on=plant.actor("staff"))
    assert (hours.wait, hours.registration) == (Wait.COUNTERSIGN_HOURS, plant.registration)
    assert progress.queue(plant.centre, on=other.actor("staff")) == []
    assert progress.queue(plant.centre, Wait.JUDGE_EVIDENCE, on=plant.actor("staff")) == []
    (judge,) = progress.queue(other.centre, Wait.JUDGE_EVIDENCE)
    assert judge.registration == other.registration


def test_a_queue_has_the_oldest_first_across_learners(plant: Plant) -> None:
    first = plant.submits(LISTEN)
    mine = plant.registration
    plant.registration = register_learner(
        plant.acting("trainer"),
        uuid4(),
        account=plant.people["other learner"],
        slug="bench",
        optional_units=("H2",),
    ).registration
    with pretend(now() + timedelta(seconds=1)):
        second = plant.submits(LISTEN, who="other learner")
    plant.registration = mine
    with pretend(now() + timedelta(seconds=2)):
        third = plant.submits(PLACES)
    waits = progress.queue(plant.centre, Wait.JUDGE_EVIDENCE)
    assert [one.subject for one in waits] == [first, second, third]
    assert [one.since for one in waits] == sorted(one.since for one in waits)
    assert progress.queue(plant.centre, Wait.JUDGE_EVIDENCE, start=1, most=1) == waits[1:2]
    anyone, theirs = [Wait.JUDGE_EVIDENCE], [Wait.OBSERVE]
    desk = progress.desk(plant.centre, plant.actor("assessor"), anyone, theirs, first={waits[1].registration})
    assert [one.subject for one in desk] == [second, first, third]
    assert [
        progress.desk(
            plant.centre,
            plant.actor("assessor"),
            anyone,
            theirs,
            first={waits[1].registration},
            start=start,
            most=most,
        )
        for start, most in ((0, 1), (0, 2), (1, 1), (1, 5), (2, 2), (3, 1))
    ] == [desk[:1], desk[:2], desk[1:2], desk[1:], desk[2:], []]
    assert progress.desk(plant.centre, plant.actor("assessor"), anyone, theirs, only=waits[1].registration) == [
        waits[1]
    ]


def test_an_observation_is_on_the_desk_of_its_assessor_alone(plant: Plant) -> None:
    planned = plant.plans(OBSERVED)
    desks = {who: progress.desk(plant.centre, plant.actor(who), [], [Wait.OBSERVE]) for who in ("assessor", "iqa")}
    assert [one.subject for one in desks["assessor"]] == [planned]
    (seen,) = progress.queue(plant.centre, Wait.OBSERVE, on=plant.actor("assessor"))
    assert progress.queue(plant.centre, Wait.OBSERVE, on=plant.actor("assessor"), since=seen.since) == [seen]
    later = seen.since + timedelta(milliseconds=1)
    assert progress.queue(plant.centre, Wait.OBSERVE, on=plant.actor("assessor"), since=later) == []
    assert desks["iqa"] == []


def test_a_learner_is_silent_from_when_they_were_last_heard(plant: Plant) -> None:
    assert progress.silent(plant.centre, now() + timedelta(minutes=1)) == [plant.registration]
    assert progress.silent(plant.centre, now() + timedelta(minutes=1), start=1) == []
    assert progress.silent(plant.centre, now() - timedelta(days=1)) == []
    pause_registration(plant.acting("trainer"), plant.registration, uuid4(), reason="Moving")
    assert progress.silent(plant.centre, now() + timedelta(minutes=1)) == []


def test_what_was_undone_is_not_remembered(plant: Plant) -> None:
    before = plant.standing
    pause_registration(plant.acting("trainer"), plant.registration, uuid4(), reason="Moving")
    assert plant.standing.status is Status.PAUSED
    db.session.rollback()
    assert plant.standing == before


def test_standings_of_one_learner_are_theirs_alone(plant: Plant) -> None:
    assert [one.registration for one in progress.standings(plant.centre, learner=plant.actor("learner"))] == [
        plant.registration
    ]
    assert progress.standings(plant.centre, learner=plant.actor("other learner")) == []
