"""Systems in trouble, or not to be spoken to: they are waited for, and nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms_peer import outbox
from lms_peer.database import db, now, pretend
from lms_peer.outbox import Quarantined, Stands
from lms_peer.outbox.rounds import pause_before
from tests.plant import Plant
from tests.unit.outbox.conftest import ids
from tests.unit.outbox.given import Store


@pytest.mark.parametrize("status", [301, 307, 401, 403, 404, 405, 429, 500, 503])
def test_a_system_in_trouble_is_waited_for_and_nothing_is_lost(
    plant: Plant, store: Store, sends, forward, status: int
) -> None:
    destination = sends()
    store.answer, store.headers = status, {"Location": "http://127.0.0.1:1/elsewhere"}
    assert forward() == 1
    assert outbox.stands(destination) is Stands.WAITING
    assert destination.last_error
    assert destination.position == 0
    assert forward(wait=True) == 0  # not before it is time
    store.answer = None
    forward()
    assert list(store.held) == ids(plant)
    assert outbox.stands(destination) is Stands.WORKING
    assert destination.last_error is None


def test_a_system_that_is_not_there_is_waited_for(plant: Plant, sends, forward) -> None:
    destination = sends(endpoint="http://127.0.0.1:9/xapi/")
    forward()
    assert destination.last_error == "Their system did not answer."


def test_a_system_that_falls_silent_is_given_up_in_time(
    plant: Plant, store: Store, sends, forward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms_peer.outbox.receiver.SILENCE_SECONDS", 0.3)
    store.silent = 1.5
    destination = sends()
    forward()
    assert destination.last_error == "Their system took too long to answer."


def test_a_system_that_keeps_a_lot_and_hangs_up_has_it_once(plant: Plant, store: Store, sends, forward) -> None:
    plant.logs(60)
    store.hangs_up = True
    destination = sends()
    forward()
    assert destination.last_error == "Their system did not answer."
    store.hangs_up = False
    forward()
    assert list(store.held) == ids(plant)


def test_waiting_grows_and_is_never_longer_than_an_hour() -> None:
    for attempt, longest in ((1, 2), (2, 4), (5, 32), (12, 3600), (1000, 3600)):
        for _ in range(20):
            assert longest / 2 <= pause_before(attempt).total_seconds() <= longest
    assert len({pause_before(9) for _ in range(20)}) > 10  # by chance, so that not all come back together
    assert pause_before(1, asked=120).total_seconds() == 120
    assert pause_before(1, asked=1e9).total_seconds() == 3600


def test_a_wait_that_they_ask_for_is_kept(plant: Plant, store: Store, sends, forward) -> None:
    store.answer, store.headers = 429, {"Retry-After": "600"}
    destination = sends()
    moment = now()
    with pretend(moment):
        forward()
    assert destination.next_attempt == moment + timedelta(seconds=600)


def test_nothing_goes_to_a_paused_system_and_everything_after(plant: Plant, store: Store, sends, forward) -> None:
    destination = sends()
    outbox.pause(destination)
    db.session.commit()
    assert forward() == 0
    assert store.asked == []
    assert outbox.stands(destination) is Stands.PAUSED
    outbox.resume(destination)
    db.session.commit()
    forward()
    assert list(store.held) == ids(plant)


@pytest.mark.parametrize("refuses", [False, True])
def test_a_system_that_is_removed_while_it_takes_what_we_send_leaves_nothing(
    app: Flask, plant: Plant, store: Store, sends, forward, monkeypatch: pytest.MonkeyPatch, refuses: bool
) -> None:
    sends()
    store.refused = set(ids(plant)) if refuses else set()
    take = store.take

    def remove_and_take(body: bytes) -> tuple[int, str]:
        with app.app_context():
            for found in outbox.destinations(plant.centre):
                outbox.remove(found)
            db.session.commit()
        return take(body)

    monkeypatch.setattr(store, "take", remove_and_take)
    assert forward() == 1
    assert outbox.destinations(plant.centre) == []
    assert db.session.scalar(select(func.count()).select_from(Quarantined)) == 0
    assert forward() == 0


def test_our_own_network_is_not_spoken_to_unless_an_operator_said_so(
    plant: Plant, store: Store, sends, forward
) -> None:
    destination = sends(inside=False)
    forward()
    assert store.asked == []
    assert "inside the network" in (destination.last_error or "")
