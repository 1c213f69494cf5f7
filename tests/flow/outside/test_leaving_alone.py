"""What is no evidence: what no course asks for, and what a system says that is not believed."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import pytest

from lms_peer import ledger
from lms_peer.actions import take_outside_evidence as outside
from lms_peer.database import db, now
from lms_peer.people import clients
from lms_peer.people.models import XapiClient
from lms_peer.xapi import AUTHORITY
from tests.flow.outside.conftest import COMPLETED, MODULE, Online, works
from tests.plant import ISSUER, Plant


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


def test_only_statements_that_may_matter_are_looked_at(plant: Online):
    assert outside.wanted(plant.says())
    assert outside.wanted(plant.voids(uuid4()))
    assert not outside.wanted(plant.says(verb={"id": COMPLETED}))
    assert not outside.wanted(plant.says(object={"id": MODULE + "/2"}))
    assert not outside.wanted(plant.says(object={"objectType": "Group", "member": []}))
