"""A system takes back what it said: the evidence goes, while nobody has judged it."""

from __future__ import annotations

from uuid import uuid4

from lms_peer.actions import take_outside_evidence as outside
from lms_peer.domain.facts import EvidenceWithdrawn
from tests.flow.outside.conftest import LIMIT, Online


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
