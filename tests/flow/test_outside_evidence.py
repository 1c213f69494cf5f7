"""What another system says becomes evidence, and waits for an assessor like any other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms_peer import ledger, progress
from lms_peer.actions import take_outside_evidence as outside
from lms_peer.actions.register_learner import register_learner
from lms_peer.database import db, now
from lms_peer.domain.facts import EvidenceWithdrawn, OutsideEvidenceReported, Verdict
from lms_peer.domain.qualification import CriterionRef, Method
from lms_peer.domain.scopes import Scope
from lms_peer.domain.standing import Standing
from lms_peer.domain.waiting import Wait
from lms_peer.jobs import Job, JobState, work
from lms_peer.people import clients
from lms_peer.people.models import Account, XapiClient
from lms_peer.xapi import AUTHORITY
from tests.plant import ISSUER, Plant, app_on

MODULE = "https://learn.example/modules/limits"
PASSED, COMPLETED = (f"http://adlnet.gov/expapi/verbs/{verb}" for verb in ("passed", "completed"))
VOIDED = "http://adlnet.gov/expapi/verbs/voided"
COURSE = """
slug: online
version: "1"
title: Online award
units:
  - reference: K1
    title: Limits
    outcomes:
      - number: "1"
        title: Know your limits
        criteria:
          - {number: "1.1", text: Name a limit, methods: [questioning]}
          - {number: "1.2", text: Say whom to tell, methods: [questioning, reflective account]}
  - reference: K2
    title: Phone
    outcomes: [{number: "1", title: Phone, criteria: [{number: "1.1", text: Ring, methods: [questioning]}]}]
  - reference: K3
    title: Paper
    outcomes: [{number: "1", title: Paper, criteria: [{number: "1.1", text: Write, methods: [questioning]}]}]
rules:
  mandatory: [K1]
  choices: [{title: One more, units: [K2, K3], choose units: 1}]
external activities:
  - activity: https://learn.example/modules/limits
    verb: http://adlnet.gov/expapi/verbs/passed
    client: e-Learning
    method: questioning
    at least: 0.8
    criteria: [K1/1.1, K1/1.2, K3/1.1]
"""
LIMIT, TELL, RING, WRITE = (
    CriterionRef(unit, number) for unit, number in (("K1", "1.1"), ("K1", "1.2"), ("K2", "1.1"), ("K3", "1.1"))
)
HAPPENED = datetime(2026, 2, 27, 23, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application on SQLite, with a course that names an activity elsewhere. Each test has a centre of its own."""
    folder = tmp_path_factory.mktemp("outside")
    courses = folder / "courses"
    courses.mkdir()
    (courses / "online.yaml").write_text(COURSE)
    app = app_on(f"sqlite:///{folder / 'test.sqlite'}", folder, courses)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(service: Flask) -> Iterator[Flask]:
    """The application, with a context entered."""
    with service.app_context():
        yield service
        db.session.remove()


class System(NamedTuple):
    """A connected system."""

    id: UUID
    key: str
    secret: str
    authority: str


class Online(Plant):
    """A centre whose learner takes the online award, with units K1 and K2, and an e-learning system."""

    system: System

    @classmethod
    def ready(cls) -> Online:
        """The centre, the learner registered, the system connected."""
        plant = cls.at(f"centre-{uuid4().hex[:8]}")
        plant.registration = plant.registers("learner")
        plant.system = plant.connects("E-learning")
        return plant

    def registers(self, who: str) -> UUID:
        fact = register_learner(
            self.acting("trainer"), uuid4(), account=self.people[who], slug="online", optional_units=("K2",)
        )
        db.session.commit()
        return fact.registration

    def connects(self, name: str, centre: UUID | None = None) -> System:
        client, secret = clients.add_client(
            centre or self.centre, name, {Scope.STATEMENTS_WRITE}, self.people["trainer"]
        )
        db.session.commit()
        return System(client.id, client.key, secret, clients.authority_of(client))

    def hears(self, said: dict, system: System | None = None, worked: bool = True) -> UUID:
        """The statement arrives, as the way in from outside writes it down, and the worker looks at it."""
        authority = (system or self.system).authority
        ledger.append(self.centre, json.dumps(said).encode(), authority, now())
        if outside.wanted(said):
            outside.ask_for(db.session.connection(), self.centre, UUID(said["id"]))
        db.session.commit()
        if worked:
            works()
        return UUID(said["id"])

    def says(self, who: str = "learner", **parts: object) -> dict:
        """A statement that the learner passed the module; `parts` replace any of it."""
        return {
            "id": str(uuid4()),
            "actor": {"account": {"homePage": ISSUER, "name": str(self.people[who])}},
            "verb": {"id": PASSED, "display": {"de-DE": "bestanden", "en-US": "passed"}},
            "object": {"id": MODULE, "definition": {"name": {"en": "Keeping  within\nlimits"}}},
            "result": {"success": True, "score": {"scaled": 0.855}},
            "timestamp": HAPPENED.isoformat(),
        } | parts

    def voids(self, statement: UUID, **parts: object) -> dict:
        """A statement that takes another back."""
        about = {"objectType": "StatementRef", "id": str(statement)}
        return self.says(verb={"id": VOIDED}, object=about, result={}) | parts

    def outside(self) -> list[OutsideEvidenceReported]:
        """The evidence from outside on the learner's record, in order."""
        db.session.expire_all()
        found = [piece.submitted for piece in self.standing.evidence.values()]
        return [fact for fact in found if isinstance(fact, OutsideEvidenceReported)]


@pytest.fixture
def plant(app: Flask) -> Online:
    return Online.ready()


def signed_in(app: Flask, plant: Plant, who: str) -> FlaskClient:
    """The browser of someone who is signed in."""
    browser = app.test_client()
    account = db.session.get(Account, plant.people[who])
    with browser.session_transaction() as session:
        session["_user_id"] = account.fs_uniquifier
        session["_fresh"] = True
    return browser


def works() -> None:
    """The worker does what waits; nothing may go wrong in it."""
    from flask import current_app

    db.session.remove()
    work(current_app._get_current_object(), once=True)
    db.session.expire_all()
    assert set(db.session.scalars(select(Job.state))) <= {JobState.DONE}
    db.session.commit()


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


@pytest.mark.parametrize(
    "parts",
    [
        {"result": {"success": False, "score": {"scaled": 0.9}}},
        {"result": {"score": {"scaled": 0.79}}},
        {"result": {"success": True}},
        {"result": {}},
        {"verb": {"id": COMPLETED}},
        {"object": {"id": MODULE + "/2"}},
        {"object": {"objectType": "Agent", "mbox": "mailto:someone@example.org"}},
        {"actor": {"mbox": "mailto:learner@example.org"}},
        {"actor": {"objectType": "Group", "account": {"homePage": ISSUER, "name": "learner"}}},
    ],
    ids=["failed", "too low", "no score", "no result", "other verb", "other activity", "no activity", "mail", "group"],
)  # fmt: skip
def test_what_the_course_does_not_ask_for_is_no_evidence(plant: Online, parts: dict):
    plant.hears(plant.says(**parts))
    assert plant.outside() == []


def test_a_score_that_is_just_enough_is_enough(plant: Online):
    plant.hears(plant.says(result={"score": {"scaled": 0.8}}))
    assert plant.outside()[0].score == 0.8


def test_who_the_centre_does_not_know_by_that_account_is_nobodys_evidence(plant: Online):
    for homepage, name in (("https://elsewhere.example", str(plant.people["learner"])), (ISSUER, str(uuid4()))):
        plant.hears(plant.says(actor={"account": {"homePage": homepage, "name": name}}))
    assert plant.outside() == []


def test_a_system_that_the_course_does_not_name_is_not_believed(plant: Online):
    plant.hears(plant.says(), plant.connects("Chat"))
    assert plant.outside() == []


def test_a_system_of_another_centre_is_not_believed(plant: Online):
    other = Plant.at(f"other-{uuid4().hex[:8]}")
    plant.hears(plant.says(), plant.connects("E-learning", other.centre))
    assert plant.outside() == []


def test_a_system_that_was_shut_out_is_not_believed(plant: Online):
    source = plant.hears(plant.says(), worked=False)
    clients.revoke(db.session.get(XapiClient, plant.system.id))
    db.session.commit()
    works()
    assert plant.outside() == []
    assert ledger.entry(plant.centre, source)


def test_this_service_does_not_believe_itself(plant: Online):
    said = plant.says()
    ledger.append(plant.centre, json.dumps(said).encode(), AUTHORITY, now())
    assert outside.take(plant.centre, UUID(said["id"])) == []


def test_a_learner_without_a_registration_on_such_a_course_has_no_evidence(plant: Online):
    plant.hears(plant.says("other learner"))
    assert plant.outside() == []


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


def test_a_statement_that_was_voided_before_it_was_looked_at_is_no_evidence(plant: Online):
    source = plant.hears(plant.says(), worked=False)
    plant.hears(plant.voids(source))
    assert plant.outside() == []


def test_voiding_takes_the_evidence_back_while_nobody_has_judged_it(plant: Online):
    source = plant.hears(plant.says())
    voiding = plant.hears(plant.voids(source))
    (piece,) = plant.standing.evidence.values()
    assert isinstance(piece.withdrawn, EvidenceWithdrawn)
    assert piece.withdrawn.by == piece.submitted.by
    assert piece.open == ()
    assert outside.take(plant.centre, voiding) == []


def test_what_an_assessor_decided_stays_when_the_statement_is_voided_later(plant: Online):
    source = plant.hears(plant.says())
    plant.judges(plant.outside()[0].id, LIMIT)
    plant.hears(plant.voids(source))
    (piece,) = plant.standing.evidence.values()
    assert piece.withdrawn is None
    assert plant.standing.met(LIMIT)


def test_only_the_system_that_said_it_can_take_it_back(plant: Online):
    source = plant.hears(plant.says())
    plant.hears(plant.voids(source), plant.connects("Chat"))
    (piece,) = plant.standing.evidence.values()
    assert piece.withdrawn is None


def test_voiding_something_else_changes_nothing(plant: Online):
    plant.hears(plant.says())
    plant.hears(plant.voids(uuid4()))
    assert plant.standing.evidence[plant.outside()[0].id].withdrawn is None


def test_only_statements_that_may_matter_are_looked_at(plant: Online):
    assert outside.wanted(plant.says())
    assert outside.wanted(plant.voids(uuid4()))
    assert not outside.wanted(plant.says(verb={"id": COMPLETED}))
    assert not outside.wanted(plant.says(object={"id": MODULE + "/2"}))
    assert not outside.wanted(plant.says(object={"objectType": "Group", "member": []}))


def test_what_is_kept_is_what_the_ledger_says(plant: Online):
    plant.hears(plant.voids(plant.hears(plant.says())))
    plant.hears(plant.says())
    assert progress.drift(plant.centre) == []


def test_the_assessor_sees_which_system_said_what_and_when(app: Flask, plant: Online):
    plant.hears(plant.says())
    page = signed_in(app, plant, "assessor").get(f"/assess/{plant.registration}/evidence/{plant.outside()[0].id}")
    for words in (
        "Keeping within limits",
        "This came from another system: <strong>E-learning</strong>",
        "It said: passed, with a score of 85.5%, on 27 February 2026, 11:30pm. It told us on",
        "was not asked to declare it",
        MODULE,
    ):
        assert words in " ".join(page.text.split()), words


@pytest.mark.parametrize("who", ["learner", "trainer", "eqa"])
def test_whoever_may_read_the_record_sees_it_too(app: Flask, plant: Online, who: str):
    plant.hears(plant.says())
    page = signed_in(app, plant, who).get(f"/records/{plant.registration}/evidence/{plant.outside()[0].id}")
    assert page.status_code == 200
    for words in (
        "Keeping within limits",
        "E-learning, another system",
        "It said: passed, with a score of 85.5%, on 27",
    ):
        assert words in page.text, words


def test_evidence_that_was_taken_back_says_who_took_it(app: Flask, plant: Online):
    plant.hears(plant.voids(plant.hears(plant.says())))
    page = signed_in(app, plant, "learner").get(f"/records/{plant.registration}/evidence/{plant.outside()[0].id}")
    assert "E-learning took this back" in page.text


def test_the_portfolio_says_where_it_came_from(plant: Online):
    from lms_peer.actions.issue_portfolio import issue_now
    from lms_peer.actions.workplace import workplace

    plant.hears(plant.says())
    plant.judges(plant.outside()[0].id, LIMIT)
    fact = issue_now(plant.acting("trainer"), plant.registration, uuid4())
    db.session.commit()
    import pypdfium2

    drawn = pypdfium2.PdfDocument(workplace().vault.read(plant.centre, fact.portfolio.sha256))
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in drawn).split())
    for words in (
        "Evidence from another system",
        "E-learning (a connected system)",
        "85.5%",
        "Keeping within limits",
    ):
        assert words in text, words


def test_a_standing_survives_being_read_anew(plant: Online):
    plant.hears(plant.says())
    before: Standing = plant.standing
    progress.rebuild(plant.centre)
    assert plant.standing == before
