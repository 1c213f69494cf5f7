"""Statements arrive at another store: all of them, once, in order, as they were said; and what goes wrong then."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from lms_peer import ledger, outbox
from lms_peer.actions.import_statements import importer
from lms_peer.actions.receive_statements import Sender, receive
from lms_peer.actions.workplace import workplace
from lms_peer.database import db, now, pretend
from lms_peer.outbox import Destination, Stands
from lms_peer.outbox.rounds import REFUSED_IN_A_ROW, pause_before
from lms_peer.people import centres
from lms_peer.xapi.parse import parse
from lms_peer.xapi.versions import Version
from tests.plant import LISTEN, Plant
from tests.unit.outbox.conftest import ids
from tests.unit.outbox.given import Store
from tests.unit.outbox.ours import our_own


def said_elsewhere(plant: Plant, *bodies: str, source: str = "a platform", version: str = "1.0.3") -> str:
    """Statements of another system, as they came; answers its authority."""
    centre = centres.centre_named("north")
    sender: Sender = importer(centre, source, Version(version))
    receive(sender, [parse(body.encode()).statements[0] for body in bodies])
    return sender.authority


def statement(**more: object) -> str:
    """A statement of another system."""
    return json.dumps(
        {
            "id": str(uuid4()),
            "actor": {"mbox": "mailto:sam@example.org"},
            "verb": {"id": "http://example.org/verbs/did"},
            "object": {"id": "http://example.org/things/1"},
            "timestamp": "2026-03-02T10:00:00Z",
            **more,
        }
    )


def kept_by(plant: Plant) -> Path:
    """Where the centre's files lie."""
    return Path(workplace().config.vault_url.removeprefix("file://")) / str(plant.centre)


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


def test_refused_statements_are_set_aside_with_the_reason_and_the_others_go_on(
    plant: Plant, store: Store, sends, forward
) -> None:
    for _ in range(5):
        plant.logs(30)
    all_of_them = ids(plant)
    store.refused = {all_of_them[1], all_of_them[4]}
    destination = sends()
    forward()
    assert list(store.held) == [one for one in all_of_them if one not in store.refused]
    refused, total = outbox.quarantined(destination)
    assert total == 2
    assert [(one.position, str(one.statement_id)) for one in refused] == [(2, all_of_them[1]), (5, all_of_them[4])]
    assert all("400" in one.reason and store.words in one.reason for one in refused)
    assert outbox.waiting(destination) == 0


def test_what_was_refused_can_be_sent_again(plant: Plant, store: Store, sends, forward) -> None:
    plant.logs(30)
    store.refused = set(ids(plant))
    destination = sends()
    forward()
    assert outbox.retry(destination, [1]) == 1
    db.session.commit()
    store.words = "still not"
    forward()
    first, second = outbox.quarantined(destination)[0]
    assert (first.tries, second.tries) == (2, 1)
    assert "still not" in first.reason
    store.refused = set()
    assert outbox.retry(destination) == 2
    db.session.commit()
    forward()
    assert outbox.quarantined(destination) == ([], 0)
    assert set(store.held) == set(ids(plant))


def test_a_system_that_refuses_everything_is_paused_with_the_reason(
    plant: Plant, store: Store, sends, forward
) -> None:
    said_elsewhere(plant, *(statement() for _ in range(60)))
    store.refused = set(ids(plant))
    destination = sends()
    forward()
    assert outbox.stands(destination) is Stands.PAUSED
    assert "in a row" in (destination.last_error or "")
    assert outbox.quarantined(destination)[1] == REFUSED_IN_A_ROW
    assert outbox.waiting(destination) == len(ids(plant)) - REFUSED_IN_A_ROW
    store.refused = set()
    outbox.resume(destination)
    outbox.retry(destination)
    db.session.commit()
    forward()
    assert set(store.held) == set(ids(plant))
    assert outbox.stands(destination) is Stands.WORKING


def test_a_strict_system_that_has_them_already_is_no_trouble(plant: Plant, store: Store, sends, forward) -> None:
    for _ in range(3):
        plant.logs(30)
    destination = sends()
    forward()
    store.strict = True
    destination.position = 0  # as after a crash before it was written down
    plant.logs(30)
    forward()
    assert list(store.held) == ids(plant)
    assert outbox.quarantined(destination)[1] == 0


def test_another_statement_under_the_same_id_is_set_aside(plant: Plant, store: Store, sends, forward) -> None:
    hours = str(plant.logs(30))
    store.held[hours] = statement(id=hours).encode()
    destination = sends()
    forward()
    ((one,), _) = outbox.quarantined(destination)
    assert (str(one.statement_id), one.reason) == (hours, "Their system has a different statement under this id.")


def test_a_strict_system_that_shows_nothing_is_told_of(plant: Plant, store: Store, sends, forward) -> None:
    store.strict = store.blind = True
    (first,) = ids(plant)
    store.held[first] = b"{}"
    destination = sends()
    forward()
    ((one,), _) = outbox.quarantined(destination)
    assert "does not show the statement" in one.reason


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


def test_our_own_network_is_not_spoken_to_unless_an_operator_said_so(
    plant: Plant, store: Store, sends, forward
) -> None:
    destination = sends(inside=False)
    forward()
    assert store.asked == []
    assert "inside the network" in (destination.last_error or "")


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


def test_a_damaged_file_holds_up_only_its_own_statement(plant: Plant, store: Store, sends, forward) -> None:
    evidence = plant.submits(LISTEN, text="Something to share")
    plant.logs(30)
    words = plant.standing.evidence[evidence].submitted.words
    (path,) = [one for one in kept_by(plant).rglob(f"*{words.sha256[4:]}*") if one.is_file()]
    path.chmod(0o600)
    path.write_bytes(b"x" * len(path.read_bytes()))
    destination = sends(with_files=True)
    forward()
    ((one,), _) = outbox.quarantined(destination)
    assert one.statement_id == evidence
    assert "damaged" in one.reason
    assert len(store.held) == len(ids(plant)) - 1


def test_destinations_of_a_centre_are_its_own(plant: Plant, sends) -> None:
    destination: Destination = sends()
    south = Plant.at("south")
    assert outbox.destinations(south.centre) == []
    assert outbox.destinations(plant.centre) == [destination]
