"""Statements that another system refuses are set aside with the reason, and hold up no others."""

from __future__ import annotations

from pathlib import Path

from lms_peer import outbox
from lms_peer.actions.workplace import workplace
from lms_peer.database import db
from lms_peer.outbox import Stands
from lms_peer.outbox.rounds import REFUSED_IN_A_ROW
from tests.plant import LISTEN, Plant
from tests.unit.outbox.conftest import ids
from tests.unit.outbox.given import Store
from tests.unit.outbox.said import said_elsewhere, statement


def kept_by(plant: Plant) -> Path:
    """Where the centre's files lie."""
    return Path(workplace().config.vault_url.removeprefix("file://")) / str(plant.centre)


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
    assert outbox.refused(plant.centre) == {destination.id: 2}
    assert outbox.refused(Plant.at("south").centre) == {}
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
