"""Several people in the same moment: each act counts once or is refused, and the ledger has no gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from flask import Flask

from lms_peer import ledger, outbox, progress
from lms_peer.actions.allocate_assessors import allocate_assessors, allocate_to_many, allocate_verifiers
from lms_peer.actions.change_registration import pause_registration
from lms_peer.actions.judge_evidence import Decision, judge_evidence, sign_off_unit
from lms_peer.actions.keep_draft import Draft, begin_again, drafts
from lms_peer.actions.log_hours import countersign_hours, log_hours, refuse_hours
from lms_peer.actions.make_sign_in_cards import make_sign_in_cards
from lms_peer.actions.register_learner import register_learner
from lms_peer.actions.sign_by_link import make_link
from lms_peer.actions.submit_evidence import Work, submit_evidence, withdraw_evidence
from lms_peer.database import db, now
from lms_peer.domain import refusals
from lms_peer.domain.facts import Verdict
from lms_peer.domain.qualification import CriterionRef, Method
from lms_peer.domain.refusals import Refusal
from lms_peer.domain.roles import Role
from lms_peer.domain.uk import uk_day
from lms_peer.outbox import Choices
from lms_peer.people.allocations import allocated
from lms_peer.people.phrases import add_phrase
from lms_peer.people.staff import list_staff
from lms_peer.progress.tables import RegistrationProgress
from tests.plant import LISTEN, PLACES, Plant

Act = Callable[[], object]


@pytest.fixture
def together(app: Flask, plant: Plant) -> Iterator[Callable[..., list[object]]]:
    """Does acts at once, each as a request of its own; answers what each gave, or how it was refused."""

    def run(*acts: Act) -> list[object]:
        start = Barrier(len(acts))

        def one(act: Act) -> object:
            with app.app_context():
                start.wait(30)
                try:
                    answer = act()
                    db.session.commit()
                except Refusal as refusal:
                    db.session.rollback()
                    return refusal
                return answer

        db.session.rollback()
        with ThreadPoolExecutor(len(acts)) as threads:
            return [done.result(60) for done in [threads.submit(one, act) for act in acts]]

    yield run
    db.session.rollback()
    assert ledger.first_finding(plant.centre) is None
    assert progress.drift(plant.centre) == []


def refused(answers: list[object]) -> list[type[object]]:
    return [type(answer) for answer in answers if isinstance(answer, Refusal)]


def work(*criteria: CriterionRef, replaces: UUID | None = None) -> Work:
    return Work(
        method=Method.REFLECTIVE_ACCOUNT,
        criteria=criteria,
        happened=uk_day(now()),
        title="My day",
        text="I listened.",
        declared=True,
        replaces=replaces,
    )


@pytest.mark.parametrize("verdicts", [(Verdict.MET, Verdict.NOT_YET), (Verdict.MET, Verdict.MET)], ids=str)
def test_of_two_assessors_who_judge_at_once_one_counts(plant: Plant, together, verdicts) -> None:
    plant.add("second assessor", Role.ASSESSOR)
    evidence = plant.submits(LISTEN)

    def judge(who: str, verdict: Verdict) -> Act:
        acting, form, decisions = plant.acting(who), uuid4(), [Decision(LISTEN, verdict, "Clear.")]
        return lambda: judge_evidence(acting, plant.registration, form, evidence=evidence, decisions=decisions)

    answers = together(judge("assessor", verdicts[0]), judge("second assessor", verdicts[1]))
    assert refused(answers) == [refusals.AlreadyJudged]
    assert len(plant.standing.evidence[evidence].judgements) == 1


def test_one_form_sent_six_times_at_once_is_one_record_and_one_answer(plant: Plant, together) -> None:
    acting, form = plant.acting("learner"), uuid4()
    answers = together(*[lambda: submit_evidence(acting, plant.registration, form, work(LISTEN))] * 6)
    assert refused(answers) == []
    assert len(set(answers)) == 1
    assert list(plant.standing.evidence) == [form]
    assert ledger.head(plant.centre).position == 2


def test_two_different_things_under_one_id_are_not_mixed_up(plant: Plant, together) -> None:
    form, learner, trainer = uuid4(), plant.acting("learner"), plant.acting("trainer")
    answers = together(
        lambda: submit_evidence(learner, plant.registration, form, work(LISTEN)),
        lambda: pause_registration(trainer, plant.registration, form, reason="Moved"),
    )
    # The pause may come first, and then nothing is taken while paused: whichever, one counts.
    assert set(refused(answers)) <= {refusals.AlreadySaid, refusals.NotActive}
    assert len(refused(answers)) == 1


def test_a_form_of_one_record_is_no_answer_on_another(plant: Plant) -> None:
    acting, form = plant.acting("trainer"), uuid4()
    other = register_learner(
        acting, uuid4(), account=plant.people["other learner"], slug="bench", optional_units=("H2",)
    ).registration
    pause_registration(acting, plant.registration, form, reason="Moved")
    with pytest.raises(refusals.AlreadySaid):
        pause_registration(acting, other, form, reason="Moved")
    assert progress.standing(plant.centre, other).changes == ()


def test_eight_learners_who_submit_at_once_make_a_ledger_without_gaps(plant: Plant, together) -> None:
    acts = []
    for number in range(8):
        plant.add(f"learner {number}", Role.LEARNER)
        registration = register_learner(
            plant.acting("trainer"),
            uuid4(),
            account=plant.people[f"learner {number}"],
            slug="bench",
            optional_units=("H2",),
        ).registration
        acting = plant.acting(f"learner {number}")
        acts.append(
            lambda acting=acting, registration=registration: [
                submit_evidence(acting, registration, uuid4(), work(ref)).id for ref in (LISTEN, PLACES, LISTEN)
            ]
        )
    db.session.commit()
    answers = together(*acts)
    assert refused(answers) == []
    assert [entry.position for entry in ledger.entries(plant.centre)] == list(range(1, 1 + 1 + 8 + 8 * 3))
    assert len(progress.queue(plant.centre)) == 24


def test_a_learner_is_registered_once_by_two_trainers_at_once(plant: Plant, together) -> None:
    acting, account = plant.acting("trainer"), plant.people["other learner"]

    def register() -> object:
        return register_learner(acting, uuid4(), account=account, slug="bench", optional_units=("H2",))

    answers = together(register, register, register)
    assert refused(answers) == [refusals.AlreadyRegistered] * 2
    assert len(progress.standings(plant.centre, learner=plant.actor("other learner"))) == 1


def test_the_same_hour_is_not_logged_twice_from_two_phones(plant: Plant, together) -> None:
    acting, began = plant.acting("learner"), now() - timedelta(days=2)

    def log() -> object:
        staff = plant.people["staff"]
        return log_hours(
            acting,
            plant.registration,
            uuid4(),
            kind="shadowing",
            began=began,
            minutes=60,
            staff=staff,
            text="Went",
        )

    assert refused(together(log, log)) == [refusals.HoursOverlap]


def test_hours_are_countersigned_or_refused_and_not_both(plant: Plant, together) -> None:
    hours, acting = plant.logs(60), plant.acting("staff")
    answers = together(
        lambda: countersign_hours(acting, plant.registration, uuid4(), hours=hours),
        lambda: refuse_hours(acting, plant.registration, uuid4(), hours=hours, reason="I was away"),
    )
    assert refused(answers) == [refusals.HoursClosed]


@pytest.mark.parametrize("kind", ["card", "link", "phrase", "staff", "store"])
def test_a_form_that_is_sent_twice_in_the_same_moment_is_one(plant: Plant, together, kind: str) -> None:
    hours, form, trainer, learner = plant.logs(60), uuid4(), plant.acting("trainer"), plant.people["learner"]
    store = Choices("County", "https://county.example/xapi/", "key", "secret")
    send: Act = {
        "card": lambda: make_sign_in_cards(trainer, {learner: "lamp-river-goose"})[learner].id and form,
        "store": lambda: outbox.add(plant.centre, store, destination_id=form).id,
        "link": lambda: make_link(trainer, plant.registration, form, hours=hours).id,
        "phrase": lambda: add_phrase(plant.centre, plant.people["assessor"], "Well done.", form).id,
        "staff": lambda: list_staff(plant.centre, "Pat Sample", form).id,
    }[kind]
    assert together(send, send, send) == [form] * 3


def test_evidence_is_judged_or_withdrawn_and_not_both(plant: Plant, together) -> None:
    evidence, decisions = plant.submits(LISTEN), [Decision(LISTEN, Verdict.MET, "Clear.")]
    assessor, learner = plant.acting("assessor"), plant.acting("learner")
    answers = together(
        lambda: judge_evidence(assessor, plant.registration, uuid4(), evidence=evidence, decisions=decisions),
        lambda: withdraw_evidence(learner, plant.registration, uuid4(), evidence=evidence),
    )
    assert len(refused(answers)) == 1
    assert set(refused(answers)) <= {refusals.Withdrawn, refusals.AlreadyJudged}


def test_no_evidence_slips_into_a_unit_while_it_is_signed_off(plant: Plant, together) -> None:
    plant.judges(plant.submits(PLACES), PLACES)
    assessor, learner = plant.acting("assessor"), plant.acting("learner")
    answers = together(
        lambda: sign_off_unit(assessor, plant.registration, uuid4(), unit="H2"),
        lambda: submit_evidence(learner, plant.registration, uuid4(), work(PLACES)),
    )
    assert len(refused(answers)) == 1
    assert set(refused(answers)) <= {refusals.UnitBlocked, refusals.UnitAlreadySignedOff}


def test_work_referred_back_is_replaced_once(plant: Plant, together) -> None:
    first, acting = plant.submits(LISTEN), plant.acting("learner")
    plant.judges(first, LISTEN, verdict=Verdict.NOT_YET)

    def send_again() -> object:
        return submit_evidence(acting, plant.registration, uuid4(), work(LISTEN, replaces=first))

    assert refused(together(send_again, send_again)) == [refusals.Withdrawn]
    assert len(plant.standing.evidence) == 2


def test_work_referred_back_is_begun_again_once(plant: Plant, together) -> None:
    first, acting = plant.submits(LISTEN), plant.acting("learner")
    plant.judges(first, LISTEN, verdict=Verdict.NOT_YET)

    def begin() -> UUID:
        return begin_again(acting, plant.registration, Draft(id=uuid4(), unit="H1", replaces=first)).id

    assert len(set(together(begin, begin, begin))) == 1
    assert len(drafts(acting, plant.registration)) == 1


@pytest.mark.parametrize("way", ["one record", "many records"])
def test_nobody_becomes_assessor_and_iqa_of_a_record_at_once(plant: Plant, together, way: str) -> None:
    plant.add("both", Role.ASSESSOR, Role.IQA)
    db.session.commit()
    both = plant.people["both"]
    trainer, record = plant.acting("trainer"), plant.registration
    acts: dict[str, tuple[Act, ...]] = {
        "one record": (
            lambda: allocate_assessors(trainer, record, [both]),
            lambda: allocate_verifiers(trainer, record, [both]),
        ),
        "many records": (
            lambda: allocate_to_many(trainer, [record], both, Role.ASSESSOR),
            lambda: allocate_to_many(trainer, [record], both, Role.IQA),
        ),
    }
    together(*acts[way])
    held = [
        role
        for role in (Role.ASSESSOR, Role.IQA)
        if both in {one.id for one in allocated(plant.centre, record, role)}
    ]
    assert len(held) == 1


def test_whoever_waited_for_the_lock_sees_what_was_written_meanwhile(app: Flask, plant: Plant) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite nobody else can write while this transaction is open")
    db.session.get(RegistrationProgress, plant.registration)  # read before
    acting = plant.acting("learner")

    def elsewhere() -> None:
        with app.app_context():
            submit_evidence(acting, plant.registration, uuid4(), work(LISTEN))
            db.session.commit()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(elsewhere).result(30)
    assert len(progress.standing(plant.centre, plant.registration, lock=True).evidence) == 1
    again = submit_evidence(acting, plant.registration, uuid4(), work(PLACES))
    assert set(plant.standing.evidence) > {again.id}
    assert len(plant.standing.evidence) == 2
