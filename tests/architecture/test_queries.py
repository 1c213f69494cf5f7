"""A page asks the database as often for many rows as for few, and not often: page by page, found from the routes.

A new page joins by itself. What it lists has to be furnished here in numbers, else it is compared empty with empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.routing import Rule

from lms_peer import outbox
from lms_peer.actions.announce import announce
from lms_peer.actions.keep_draft import Draft, keep_draft
from lms_peer.actions.keep_habits import add_habit
from lms_peer.actions.keep_matches import add_match, record_supervision
from lms_peer.actions.keep_notes import write_note
from lms_peer.actions.register_learner import register_learner
from lms_peer.actions.sign_by_link import make_link
from lms_peer.actions.use_board import write_post
from lms_peer.actions.write_message import ask_trainer
from lms_peer.database import db, now, pretend
from lms_peer.domain.facts import Verdict
from lms_peer.domain.habits import Turnout
from lms_peer.domain.roles import Role
from lms_peer.domain.scopes import Scope
from lms_peer.domain.uk import uk_day
from lms_peer.people.clients import add_client
from lms_peer.people.enrolments import add_cohort, enrolment
from lms_peer.people.phrases import add_phrase
from lms_peer.people.staff import list_staff
from lms_peer.people.witnesses import add_witness
from lms_peer.web.access import rule_of
from tests.plant import LISTEN, OBSERVED, PLACES, app_on
from tests.town import SamplePlant, Town, furnished, routes

FEW, MANY = 2, 12
LIMIT = 20
A_WHILE = timedelta(days=40)  # after which nobody was heard from for long


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A centre with two of everything and one with twelve."""
    folder: Path = tmp_path_factory.mktemp("town")
    app = app_on(f"sqlite:///{folder / 'test.sqlite'}", folder)
    with app.app_context(), pretend(now() - A_WHILE):
        few, many = furnished("few"), furnished("many")
        _crowd(few, FEW)
        _crowd(many, MANY)
    yield Town(app, few, many)
    with app.app_context():
        db.engine.dispose()


def _crowd(plant: SamplePlant, number: int) -> None:
    """So many learners in the cohort, and so many of each thing on the record that pages are asked for."""
    sampled = plant.registration, plant.people["learner"]
    enrolment(plant.centre, plant.registration).cohort_id = plant.sample_cohort
    for turn in range(number):
        _on_the_record(plant, turn)
    for turn in range(number):
        plant.add(f"learner {turn}", Role.LEARNER)
        plant.people["learner"] = plant.people[f"learner {turn}"]
        plant.registration = register_learner(
            plant.acting("trainer"), uuid4(), account=plant.people["learner"], slug="bench", optional_units=("H2",),
            cohort=plant.sample_cohort, assessor=plant.people["assessor"],
        ).registration  # fmt: skip
        plant.judges(plant.submits(LISTEN), LISTEN)
        plant.logs(60)
        plant.plans(OBSERVED)
        plant.plans_samples("H1", by_day=uk_day(now()))
        _community(plant, turn)
    plant.registration, plant.people["learner"] = sampled
    db.session.commit()


def _on_the_record(plant: SamplePlant, turn: int) -> None:
    """Some of everything that a record holds: waiting, met and sent back."""
    keep_draft(plant.acting("learner"), plant.registration, Draft(id=uuid4(), unit="H1"))
    plant.submits(LISTEN, PLACES)
    plant.judges(plant.submits(PLACES), PLACES, verdict=Verdict.MET if turn % 2 else Verdict.NOT_YET)
    plant.countersigns(plant.logs(30))
    plant.logs(30)
    plant.plans(OBSERVED)
    add_phrase(plant.centre, plant.people["assessor"], f"Well done {turn}.", uuid4())
    add_witness(
        plant.centre,
        plant.registration,
        name=f"Wyn {turn}",
        occupation="Key worker",
        expert=False,
        relationship="",
    )
    add_cohort(plant.centre, f"Cohort {turn}", "bench", uk_day(now()))
    list_staff(plant.centre, f"Pat {turn}", uuid4())
    make_link(plant.acting("trainer"), plant.registration, uuid4(), hours=plant.logs(10))
    add_client(plant.centre, f"Platform {turn}", [Scope.STATE], plant.people["trainer"])
    outbox.add(
        plant.centre, outbox.Choices(f"Store {turn}", "https://lrs.example.org/", key="us", secret="a secret")
    )
    _community(plant, turn)


def _community(plant: SamplePlant, turn: int) -> None:
    """Some of everything that is kept beside the record."""
    trainer, learner, today = plant.acting("trainer"), plant.acting("learner"), uk_day(now())
    ask_trainer(learner, plant.registration, uuid4(), subject=f"Question {turn}", text="Does this count?")
    write_post(learner, plant.sample_cohort, uuid4(), text=f"Hello {turn}.")
    write_note(trainer, plant.registration, uuid4(), note="Likes to begin early.")
    announce(
        trainer, plant.sample_cohort, uuid4(), title=f"Friday {turn}", text="We meet at 10.", until=today + A_WHILE
    )
    add_habit(
        trainer, plant.registration, uuid4(), turnout=Turnout.ON_TIME, happened=today, minutes_late=None,
        occasion="A shift",
    )  # fmt: skip
    days = {"since": today, "assessed": today, "review": today + timedelta(days=90)}
    match = add_match(trainer, plant.registration, uuid4(), client=f"R-{turn + 2}", weeks=4, **days)
    record_supervision(trainer, match.id, uuid4(), held=today, present=True)


def test_a_page_asks_no_more_for_many_rows_than_for_few(town: Town) -> None:
    grown, often = [], []
    for rule, role in _pages(town):
        few = _queries(town, rule, role, town.north)
        many = _queries(town, rule, role, town.south) if few else []
        if len(many) > len(few):
            grown.append(f"{rule.endpoint} ({role}): {len(few)}, {len(many)}; the last: {many[-1]}")
        if len(many) > LIMIT:
            often.append(f"{rule.endpoint} ({role}): {len(many)}")
    assert (grown, often) == ([], [])


def _pages(town: Town) -> Iterator[tuple[Rule, Role]]:
    """Every GET route with the first role that may use it."""
    for rule, method in routes(town.app):
        declared = rule_of(town.app, rule.endpoint)
        if method == "GET" and rule.endpoint != "static" and declared is not None:
            yield rule, (declared.roles or (Role.LEARNER,))[0]


def _queries(town: Town, rule: Rule, role: Role, plant: SamplePlant) -> list[str]:
    """What the database was sent the second time that the page was asked for; the first may fill what is kept.

    Nothing for what is no page, but a file.
    """
    browser, address = town.browser(plant.people[role.value]), town.address(rule, plant)
    first = browser.get(address)
    if first.status_code == 302:  # a page for something new, whose id comes into its address
        address = first.location
        first = browser.get(address)
    return _sent(town, browser, address) if first.mimetype == "text/html" else []


def _sent(town: Town, browser: FlaskClient, address: str) -> list[str]:
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(" ".join(statement.split())[:100])

    with town.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        answer = browser.get(address)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code < 500, address
    return sent
