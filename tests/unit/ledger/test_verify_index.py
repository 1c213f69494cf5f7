"""Whoever tampers with the index, so that a statement is found by what it does not say, is found too."""

# ruff: noqa: S608 - the SQL is put together from what the tests themselves say

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text

from lms_peer.database import db
from lms_peer.ledger import append_all, entries, first_finding, rows, verify
from lms_peer.ledger.tables import found_by, mentions
from tests.unit.ledger.given import AUTHORITY, CENTRE, NOON, a_reference, a_statement, said

TEACHER = {"mbox": "mailto:teacher@example.org"}


@pytest.fixture(autouse=True)
def six(ledger):
    """The second names a group, the fourth refers to the second, the first to the fourth; the rest stand alone."""
    context = {"registration": "00000000-0000-4000-8000-000000000009", "instructor": TEACHER}
    group = {"objectType": "Group", "member": [TEACHER]}
    statements = [
        a_reference(1, to=4),
        a_statement(2, actor=group, context=context),
        a_statement(3),
        a_reference(4, to=2),
        a_statement(5),
        a_reference(6, to=99),
    ]
    append_all(CENTRE, [said(statement) for statement in statements], AUTHORITY, NOON)
    db.session.commit()
    assert list(verify(CENTRE)) == []


def tamper(sql: str) -> None:
    """The index has no guards: it can be made anew from the statements."""
    assert db.session.execute(text(sql)).rowcount
    db.session.commit()


def the_findings() -> dict[int, str]:
    findings = list(verify(CENTRE))
    by_id = {entry.position: entry.statement_id for entry in entries(CENTRE)}
    assert all(one.centre == CENTRE and one.statement_id == by_id.get(one.position) for one in findings)
    assert len({one.position for one in findings}) == len(findings)
    return {one.position: one.what for one in findings}


@pytest.mark.parametrize("column", ["actor", "verb", "activity", "registration"])
@pytest.mark.parametrize("batch", [500, 2], ids=["one page", "several pages"])
def test_an_altered_row_is_found_and_named(monkeypatch, column, batch):
    monkeypatch.setattr(rows, "BATCH", batch)
    tamper(f"UPDATE ledger_found_by SET {column} = {column} - 1 WHERE position = 2")
    assert the_findings() == {2: f"The {column} it is found by was altered: the statement says something else."}


@pytest.mark.parametrize("value", ["NULL", "5"])
def test_a_registration_put_on_or_taken_off_is_found(value):
    at = 2 if value == "NULL" else 5
    tamper(f"UPDATE ledger_found_by SET registration = {value} WHERE position = {at}")
    assert list(the_findings()) == [at]


@pytest.mark.parametrize("column", ["actor", "verb", "activity", "registration"])
@pytest.mark.parametrize("batch", [500, 2], ids=["one page", "several pages"])
def test_an_altered_row_of_what_it_refers_to_is_found_and_named(monkeypatch, column, batch):
    monkeypatch.setattr(rows, "BATCH", batch)
    tamper(f"UPDATE ledger_found_by SET {column} = {column} - 1 WHERE position = 1 AND through = 2")
    what = f"The {column} it is found by was altered: statement 2, which it refers to, says something else."
    assert the_findings() == {1: what}


def test_a_removed_row_is_found():
    tamper("DELETE FROM ledger_found_by WHERE position = 3")
    assert the_findings() == {3: "What it is found by was removed."}


@pytest.mark.parametrize("through", [2, 4])
def test_a_removed_row_of_what_it_refers_to_is_found(through):
    tamper(f"DELETE FROM ledger_found_by WHERE position = 1 AND through = {through}")
    what = f"That it refers to statement {through}, which it is found by, was removed."
    assert the_findings() == {1: what}


@pytest.mark.parametrize(("position", "through"), [(5, 2), (2, 4), (6, 3), (4, 77), (1, -1)])
def test_an_added_row_is_found(position, through):
    tamper(
        f"INSERT INTO ledger_found_by SELECT centre_id, {position}, {through}, actor, verb, activity, registration "
        "FROM ledger_found_by WHERE position = 5 AND through = 5"
    )
    what = f"What it is found by was added to: it does not refer to statement {through}."
    assert the_findings() == {position: what}


@pytest.mark.parametrize("position", [77, 0, -3])
def test_a_row_for_a_statement_that_is_not_there_is_found(position):
    tamper(
        f"INSERT INTO ledger_found_by SELECT centre_id, {position}, through, actor, verb, activity, registration "
        "FROM ledger_found_by WHERE position = 5"
    )
    assert the_findings() == {position: "The index was added to: it lists a statement that is not there."}


@pytest.mark.parametrize(
    ("change", "position"),
    [
        ("UPDATE ledger_mention SET direct = NOT direct WHERE position = 2 AND through = 2", 2),
        ("DELETE FROM ledger_mention WHERE position = 2 AND through = 2", 2),
        ("UPDATE ledger_mention SET named = named - 1 WHERE position = 3", 3),
        ("UPDATE ledger_mention SET position = 50 WHERE position = 5", 5),
    ],
)
def test_an_altered_mention_is_found(change, position):
    tamper(change)
    what = "The list of agents and activities it is found by was altered: the statement says something else."
    assert the_findings() == {position: what}


@pytest.mark.parametrize("change", ["UPDATE ledger_mention SET direct = NOT direct", "DELETE FROM ledger_mention"])
def test_an_altered_mention_of_what_it_refers_to_is_found(change):
    tamper(f"{change} WHERE position = 4 AND through = 2")
    assert list(the_findings()) == [4]
    assert "statement 2, which it refers to, says something else" in first_finding(CENTRE).what


def test_a_mention_of_someone_who_is_named_nearby_is_found_where_it_was_added():
    tamper(
        "INSERT INTO ledger_mention (named, position, through, direct) "
        "SELECT named, 5, 5, direct FROM ledger_mention WHERE position = 2 AND direct"
    )
    assert list(the_findings()) == [5]


def test_each_row_that_is_removed_is_missed():
    rows_there = db.session.execute(select(found_by.c.position, found_by.c.through)).all()
    assert len(rows_there) == 6 + 3
    for position, through in rows_there:
        db.session.execute(
            text(f"DELETE FROM ledger_found_by WHERE position = {position} AND through = {through}")
        )
        db.session.commit()
        assert position in the_findings()
    assert set(the_findings()) == {1, 2, 3, 4, 5, 6}
    assert db.session.scalar(select(func.count()).select_from(mentions))
