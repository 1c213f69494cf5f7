"""Requests for documents that are wrong, and those of clients that may not.

xAPI 1.0.3 part 3, 2.2, 2.3, 2.6, 2.7 and 3.1; IEEE 9274.1.1, 4.1.4 and 4.1.6.
"""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import pytest
from flask import Flask

from lms_peer import documents
from lms_peer.database import db
from lms_peer.domain.facts import Actor
from lms_peer.domain.scopes import Scope
from tests.conformance.conftest import Lrs, NewLrs
from tests.conformance.documents.conftest import ACCOUNT, LESSON, NEW, PATHS, Shelf, shelf_of, statuses


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_what_names_a_document_must_be_there_and_be_what_it_is(shelf: Shelf, method: str) -> None:
    body = {"a": 1} if method in ("PUT", "POST") else None
    headers = NEW if method == "PUT" else None
    wrong: dict[str, list[str | None]] = {
        "activityId": [None, "", "lessons/1", "not an iri"],
        "agent": [None, "", "true", "5", "[]", "{}", "{", '{"mbox": "ann"}', json.dumps(ACCOUNT | {"extra": 1})],
        "registration": ["", "true", "5f3c", "{" + str(uuid4()) + "}"],
        "unknown": ["x"],
        "activityid": [LESSON],
        "Agent": [json.dumps(ACCOUNT)],
    }
    for parameter, values in wrong.items():
        for value in values:
            if value is None and parameter not in shelf.place:
                continue
            refused = shelf.ask(method, "one", body, headers, **{parameter: value})
            assert refused.status_code == 400, (parameter, value)
            assert refused.json["detail"]
    assert shelf.get().json == []


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_nothing_is_saved_without_a_name(shelf: Shelf, method: str) -> None:
    assert shelf.ask(method, None, {"a": 1}, NEW).status_code == 400
    for name in ("", "x" * 1001, "a\0b"):
        assert shelf.ask(method, name, {"a": 1}, NEW).status_code == 400
    assert shelf.get().json == []


def test_an_empty_name_is_not_all_of_them(shelf: Shelf) -> None:
    shelf.post("one", {"a": 1})
    assert statuses(shelf.delete(""), shelf.get("")) == [400, 400]
    assert shelf.get().json == ["one"]


def test_since_is_for_lists_alone(shelf: Shelf) -> None:
    for method in ("PUT", "POST", "DELETE"):
        body = None if method == "DELETE" else {"a": 1}
        assert shelf.ask(method, "one", body, NEW, since="2026-03-01T12:00:00Z").status_code == 400


def test_a_group_without_an_identifier_has_no_documents(lrs: Lrs) -> None:
    group = {"objectType": "Group", "member": [ACCOUNT]}
    for kind in ("state", "agent profile"):
        assert shelf_of(lrs, kind, group).post("one", {"a": 1}).status_code == 400


def test_a_group_with_an_identifier_is_an_agent_in_2_0_0_only(lrs: Lrs) -> None:
    group = {"objectType": "Group", "mbox": "mailto:team@learners.example", "member": [ACCOUNT]}
    for kind in ("state", "agent profile"):
        expected = 204 if lrs.version == "2.0.0" else 400
        assert shelf_of(lrs, kind, group).post("one", {"a": 1}).status_code == expected


@pytest.mark.parametrize("kind", PATHS)
def test_a_key_opens_only_the_documents_of_its_scope(new_lrs: NewLrs, kind: str) -> None:
    right, wrong = (Scope.STATE, Scope.PROFILE) if kind == "state" else (Scope.PROFILE, Scope.STATE)
    others = tuple(scope for scope in Scope if scope not in (right, Scope.ALL))
    assert wrong in others
    for method in ("GET", "PUT", "POST", "DELETE"):
        body = {"a": 1} if method in ("PUT", "POST") else None
        assert shelf_of(new_lrs(*others), kind).ask(method, "one", body).status_code == 403
    assert shelf_of(new_lrs(right), kind).put("one", {"a": 1}, NEW).status_code == 204


def test_clients_of_one_centre_share_documents_and_other_centres_have_their_own(
    new_lrs: NewLrs, shelf: Shelf
) -> None:
    shelf.post("one", {"a": 1})
    same = shelf_of(new_lrs(version=shelf.lrs.version, centre=shelf.lrs.centre), shelf.kind)
    assert same.kept() == {"a": 1}
    other = shelf_of(new_lrs(version=shelf.lrs.version), shelf.kind)
    assert other.get("one").status_code == 404
    assert other.get().json == []
    other.post("one", {"b": 1})
    other.delete("one")
    if shelf.kind == "state":
        other.delete()
    assert shelf.kept() == {"a": 1}


def test_a_learners_draft_is_on_no_shelf(service: Flask, lrs: Lrs) -> None:
    learner = Actor(ACCOUNT["account"]["homePage"], ACCOUNT["account"]["name"])
    registration = UUID(int=7, version=4)
    place = documents.drafts(lrs.centre, learner, registration)
    with service.app_context():
        documents.put(place, "one", b"{}", "application/json")
        db.session.commit()
    for kind in PATHS:
        shelf = shelf_of(lrs, kind)
        sent = {"registration": str(registration)} if kind == "state" else {}
        assert shelf.get("one", **sent).status_code == 404
        assert shelf.get(**sent).json == []
        shelf.delete("one", **sent)
    shelf_of(lrs, "state").delete()
    with service.app_context():
        assert documents.get(place, "one").content == b"{}"
