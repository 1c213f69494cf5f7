"""Statements as they are answered."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from lms_peer.xapi.parse import Received
from lms_peer.xapi.present import Added, activities, canonical, exact, ids, under
from lms_peer.xapi.validate import Invalid
from lms_peer.xapi.versions import Version

ADDED = Added(UUID(int=7), "2026-03-04T05:06:07.890Z", '{"mbox":"mailto:lrs@example.org"}', Version.V2_0_0)
PARTS = {"actor": {"mbox": "mailto:a@example.org"}, "verb": {"id": "v:1"}, "object": {"id": "o:1"}}


def body(**parts: Any) -> bytes:
    return json.dumps(PARTS | parts).encode()


def whole(**parts: Any) -> dict[str, Any]:
    """The statement with these parts, complete, as `ids` and `canonical` are given it."""
    answered: dict[str, Any] = json.loads(exact(body(**parts), ADDED))
    return answered


def test_what_is_missing_is_put_in_before_the_last_brace_and_nothing_else_moves() -> None:
    came = b'{ "id":"x" , "actor":{"mbox":"mailto:a@example.org"},"verb":{"id":"v"},"object":{"id":"o:}"}\n }\n'
    shown = exact(came, ADDED)
    assert shown.startswith(came.rstrip()[:-1])
    read = json.loads(shown)
    assert read["id"] == "x"
    assert read["stored"] == read["timestamp"] == ADDED.stored
    assert read["authority"] == {"mbox": "mailto:lrs@example.org"}
    assert read["version"] == "2.0.0"


def test_an_id_that_was_given_here_is_shown() -> None:
    assert json.loads(exact(body(), ADDED))["id"] == str(ADDED.id)


def test_what_a_client_claims_for_the_server_is_not_shown() -> None:
    claimed = body(stored="1999", authority={"mbox": "mailto:me@example.org"})
    whole = json.loads(exact(claimed, ADDED))
    assert whole["stored"] == ADDED.stored
    assert whole["authority"] == {"mbox": "mailto:lrs@example.org"}
    assert exact(claimed, ADDED).count(b'"stored"') == 1


@pytest.mark.parametrize(
    ("version", "shown"),
    [(Version.V1_0_3, "2026-03-04T05:06:07+02:00"), (Version.V2_0_0, "2026-03-04T03:06:07.000Z")],
)
def test_only_the_newer_version_changes_a_timestamp(version: Version, shown: str) -> None:
    whole = json.loads(exact(body(timestamp="2026-03-04T05:06:07+02:00"), ADDED._replace(version=version)))
    assert whole["timestamp"] == shown


def test_context_activities_become_lists_in_a_sub_statement_too() -> None:
    context = {"contextActivities": {"parent": {"id": "p:1"}, "other": [{"id": "p:2"}]}, "platform": "x"}
    inner = PARTS | {"objectType": "SubStatement", "context": context}
    for came, at in ((body(context=context), ()), (body(object=inner), ("object",))):
        whole = json.loads(exact(came, ADDED))
        for name in at:
            whole = whole[name]
        assert whole["context"] == {
            "contextActivities": {"parent": [{"id": "p:1"}], "other": [{"id": "p:2"}]},
            "platform": "x",
        }


def test_every_agent_is_cut_to_its_identifier() -> None:
    ann = {"objectType": "Agent", "name": "Ann", "mbox": "mailto:ann@example.org"}
    bare = {"objectType": "Agent", "mbox": "mailto:ann@example.org"}
    team = {"objectType": "Group", "name": "Team", "account": {"homePage": "h:1", "name": "t"}, "member": [ann]}
    context = {
        "instructor": ann,
        "team": team,
        "contextAgents": [{"objectType": "contextAgent", "agent": ann, "relevantTypes": ["r:1"]}],
        "contextGroups": [{"objectType": "contextGroup", "group": team}],
    }
    shown = ids(whole(actor=ann, object=ann, context=context))
    identified = {"objectType": "Group", "account": {"homePage": "h:1", "name": "t"}}
    assert shown["actor"] == shown["object"] == bare
    assert shown["context"] == {
        "instructor": bare,
        "team": identified,
        "contextAgents": [{"objectType": "contextAgent", "agent": bare, "relevantTypes": ["r:1"]}],
        "contextGroups": [{"objectType": "contextGroup", "group": identified}],
    }


def test_a_reference_to_a_statement_stays_as_it_is() -> None:
    reference = {"objectType": "StatementRef", "id": "another"}
    referring = whole(object=reference)
    assert ids(dict(referring))["object"] == reference
    assert canonical(dict(referring), {}, min)["object"] == reference
    assert list(activities(referring)) == []


def test_canonical_takes_the_definition_that_is_known() -> None:
    said = {"id": "o:1", "definition": {"name": {"en": "Said"}}}
    known = {"o:1": {"name": {"en": "Known", "cy": "Hysbys"}, "type": "t:1"}}
    shown = canonical(whole(object=said), known, lambda there: sorted(there)[0])
    assert shown["object"]["definition"] == {"name": {"cy": "Hysbys"}, "type": "t:1"}
    alone = canonical(whole(object=said), {}, lambda there: there[0])
    assert alone["object"] == said


def test_empty_names_have_no_language_to_choose() -> None:
    said = {"id": "o:1", "definition": {"name": {}, "choices": [{"id": "a"}, {"id": "b", "description": {}}]}}
    shown = canonical(whole(object=said, verb={"id": "v:1", "display": {}}), {}, lambda there: there[0])
    assert shown["object"] == said
    assert shown["verb"] == {"id": "v:1", "display": {}}


def test_a_statement_takes_the_id_it_was_sent_under_and_keeps_its_bytes() -> None:
    came = Received(dict(PARTS), body())
    named = under("6690e6c9-3ef0-4ed3-8b37-7f3964730bee", came)
    assert named.statement["id"] == "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"
    assert named.body is came.body
    assert under("6690E6C9-3ef0-4ed3-8b37-7f3964730bee", named) is named
    with pytest.raises(Invalid, match="id"):
        under("00000000-0000-4000-8000-000000000000", named)
