"""A statement is found through those that it refers to, in whichever order they come."""

from __future__ import annotations

import json
from itertools import permutations

import pytest
from sqlalchemy import select

from lms_peer.database import db
from lms_peer.ledger import Query, append, append_all, find, finding, first_finding
from lms_peer.ledger.tables import found_by
from tests.unit.ledger.given import AUTHORITY, CENTRE, NOON, a_reference, a_statement, anyone, said

pytestmark = pytest.mark.usefixtures("ledger")

SPECIAL = "https://peer.example/verbs/special"
TEACHER = {"mbox": "mailto:teacher@example.org"}
TARGET = a_statement(1, verb={"id": SPECIAL}, context={"instructor": TEACHER})


def say(*statements, centre=CENTRE):
    for statement in statements:
        append(centre, said(statement), AUTHORITY, NOON)


def found(centre=CENTRE, **asked):
    """The numbers of the statements, in the order of the answer."""
    entries = find(centre, Query(**asked)).entries
    return [entry.statement_id.int & 0xFFFFFFFF for entry in entries]


def pairs():
    """(number, number through which it is found) of every row of the index."""
    ids = {entry.position: entry.statement_id.int & 0xFFFFFFFF for entry in find(CENTRE, Query(limit=500)).entries}
    rows = db.session.execute(select(found_by.c.position, found_by.c.through))
    return {(ids[position], ids[through]) for position, through in rows}


def whole():
    db.session.commit()
    assert first_finding(CENTRE) is None
    return True


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["target first", "reference first"])
@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one by one"])
def test_what_refers_to_a_statement_is_found_by_what_that_says(order, together):
    both = (TARGET, a_reference(2, to=1))
    if together:
        append_all(CENTRE, [said(both[at]) for at in order], AUTHORITY, NOON)
    else:
        say(*(both[at] for at in order))
    assert set(found(verb=SPECIAL)) == {1, 2}
    assert set(found(activity="https://peer.example/activity/1")) == {1, 2}
    assert set(found(agent="mailto:teacher@example.org", related_agents=True)) == {1, 2}
    assert found(agent="mailto:teacher@example.org") == []
    assert set(found(verb=SPECIAL, agent="mailto:teacher@example.org", related_agents=True)) == {1, 2}
    assert whole()


def test_all_that_is_asked_for_must_hold_for_one_and_the_same_statement():
    say(TARGET, a_reference(2, to=1))
    assert found(verb=SPECIAL, activity="https://peer.example/activity/1") == [2, 1]
    assert found(verb=SPECIAL, activity=a_reference(2, to=1)["object"]["id"]) == []
    assert (
        found(verb="http://adlnet.gov/expapi/verbs/experienced", activity="https://peer.example/activity/1") == []
    )


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_a_chain_of_references_leads_to_its_end_in_whatever_order_it_came(sqlite_ledger, order):
    chain = [TARGET, *(a_reference(number, to=number - 1) for number in (2, 3, 4))]
    say(*(chain[at] for at in order))
    assert set(found(verb=SPECIAL)) == {1, 2, 3, 4}
    assert pairs() == {(one, other) for one in range(1, 5) for other in range(1, one + 1)}
    assert whole()


def test_several_may_refer_to_one():
    say(a_reference(2, to=1), a_reference(3, to=1), TARGET, a_reference(4, to=2))
    assert set(found(verb=SPECIAL)) == {1, 2, 3, 4}
    assert pairs() == {(1, 1), (2, 2), (3, 3), (4, 4), (2, 1), (3, 1), (4, 2), (4, 1)}
    assert whole()


def test_a_circle_of_references_ends():
    say(*(a_reference(number, to=number % 3 + 1) for number in (1, 2, 3)), a_reference(4, to=4))
    assert pairs() == {(one, other) for one in (1, 2, 3) for other in (1, 2, 3)} | {(4, 4)}
    assert whole()


@pytest.mark.parametrize("order", [1, -1, 7], ids=["forwards", "backwards", "mixed"])
def test_a_long_chain_is_followed_as_far_whichever_way_it_came(order):
    length = finding.MOST_THROUGH * 2
    chain = [TARGET, *(a_reference(number, to=number - 1) for number in range(2, length + 1))]
    say(*(chain[at * order % length] for at in range(length)))
    most = finding.MOST_THROUGH
    assert pairs() == {
        (one, other) for one in range(1, length + 1) for other in range(max(1, one - most), one + 1)
    }
    assert set(found(verb=SPECIAL)) == set(range(1, most + 2))
    assert whole()


def test_more_references_wait_for_a_statement_than_a_database_takes_values_at_once(sqlite_ledger, monkeypatch):
    monkeypatch.setattr(finding, "BATCH", 3)
    say(*(a_reference(number, to=1) for number in range(2, 12)), TARGET)
    assert set(found(verb=SPECIAL)) == set(range(1, 12))
    assert whole()


def test_a_reference_to_a_statement_of_another_centre_leads_nowhere():
    say(TARGET, centre=anyone())
    say(a_reference(2, to=1))
    assert found(verb=SPECIAL) == []
    assert pairs() == {(2, 2)}


def test_a_reference_said_again_is_indexed_once():
    say(TARGET, a_reference(2, to=1), a_reference(2, to=1), TARGET)
    assert pairs() == {(1, 1), (2, 2), (2, 1)}


def test_a_reference_in_the_context_is_no_reference():
    beside = a_statement(2, context={"statement": {"objectType": "StatementRef", "id": TARGET["id"]}})
    say(TARGET, beside)
    assert found(verb=SPECIAL) == [1]


def test_what_was_rolled_back_is_not_found():
    say(TARGET)
    db.session.commit()
    say(a_reference(2, to=1))
    db.session.rollback()
    assert found(verb=SPECIAL) == [1]
    assert pairs() == {(1, 1)}


def test_the_authority_is_found_with_related_agents_only():
    team = {
        "objectType": "Group",
        "member": [{"mbox": "mailto:app@example.org"}, {"mbox": "mailto:b@example.org"}],
    }
    append(CENTRE, said(a_statement(1)), json.dumps(team), NOON)
    say(a_reference(2, to=1), a_statement(3))
    for name in ("mailto:app@example.org", "mailto:b@example.org"):
        assert found(agent=name) == []
        assert found(agent=name, related_agents=True) == [2, 1]
    assert found(agent="https://peer.example|service", related_agents=True) == [3, 2]
    assert whole()
