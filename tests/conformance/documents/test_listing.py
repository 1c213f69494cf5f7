"""Deleting and listing documents, one and all of them.

xAPI 1.0.3 part 3, 2.2, 2.3, 2.6, 2.7 and 3.1; IEEE 9274.1.1, 4.1.4 and 4.1.6.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from lms_peer.database import now, pretend
from tests.conformance.conftest import Lrs
from tests.conformance.documents.conftest import Shelf, shelf_of, statuses

CONDITIONS = ("If-Match", "If-None-Match")


def test_a_deleted_document_is_gone_and_deleting_it_again_is_fine(shelf: Shelf) -> None:
    shelf.post("one", {"a": 1})
    shelf.post("two", {"a": 1})
    assert statuses(shelf.delete("one"), shelf.get("one"), shelf.delete("one")) == [204, 404, 204]
    assert shelf.get().json == ["two"]


def test_without_a_name_all_states_go_but_no_profiles(shelf: Shelf) -> None:
    elsewhere = {"activityId": "https://lms.example/lessons/2"} if shelf.kind == "state" else {}
    shelf.post("one", {"a": 1})
    shelf.post("two", {"a": 1})
    if elsewhere:
        shelf.post("three", {"a": 1}, **elsewhere)
    assert shelf.delete().status_code == (204 if shelf.kind == "state" else 400)
    assert shelf.get().json == ([] if shelf.kind == "state" else ["one", "two"])
    if elsewhere:
        assert shelf.get(**elsewhere).json == ["three"]


@pytest.mark.parametrize("header", CONDITIONS)
def test_all_states_are_not_deleted_on_a_condition_that_is_about_one(state: Shelf, header: str) -> None:
    state.post("one", {"a": 1})
    assert state.delete(headers={header: "*"}).status_code == 400
    assert state.get().json == ["one"]


def test_nothing_there_is_an_empty_list(shelf: Shelf) -> None:
    listed = shelf.get()
    assert listed.status_code == 200
    assert listed.json == []
    assert listed.mimetype == "application/json"
    assert "Last-Modified" not in listed.headers


def test_only_what_changed_after_a_moment_is_listed(shelf: Shelf) -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for minute, name in enumerate(("one", "two", "three")):
        with pretend(noon + timedelta(minutes=minute)):
            shelf.post(name, {"a": 1})
    assert shelf.get(since="2026-03-01T11:59:59Z").json == ["one", "three", "two"]
    assert shelf.get(since="2026-03-01T12:00:00.000Z").json == ["three", "two"]
    assert shelf.get(since="2026-03-01T13:01:00.000+01:00").json == ["three"]
    with pretend(noon + timedelta(minutes=9)):
        shelf.post("one", {"b": 1})
    assert shelf.get(since="2026-03-01T12:05:00Z").json == ["one"]
    assert shelf.get(since=(now() + timedelta(days=1)).isoformat()).json == []


@pytest.mark.parametrize("since", ["", "true", "yesterday", "2026-03-01", "2026-13-01T00:00:00Z", "1772366400"])
def test_a_moment_that_is_none_is_refused(shelf: Shelf, since: str) -> None:
    assert shelf.get(since=since).status_code == 400


def test_documents_with_and_without_a_registration_are_different_ones(state: Shelf) -> None:
    registration = str(uuid4())
    state.post("one", {"a": "none"})
    state.post("one", {"a": "first"}, registration=registration)
    state.post("two", {"a": "other"}, registration=str(uuid4()))
    assert state.kept() == {"a": "none"}
    assert state.get("one", registration=registration.upper()).json == {"a": "first"}
    assert state.get(registration=registration).json == ["one"]
    assert state.get().json == ["one", "two"]
    assert state.delete("one").status_code == 204
    assert state.get("one", registration=registration).json == {"a": "first"}
    assert state.delete(registration=registration).status_code == 204
    assert state.get().json == ["two"]
    assert state.delete().status_code == 204
    assert state.get().json == []


@pytest.mark.parametrize(
    "agent",
    [
        {"mbox": "mailto:ann@learners.example"},
        {"mbox_sha1sum": "ebd31e95054c018b10727ccffd2ef2ec3a016ee9"},
        {"openid": "https://ann.example/"},
        {"account": {"homePage": "https://lms.example", "name": "ann|5"}},
    ],
)
def test_an_agent_is_known_by_any_identifier_and_by_nothing_else(lrs: Lrs, agent: dict[str, object]) -> None:
    for kind in ("state", "agent profile"):
        shelf = shelf_of(lrs, kind, agent)
        shelf.post("one", {"a": 1})
        same = shelf_of(lrs, kind, agent | {"name": "Ann", "objectType": "Agent"})
        assert same.kept() == {"a": 1}
        assert shelf_of(lrs, kind).get("one").status_code == 404
