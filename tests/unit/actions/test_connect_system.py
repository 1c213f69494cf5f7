"""Connecting a system: one form makes one client, however often and from wherever it is sent. On both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from flask import Flask

from lms_peer.actions.connect_system import connect_system, disconnect_system
from lms_peer.database import db
from lms_peer.domain.refusals import AlreadySaid, NotFound
from lms_peer.domain.scopes import Scope
from lms_peer.people import clients
from lms_peer.people.models import XapiClient
from tests.plant import Plant

SECRET = "sixteen-letters!"


def connect(plant: Plant, submission: UUID, name: str = "Moodle", who: str = "trainer") -> XapiClient:
    """The trainer sends the form."""
    scopes = [Scope.STATE, Scope.STATEMENTS_WRITE]
    return connect_system(plant.acting(who), submission, name=name, scopes=scopes, secret=SECRET)


def test_two_who_send_the_same_form_at_once_connect_one_system(app: Flask, plant: Plant) -> None:
    db.session.rollback()
    submission, start = uuid4(), Barrier(2)

    def send() -> str:
        with app.app_context():
            start.wait(30)
            key = connect(plant, submission).key
            db.session.commit()
            return key

    with ThreadPoolExecutor(2) as threads:
        first, second = (sent.result(60) for sent in [threads.submit(send) for _ in range(2)])
    assert first == second
    assert [one.key for one in clients.clients(plant.centre)] == [first]


def test_a_form_that_says_something_else_or_is_anothers_is_refused(plant: Plant) -> None:
    made = connect(plant, uuid4())
    assert connect(plant, made.id, name=" Moodle ") is made
    for changed in ({"name": "Canvas"}, {"who": "iqa"}):
        with pytest.raises(AlreadySaid):
            connect(plant, made.id, **changed)
    assert clients.clients(plant.centre) == [made]


def test_a_system_of_another_centre_is_not_there_to_disconnect(plant: Plant) -> None:
    made = connect(plant, uuid4())
    with pytest.raises(NotFound):
        disconnect_system(Plant.at("south").acting("trainer"), made.id)
    assert made.revoked is None
    assert disconnect_system(plant.acting("trainer"), made.id).revoked is not None
