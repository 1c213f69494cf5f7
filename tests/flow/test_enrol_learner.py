"""Taking somebody new on: account, learner and registration together, once, or nothing at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms_peer import progress
from lms_peer.actions.enrol_learner import NewLearner, enrol_learner
from lms_peer.database import db
from lms_peer.domain.facts import LearnerRegistered
from lms_peer.domain.refusals import BadULN, NotAtCentre, ULNTaken, UsernameTaken, WrongCombination
from lms_peer.domain.roles import Role
from lms_peer.people import accounts, allocations, centres, enrolments
from lms_peer.people.models import Account
from tests.plant import Plant

NEW = NewLearner(
    name="Casey Rowan",
    legal_name="Cassandra Rowan",
    username="casey",
    password="lamp-river-goose-407",
    uln="9276308686",
    awarding_body_number="AB 12",
)


def enrol(plant: Plant, person: NewLearner = NEW, submission: UUID | None = None, **chosen) -> LearnerRegistered:
    course = {"slug": "bench", "optional_units": ("H2",)} | chosen
    fact = enrol_learner(plant.acting("trainer"), submission or uuid4(), person, **course)
    db.session.commit()
    return fact


def everyone() -> int:
    return db.session.scalar(select(func.count()).select_from(Account)) or 0


def nothing_happens(plant: Plant, refusal: type[Exception], person: NewLearner = NEW, **chosen) -> None:
    people, records = everyone(), len(progress.standings(plant.centre))
    with pytest.raises(refusal):
        enrol(plant, person, **chosen)
    db.session.rollback()
    assert (everyone(), len(progress.standings(plant.centre))) == (people, records)


def test_a_new_learner_has_an_account_details_a_registration_and_an_assessor(plant: Plant) -> None:
    fact = enrol(plant, assessor=plant.people["assessor"])
    account = accounts.account_of(plant.centre, fact.learner)
    assert (account.name, account.username) == ("Casey Rowan", "casey")
    assert centres.roles_at(plant.centre, account.id) == {Role.LEARNER}
    learner = enrolments.learner(plant.centre, account.id)
    assert (learner.legal_name, learner.uln) == ("Cassandra Rowan", "9276308686")
    assert progress.standing(plant.centre, fact.registration).registered.optional_units == ("H2",)
    (assessor,) = allocations.allocated(plant.centre, fact.registration, Role.ASSESSOR)
    assert assessor.id == plant.people["assessor"]


def test_without_a_legal_name_the_name_is_the_legal_name(plant: Plant) -> None:
    fact = enrol(plant, replace(NEW, legal_name=" ", uln="", email="Casey@Example.org"))
    account = accounts.account_of(plant.centre, fact.learner)
    assert account.email == "casey@example.org"
    learner = enrolments.learner(plant.centre, account.id)
    assert (learner.legal_name, learner.uln) == ("Casey Rowan", None)


@pytest.mark.parametrize(
    ("refusal", "person", "chosen"),
    [
        (BadULN, replace(NEW, uln="9276308687"), {}),
        (WrongCombination, NEW, {"optional_units": ()}),
        (NotAtCentre, NEW, {"assessor": UUID(int=1)}),
    ],
)
def test_a_refusal_leaves_no_half_of_a_learner(plant: Plant, refusal, person, chosen) -> None:
    nothing_happens(plant, refusal, person, **chosen)


def test_a_username_and_a_number_belong_to_one_person(plant: Plant) -> None:
    enrol(plant)
    nothing_happens(plant, UsernameTaken, replace(NEW, uln=""))
    nothing_happens(plant, ULNTaken, replace(NEW, username="another"))


def test_the_same_form_sent_twice_is_one_learner(plant: Plant) -> None:
    submission, before = uuid4(), everyone()
    first, second = enrol(plant, submission=submission), enrol(plant, submission=submission)
    assert first == second
    assert everyone() == before + 1


def test_a_double_click_is_one_learner(app: Flask, plant: Plant) -> None:
    submission, before, together = uuid4(), everyone(), Barrier(2)
    db.session.commit()

    def click() -> UUID:
        with app.app_context():
            together.wait(20)
            fact = enrol(plant, submission=submission)
            db.session.remove()
        return fact.registration

    with ThreadPoolExecutor(2) as clicks:
        first, second = [click.result() for click in [clicks.submit(click) for _ in range(2)]]
    assert first == second
    assert everyone() == before + 1
