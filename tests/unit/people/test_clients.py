"""Clients: who is let in with a key and a secret, and when no longer."""

from __future__ import annotations

import json
import threading
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import text

from lms_peer.database import db, now, pretend, reading
from lms_peer.domain.refusals import AlreadySaid, BadKey, KeyTaken, Missing, NotFound, TooLong, WeakSecret
from lms_peer.domain.scopes import Scope
from lms_peer.people import clients
from lms_peer.people.clients import add_client, find_client, use_to_note
from tests.plant import ISSUER, app_on

BY = uuid4()
SECRET = "sixteen-letters!"
WRITE = frozenset({Scope.STATEMENTS_WRITE})
STRANGERS = [
    ("moodle", SECRET + " "),
    ("moodle", SECRET[:-1]),
    ("moodle", ""),
    ("moodle", "é\ud800\x00"),
    ("moodle ", SECRET),
    ("MOODLE", SECRET),
    ("", SECRET),
    ("", ""),
    ("nobody", SECRET),
    ("nobody", "0" * 64),
    ("moo\x00dle", SECRET),
    ("mood\ud800le", SECRET),
    ("moodle\n", SECRET),
    ("' OR 1=1 --", SECRET),
    ("x" * 100_000, SECRET),
]


def added(centre: UUID, key: str = "moodle", secret: str = SECRET) -> UUID:
    """A client with a key and secret that we know, committed; nothing holds a lock any more."""
    made = uuid4()
    add_client(centre, "Moodle", WRITE, BY, key=key, secret=secret, client_id=made)
    db.session.commit()
    return made


def last_used(centre: UUID, client: UUID) -> datetime | None:
    """When the database says that the client was last used."""
    moment = clients.client(centre, client).last_used
    db.session.rollback()
    return moment


def test_a_client_is_found_by_its_key_and_secret(north: UUID) -> None:
    made, secret = add_client(north, "  Moodle ", [Scope.STATE, Scope.STATEMENTS_READ], BY)
    db.session.commit()
    found = find_client(made.key, secret)
    assert found is not None
    assert (found.id, found.centre_id, found.key) == (made.id, north, made.key)
    assert found.scopes == {Scope.STATE, Scope.STATEMENTS_READ, Scope.STATEMENTS_READ_MINE}
    assert made.name == "Moodle"


def test_no_two_clients_have_the_same_key_or_secret_and_neither_can_be_guessed(north: UUID) -> None:
    made = [add_client(north, "Moodle", WRITE, BY) for _ in range(20)]
    assert len({client.key for client, _ in made}) == len({secret for _, secret in made}) == 20
    for client, secret in made:
        assert client.key.startswith("lmsp_")
        assert len(client.key) == len("lmsp_") + 22  # 16 bytes in base64
        assert len(secret) == 43  # 32 bytes in base64


def test_only_a_hash_of_the_secret_is_kept(north: UUID) -> None:
    added(north)
    row = db.session.execute(text("SELECT * FROM client")).one()
    assert not any(SECRET in str(value) for value in row)


def test_nobody_is_let_in_with_anything_else(north: UUID) -> None:
    added(north)
    let_in = [pair for pair in STRANGERS if find_client(*pair)]
    assert let_in == []


def test_a_hash_of_a_secret_is_no_secret(north: UUID) -> None:
    assert find_client("moodle", clients.client(north, added(north)).secret_hash) is None


def test_a_client_is_shut_out_as_soon_as_it_is_revoked_elsewhere(north: UUID, tmp_path: Path) -> None:
    client = added(north)
    assert find_client("moodle", SECRET)
    db.session.commit()
    url = db.engine.url.render_as_string(hide_password=False)
    with app_on(url, tmp_path).app_context():  # as another process would
        clients.revoke(clients.client(north, client))
        db.session.commit()
        db.engine.dispose()
    assert find_client("moodle", SECRET) is None


def test_revoking_twice_keeps_the_first_time(north: UUID) -> None:
    client = clients.client(north, added(north))
    clients.revoke(client)
    first = client.revoked
    with pretend(now() + timedelta(days=1)):
        clients.revoke(client)
    assert client.revoked == first


def test_the_authority_of_a_client_names_its_key_and_stays_when_the_service_moves(north: UUID, app: Flask) -> None:
    client = clients.client(north, added(north))
    expected = {"objectType": "Agent", "account": {"homePage": f"{ISSUER}/clients", "name": "moodle"}}
    assert json.loads(clients.authority_of(client)) == expected
    app.config["LMS_PEER_ISSUER"] = "https://new.example"
    found = find_client("moodle", SECRET)
    assert found is not None
    assert clients.authority_of(found) == clients.authority_of(client)


def test_a_key_is_one_clients_only_whatever_its_centre(north: UUID, south: UUID) -> None:
    added(north)
    with pytest.raises(KeyTaken):
        added(south)
    assert clients.clients(south) == []


def test_an_id_is_used_once(north: UUID, south: UUID) -> None:
    client = added(north)
    for centre in (north, south):
        with pytest.raises(AlreadySaid):
            add_client(centre, "Canvas", WRITE, BY, client_id=client)
    assert [one.name for one in clients.clients(north)] == ["Moodle"]


def test_a_key_that_http_can_not_carry_is_refused(north: UUID) -> None:
    for key in ("", "ab", "has space", "has:colon", "ké-y", "line\nbreak", "line\n", "x" * 65):
        with pytest.raises(BadKey):
            added(north, key=key)


@pytest.mark.parametrize(
    "secret", ["", "fifteen-letters", "has a space in it", "naïve-but-long-enough", "x" * 129]
)
def test_a_secret_that_is_short_or_can_not_be_sent_is_refused(north: UUID, secret: str) -> None:
    with pytest.raises(WeakSecret):
        added(north, secret=secret)


def test_a_client_without_a_name_a_scope_or_a_centre_is_refused(north: UUID) -> None:
    with pytest.raises(Missing):
        add_client(north, "  ", WRITE, BY)
    with pytest.raises(TooLong):
        add_client(north, "x" * 201, WRITE, BY)
    with pytest.raises(Missing):
        add_client(north, "Moodle", [], BY)
    with pytest.raises(NotFound):
        add_client(uuid4(), "Moodle", WRITE, BY)
    assert clients.clients(north) == []


def test_another_centres_clients_are_not_found(north: UUID, south: UUID) -> None:
    client = added(north)
    assert clients.clients(south) == []
    with pytest.raises(NotFound):
        clients.client(south, client)
    with pytest.raises(NotFound):
        clients.client_with_key(south, "moodle")
    assert clients.client_with_key(north, "moodle").id == client


def test_the_last_use_is_noted_once_a_minute(north: UUID) -> None:
    client = added(north)
    began = now()
    noted = []
    for seconds in (0, 1, 59, 60, 61, 150):
        with pretend(began + timedelta(seconds=seconds)):
            note = use_to_note(client)
        if note:
            note()
            noted.append(seconds)
        assert last_used(north, client) == began + timedelta(seconds=noted[-1])
    assert noted == [0, 60, 150]


def test_several_processes_note_one_use_a_minute(north: UUID) -> None:
    client = added(north)
    began = now()
    clients._note_use(db.engine, client, began)
    clients._note_use(db.engine, client, began + timedelta(seconds=30))
    assert last_used(north, client) == began


def test_a_clock_that_was_put_back_does_not_stop_the_noting(north: UUID) -> None:
    client = added(north)
    assert use_to_note(client)
    with pretend(now() - timedelta(hours=1)):
        assert use_to_note(client)


def test_reading_with_a_key_waits_for_nobody_who_writes(north: UUID, app: Flask) -> None:
    client = added(north)
    found = []

    def read() -> None:
        with app.app_context(), reading():
            found.append(find_client("moodle", SECRET))
            found.append(use_to_note(client))

    db.session.execute(text("UPDATE client SET name = 'Canvas'"))  # and holds the lock
    reader = threading.Thread(target=read)
    reader.start()
    reader.join(timeout=5)
    assert len(found) == 2
    assert found[0] is not None
    db.session.rollback()


def test_a_database_that_fails_does_no_harm_to_who_was_answered(north: UUID) -> None:
    client = added(north)
    note = use_to_note(client)
    assert note
    db.session.execute(text("ALTER TABLE client RENAME TO gone"))
    db.session.commit()
    note()
