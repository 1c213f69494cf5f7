"""Whoever tampers with the database, guards dropped and all, is found, and the first place is named."""

# ruff: noqa: S608 - the SQL is put together from what the tests themselves say

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import BindParameter, Uuid, bindparam, create_engine, text

from lms_peer.database import UtcDateTime, db, engine_options
from lms_peer.ledger import append, append_all, entry, first_finding, head, rows, verify, verify_all
from lms_peer.ledger.append import SPOKEN
from lms_peer.ledger.chain import Link, chain_hash
from lms_peer.ledger.triggers import POSTGRESQL, SQLITE
from tests.unit.ledger.given import AUTHORITY, CENTRE, NOON, a_chain, a_statement, anyone, said, with_document

DOCUMENT = "ab" * 32


def statement_id(number: int) -> UUID:
    return UUID(int=number, version=4)


def tamper(*sql: str, **values: object) -> None:
    """What someone who owns the database can do: drop every guard, then anything."""
    url = db.engine.url
    sqlite = url.get_backend_name() == "sqlite"
    db.session.rollback()
    engine = create_engine(url, **engine_options(url))
    with engine.begin() as connection:
        for table, each in (SQLITE if sqlite else POSTGRESQL).items():
            for name in re.findall(r"^CREATE TRIGGER (\w+)", "\n".join(each), re.MULTILINE):
                connection.execute(text(f"DROP TRIGGER {name}" + ("" if sqlite else f" ON {table}")))
        if not sqlite:  # SQLite does not heed it on a connection that does not ask for it
            key = "ALTER TABLE ledger_attachment DROP CONSTRAINT fk_ledger_attachment_statement"
            connection.execute(text(key))
        for line in sql:
            named = [_bound(key, value) for key, value in values.items() if f":{key}" in line]
            connection.execute(text(line).bindparams(*named))
    engine.dispose()


def _bound(key: str, value: object) -> BindParameter[object]:
    kind = {UUID: Uuid(), datetime: UtcDateTime()}.get(type(value))
    return bindparam(key, value, kind)


def five(centre: UUID = CENTRE) -> None:
    """Five statements; the third and the fifth name the same document."""
    for number in range(1, 6):
        named = {"attachments": [with_document(DOCUMENT)]} if number in (3, 5) else {}
        append(centre, said(a_statement(number, **named)), AUTHORITY, NOON)
    db.session.commit()


def the_first(position: int | None, what: str) -> None:
    finding = first_finding(CENTRE)
    assert finding is not None
    assert (finding.centre, finding.position) == (CENTRE, position)
    assert what in finding.what


def test_an_untouched_chain_has_no_findings(ledger):
    five()
    assert list(verify(CENTRE)) == []
    assert list(verify_all()) == []


def test_a_centre_that_wrote_nothing_has_no_findings(ledger):
    assert list(verify(CENTRE)) == []


@pytest.mark.parametrize(
    "change",
    [
        "authority = replace(authority, 'service', 'servicf')",
        "version = '2.0.0'",
        "chain_hash = replace(chain_hash, substr(chain_hash, 1, 1), 'x')",
        "chain_hash = 'zz'",
        "statement_id = :other",
        "body = :body",
        "stored = :stored",
    ],
)
def test_a_changed_statement_is_found(ledger, change):
    five()
    later = NOON + timedelta(milliseconds=1)
    values = {"other": anyone(), "stored": later, "body": said(a_statement(3)).replace(b"10:00", b"11:00")}
    tamper(f"UPDATE ledger_statement SET {change} WHERE position = 3", **values)
    the_first(3, "altered")
    assert {finding.position for finding in verify(CENTRE) if finding.position} <= {3, 4}


@pytest.mark.parametrize("bit", range(8))
def test_one_flipped_bit_of_a_body_is_found(ledger, bit):
    five()
    body = bytearray(said(a_statement(2)))
    body[100] ^= 1 << bit
    tamper("UPDATE ledger_statement SET body = :body WHERE position = 2", body=bytes(body))
    the_first(2, "altered")
    assert len([finding for finding in verify(CENTRE) if finding.position]) == 1


def test_a_stored_time_moved_by_less_than_the_chain_vouches_for_is_found(ledger):
    five()
    later = NOON + timedelta(microseconds=1)
    tamper("UPDATE ledger_statement SET stored = :stored WHERE position = 3", stored=later)
    the_first(3, "altered")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("registration", UUID(int=9)),
        ("refers_to", UUID(int=9)),
        ("voids", True),
    ],
)
def test_a_changed_index_column_is_found_and_named(ledger, column, value):
    five()
    tamper(f"UPDATE ledger_statement SET {column} = :value WHERE position = 4", value=value)
    the_first(4, f"The {column} it is found by")


def test_a_removed_statement_is_found(ledger):
    five()
    tamper("DELETE FROM ledger_statement WHERE position = 2")
    the_first(2, "removed")
    assert [finding.position for finding in verify(CENTRE) if finding.position] == [2]


def test_several_removed_statements_are_found(ledger):
    five()
    tamper("DELETE FROM ledger_statement WHERE position IN (2, 3)")
    the_first(2, "from here to 3 were removed")


def test_a_removed_statement_is_found_though_the_others_moved_up(ledger):
    five()
    tamper(
        "DELETE FROM ledger_statement WHERE position = 2",
        *(f"UPDATE ledger_statement SET position = {to} WHERE position = {to + 1}" for to in (2, 3, 4)),
        "UPDATE ledger_head SET position = 4",
    )
    the_first(2, "altered")


def test_the_last_statement_removed_is_found(ledger):
    five()
    tamper("DELETE FROM ledger_statement WHERE position = 5")
    the_first(5, "removed")


def test_the_last_statement_removed_and_the_head_set_back_is_found(ledger):
    five()
    tamper("DELETE FROM ledger_statement WHERE position = 5", "UPDATE ledger_head SET position = 4")
    the_first(4, "The end of the chain was altered")


def test_a_head_that_was_removed_is_found(ledger):
    five()
    tamper("DELETE FROM ledger_head")
    the_first(1, "added after the last statement")


def test_everything_removed_but_the_head_is_found(ledger):
    five()
    tamper("DELETE FROM ledger_statement")
    the_first(1, "The statements from here to 5 were removed.")


COLUMNS = "centre_id, position, statement_id, stored, version, chain_hash, voids, authority, body"


@pytest.mark.parametrize("position", [6, 9, 0, -3])
def test_an_added_statement_is_found(ledger, position):
    five()
    selected = COLUMNS.replace("position", str(position)).replace("statement_id", ":other")
    tamper(
        f"INSERT INTO ledger_statement ({COLUMNS}) SELECT {selected} FROM ledger_statement WHERE position = 2",
        other=anyone(),
    )
    the_first(position, "added")


def test_an_added_statement_whose_hash_fits_is_found_by_the_head(ledger):
    five()
    last, centre = head(CENTRE), anyone()
    body = said(a_statement(6))
    link = Link(CENTRE, 6, statement_id(6), NOON, SPOKEN, AUTHORITY, body, ())
    append(centre, body, AUTHORITY, NOON)
    db.session.commit()
    tamper(
        f"UPDATE ledger_statement SET centre_id = :here, position = 6, "
        f"chain_hash = '{chain_hash(last.chain_hash, link)}' WHERE centre_id = :there",
        here=CENTRE,
        there=centre,
    )
    the_first(6, "added after the last statement, 5")


def test_two_swapped_statements_are_found(ledger):
    five()
    tamper(
        *(
            f"UPDATE ledger_statement SET position = {to} WHERE position = {at}"
            for at, to in ((2, 99), (3, 2), (99, 3))
        )
    )
    the_first(2, "altered")


def test_a_statement_altered_together_with_its_hash_is_found_at_the_next(ledger):
    five()
    body = said(a_statement(2)).replace(b"10:00", b"11:00")
    link = Link(CENTRE, 2, statement_id(2), NOON, SPOKEN, AUTHORITY, body, ())
    before = entry(CENTRE, statement_id(1)).chain_hash
    tamper(
        "UPDATE ledger_statement SET body = :body, chain_hash = :hash WHERE position = 2",
        body=body,
        hash=chain_hash(before, link),
    )
    the_first(3, "or the statement before it was")


def test_a_statement_that_is_there_twice_is_found(ledger):
    five()
    selected = COLUMNS.replace("position", "6")
    tamper(
        "DROP INDEX uq_ledger_statement_id",
        f"INSERT INTO ledger_statement ({COLUMNS}) SELECT {selected} FROM ledger_statement WHERE position = 2",
        "UPDATE ledger_head SET position = 6",
    )
    found = [finding for finding in verify(CENTRE) if finding.position == 6]
    assert found[0].statement_id == statement_id(2)
    assert "there already" in found[-1].what


def test_a_statement_moved_to_another_centre_is_found_at_both(ledger):
    other = anyone()
    five()
    a_chain(1, other)
    tamper(
        "UPDATE ledger_statement SET centre_id = :other, position = 2 WHERE position = 4",
        other=other,
    )
    found = {(finding.centre, finding.position) for finding in verify_all()}
    assert {(CENTRE, 4), (other, 2)} <= found


def test_a_statement_moved_to_a_centre_that_is_none_is_found(ledger):
    five()
    tamper("UPDATE ledger_statement SET centre_id = :other WHERE position = 5", other=anyone())
    assert {finding.position for finding in verify_all()} >= {5}


@pytest.mark.parametrize("centre_id", ["no centre", "00000000-0000-4000-8000-00000000c0de", ""])
def test_a_centre_id_that_is_none_is_found(sqlite_ledger, centre_id):
    five()
    tamper(f"UPDATE ledger_statement SET centre_id = '{centre_id}' WHERE position = 5")
    assert any("which is no centre" in finding.what for finding in verify_all())


@pytest.mark.parametrize(
    "change",
    [
        "stored = 'yesterday'",
        "stored = 5",
        "statement_id = 'nobody'",
        "body = 'text'",
        "body = 7",
        "authority = 5",
        "authority = x'FF'",
        "authority = cast(x'FF' as text)",
        "chain_hash = 5",
        "version = x'00'",
        "version = 5",
        "registration = 'none'",
        "refers_to = 'none'",
        "voids = 'perhaps'",
    ],
)
def test_a_column_that_can_not_even_be_read_is_found_at_its_place(sqlite_ledger, change):
    five()
    tamper(f"UPDATE ledger_statement SET {change} WHERE position = 3")
    the_first(3, "altered")
    assert [finding.position for finding in verify(CENTRE) if finding.position] == [3]


@pytest.mark.parametrize(("position", "at"), [("'x'", 2), ("2.5", 2), ("1.0e30", 2), ("x'00'", 2)])
def test_a_position_that_is_no_number_is_found(sqlite_ledger, position, at):
    five()
    tamper(f"UPDATE ledger_statement SET position = {position} WHERE position = {at}")
    positions = [finding.position for finding in verify(CENTRE)]
    assert at in positions
    assert first_finding(CENTRE).position in (at, None)


def test_a_changed_list_of_documents_is_found(ledger):
    five()
    tamper("UPDATE ledger_attachment SET size = 1 WHERE position = 3")
    the_first(3, "list of its documents")


def test_a_document_taken_off_or_put_on_the_list_is_found(ledger):
    five()
    tamper("UPDATE ledger_attachment SET position = 4 WHERE position = 3")
    assert [finding.position for finding in verify(CENTRE) if finding.position] == [3, 4]


def test_a_document_listed_for_no_statement_is_found(ledger):
    five()
    tamper(
        "INSERT INTO ledger_attachment SELECT centre_id, 77, sha256, size, media_type "
        "FROM ledger_attachment WHERE position = 3"
    )
    the_first(77, "not there")


def test_every_document_is_looked_at_once_and_a_missing_one_is_named_where_it_is_named_first(ledger):
    five()
    asked = []

    def check(centre, sha256):
        asked.append((centre, sha256))
        return "It is missing."

    finding = first_finding(CENTRE, check)
    assert finding.position == 3
    assert finding.statement_id == statement_id(3)
    assert finding.what == f"Its document {DOCUMENT}: It is missing."
    asked.clear()
    assert len(list(verify(CENTRE, check))) == 1
    assert asked == [(CENTRE, DOCUMENT)]


def test_a_linked_document_is_not_ours_to_keep(ledger):
    linked = with_document(DOCUMENT, fileUrl="https://elsewhere.example/picture.png")
    append(CENTRE, said(a_statement(1, attachments=[linked])), AUTHORITY, NOON)
    db.session.commit()
    assert first_finding(CENTRE, lambda _centre, _sha256: "It is missing.") is None


def test_every_alteration_is_named_not_only_the_first(ledger):
    five()
    tamper("UPDATE ledger_statement SET authority = '{}' WHERE position IN (2, 4)")
    assert [finding.position for finding in verify(CENTRE) if finding.position] == [2, 4]


def test_walking_in_several_batches_finds_the_same(ledger, monkeypatch):
    monkeypatch.setattr(rows, "BATCH", 2)
    five()
    seen = []
    assert first_finding(CENTRE, progress=lambda done, of: seen.append((done, of))) is None
    assert seen == [(2, 5), (4, 5), (5, 5)]
    tamper("UPDATE ledger_statement SET authority = '{}' WHERE position = 4")
    the_first(4, "altered")


def test_verifying_holds_no_writer_up_and_is_not_confused_by_one(ledger, monkeypatch):
    monkeypatch.setattr(rows, "BATCH", 2)
    five()

    def write_meanwhile(_done, _of):
        append_all(CENTRE, [said(a_statement(head(CENTRE).position + 1))], AUTHORITY, NOON + timedelta(hours=1))
        db.session.commit()

    assert first_finding(CENTRE, progress=write_meanwhile) is None
    assert head(CENTRE).position == 8
    assert first_finding(CENTRE) is None
