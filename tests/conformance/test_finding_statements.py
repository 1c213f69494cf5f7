"""Giving statements out: filters, formats, and pages that miss and repeat nothing (part 3, 2.1.3)."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Event
from typing import Any
from uuid import uuid4

import pytest

from lms_peer.domain.scopes import Scope
from tests.conformance.conftest import Lrs, NewLrs, a_statement

CONSISTENT = "X-Experience-API-Consistent-Through"
SOME_ID = "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"


def found(lrs: Lrs, **query: str) -> list[str]:
    """The ids that a question finds, in the order they come."""
    answer = lrs.get("statements", **query)
    assert answer.status_code == 200, answer.data
    return [statement["id"] for statement in answer.json["statements"]]


def all_pages(lrs: Lrs, most: int = 1_000, **query: str) -> list[str]:
    """The ids on all pages, in the order they come; on the first `most` pages where they never end."""
    answer = lrs.get("statements", **query)
    ids: list[str] = []
    for _ in range(most):
        assert answer.status_code == 200, answer.data
        ids += [statement["id"] for statement in answer.json["statements"]]
        if not answer.json["more"]:
            break
        answer = lrs.get(answer.json["more"].removeprefix("/xapi/"))
    return ids


def an_agent() -> dict[str, Any]:
    """An agent that nobody named before."""
    return {"objectType": "Agent", "account": {"homePage": "http://lms.example", "name": uuid4().hex}}


# --- filters ---------------------------------------------------------------------------------------------------


def test_each_filter_finds_what_it_names(lrs: Lrs) -> None:
    registration = str(uuid4())
    wanted = a_statement(
        verb={"id": "http://v.example/did"},
        object={"id": "http://o.example/thing"},
        context={"registration": registration},
    )
    lrs.post("statements", [a_statement(), wanted, a_statement()])
    for query in (
        {"agent": json.dumps(wanted["actor"])},
        {"verb": "http://v.example/did"},
        {"activity": "http://o.example/thing"},
        {"registration": registration},
        {"registration": registration.upper()},
        {"verb": "http://v.example/did", "activity": "http://o.example/thing", "registration": registration},
    ):
        assert found(lrs, **query) == [wanted["id"]]
    assert found(lrs, verb="http://v.example/did", registration=str(uuid4())) == []


def test_an_agent_is_found_by_its_identifier_whatever_its_name(lrs: Lrs) -> None:
    statement = a_statement()
    lrs.post("statements", statement)
    assert found(lrs, agent=json.dumps(statement["actor"] | {"name": "Ann"})) == [statement["id"]]


def test_related_agents_and_activities_look_into_context_and_sub_statements(lrs: Lrs) -> None:
    someone, other = an_agent(), {"id": f"http://o.example/{uuid4()}"}
    base = a_statement()
    inner = {"objectType": "SubStatement", "actor": someone, "verb": base["verb"], "object": other}
    taught = a_statement(context={"instructor": someone, "contextActivities": {"grouping": [other]}})
    told = a_statement(object=inner)
    lrs.post("statements", [base, taught, told])
    ids = [told["id"], taught["id"]]
    assert found(lrs, agent=json.dumps(someone), related_agents="true") == ids
    assert found(lrs, activity=other["id"], related_activities="true") == ids
    assert found(lrs, agent=json.dumps(someone)) == []
    assert found(lrs, activity=other["id"]) == []


def test_since_leaves_out_its_own_moment_and_until_holds_it(lrs: Lrs) -> None:
    first, second = a_statement(), a_statement()
    stored = []
    for statement in (first, second):
        lrs.post("statements", statement)
        stored.append(lrs.get("statements", statementId=statement["id"]).json["stored"])
    assert found(lrs, since=stored[1]) == []
    assert found(lrs, since=stored[0])[:1] == ([second["id"]] if stored[0] != stored[1] else [])
    assert found(lrs, until=stored[1]) == [second["id"], first["id"]]
    earlier = (datetime.fromisoformat(stored[0]) - timedelta(milliseconds=1)).isoformat()
    assert found(lrs, since=earlier) == [second["id"], first["id"]]
    assert found(lrs, until=earlier) == []


def test_the_latest_come_first_unless_asked_otherwise(lrs: Lrs) -> None:
    batch = [a_statement() for _ in range(3)]
    lrs.post("statements", batch)
    ids = [statement["id"] for statement in batch]
    assert found(lrs) == ids[::-1]
    assert found(lrs, ascending="false") == ids[::-1]
    assert found(lrs, ascending="true") == ids


@pytest.mark.parametrize(
    "query",
    [
        {"statementId": "one"},
        {"statementId": SOME_ID, "voidedStatementId": SOME_ID},
        {"statementId": SOME_ID, "limit": "1"},
        {"voidedStatementId": SOME_ID, "verb": "http://v.example/"},
        {"agent": "ann"},
        {"agent": "{}"},
        {"agent": '{"mbox":"ann@example.org"}'},
        {"verb": "did"},
        {"activity": "thing"},
        {"registration": "one"},
        {"since": "yesterday"},
        {"until": "2026-13-45T00:00:00Z"},
        {"limit": "-1"},
        {"limit": "many"},
        {"limit": "1.5"},
        {"limit": "²"},
        {"limit": ""},
        {"ascending": "True"},
        {"ascending": "1"},
        {"related_agents": "yes"},
        {"related_activities": ""},
        {"attachments": "no"},
        {"format": "Exact"},
        {"format": ""},
    ],
    ids=str,
)
def test_a_question_that_is_not_sound_is_refused(lrs: Lrs, query: dict[str, str]) -> None:
    answer = lrs.get("statements", **query)
    assert answer.status_code == 400
    assert answer.json["detail"]
    assert CONSISTENT in answer.headers


@pytest.mark.parametrize("name", ["statementId", "voidedStatementId"])
def test_format_and_attachments_may_stand_beside_an_id(lrs: Lrs, name: str) -> None:
    statement = a_statement()
    lrs.post("statements", statement)
    answer = lrs.get("statements", **{name: statement["id"], "format": "ids", "attachments": "true"})
    assert answer.status_code == (200 if name == "statementId" else 404)


# --- headers ---------------------------------------------------------------------------------------------------


def test_every_answer_says_up_to_when_it_is_complete(lrs: Lrs) -> None:
    statement = a_statement()
    lrs.post("statements", statement)
    for query in ({}, {"limit": "1"}, {"statementId": statement["id"]}, {"statementId": str(uuid4())}):
        answer = lrs.get("statements", **query)
        moment = datetime.fromisoformat(answer.headers[CONSISTENT])
        stored = lrs.get("statements", statementId=statement["id"]).json["stored"]
        assert moment >= datetime.fromisoformat(stored)


def test_the_newer_version_says_when_a_statement_was_last_changed(lrs_2: Lrs) -> None:
    statement = a_statement()
    lrs_2.post("statements", statement)
    answer = lrs_2.get("statements", statementId=statement["id"])
    stored = datetime.fromisoformat(answer.json["stored"])
    assert parsedate_to_datetime(answer.headers["Last-Modified"]) == stored.replace(microsecond=0)


# --- formats ---------------------------------------------------------------------------------------------------

ACTIVITY = {
    "objectType": "Activity",
    "id": "http://o.example/quiz",
    "definition": {
        "name": {"en-GB": "Quiz", "cy": "Cwis"},
        "description": {"en-GB": "A quiz", "cy": "Cwis arall"},
        "interactionType": "choice",
        "choices": [{"id": "a", "description": {"en-GB": "Yes", "cy": "Ie"}}],
    },
}
VERB = {"id": "http://v.example/did", "display": {"en-GB": "did", "cy": "gwneud"}}


def test_ids_leave_nothing_but_identifiers(lrs: Lrs) -> None:
    ann, ben = an_agent(), an_agent()
    statement = a_statement(
        actor={"objectType": "Group", "name": "Both", "member": [ann | {"name": "Ann"}, ben | {"name": "Ben"}]},
        verb=VERB,
        object=ACTIVITY,
        context={"instructor": ann | {"name": "Ann"}, "contextActivities": {"parent": [ACTIVITY]}},
    )
    lrs.post("statements", statement)
    shown = lrs.get("statements", statementId=statement["id"], format="ids").json
    assert shown["actor"] == {"objectType": "Group", "member": [ann, ben]}
    assert shown["verb"] == {"id": VERB["id"]}
    assert shown["object"] == {"id": ACTIVITY["id"]}
    assert shown["context"] == {
        "instructor": ann,
        "contextActivities": {"parent": [{"id": ACTIVITY["id"]}]},
    }


def test_exact_is_what_came(lrs: Lrs) -> None:
    statement = a_statement(verb=VERB, object=ACTIVITY)
    lrs.post("statements", statement)
    for query in ({}, {"format": "exact"}):
        shown = lrs.get("statements", headers={"Accept-Language": "cy"}, **query).json["statements"][0]
        assert {name: shown[name] for name in statement} == statement


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("cy", "cy"),
        ("en-GB", "en-GB"),
        ("fr, cy;q=0.4, en;q=0.2", "cy"),
        ("fr", "en-GB"),
        ("", "en-GB"),
        ("cy-GB", "cy"),
    ],
)
def test_canonical_shows_one_language_of_each_name(lrs: Lrs, accepted: str, language: str) -> None:
    statement = a_statement(verb=VERB, object=ACTIVITY)
    lrs.post("statements", statement)
    headers = {"Accept-Language": accepted}
    shown = lrs.get("statements", headers, statementId=statement["id"], format="canonical").json
    assert list(shown["verb"]["display"]) == [language]
    definition = shown["object"]["definition"]
    assert list(definition["name"]) == list(definition["description"]) == [language]
    assert list(definition["choices"][0]["description"]) == [language]


def test_canonical_shows_an_activity_as_it_is_known_here(lrs: Lrs) -> None:
    activity = f"http://o.example/{uuid4()}"
    bare = a_statement(object={"id": activity})
    named = a_statement(object={"id": activity, "definition": {"name": {"en-GB": "Quiz"}}})
    lrs.post("statements", [bare, named])
    shown = lrs.get("statements", statementId=bare["id"], format="canonical").json
    assert shown["object"]["definition"] == {"name": {"en-GB": "Quiz"}}


# --- pages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ascending", ["true", "false"])
def test_the_pages_together_hold_everything_once(lrs: Lrs, ascending: str) -> None:
    batch = [a_statement() for _ in range(23)]
    lrs.post("statements", batch)
    ids = [statement["id"] for statement in batch]
    if ascending == "false":
        ids.reverse()
    assert all_pages(lrs, limit="5", ascending=ascending) == ids
    assert all_pages(lrs, limit="23", ascending=ascending) == ids


def test_the_next_page_keeps_filter_and_format(lrs: Lrs) -> None:
    ours = [a_statement(verb=VERB) for _ in range(3)]
    lrs.post("statements", [a_statement(), *ours, a_statement()])
    answer = lrs.get("statements", verb=VERB["id"], limit="2", format="ids")
    following = lrs.get(answer.json["more"].removeprefix("/xapi/")).json
    assert [statement["id"] for statement in following["statements"]] == [ours[0]["id"]]
    assert following["statements"][0]["verb"] == {"id": VERB["id"]}
    assert following["more"] == ""


def test_zero_asks_for_as_many_as_there_may_be(lrs_2: Lrs) -> None:
    lrs_2.post("statements", [a_statement() for _ in range(501)])
    assert len(found(lrs_2)) == 100
    assert len(found(lrs_2, limit="0")) == 500
    assert len(found(lrs_2, limit="9999")) == 500


@pytest.mark.parametrize("ascending", ["true", "false"])
def test_pages_miss_and_repeat_nothing_while_others_write(database_lrs: Lrs, ascending: str) -> None:
    before = [a_statement() for _ in range(60)]
    database_lrs.post("statements", before)
    ended, started = Event(), Event()

    def write() -> set[int]:
        writer, answered = database_lrs.fresh(), set()
        while not ended.is_set():
            answered.add(writer.post("statements", [a_statement() for _ in range(3)]).status_code)
            started.set()
        return answered

    with ThreadPoolExecutor(2) as writers:
        writing = [writers.submit(write) for _ in range(2)]
        try:
            assert started.wait(30)
            seen = all_pages(database_lrs, most=40, limit="7", ascending=ascending)
        finally:
            ended.set()
    assert [one.result() for one in writing] == [{200}, {200}]
    assert len(seen) == len(set(seen))
    everything = all_pages(database_lrs, limit="500", ascending=ascending)
    start = everything.index(seen[0])
    assert seen == everything[start : start + len(seen)]
    if ascending == "false":
        assert {statement["id"] for statement in before} <= set(seen)


def test_a_cursor_that_was_changed_is_refused(lrs: Lrs) -> None:
    lrs.post("statements", [a_statement(), a_statement()])
    more = lrs.get("statements", limit="1").json["more"].removeprefix("/xapi/")
    for wrong in (more[:-1], more + "x", "statements?more=", "statements?more=x.y", more + "&limit=2"):
        assert lrs.get(wrong).status_code == 400


def test_a_cursor_opens_no_other_centre_and_no_more_than_its_client_may_see(new_lrs: NewLrs) -> None:
    north, south = new_lrs(), new_lrs()
    own = new_lrs(Scope.STATEMENTS_READ_MINE, centre=north.centre)
    for lrs in (north, south):
        lrs.post("statements", [a_statement() for _ in range(3)])
    more = north.get("statements", limit="1").json["more"].removeprefix("/xapi/")
    assert south.get(more).status_code == 400
    assert own.get(more).json["statements"] == []
