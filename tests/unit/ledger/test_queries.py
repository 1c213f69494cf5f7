"""Finding statements again."""

from __future__ import annotations

from uuid import UUID

import pytest

from lms_peer.database import db
from lms_peer.ledger import append, centres_with_entries, entries, entry, head, naming, queries, voiding
from lms_peer.xapi.indexed import VOIDED
from tests.unit.ledger.given import AUTHORITY, CENTRE, NOON, a_chain, a_statement, anyone, said, with_document

pytestmark = pytest.mark.usefixtures("ledger")


def positions(**asked):
    return [each.position for each in entries(CENTRE, **asked)]


def test_entries_come_in_order_between_two_positions():
    a_chain(6)
    assert positions() == [1, 2, 3, 4, 5, 6]
    assert positions(after=2, upto=5) == [3, 4, 5]
    assert positions(after=2, limit=2) == [3, 4]
    assert positions(limit=0) == []
    assert positions(after=6) == []


def test_entries_come_whole_when_they_need_several_batches(monkeypatch):
    monkeypatch.setattr(queries, "BATCH", 3)
    a_chain(9)
    assert positions() == list(range(1, 10))
    assert positions(limit=7) == list(range(1, 8))


def test_entries_of_one_registration_are_only_those():
    registration = anyone()
    for number in range(1, 7):
        context = {"registration": str(registration if number % 2 else anyone())}
        append(CENTRE, said(a_statement(number, context=context)), AUTHORITY, NOON)
    assert positions(registration=registration) == [1, 3, 5]
    assert positions(registration=registration, after=1, upto=4) == [3]
    assert positions(registration=anyone()) == []


def test_another_centres_entries_are_never_found():
    a_chain(2)
    other = anyone()
    assert list(entries(other)) == []
    assert entry(other, UUID(int=1, version=4)) is None
    assert head(other).position == 0
    assert voiding(other, UUID(int=1, version=4)) is None


def test_a_statement_is_found_by_its_id():
    a_chain(3)
    assert entry(CENTRE, UUID(int=2, version=4)).position == 2
    assert entry(CENTRE, anyone()) is None


def test_many_statements_are_found_by_their_ids_at_once(monkeypatch):
    a_chain(5)
    monkeypatch.setattr(queries, "BATCH", 2)
    ids = [UUID(int=number, version=4) for number in range(3, 9)]
    assert set(queries.entries_by_id(db.session.connection(), CENTRE, ids)) == set(ids[:3])


def test_a_voided_statement_is_still_there_and_names_who_took_it_back():
    a_chain(1)
    target = UUID(int=1, version=4)
    assert voiding(CENTRE, target) is None
    voids = a_statement(2, verb={"id": VOIDED}, object={"objectType": "StatementRef", "id": str(target)})
    append(CENTRE, said(voids), AUTHORITY, NOON)
    assert voiding(CENTRE, target).position == 2
    assert entry(CENTRE, target).position == 1


def test_a_document_leads_to_the_statements_that_name_it():
    named = {"attachments": [with_document("ab" * 32)]}
    append(CENTRE, said(a_statement(1, **named)), AUTHORITY, NOON)
    append(CENTRE, said(a_statement(2)), AUTHORITY, NOON)
    append(CENTRE, said(a_statement(3, **named)), AUTHORITY, NOON)
    assert [each.position for each in naming(CENTRE, "ab" * 32)] == [1, 3]
    assert list(naming(anyone(), "ab" * 32)) == []


def test_centres_with_entries_are_those_that_wrote_something():
    assert centres_with_entries() == []
    other = anyone()
    a_chain(1)
    a_chain(1, other)
    db.session.commit()
    assert set(centres_with_entries()) == {CENTRE, other}
