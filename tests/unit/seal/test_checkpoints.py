"""Checkpoints: made once, kept, handed out, and compared with a ledger that somebody changed."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import text

from lms_peer import keyring, ledger, seal
from lms_peer.database import db, reading
from lms_peer.keyring import Purpose
from lms_peer.ledger import append_all, merkle
from lms_peer.people.centres import add_centre
from lms_peer.people.models import Centre
from lms_peer.seal import Standing
from lms_peer.seal.checkpoints import check_keys
from lms_peer.seal.offline.record import read_note, signed_with
from tests.plant import LISTEN, Plant, app_on
from tests.unit.ledger.given import AUTHORITY, NOON, a_statement, said


@pytest.fixture
def centre() -> UUID:
    """A new centre with ten statements."""
    added = add_centre(f"centre-{uuid4().hex[:8]}", "A centre").id
    more(added, 1, 10)
    return added


def more(centre: UUID, first: int, last: int) -> None:
    append_all(centre, [said(a_statement(number)) for number in range(first, last + 1)], AUTHORITY, NOON)
    db.session.commit()


def test_a_checkpoint_is_a_note_that_the_centre_signed(centre: UUID) -> None:
    signed = seal.checkpoint(centre)
    note = read_note(signed.note.encode())
    leaves = [ledger.leaf_of(entry) for entry in ledger.entries(centre)]
    assert (note.origin, note.size, note.root) == (seal.origin_of(centre), 10, merkle.root_of(leaves))
    assert note.text.decode().splitlines()[2] == base64.b64encode(signed.root).decode()
    assert [signed_with(note, key) for key in check_keys(centre)] == [True]


def test_it_is_signed_once_and_stays(centre: UUID) -> None:
    first = seal.checkpoint(centre, 7)
    more(centre, 11, 12)
    keyring.rotate(Purpose.CHECKPOINT, centre)
    db.session.commit()
    assert seal.checkpoint(centre, 7) == first
    assert [one.size for one in seal.checkpoints(centre)] == [7]


def test_of_two_who_ask_at_once_both_get_the_same(app: Flask, centre: UUID) -> None:
    def ask(_: int) -> str:
        with app.app_context():
            return seal.checkpoint(centre, 9).note

    with ThreadPoolExecutor(3) as crowd:
        assert len(set(crowd.map(ask, range(6)))) == 1


def test_it_can_be_asked_for_while_reading(centre: UUID) -> None:
    with reading():
        assert ledger.head(centre).position == 10
        assert seal.checkpoint(centre).size == 10


def test_nothing_that_waits_to_be_written_is_lost_silently(centre: UUID) -> None:
    db.session.add(Centre(slug="waiting", name="Waiting"))
    with pytest.raises(RuntimeError):
        seal.checkpoint(centre)
    db.session.rollback()


def test_there_is_none_over_statements_that_are_not_there(centre: UUID) -> None:
    with pytest.raises(LookupError):
        seal.checkpoint(centre, 11)


def test_a_checkpoint_that_was_kept_fits_the_ledger_that_grew(centre: UUID) -> None:
    kept = seal.hand_out(centre).note.encode()
    more(centre, 11, 300)
    seal.checkpoint(centre)
    found = seal.compare(centre, kept)
    assert (found.standing, found.size, found.now) == (Standing.SAME, 10, 300)


def rewrite(*changes: str) -> None:
    """What the owner of the database can do."""
    guards = db.session.execute(text("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")).all()
    for name, _ in guards:
        db.session.execute(text(f"DROP TRIGGER {name}"))
    for change in changes:
        db.session.execute(text(change))
    for _, sql in guards:
        db.session.connection().exec_driver_sql(sql)
    db.session.commit()


def test_a_rewritten_ledger_is_found_even_when_its_tree_was_left_alone(centre: UUID) -> None:
    more(centre, 11, 300)
    kept = seal.hand_out(centre).note.encode()
    rewrite(f"UPDATE ledger_statement SET version = '2.0.0' WHERE centre_id = '{centre.hex}' AND position = 5")  # noqa: S608
    assert seal.compare(centre, kept).standing is Standing.REWRITTEN


def test_no_checkpoint_is_signed_over_a_history_that_was_rewritten(centre: UUID) -> None:
    seal.checkpoint(centre)
    rewrite(f"UPDATE ledger_statement SET version = '2.0.0' WHERE centre_id = '{centre.hex}' AND position = 5")  # noqa: S608
    more(centre, 11, 11)
    with pytest.raises(seal.HistoryRewritten, match="ledger verify"):
        seal.checkpoint(centre)
    assert [one.size for one in seal.checkpoints(centre)] == [10]


def test_a_cut_ledger_is_found(centre: UUID) -> None:
    kept = seal.hand_out(centre).note.encode()
    beyond = f"WHERE centre_id = '{centre.hex}' AND position > 8"
    rewrite(
        f"DELETE FROM ledger_statement {beyond}",  # noqa: S608
        f"UPDATE ledger_head SET position = 8 WHERE centre_id = '{centre.hex}'",  # noqa: S608
    )
    found = seal.compare(centre, kept)
    assert (found.standing, found.size, found.now) == (Standing.CUT, 10, 8)


def test_what_is_no_checkpoint_of_this_centre_says_so(centre: UUID) -> None:
    other = add_centre(f"other-{uuid4().hex[:8]}", "Other").id
    db.session.commit()
    kept = seal.hand_out(centre).note.encode()
    assert seal.compare(other, kept).standing is Standing.OTHER_CENTRE
    assert seal.compare(centre, kept.replace(b"\n10\n", b"\n9\n")).standing is Standing.NOT_OURS
    assert seal.compare(centre, b"a shopping list").standing is Standing.UNREADABLE
    assert seal.compare(centre, kept[:-1]).standing is Standing.UNREADABLE


def test_an_empty_centre_has_an_empty_checkpoint() -> None:
    empty = add_centre(f"empty-{uuid4().hex[:8]}", "Empty").id
    db.session.commit()
    kept = seal.hand_out(empty)
    assert (kept.size, kept.root) == (0, merkle.EMPTY)
    more(empty, 1, 3)
    assert seal.compare(empty, kept.note.encode()).standing is Standing.SAME


def test_a_portfolio_never_carries_a_statement_that_was_rewritten() -> None:
    plant = Plant.at(f"plant-{uuid4().hex[:8]}")
    plant.submits(LISTEN)
    seal.checkpoint(plant.centre)
    rewrite(f"UPDATE ledger_statement SET version = '2' WHERE centre_id = '{plant.centre.hex}' AND position = 1")  # noqa: S608
    with pytest.raises(seal.HistoryRewritten):
        seal.evidence_of(plant.centre, plant.registration, 2)


def test_it_is_the_same_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    app = app_on(postgres_url, tmp_path)
    with app.app_context():
        plant = Plant.at()
        plant.submits(LISTEN)
        for _ in range(2):
            seal.publish(plant.centre, plant.registration, 1)
        db.session.commit()
        sealed = seal.evidence_of(plant.centre, plant.registration, 2)
        assert seal.compare(plant.centre, sealed.checkpoint.note.encode()).standing is Standing.SAME
        token = seal.verify_url("", plant.centre, plant.registration, 1).removeprefix("/verify/")
        assert seal.portfolio_at(token) == (plant.centre, plant.registration, 1)
        db.session.remove()
        db.engine.dispose()
