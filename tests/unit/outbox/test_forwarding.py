"""Statements arrive at another store: all of them, once, in order, as they were said."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from lms_peer import ledger, outbox
from lms_peer.actions.workplace import workplace
from lms_peer.database import db, now, pretend
from lms_peer.outbox import Destination
from lms_peer.xapi.versions import Version
from tests.plant import LISTEN, Plant
from tests.unit.outbox.conftest import ids
from tests.unit.outbox.given import Store
from tests.unit.outbox.ours import our_own
from tests.unit.outbox.said import said_elsewhere, statement


def test_everything_arrives_once_and_in_order(plant: Plant, store: Store, sends, forward) -> None:
    plant.achieves_everything()
    sends()
    assert forward() == 1
    assert list(store.held) == ids(plant)
    assert forward() == 0
    assert [count for _, _, count in store.asked] == [len(store.held)]


def test_what_arrives_is_letter_by_letter_what_was_said(plant: Plant, store: Store, sends, forward) -> None:
    odd = statement(
        timestamp="2026-03-02T10:00:00.1230+01:00",
        result={"duration": "PT90M", "score": {"raw": 7.0, "max": 1e1}, "response": "Zoë said “yes” \u2713"},
    ).replace('"raw": 7.0', '"raw" :  7.00')
    said_elsewhere(plant, odd)
    sends()
    forward()
    assert list(store.held.values())[-1] == odd.encode()


def test_what_a_receiver_would_make_up_is_said_and_what_it_sets_is_not(
    plant: Plant, store: Store, sends, forward
) -> None:
    bare = json.loads(statement(stored="2020-01-01T00:00:00Z", authority={"mbox": "mailto:boss@example.org"}))
    del bare["id"], bare["timestamp"]
    said_elsewhere(plant, json.dumps(bare))
    sends()
    forward()
    (*_, entry) = ledger.entries(plant.centre)
    arrived = store.bodies[-1]
    assert arrived["id"] == str(entry.statement_id)
    assert arrived["timestamp"] == ledger.stored_text(entry.stored)
    assert not {"stored", "authority"} & set(arrived)


def test_no_words_or_files_go_out_unless_somebody_chose_so(plant: Plant, store: Store, sends, forward) -> None:
    plant.submits(LISTEN, text="A very private thing")
    sends()
    forward()
    assert not any("attachments" in body for body in store.bodies)
    assert store.files == {}


def test_words_and_files_go_along_when_chosen(plant: Plant, store: Store, sends, forward) -> None:
    plant.submits(LISTEN, text="Something to share")
    sends(with_files=True)
    forward()
    (named,) = [body["attachments"] for body in store.bodies if "submit" in body["verb"]["id"]]
    assert named
    assert {one["sha2"] for one in named} <= set(store.files)
    assert any(b"Something to share" in content for content in store.files.values())
    assert list(store.held) == ids(plant)


@pytest.mark.parametrize("with_files", [True, False])
def test_our_own_service_takes_what_we_forward(plant: Plant, forward, tmp_path: Path, with_files: bool) -> None:
    plant.achieves_everything()
    with our_own(tmp_path / "theirs") as (choices, arrived):
        destination = outbox.add(plant.centre, replace(choices, with_files=with_files))
        db.session.commit()
        forward()
        assert destination.last_error is None
        assert outbox.quarantined(destination) == ([], 0)
    assert [one["id"] for one in arrived] == ids(plant)
    assert any("attachments" in one for one in arrived) is with_files


def test_only_our_own_statements_when_so_chosen(plant: Plant, store: Store, sends, forward) -> None:
    said_elsewhere(plant, theirs := statement())
    plant.logs(60)
    destination = sends(own_only=True)
    forward()
    assert json.loads(theirs)["id"] not in store.held
    assert len(store.held) == len(ids(plant)) - 1
    assert outbox.waiting(destination) == 0


def test_a_system_does_not_get_its_own_statements_back(plant: Plant, store: Store, sends, forward) -> None:
    authority = said_elsewhere(plant, theirs := statement(), source="county")
    said_elsewhere(plant, others := statement(), source="another")
    sends(not_from=authority)
    forward()
    assert json.loads(theirs)["id"] not in store.held
    assert json.loads(others)["id"] in store.held


def test_new_statements_only_when_so_chosen(plant: Plant, store: Store, forward) -> None:
    from tests.unit.outbox.given import KEY, SECRET

    choices = outbox.Choices("County", store.address, key=KEY, secret=SECRET, inside=True)
    outbox.add(plant.centre, choices, from_now=True)
    db.session.commit()
    hours = plant.logs(60)
    forward()
    assert list(store.held) == [str(hours)]


def test_many_statements_go_in_lots(plant: Plant, store: Store, sends, forward) -> None:
    said_elsewhere(plant, *(statement() for _ in range(250)))
    sends()
    forward()
    assert [count for _, _, count in store.asked] == [100, 100, 51]
    assert list(store.held) == ids(plant)


def test_what_is_recorded_while_the_forwarder_runs_arrives_within_two_seconds(
    app: Flask, plant: Plant, store: Store, sends
) -> None:
    sends()
    silent = outbox.Choices("Silent", "http://127.0.0.1:9/xapi/", key="k", secret="s", inside=True)
    outbox.add(plant.centre, silent)
    db.session.commit()
    with outbox.forwarding_beside(app, workplace().vault):
        until = time.monotonic() + 10
        while not store.held and time.monotonic() < until:
            time.sleep(0.02)
        hours, said = str(plant.logs(30)), time.monotonic()
        while hours not in store.held and time.monotonic() < until:
            time.sleep(0.02)
        took = time.monotonic() - said
    assert hours in store.held
    assert took < 2


def test_the_version_of_their_system_is_spoken(plant: Plant, store: Store, sends, forward) -> None:
    sends(version=Version.V2_0_0)
    forward()
    assert store.versions == ["2.0.0"]


def test_two_forwarders_leave_each_other_alone(plant: Plant, store: Store, sends, forward) -> None:
    destination = sends()
    destination.leased_until = now() + timedelta(minutes=1)
    db.session.commit()
    assert forward() == 0
    with pretend(now() + timedelta(minutes=2)):
        assert forward(wait=True) == 1
    assert list(store.held) == ids(plant)


def test_another_centres_statements_stay_there(plant: Plant, store: Store, sends, forward) -> None:
    south = Plant.at("south")
    south.logs(30)
    sends()
    forward()
    assert list(store.held) == ids(plant)
    assert not set(ids(south)) & set(store.held)


def test_destinations_of_a_centre_are_its_own(plant: Plant, sends) -> None:
    destination: Destination = sends()
    south = Plant.at("south")
    assert outbox.destinations(south.centre) == []
    assert outbox.destinations(plant.centre) == [destination]
