"""`lms-peer outbox`: adding, listing, changing, pausing, sending and sending again."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from lms_peer import outbox
from lms_peer.app import create_app
from lms_peer.database import db
from tests.plant import Plant
from tests.unit.outbox.given import KEY, SECRET, Store, a_store

NORTH = ("--centre", "north")


@pytest.fixture
def store() -> Iterator[Store]:
    """Their system."""
    with a_store() as store:
        yield store


@pytest.fixture
def telling(centre) -> Plant:
    """A centre called south with something to tell."""
    with create_app().app_context():
        plant = Plant.at("south")
        db.session.remove()
        db.engine.dispose()
    return plant


def add(shell, store: Store, *more: str):
    return shell(
        "outbox", "add", "--centre", "south", "County", store.address, "--key", KEY, "--secret", SECRET, *more
    )


def test_a_system_is_added_listed_and_sent_to(centre, telling: Plant, store: Store) -> None:
    assert add(centre, store, "--inside").out == "South centre sends to County now. 1 statements wait.\n"
    listed = centre("outbox", "list", "--centre", "south").out
    assert listed == f"County  {store.address}  works  1 to send, 0 refused\n"
    assert SECRET not in listed
    assert centre("outbox", "run", "--once").out == "1 systems were sent to.\n"
    assert len(store.held) == 1
    assert "works  0 to send" in centre("outbox", "list", "--centre", "south").out


def test_a_worker_sends_what_waits_too(centre, telling: Plant, store: Store) -> None:
    add(centre, store, "--inside")
    assert centre("worker", "--once").status == 0
    assert len(store.held) == 1


def test_a_system_is_paused_and_resumed(centre, telling: Plant, store: Store) -> None:
    add(centre, store, "--inside")
    assert centre("outbox", "pause", "--centre", "south", "County").status == 0
    assert "paused" in centre("outbox", "list", "--centre", "south").out
    centre("outbox", "run", "--once")
    assert store.held == {}
    centre("outbox", "resume", "--centre", "south", "County")
    centre("outbox", "run", "--once")
    assert len(store.held) == 1


def test_a_system_is_removed_after_a_question(
    centre, telling: Plant, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(centre, store, "--inside")
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert centre("outbox", "remove", "--centre", "south", "County").status == 1
    assert "County" in centre("outbox", "list", "--centre", "south").out
    said = centre("outbox", "remove", "--centre", "south", "County", "--yes")
    assert said == (0, "Nothing is sent to County any more.\n", "")
    assert centre("outbox", "list", "--centre", "south").out == ""
    assert centre("outbox", "run", "--once").out == "0 systems were sent to.\n"
    assert store.held == {}


def test_what_was_refused_is_listed_and_sent_again(centre, telling: Plant, store: Store) -> None:
    add(centre, store, "--inside")
    with create_app().app_context():
        store.refused = {str(telling.registration)}  # no id of any statement
        from lms_peer import ledger

        (entry,) = ledger.entries(telling.centre)
        store.refused = {str(entry.statement_id)}
        db.session.remove()
    centre("outbox", "run", "--once")
    refused = centre("outbox", "refused", "--centre", "south", "County").out
    assert refused.startswith(f"1  {entry.statement_id}  Their system refused it: 400")
    store.refused = set()
    assert centre("outbox", "retry", "--centre", "south", "County").out.startswith("1 statements will be sent")
    centre("outbox", "run", "--once")
    assert list(store.held) == [str(entry.statement_id)]
    assert centre("outbox", "refused", "--centre", "south", "County").out == ""


def test_a_system_that_moved_needs_its_secret_again(centre, telling: Plant, store: Store) -> None:
    add(centre, store, "--inside")
    moved = ("outbox", "change", "--centre", "south", "County", "--endpoint", "https://other.example.org/xapi")
    said = centre(*moved)
    assert said.status == 1
    assert "secret" in said.err
    assert centre(*moved, "--secret", "another secret").status == 0
    assert "https://other.example.org/xapi/" in centre("outbox", "list", "--centre", "south").out


@pytest.mark.parametrize(
    "endpoint",
    [
        "lrs.example.org",
        "ftp://lrs.example.org/",
        "file:///etc/passwd",
        "http://",
        "http://user:word@lrs.example.org/",
        "http://lrs.example.org:99999/",
        "http://lrs.example.org/?a=b",
        "http://lrs example.org/",
    ],
)
def test_what_is_no_address_of_a_store_is_refused(centre, endpoint: str) -> None:
    said = centre("outbox", "add", *NORTH, "County", endpoint, "--key", "k", "--secret", "s")
    assert said.status == 1
    assert "can not be the address" in said.err


def test_a_name_is_used_once_and_a_centre_that_is_not_there_is_said(centre) -> None:
    command = ("County", "https://lrs.example.org/", "--key", "k", "--secret", "s")
    assert centre("outbox", "add", *NORTH, *command).status == 0
    assert "called County already" in centre("outbox", "add", *NORTH, *command).err
    assert centre("outbox", "add", "--centre", "nowhere", *command).status == 1
    assert centre("outbox", "pause", *NORTH, "Nobody").status == 1


def test_the_client_that_a_system_is_here_is_known_by_its_key(centre) -> None:
    key = next(
        line.removeprefix("Key: ")
        for line in centre(
            "xapi", "client", "add", *NORTH, "--name", "County", "--scope", "statements/write"
        ).out.splitlines()
        if line.startswith("Key: ")
    )
    command = ("County", "https://lrs.example.org/", "--key", "k", "--secret", "s")
    assert centre("outbox", "add", *NORTH, *command, "--not-from", key).status == 0
    with create_app().app_context():
        from lms_peer.people.centres import centre_named

        (found,) = outbox.destinations(centre_named("north").id)
        assert key in (found.not_from or "")
        db.session.remove()
    assert centre("outbox", "change", *NORTH, "County", "--not-from", "none such").status == 1
