"""A centre whose learner takes a course that asks for evidence from an e-learning system, and that system."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from lms_peer import ledger
from lms_peer.actions import take_outside_evidence as outside
from lms_peer.actions.register_learner import register_learner
from lms_peer.database import db, now
from lms_peer.domain.facts import OutsideEvidenceReported
from lms_peer.domain.qualification import CriterionRef
from lms_peer.domain.scopes import Scope
from lms_peer.jobs import Job, JobState, work
from lms_peer.people import clients
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


def works() -> None:
    """The worker does what waits; nothing may go wrong in it."""
    db.session.remove()
    work(current_app._get_current_object(), once=True)
    db.session.expire_all()
    assert set(db.session.scalars(select(Job.state))) <= {JobState.DONE}
    db.session.commit()
