"""Asking the ledger as xAPI asks: by agent, verb, activity, registration and time, a page at a time."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from datetime import timedelta
from itertools import combinations
from uuid import UUID

import pytest

from lms_peer.database import db
from lms_peer.ledger import Query, append_all, find, search, voiding
from lms_peer.xapi.indexed import VOIDED
from tests.unit.ledger.given import AUTHORITY, CENTRE, LEARNER, NOON, a_reference, a_statement, anyone, said

pytestmark = pytest.mark.usefixtures("ledger")

MILLISECOND = timedelta(milliseconds=1)
OTHERS = json.dumps({"objectType": "Agent", "account": {"homePage": "https://peer.example", "name": "other"}})
REGISTRATION = UUID(int=77, version=4)
ASKED = {
    "agent": "https://peer.example|learner-1",
    "verb": "https://peer.example/verbs/special",
    "activity": "https://peer.example/activity/special",
    "registration": REGISTRATION,
}
PARTS = {
    "agent": {"actor": LEARNER},
    "verb": {"verb": {"id": ASKED["verb"]}},
    "activity": {"object": {"id": ASKED["activity"]}},
    "registration": {"context": {"registration": str(REGISTRATION)}},
}
ELSE = {"actor": {"mbox": "mailto:else@example.org"}}
WAYS = [names for count in range(1, 5) for names in combinations(ASKED, count)]


def someone(name: str) -> dict[str, object]:
    return {"objectType": "Agent", "mbox": f"mailto:{name}@example.org"}


def say(*statements, authority=AUTHORITY, centre=CENTRE, stored=NOON):
    append_all(centre, [said(statement) for statement in statements], authority, stored)


def found(centre=CENTRE, said_by=None, **asked) -> list[int]:
    """The numbers of the statements, in the order of the answer."""
    return [entry.statement_id.int & 0xFFFFFFFF for entry in find(centre, Query(**asked), said_by).entries]


@pytest.mark.parametrize("names", WAYS, ids="-".join)
@pytest.mark.parametrize("many", [5000, 1], ids=["few", "as if many"])
def test_all_that_is_asked_for_must_hold_and_nothing_more(sqlite_ledger, monkeypatch, names, many):
    monkeypatch.setattr(search, "MANY", many)
    for number in range(16):  # every combination of the four
        holds = [name for at, name in enumerate(ASKED) if number & 1 << at]
        say(a_statement(number, **ELSE | {key: part for name in holds for key, part in PARTS[name].items()}))
    wanted = sum(1 << list(ASKED).index(name) for name in names)
    holding = [number for number in range(16) if number & wanted == wanted]
    asked = {name: ASKED[name] for name in names}
    assert found(**asked) == holding[::-1]
    assert found(**asked, ascending=True) == holding
    assert found(**asked, ascending=True, limit=1) == holding[:1]
    assert found(**asked, said_by=AUTHORITY) == holding[::-1]
    assert found(**asked, said_by=OTHERS) == []
    for name in names:
        unknown = anyone() if name == "registration" else "https://peer.example/unknown"
        assert found(**asked | {name: unknown}) == []


def test_asked_for_nothing_all_come_the_latest_first():
    say(*(a_statement(number) for number in range(1, 5)))
    assert found() == [4, 3, 2, 1]
    assert found(ascending=True) == [1, 2, 3, 4]
    assert found(limit=2) == [4, 3]


GROUP = {"objectType": "Group", "member": [someone("asked"), someone("b")]}
NAMED_GROUP = GROUP | {"account": {"homePage": "https://peer.example", "name": "cohort"}}
SUBSTATEMENT = {
    "objectType": "SubStatement",
    "actor": someone("x"),
    "verb": {"id": "https://peer.example/verbs/special"},
    "object": {"id": "https://peer.example/activity/inner"},
}


@pytest.mark.parametrize(
    ("parts", "plainly"),
    [
        ({"actor": someone("asked")}, True),
        ({"object": someone("asked")}, True),
        ({"actor": GROUP}, True),
        ({"actor": NAMED_GROUP}, True),
        ({"object": GROUP}, True),
        ({"context": {"instructor": someone("asked")}}, False),
        ({"context": {"instructor": GROUP}}, False),
        ({"context": {"team": NAMED_GROUP}}, False),
        ({"context": {"contextAgents": [{"objectType": "contextAgent", "agent": someone("asked")}]}}, False),
        ({"context": {"contextGroups": [{"objectType": "contextGroup", "group": GROUP}]}}, False),
        ({"object": SUBSTATEMENT | {"actor": someone("asked")}}, False),
        ({"object": SUBSTATEMENT | {"actor": GROUP}}, False),
        ({"object": SUBSTATEMENT | {"object": someone("asked")}}, False),
        ({"object": SUBSTATEMENT | {"context": {"instructor": someone("asked")}}}, False),
        ({"object": SUBSTATEMENT | {"context": {"team": GROUP}}}, False),
    ],
    ids=["actor", "object", "member of the actor", "member of a named actor", "member of the object", "instructor",
         "member of the instructor", "team", "contextAgents", "contextGroups", "actor within", "member within",
         "object within", "instructor within", "team within"],
)  # fmt: skip
def test_an_agent_is_found_wherever_the_standard_looks_for_one(parts, plainly):
    say(a_statement(1, **parts), a_statement(2))
    agent = "mailto:asked@example.org"
    assert found(agent=agent) == ([1] if plainly else [])
    assert found(agent=agent, related_agents=True) == [1]
    for verb, numbers in ((a_statement(1)["verb"]["id"], [1]), ("urn:other", [])):
        assert found(agent=agent, verb=verb, related_agents=True) == numbers
    assert found(agent="mailto:nobody@example.org", related_agents=True) == []


def test_an_agent_named_twice_is_found_once():
    say(a_statement(1, actor=GROUP, object=someone("asked"), context={"team": GROUP}))
    for related in (True, False):
        assert found(agent="mailto:asked@example.org", related_agents=related) == [1]


def test_a_group_is_found_by_its_own_identifier():
    say(a_statement(1, actor=NAMED_GROUP), a_statement(2, context={"team": NAMED_GROUP}))
    assert found(agent="https://peer.example|cohort") == [1]
    assert found(agent="https://peer.example|cohort", related_agents=True) == [2, 1]


@pytest.mark.parametrize("where", ["parent", "grouping", "category", "other"])
@pytest.mark.parametrize("within", [False, True], ids=["itself", "in a SubStatement"])
def test_an_activity_of_the_context_is_found_when_related_ones_are_asked_for(where, within):
    context = {"context": {"contextActivities": {where: [{"id": "https://peer.example/unit"}]}}}
    say(a_statement(1, **{"object": SUBSTATEMENT | context} if within else context), a_statement(2))
    assert found(activity="https://peer.example/unit") == []
    assert found(activity="https://peer.example/unit", related_activities=True) == [1]
    assert found(activity="https://peer.example/unit", agent=ASKED["agent"], related_activities=True) == [1]
    assert found(activity="https://peer.example/unit", verb="urn:other", related_activities=True) == []


def test_the_activity_of_a_substatement_is_a_related_one():
    say(a_statement(1, object=SUBSTATEMENT), a_statement(2))
    assert found(activity="https://peer.example/activity/inner") == []
    assert found(activity="https://peer.example/activity/inner", related_activities=True) == [1]
    assert found(activity="https://peer.example/activity/2", related_activities=True) == [2]


def test_a_related_agent_and_a_related_activity_must_be_in_one_statement():
    unit = {"contextActivities": {"parent": [{"id": "urn:unit"}]}}
    teacher = {"instructor": someone("teacher")}
    say(a_statement(1, context=unit), a_statement(2, context=teacher), a_statement(3, context=unit | teacher))
    both = {"agent": "mailto:teacher@example.org", "activity": "urn:unit"}
    assert found(**both, related_agents=True, related_activities=True) == [3]
    assert found(**both, related_agents=True, related_activities=True, said_by=AUTHORITY) == [3]
    assert found(**both, related_activities=True) == []


def test_since_is_after_and_until_is_up_to_the_millisecond():
    for number in range(1, 5):
        say(a_statement(number), stored=NOON + number * MILLISECOND)
    assert found(since=NOON + 2 * MILLISECOND) == [4, 3]
    assert found(until=NOON + 2 * MILLISECOND) == [2, 1]
    assert found(since=NOON + MILLISECOND, until=NOON + 3 * MILLISECOND, ascending=True) == [2, 3]
    assert found(since=NOON + 4 * MILLISECOND) == []
    assert found(until=NOON) == []
    assert found(agent=ASKED["agent"], since=NOON + 3 * MILLISECOND) == [4]


def test_statements_stored_at_one_moment_stay_together():
    say(*(a_statement(number) for number in range(1, 4)))
    say(a_statement(4), stored=NOON + MILLISECOND)
    assert found(until=NOON) == [3, 2, 1]
    assert found(since=NOON) == [4]


@pytest.mark.parametrize(
    "asked", [{}, {"agent": ASKED["agent"]}, {"activity": "urn:unit", "related_activities": True}]
)
@pytest.mark.parametrize("ascending", [False, True], ids=["descending", "ascending"])
def test_going_on_page_by_page_misses_and_repeats_nothing_while_more_comes_in(asked, ascending):
    def more(*numbers):
        unit = {"contextActivities": {"parent": [{"id": "urn:unit"}]}}
        say(*(a_statement(number, context=unit) for number in numbers))

    more(*range(1, 8))
    seen, after, upto, next_number = [], None, None, 8
    for _ in range(20):
        page = find(CENTRE, Query(**asked, limit=3, after=after, upto=upto, ascending=ascending))
        assert len(page.entries) <= 3
        seen += [entry.position for entry in page.entries]
        after, upto = page.more, page.upto
        if after is None:
            break
        if next_number < 12:
            more(next_number, next_number + 1)
            next_number += 2
    assert seen == (list(range(1, next_number)) if ascending else list(range(7, 0, -1)))


def test_a_last_page_that_is_just_full_says_that_nothing_follows():
    say(*(a_statement(number) for number in range(1, 4)))
    assert find(CENTRE, Query(limit=3)).more is None
    assert find(CENTRE, Query(limit=2)).more == 2


def test_a_page_says_up_to_when_it_is_complete():
    say(a_statement(1))
    assert find(CENTRE, Query()).consistent_through >= NOON
    assert search.consistent_through(anyone()) is not None


def voids(number, to, **parts):
    return a_reference(number, to=to, verb={"id": VOIDED}, **parts)


@pytest.mark.parametrize("voiding_first", [False, True])
def test_what_was_taken_back_is_left_out_and_what_speaks_of_it_is_found(voiding_first):
    statements = [a_statement(1, **PARTS["verb"]), voids(2, to=1)]
    say(*statements[:: -1 if voiding_first else 1], a_reference(3, to=1))
    assert set(found()) == {2, 3}
    assert set(found(verb=ASKED["verb"])) == {2, 3}
    assert found(verb=VOIDED) == [2]
    assert found(activity="https://peer.example/activity/1", limit=1) == [3]


def test_a_page_is_full_though_some_were_taken_back():
    say(*(a_statement(number) for number in range(1, 7)), *(voids(10 + number, to=number) for number in (2, 4)))
    assert found(verb=a_statement(1)["verb"]["id"], activity="urn:none") == []
    assert found(agent=ASKED["agent"], ascending=True, limit=3) == [1, 3, 5]


def test_only_who_said_it_can_take_it_back():
    say(a_statement(1))
    say(voids(2, to=1), authority=OTHERS)
    assert found() == [2, 1]
    assert voiding(CENTRE, UUID(int=1, version=4)) is None
    say(voids(3, to=1))
    assert found() == [3, 2]
    assert voiding(CENTRE, UUID(int=1, version=4)).position == 3


def test_what_takes_back_can_not_be_taken_back():
    say(a_statement(1), voids(2, to=1), voids(3, to=2))
    assert found() == [3, 2]
    assert voiding(CENTRE, UUID(int=2, version=4)) is None


def test_a_client_that_may_read_its_own_finds_only_what_it_said():
    say(a_statement(1), a_statement(2, **PARTS["verb"]))
    say(a_statement(3, **PARTS["verb"]), a_reference(4, to=2), authority=OTHERS)
    say(a_statement(5, context={"instructor": json.loads(OTHERS)}))
    assert found(said_by=OTHERS) == [4, 3]
    assert found(said_by=OTHERS, verb=ASKED["verb"]) == [4, 3]
    assert found(said_by=AUTHORITY, verb=ASKED["verb"]) == [2]
    assert found(said_by=OTHERS, verb=ASKED["verb"], agent=ASKED["agent"], related_agents=True) == [4, 3]
    assert found(said_by=json.dumps(someone("nobody"))) == []


def test_two_centres_never_see_each_other():
    here, there = CENTRE, anyone()
    say(a_statement(1), a_statement(2), centre=here)
    say(a_statement(3), voids(4, to=1), a_reference(5, to=2), centre=there)
    for asked in (
        {},
        {"agent": ASKED["agent"]},
        {"agent": "https://peer.example|service", "related_agents": True},
    ):
        assert found(here, **asked) == [2, 1]
        assert found(there, **asked) == [5, 4, 3]
    for asked in ({"verb": VOIDED}, {"activity": "https://peer.example/activity/3"}):
        assert found(here, **asked) == []
    assert found(there, activity="https://peer.example/activity/2") == []


@pytest.mark.parametrize("names", [(), *WAYS], ids=lambda names: "-".join(names) or "everything")
@pytest.mark.parametrize("related", [False, True], ids=["plain", "related"])
def test_no_question_makes_sqlite_walk_a_whole_table_or_sort_more_than_a_page(sqlite_ledger, names, related):
    """It plans without looking at what the tables hold, so an empty one shows it."""
    say(a_statement(1, **{key: part for parts in PARTS.values() for key, part in parts.items()}))
    asked = {name: ASKED[name] for name in names} | {"related_agents": related, "related_activities": related}
    questions = []
    with watched(questions):
        for more in ({}, {"ascending": True}, {"since": NOON, "until": NOON}, {"after": 9, "upto": 9}):
            for said_by in (None, AUTHORITY):
                find(CENTRE, Query(**asked, **more), said_by)
    steps = steps_of(questions)
    assert len(steps) > len(questions) > 8
    assert [step for step in steps if re.search("SCAN ledger|AUTOMATIC|ORDER BY", step)] == []


@pytest.mark.parametrize("name", ["agent", "verb", "activity", "registration"])
def test_where_the_statements_of_a_filter_are_is_read_off_its_index_alone(sqlite_ledger, name):
    """To look each up in the table as well would read a page of it for each statement."""
    say(a_statement(1, **PARTS[name]))
    questions = []
    with watched(questions):
        find(CENTRE, Query(**{name: ASKED[name]}))
    walked = [step for step in steps_of(questions) if "ledger_found_by" in step]
    assert walked
    assert all("COVERING INDEX ix_ledger_found_by" in step for step in walked)


def steps_of(questions):
    """What SQLite would do to answer them."""
    return [
        row[3]
        for question in questions
        for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {question}")
    ]


@contextmanager
def watched(questions):
    """Keeps every question that is put to the database inside."""

    driver = db.session.connection().connection.dbapi_connection
    driver.set_trace_callback(lambda sql: questions.append(sql) if sql.startswith("SELECT") else None)
    try:
        yield
    finally:
        driver.set_trace_callback(None)
