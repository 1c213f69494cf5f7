"""What a statement is found by, whatever it is about and whoever said it."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings

from lms_peer.domain.facts import FACTS
from lms_peer.xapi import write
from lms_peer.xapi.indexed import (
    LONGEST_KEY,
    VOIDED,
    Unreadable,
    agent_key,
    attachments_of,
    fit,
    index_of,
    kept_here,
    object_key,
    statement_of,
)
from tests.unit.xapi.strategies import facts

MAILBOX = {"mbox": "mailto:a.learner@example.org"}
STATEMENT = {
    "id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee",
    "actor": {"account": {"homePage": "https://peer.example", "name": "learner-1"}},
    "verb": {"id": "http://adlnet.gov/expapi/verbs/experienced"},
    "object": {"id": "https://peer.example/unit/1"},
    "context": {"registration": "EC531277-B57B-4C15-8D91-D292C5B2B8F7"},
    "timestamp": "2026-03-02T13:00:00.5+01:00",
}
REFERENCE = {"objectType": "StatementRef", "id": "8F87CCDE-BB56-4C2E-AB83-44982EF22DF0"}


def test_a_usual_statement_gives_every_value():
    index = index_of(STATEMENT)
    assert index.statement_id == UUID("6690e6c9-3ef0-4ed3-8b37-7f3964730bee")
    assert index.verb == "http://adlnet.gov/expapi/verbs/experienced"
    assert index.actor == "https://peer.example|learner-1"
    assert index.activity == "https://peer.example/unit/1"
    assert index.registration == UUID("ec531277-b57b-4c15-8d91-d292c5b2b8f7")
    assert index.timestamp == datetime(2026, 3, 2, 12, 0, 0, 500000, tzinfo=UTC)
    assert index.voids is None
    assert index.refers_to is None
    assert index.mentions == frozenset()


@pytest.mark.parametrize("kind", FACTS, ids=lambda kind: kind.__name__)
def test_every_statement_of_our_own_can_be_indexed(kind):
    @settings(max_examples=20, deadline=None)
    @given(facts(kind))
    def check(fact):
        index = index_of(statement_of(write(fact, "https://peer.example")))
        assert index.statement_id == fact.id
        assert index.actor == fit(f"{fact.by.issuer}|{fact.by.name}")
        assert index.registration == fact.registration
        assert index.timestamp == fact.at

    check()


@pytest.mark.parametrize(
    ("agent", "key"),
    [
        (MAILBOX, "mailto:a.learner@example.org"),
        (
            {"mbox_sha1sum": "EBD31E95054C018B10727CCFFD2EF2EC3A016EE9"},
            "sha1|ebd31e95054c018b10727ccffd2ef2ec3a016ee9",
        ),
        ({"openid": "https://id.example/learner"}, "https://id.example/learner"),
        ({"objectType": "Group", "name": "Cohort", "member": [], **MAILBOX}, "mailto:a.learner@example.org"),
    ],
)
def test_an_agent_is_known_by_its_identifier(agent, key):
    assert agent_key(agent) == key
    assert object_key({"objectType": "Agent"} | agent) == key


def test_a_group_without_an_identifier_is_known_by_its_members_in_any_order():
    other = {"openid": "https://id.example/learner"}
    group = {"objectType": "Group", "member": [MAILBOX, other]}
    assert agent_key(group) == agent_key({"objectType": "Group", "member": [other, MAILBOX]})
    assert agent_key(group) != agent_key({"objectType": "Group", "member": [MAILBOX]})
    assert agent_key(group).startswith("group|")


def test_what_is_spoken_of_need_not_be_an_activity():
    assert object_key(REFERENCE) == "urn:uuid:8f87ccde-bb56-4c2e-ab83-44982ef22df0"
    inner = {
        "objectType": "SubStatement",
        "actor": MAILBOX,
        "verb": STATEMENT["verb"],
        "object": STATEMENT["object"],
    }
    assert object_key(inner) == "substatement|https://peer.example/unit/1"


def test_a_voiding_statement_names_what_it_takes_back():
    voids = STATEMENT | {"verb": {"id": VOIDED}, "object": REFERENCE}
    assert index_of(voids).voids == UUID("8f87ccde-bb56-4c2e-ab83-44982ef22df0")
    assert index_of(voids).refers_to == UUID("8f87ccde-bb56-4c2e-ab83-44982ef22df0")


def test_a_reference_without_the_verb_takes_nothing_back():
    index = index_of(STATEMENT | {"object": REFERENCE})
    assert index.voids is None
    assert index.refers_to == UUID("8f87ccde-bb56-4c2e-ab83-44982ef22df0")


def test_a_statement_without_an_id_has_the_one_it_is_given_and_only_then():
    nameless = {key: part for key, part in STATEMENT.items() if key != "id"}
    assert index_of(nameless, statement_id=UUID(int=5)).statement_id == UUID(int=5)
    assert index_of(STATEMENT, statement_id=UUID(int=5)).statement_id != UUID(int=5)
    with pytest.raises(Unreadable, match="id"):
        index_of(nameless)


def someone(name):
    return {"mbox": f"mailto:{name}@example.org"}


def named(change):
    """What a statement mentions: (agent or activity, whether directly)."""
    return {
        (one.name.removeprefix("mailto:").split("@")[0], one.direct)
        for one in index_of(STATEMENT | change).mentions
    }


TEAM = {"objectType": "Group", "name": "Team", "member": [someone("m1"), someone("m2")], **someone("team")}
INNER = {
    "objectType": "SubStatement",
    "actor": someone("inner"),
    "verb": STATEMENT["verb"],
    "object": {"id": "urn:inner"},
    "context": {"instructor": someone("teacher"), "contextActivities": {"parent": [{"id": "urn:parent"}]}},
}


@pytest.mark.parametrize(
    ("change", "mentioned"),
    [
        ({"actor": TEAM}, {("m1", True), ("m2", True)}),
        ({"object": {"objectType": "Agent", **someone("other")}}, {("other", True)}),
        ({"object": TEAM}, {("team", True), ("m1", True), ("m2", True)}),
        ({"context": {"instructor": someone("teacher")}}, {("teacher", False)}),
        ({"context": {"team": TEAM}}, {("team", False), ("m1", False), ("m2", False)}),
        ({"context": {"contextAgents": [{"objectType": "contextAgent", "agent": someone("a")}]}}, {("a", False)}),
        (
            {"context": {"contextGroups": [{"objectType": "contextGroup", "group": TEAM}]}},
            {("team", False), ("m1", False), ("m2", False)},
        ),
        (
            {"context": {"contextActivities": {"parent": {"id": "urn:p"}, "other": [{"id": "urn:o"}]}}},
            {("urn:p", False), ("urn:o", False)},
        ),
        (
            {"object": INNER},
            {("inner", False), ("urn:inner", False), ("teacher", False), ("urn:parent", False)},
        ),
        (
            {"object": INNER | {"object": {"objectType": "Agent", **someone("x")}, "context": {}}},
            {("inner", False), ("x", False)},
        ),
    ],
    ids=["group as actor", "agent as object", "group as object", "instructor", "team", "contextAgents", "contextGroups",
         "contextActivities", "SubStatement", "agent in a SubStatement"],
)  # fmt: skip
def test_whoever_and_whatever_else_a_statement_names_is_mentioned(change, mentioned):
    assert named(change) == mentioned


def test_without_a_timestamp_it_happened_when_it_was_stored():
    timeless = {key: part for key, part in STATEMENT.items() if key != "timestamp"}
    stored = datetime(2026, 3, 2, tzinfo=UTC)
    assert index_of(timeless, stored).timestamp == stored
    assert index_of(STATEMENT, stored).timestamp != stored
    with pytest.raises(Unreadable, match="timestamp"):
        index_of(timeless)


def test_a_time_without_a_zone_is_taken_as_utc():
    assert index_of(STATEMENT | {"timestamp": "2026-03-02T12:00:00"}).timestamp == datetime(
        2026, 3, 2, 12, tzinfo=UTC
    )


@pytest.mark.parametrize("text", ["é" * LONGEST_KEY, "x" * (LONGEST_KEY + 1), "a\0b", "\ud800"])
def test_a_text_that_no_index_can_hold_is_known_by_its_digest(text):
    assert fit(text) == fit(text)
    assert fit(text) != fit(text + "x")
    assert len(fit(text)) == len("sha256|") + 64


def test_a_text_that_an_index_can_hold_stays_as_it_is():
    assert fit("x" * LONGEST_KEY) == "x" * LONGEST_KEY


@pytest.mark.parametrize(
    "change",
    [
        {"id": "1"}, {"id": None}, {"actor": None}, {"actor": {}}, {"actor": {"account": {}}}, {"actor": {"mbox": 5}},
        {"actor": {"member": ["x"]}}, {"verb": {}}, {"verb": "x"}, {"object": {}}, {"object": []},
        {"object": {"objectType": "StatementRef", "id": "x"}}, {"object": {"objectType": "SubStatement"}},
        {"context": {"registration": "x"}}, {"context": {"registration": 5}}, {"timestamp": "yesterday"},
        {"timestamp": 5}, {"timestamp": "0001-01-01T00:00:00+10:00"},
    ],
    ids=str,
)  # fmt: skip
def test_what_can_not_be_indexed_is_refused_with_a_reason(change):
    with pytest.raises(Unreadable) as refusal:
        index_of(STATEMENT | change)
    assert str(refusal.value)


@pytest.mark.parametrize("body", [b"", b"5", b"[]", b"{", b"\xff", b"[" * 100_000, "{}".encode("utf-16")], ids=str)
def test_bytes_that_are_no_json_object_are_refused(body):
    with pytest.raises(Unreadable):
        statement_of(body)


def test_attachments_are_those_of_the_statement_and_of_the_statement_in_it():
    def named(sha2, **parts):
        return {"sha2": sha2, "length": 3, "contentType": "text/plain"} | parts

    inner = {"objectType": "SubStatement", "attachments": [named("bb", fileUrl="https://elsewhere.example/x")]}
    found = attachments_of(STATEMENT | {"attachments": [named("AA"), named("aa")], "object": inner})
    assert [(one.sha2, one.size, one.media_type) for one in found] == [
        ("aa", 3, "text/plain"), ("aa", 3, "text/plain"), ("bb", 3, "text/plain"),
    ]  # fmt: skip
    assert set(kept_here(found)) == {"aa"}


@pytest.mark.parametrize("wrong", ["x", ["x"], [{}], [{"sha2": "aa", "length": "3", "contentType": "text/plain"}]])
def test_attachments_that_can_not_be_read_are_refused(wrong):
    with pytest.raises(Unreadable):
        attachments_of(STATEMENT | {"attachments": wrong})
