"""Bytes flipped in the SQLite file itself: found, or without any effect on what the ledger says."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path

import pytest
from flask import Flask

from lms_peer.database import db
from lms_peer.ledger import append, entries, first_finding, verify_all
from tests.unit.ledger.given import (
    AUTHORITY,
    CENTRE,
    NOON,
    a_statement,
    anyone,
    ledger_app,
    ledger_at,
    said,
    with_document,
)

FLIPS = 150


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A closed database file of thirty statements with nothing left in its log."""
    path = tmp_path / "whole.sqlite"
    with ledger_at(f"sqlite:///{path}"):
        for number in range(1, 31):
            context = {"registration": str(anyone())}
            named = [with_document(f"{number:064x}")]
            append(CENTRE, said(a_statement(number, context=context, attachments=named)), AUTHORITY, NOON)
        db.session.commit()
    assert not path.with_name("whole.sqlite-wal").exists()
    return path


def flipped(file: Path, places: list[int], mask: int = 1) -> Flask:
    copy = file.with_name("flipped.sqlite")
    for leftover in file.parent.glob("flipped.sqlite*"):
        leftover.unlink()
    shutil.copy(file, copy)
    content = bytearray(copy.read_bytes())
    for place in places:
        content[place] ^= mask
    copy.write_bytes(content)
    return ledger_app(f"sqlite:///{copy}")


def every(sought: bytes, content: bytes) -> list[int]:
    """Where it lies: a page may hold a stale copy beside the one that counts."""
    return [match.start() for match in re.finditer(re.escape(sought), content)]


@pytest.mark.parametrize("part", ["stored", "version", "chain hash", "authority", "body"])
def test_a_byte_of_a_statement_flipped_in_the_file_is_found_at_its_place(file, part):
    with ledger_app(f"sqlite:///{file}").app_context():
        entry = next(entries(CENTRE, after=16))
        db.session.remove()
        db.engine.dispose()
    vouched = AUTHORITY.encode() + entry.body  # columns lie in the file in the order of the table
    stored = b"2026-03-02 12:00:00.123000" + entry.version.encode() + entry.chain_hash.encode()
    sought, at = {
        "stored": (stored, 22),
        "version": (stored, 28),
        "chain hash": (stored, 35),
        "authority": (vouched, 40),
        "body": (vouched, len(AUTHORITY) + 40),
    }[part]
    places = every(sought, file.read_bytes())
    assert places
    with flipped(file, [place + at for place in places]).app_context():
        finding = first_finding(CENTRE)
        assert (finding.position, finding.statement_id) == (17, entry.statement_id)
        db.engine.dispose()


def test_any_flipped_byte_is_found_or_changes_nothing_that_the_ledger_says(file):
    with ledger_app(f"sqlite:///{file}").app_context():
        written = list(entries(CENTRE))
        assert list(verify_all()) == []
        db.session.remove()
        db.engine.dispose()
    chance = random.Random(20260302)  # noqa: S311 - the same places every time
    size, found = file.stat().st_size, 0
    for _ in range(FLIPS):
        place = chance.randrange(100, size)  # the file's own header has fields that SQLite does not heed
        with flipped(file, [place], 1 << chance.randrange(8)).app_context():
            if first_finding(CENTRE) is not None or list(verify_all()):
                found += 1
            else:
                assert list(entries(CENTRE)) == written, f"a flip at {place} was not found"
            db.session.remove()
            db.engine.dispose()
    assert found > FLIPS / 3
