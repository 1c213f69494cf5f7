"""Activities and agents: what is known of them (part 3, 2.4 and 2.5)."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from lms_peer.domain.scopes import Scope
from tests.conformance.conftest import Lrs, NewLrs, a_statement


def an_activity(**definition: Any) -> dict[str, Any]:
    """An activity that nobody named before."""
    activity = {"objectType": "Activity", "id": f"http://lms.example/activities/{uuid4()}"}
    return activity | ({"definition": definition} if definition else {})


def about(lrs: Lrs, activity: dict[str, Any]) -> Any:
    """What is known of the activity."""
    answer = lrs.get("activities", activityId=activity["id"])
    assert answer.status_code == 200
    return answer.json


def test_an_unknown_activity_is_answered_with_its_id(lrs: Lrs) -> None:
    unknown = an_activity()
    assert about(lrs, unknown) == unknown


def test_what_a_statement_says_of_its_activity_is_known(lrs: Lrs) -> None:
    activity = an_activity(name={"en-GB": "Listening"}, type="http://lms.example/types/course")
    assert lrs.post("statements", a_statement(object=activity)).status_code == 200
    assert about(lrs, activity) == activity


def test_languages_that_came_one_by_one_stand_together(lrs: Lrs) -> None:
    english = an_activity(name={"en-GB": "Listening"}, moreInfo="http://lms.example/old")
    welsh = english | {"definition": {"name": {"cy": "Gwrando"}, "moreInfo": "http://lms.example/new"}}
    lrs.post("statements", [a_statement(object=english), a_statement(object=welsh)])
    assert about(lrs, english)["definition"] == {
        "name": {"en-GB": "Listening", "cy": "Gwrando"},
        "moreInfo": "http://lms.example/new",
    }


def test_activities_in_the_context_and_in_a_sub_statement_are_known_too(lrs: Lrs) -> None:
    parent, inner = an_activity(name={"en-GB": "Parent"}), an_activity(name={"en-GB": "Inner"})
    said = a_statement()
    about_it = {
        "objectType": "SubStatement",
        "actor": said["actor"],
        "verb": said["verb"],
        "object": inner,
        "context": {"contextActivities": {"parent": [parent]}},
    }
    assert lrs.post("statements", a_statement(object=about_it)).status_code == 200
    assert about(lrs, parent) == parent
    assert about(lrs, inner) == inner


def test_the_same_definition_again_changes_nothing(lrs: Lrs) -> None:
    activity = an_activity(name={"en-GB": "Listening"})
    for _ in range(3):
        lrs.post("statements", a_statement(object=activity))
    assert about(lrs, activity) == activity


def test_a_client_that_may_not_define_changes_no_definition(new_lrs: NewLrs) -> None:
    defining = new_lrs()
    writing = new_lrs(Scope.STATEMENTS_WRITE, centre=defining.centre)
    activity = an_activity(name={"en-GB": "Listening"})
    defining.post("statements", a_statement(object=activity))
    renamed = activity | {"definition": {"name": {"en-GB": "Sleeping"}}}
    assert writing.post("statements", a_statement(object=renamed)).status_code == 200
    assert about(defining, activity) == activity


def test_a_refused_statement_defines_nothing(lrs: Lrs) -> None:
    taken, activity = a_statement(), an_activity(name={"en-GB": "Listening"})
    lrs.post("statements", taken)
    assert lrs.post("statements", a_statement(id=taken["id"], object=activity)).status_code == 409
    assert "definition" not in about(lrs, activity)


def test_another_centres_definition_is_not_known(new_lrs: NewLrs) -> None:
    north, south = new_lrs(), new_lrs()
    activity = an_activity(name={"en-GB": "Listening"})
    north.post("statements", a_statement(object=activity))
    assert "definition" not in about(south, activity)


@pytest.mark.parametrize("query", [{}, {"activityId": ""}, {"activityId": "listening"}])
def test_activities_needs_the_iri_of_an_activity(lrs: Lrs, query: dict[str, str]) -> None:
    assert lrs.get("activities", **query).status_code == 400


@pytest.mark.parametrize(
    "identifier",
    [
        {"mbox": "mailto:ann@example.org"},
        {"mbox_sha1sum": "0123456789abcdef0123456789abcdef01234567"},
        {"openid": "http://ann.example.org/"},
        {"account": {"homePage": "http://lms.example", "name": "ann"}},
    ],
    ids=str,
)
def test_an_agent_is_answered_as_a_person_with_lists(lrs: Lrs, identifier: dict[str, Any]) -> None:
    answer = lrs.get("agents", agent=json.dumps({"objectType": "Agent", "name": "Ann", **identifier}))
    assert answer.status_code == 200
    (name, value), *_ = identifier.items()
    assert answer.json == {"objectType": "Person", "name": ["Ann"], name: [value]}


@pytest.mark.parametrize(
    "agent",
    [None, "", "ann", "[]", "{}", '{"mbox":"ann"}', '{"mbox":1}', '{"mbox":"mailto:a@b.c","mbox":"mailto:a@b.c"}'],
)
def test_agents_needs_an_agent(lrs: Lrs, agent: str | None) -> None:
    assert lrs.get("agents", **({} if agent is None else {"agent": agent})).status_code == 400
