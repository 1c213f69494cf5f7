"""Writing statements down."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from lms_peer.database import db
from lms_peer.domain.refusals import AlreadySaid
from lms_peer.ledger import append, append_all, append_batches, entries, entry, first_finding, head, ready
from lms_peer.ledger.append import SPOKEN, Batch
from lms_peer.ledger.chain import GENESIS, Link, chain_hash
from lms_peer.ledger.tables import attachments, statements
from lms_peer.xapi.indexed import Unreadable
from tests.unit.ledger.given import AUTHORITY, CENTRE, NOON, a_chain, a_statement, anyone, said, with_document

pytestmark = pytest.mark.usefixtures("ledger")


def test_a_centre_starts_at_nothing():
    assert head(CENTRE).position == 0
    assert head(CENTRE).chain_hash == GENESIS
    assert head(CENTRE).stored is None
    assert list(entries(CENTRE)) == []


def test_the_first_statement_is_at_position_one_and_follows_nothing():
    body = said(a_statement(1))
    written = append(CENTRE, body, AUTHORITY, NOON)
    link = Link(CENTRE, 1, UUID(int=1, version=4), NOON, SPOKEN, AUTHORITY, body, ())
    assert (written.position, written.new) == (1, True)
    assert written.chain_hash == chain_hash(GENESIS, link)
    assert head(CENTRE).chain_hash == written.chain_hash


def test_positions_have_no_gaps_and_each_centre_has_its_own():
    other = anyone()
    for number in (1, 2, 3):
        append(CENTRE, said(a_statement(number)), AUTHORITY, NOON)
        append(other, said(a_statement(number)), AUTHORITY, NOON)
    assert [each.position for each in entries(CENTRE)] == [1, 2, 3]
    assert [each.position for each in entries(other)] == [1, 2, 3]
    assert head(CENTRE).chain_hash != head(other).chain_hash


def test_the_same_statements_one_by_one_or_together_make_the_same_chain():
    other = anyone()
    bodies = [said(a_statement(number)) for number in range(1, 6)]
    together = append_all(CENTRE, bodies, AUTHORITY, NOON)
    db.session.commit()
    assert [each.position for each in together] == [1, 2, 3, 4, 5]
    assert first_finding(CENTRE) is None
    one_by_one = [append(other, body, AUTHORITY, NOON) for body in bodies]
    assert [each.body for each in one_by_one] == [each.body for each in together]


def test_what_is_read_is_what_was_written_byte_for_byte():
    body = b" " + said(a_statement(1))[:-1] + b', "twice": 1.0000000000000000001e2, "twice": 2 }\n'
    written = append(CENTRE, body, AUTHORITY, NOON)
    read = entry(CENTRE, written.statement_id)
    assert read == written
    assert read.body == body


def test_the_same_statement_again_is_answered_with_the_first_and_nothing_is_added():
    first = append(CENTRE, said(a_statement(1)), AUTHORITY, NOON)
    again = append(CENTRE, said(a_statement(1)), AUTHORITY, NOON + timedelta(hours=1))
    assert (again, again.new) == (first, False)
    assert head(CENTRE).position == 1


def test_the_same_statement_spelt_differently_is_the_same():
    statement = a_statement(1, result={"score": {"raw": 10}})
    first = append(CENTRE, said(statement), AUTHORITY, NOON)
    backwards = dict(reversed(statement.items())) | {"result": {"score": {"raw": 10.0}}}
    again = append(CENTRE, json.dumps(backwards, indent=2).encode(), AUTHORITY, NOON)
    assert again == first


@pytest.mark.parametrize("raws", [(1, True), (0, False), (1, "1"), (0.1, 0.10000000000000001e1)], ids=str)
def test_a_different_statement_under_a_taken_id_is_refused(raws):
    first, second = (a_statement(1, result={"extensions": {"https://peer.example/x": raw}}) for raw in raws)
    kept = append(CENTRE, said(first), AUTHORITY, NOON)
    with pytest.raises(AlreadySaid) as refusal:
        append(CENTRE, said(second), AUTHORITY, NOON)
    assert refusal.value.statement == UUID(int=1, version=4)
    assert list(entries(CENTRE)) == [kept]


def test_numbers_that_differ_beyond_a_floats_reach_are_different():
    body = said(a_statement(1, result={"score": {"raw": 7}}))
    append(CENTRE, body.replace(b"7}", b"1.00000000000000000001}"), AUTHORITY, NOON)
    with pytest.raises(AlreadySaid):
        append(CENTRE, body.replace(b"7}", b"1.00000000000000000002}"), AUTHORITY, NOON)


def test_an_id_taken_at_one_centre_is_free_at_another():
    append(CENTRE, said(a_statement(1)), AUTHORITY, NOON)
    assert append(anyone(), said(a_statement(1, result={"success": True})), AUTHORITY, NOON).new


def test_an_id_twice_in_one_batch_is_written_once_when_equal():
    one, two = append_all(CENTRE, [said(a_statement(1)), said(a_statement(1))], AUTHORITY, NOON)
    assert (one.new, two.new, one == two) == (True, False, True)
    assert head(CENTRE).position == 1


def test_a_batch_with_one_refused_statement_writes_nothing():
    different = said(a_statement(2, result={"success": True}))
    with pytest.raises(AlreadySaid):
        append_all(CENTRE, [said(a_statement(1)), said(a_statement(2)), different], AUTHORITY, NOON)
    assert head(CENTRE).position == 0
    assert list(entries(CENTRE)) == []


def test_an_empty_batch_is_no_statement():
    assert append_all(CENTRE, [], AUTHORITY, NOON) == []


def test_stored_never_goes_backwards():
    append(CENTRE, said(a_statement(1)), AUTHORITY, NOON)
    slow_clock = append(CENTRE, said(a_statement(2)), AUTHORITY, NOON - timedelta(minutes=5))
    assert slow_clock.stored == NOON


def test_stored_is_kept_to_the_millisecond():
    written = append(CENTRE, said(a_statement(1)), AUTHORITY, NOON + timedelta(microseconds=999))
    db.session.expire_all()
    assert entry(CENTRE, written.statement_id).stored == NOON


def test_a_statement_that_says_no_time_is_taken_as_it_is():
    timeless = a_statement(1)
    del timeless["timestamp"]
    written = append(CENTRE, said(timeless), AUTHORITY, NOON)
    assert entry(CENTRE, written.statement_id).body == said(timeless)
    db.session.commit()
    assert first_finding(CENTRE) is None


def a_batch(*statements, authority=AUTHORITY, version="2.0.0", centre=CENTRE, given_id=None):
    return Batch(
        centre,
        authority,
        version,
        [ready(centre, authority, said(one), one, NOON, given_id) for one in statements],
    )


def test_a_statement_keeps_the_version_and_the_authority_it_was_said_with():
    theirs = AUTHORITY.replace("service", "another system")
    ((written,),) = append_batches(
        db.session.connection(), [a_batch(a_statement(1), authority=theirs)], lambda: NOON
    )
    assert (written.version, written.authority) == ("2.0.0", theirs)
    assert append(CENTRE, said(a_statement(2)), AUTHORITY, NOON).version == SPOKEN
    assert entry(CENTRE, written.statement_id) == written


def test_a_statement_without_an_id_keeps_its_bytes_and_is_known_by_the_id_it_was_given():
    nameless = a_statement(1)
    del nameless["id"]
    given = anyone()
    append_batches(db.session.connection(), [a_batch(nameless, given_id=given)], lambda: NOON)
    db.session.commit()
    assert entry(CENTRE, given).body == said(nameless)
    assert first_finding(CENTRE) is None


def test_of_several_batches_a_refused_one_leaves_nothing_and_the_others_are_written():
    append(CENTRE, said(a_statement(1)), AUTHORITY, NOON)
    other = anyone()
    answers = append_batches(
        db.session.connection(),
        [
            a_batch(a_statement(2)),
            a_batch(a_statement(3), a_statement(1, result={"success": True})),
            a_batch(a_statement(1), centre=other),
            a_batch(a_statement(2, result={"success": True})),
            a_batch(a_statement(2), a_statement(4)),
        ],
        lambda: NOON,
    )
    db.session.commit()
    assert isinstance(answers[1], AlreadySaid)
    assert isinstance(answers[3], AlreadySaid)
    written = [[(one.centre, one.position, one.new) for one in answers[at]] for at in (0, 2, 4)]
    assert written == [[(CENTRE, 2, True)], [(other, 1, True)], [(CENTRE, 2, False), (CENTRE, 3, True)]]
    assert [first_finding(CENTRE), first_finding(other)] == [None, None]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"nonsense",
        b"\xff",
        b"[" * 100_000,
        said(a_statement(1)).decode().encode("utf-16"),
        said({"id": "1"}),
        said(a_statement(1) | {"id": "x"}),
    ],
    ids=["empty", "a list", "not JSON", "not UTF-8", "too deep", "UTF-16", "too little", "no UUID"],
)
def test_what_is_no_statement_is_refused_and_leaves_nothing(body):
    with pytest.raises(Unreadable):
        append(CENTRE, body, AUTHORITY, NOON)
    assert head(CENTRE).position == 0


def test_a_rolled_back_statement_leaves_no_gap():
    a_chain(2)
    append(CENTRE, said(a_statement(3)), AUTHORITY, NOON)
    db.session.rollback()
    assert append(CENTRE, said(a_statement(4)), AUTHORITY, NOON).position == 3
    db.session.commit()
    assert first_finding(CENTRE) is None


def test_documents_in_our_keeping_are_listed_once_and_linked_ones_are_not():
    ours, theirs = "ab" * 32, "cd" * 32
    linked = with_document(theirs, fileUrl="https://elsewhere.example/picture.png")
    statement = a_statement(1, attachments=[with_document(ours), with_document(ours), linked])
    append(CENTRE, said(statement), AUTHORITY, NOON)
    assert db.session.scalars(select(attachments.c.sha256)).all() == [ours]


def test_texts_that_no_index_could_hold_are_taken_all_the_same():
    for number, name in enumerate(("x" * 100_000, "a\0b", "\ud800", "é" * 400), start=1):
        actor = {"account": {"homePage": "https://peer.example", "name": name}}
        append(CENTRE, said(a_statement(number, actor=actor)), AUTHORITY, NOON)
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(statements)) == 4
    assert first_finding(CENTRE) is None
