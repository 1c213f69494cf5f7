"""Documents over HTTP: what a client saves is what it gets back, and nobody saves over what they did not see.

xAPI 1.0.3 part 3, 2.2, 2.3, 2.6, 2.7 and 3.1; IEEE 9274.1.1, 4.1.4 and 4.1.6.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from lms_peer import documents
from lms_peer.database import db, now, pretend
from lms_peer.domain.facts import Actor
from lms_peer.domain.scopes import Scope
from lms_peer.web.xapi.documents import LIMIT
from tests.conformance.conftest import Lrs, NewLrs

ACCOUNT = {"objectType": "Agent", "account": {"homePage": "https://lms.example", "name": "5f3c"}}
LESSON = "https://lms.example/lessons/1"
PATHS = {"state": "activities/state", "activity profile": "activities/profile", "agent profile": "agents/profile"}
PROFILES = ("activity profile", "agent profile")
NEW = {"If-None-Match": "*"}
TEXT = {"Content-Type": "text/plain"}
CONDITIONS = ("If-Match", "If-None-Match")


@dataclass(frozen=True)
class Shelf:
    """Documents of one kind at one place, as a client asks for them. `name` is the parameter that names one."""

    lrs: Lrs
    kind: str
    name: str
    place: dict[str, str]

    def ask(
        self,
        method: str,
        name: str | None = None,
        body: object = None,
        headers: dict[str, str] | None = None,
        **changed: str | None,
    ) -> TestResponse:
        """Any request about the document of that name, or about all; `changed` parameters of None are left out."""
        query = self.place | ({} if name is None else {self.name: name}) | changed
        sent = {key: value for key, value in query.items() if value is not None}
        return self.lrs.ask(method, PATHS[self.kind], body, sent, headers)

    def get(self, name: str | None = None, **rest: Any) -> TestResponse:
        """GET one, or the names of all."""
        return self.ask("GET", name, **rest)

    def put(
        self, name: str | None, body: object, headers: dict[str, str] | None = None, **rest: Any
    ) -> TestResponse:
        """PUT."""
        return self.ask("PUT", name, body, headers, **rest)

    def post(
        self, name: str | None, body: object, headers: dict[str, str] | None = None, **rest: Any
    ) -> TestResponse:
        """POST."""
        return self.ask("POST", name, body, headers, **rest)

    def delete(self, name: str | None = None, headers: dict[str, str] | None = None, **rest: Any) -> TestResponse:
        """DELETE."""
        return self.ask("DELETE", name, None, headers, **rest)

    def kept(self, name: str = "one") -> object:
        """The JSON that is there, or None."""
        answered = self.get(name)
        return answered.json if answered.status_code == 200 else None


NewShelf = Callable[..., Shelf]


def shelf_of(lrs: Lrs, kind: str, agent: object = ACCOUNT) -> Shelf:
    """Where a client keeps documents of this kind."""
    sent = agent if isinstance(agent, str) else json.dumps(agent)
    places = {
        "state": {"activityId": LESSON, "agent": sent},
        "activity profile": {"activityId": LESSON},
        "agent profile": {"agent": sent},
    }
    return Shelf(lrs, kind, "stateId" if kind == "state" else "profileId", places[kind])


@pytest.fixture(params=PATHS)
def shelf(request: pytest.FixtureRequest, lrs: Lrs) -> Shelf:
    """Runs the test for each kind of document, in each version."""
    return shelf_of(lrs, request.param)


@pytest.fixture
def state(lrs: Lrs) -> Shelf:
    """State documents, in each version."""
    return shelf_of(lrs, "state")


def statuses(*answered: TestResponse) -> list[int]:
    """Their status codes."""
    return [one.status_code for one in answered]


# --- saving and getting ----------------------------------------------------------------------------------------


def test_bytes_and_content_type_come_back_as_they_were_sent(shelf: Shelf) -> None:
    content = bytes(range(256)) * 3
    saved = shelf.put("one", content, NEW | {"Content-Type": 'image/x-odd; a="b c"'})
    assert saved.status_code == 204
    assert saved.data == b""
    found = shelf.get("one")
    assert found.status_code == 200
    assert found.data == content
    assert found.headers["Content-Type"] == 'image/x-odd; a="b c"'


def test_what_is_sent_without_a_content_type_is_bytes(shelf: Shelf) -> None:
    assert shelf.put("one", b"\0\1", NEW | {"Content-Type": ""}).status_code == 204
    assert shelf.get("one").headers["Content-Type"] == "application/octet-stream"


def test_a_form_is_a_document_like_any_other(shelf: Shelf) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert shelf.put("one", b"a=1&b=2", NEW | form).status_code == 204
    assert shelf.get("one").data == b"a=1&b=2"


def test_an_empty_document_is_a_document(shelf: Shelf) -> None:
    assert shelf.put("one", b"", NEW | TEXT).status_code == 204
    assert shelf.get("one").data == b""
    assert shelf.get().json == ["one"]


def test_a_document_that_is_not_there_is_not_found(shelf: Shelf) -> None:
    assert shelf.get("one").status_code == 404


def test_head_is_get_without_the_content(shelf: Shelf) -> None:
    shelf.post("one", {"a": 1})
    its_own = {"Date": "", "X-Request-ID": ""}
    for name in ("one", None):
        got, head = shelf.get(name), shelf.ask("HEAD", name)
        assert head.status_code == 200
        assert head.data == b""
        assert {**head.headers, **its_own} == {**got.headers, **its_own}
    assert shelf.ask("HEAD", "none").status_code == 404


def test_any_name_will_do_and_case_counts(shelf: Shelf) -> None:
    names = ["a b", "Ünï/cøde ✓", "one", "ONE", "?&=#%25", "http://x.example/y?z=1", "x" * 1000]
    for name in names:
        assert shelf.post(name, {"name": name}).status_code == 204
    assert [shelf.kept(name) for name in names] == [{"name": name} for name in names]
    assert shelf.get().json == sorted(names)


def test_the_etag_is_the_digest_of_the_content_in_quotes(shelf: Shelf) -> None:
    saved = shelf.put("one", b"some words", NEW | TEXT)
    expected = f'"{hashlib.sha1(b"some words", usedforsecurity=False).hexdigest()}"'
    assert saved.headers["ETag"] == shelf.get("one").headers["ETag"] == expected


def test_who_has_it_already_is_not_sent_it_again(shelf: Shelf) -> None:
    shelf.put("one", b"some words", NEW | TEXT)
    etag = shelf.get("one").headers["ETag"]
    again = shelf.get("one", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert shelf.get("one", headers={"If-None-Match": '"other"'}).status_code == 200


def test_last_modified_is_when_it_was_saved(shelf: Shelf) -> None:
    noon = datetime(2026, 3, 1, 12, 0, 0, 123000, tzinfo=UTC)
    with pretend(noon):
        shelf.post("one", {"a": 1})
    with pretend(noon + timedelta(seconds=90)):
        shelf.post("two", {"a": 1})
    modified = [parsedate_to_datetime(shelf.get(name).headers["Last-Modified"]) for name in ("one", "two", None)]
    assert modified == [noon.replace(microsecond=0) + timedelta(seconds=after) for after in (0, 90, 90)]
    with pretend(noon + timedelta(seconds=200)):
        shelf.post("one", {"b": 1})
    assert shelf.get("one").last_modified == noon.replace(microsecond=0) + timedelta(seconds=200)


def test_a_page_kept_as_a_document_can_do_nothing_in_a_browser(shelf: Shelf) -> None:
    shelf.put("one", b"<script>alert(1)</script>", NEW | {"Content-Type": "text/html"})
    headers = shelf.get("one").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "'none'" in headers["Content-Security-Policy"]


def test_a_document_can_be_8_megabytes_and_no_more(shelf: Shelf) -> None:
    assert shelf.put("one", b"x" * LIMIT, NEW | TEXT).status_code == 204
    too_big = shelf.put("two", b"x" * (LIMIT + 1), NEW | TEXT)
    assert too_big.status_code == 413
    assert too_big.headers["X-Experience-API-Version"] == shelf.lrs.version
    assert shelf.get().json == ["one"]


def test_two_that_are_too_large_together_are_not_merged(shelf: Shelf) -> None:
    assert shelf.post("one", {"a": "x" * (LIMIT - 100)}).status_code == 204
    assert shelf.post("one", {"b": "y" * 200}).status_code == 413
    assert set(shelf.get("one").json) == {"a"}


# --- merging ---------------------------------------------------------------------------------------------------


def test_a_post_where_nothing_is_keeps_what_was_sent(shelf: Shelf) -> None:
    assert shelf.post("one", b'{ "a" : 1.0 }').status_code == 204
    assert shelf.get("one").data == b'{ "a" : 1.0 }'
    assert shelf.post("two", b"\xff\0", {"Content-Type": "application/octet-stream"}).status_code == 204
    assert shelf.get("two").data == b"\xff\0"


def test_a_post_replaces_whole_properties_and_leaves_the_others(shelf: Shelf) -> None:
    shelf.post("one", {"car": {"make": "Mini", "doors": 3}, "miles": 12})
    merged = shelf.post("one", {"car": {"make": "Fiat"}, "wet": None})
    assert merged.status_code == 204
    assert shelf.kept() == {"car": {"make": "Fiat"}, "miles": 12, "wet": None}
    assert shelf.get("one").headers["ETag"] == merged.headers["ETag"]
    assert shelf.get("one").headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"words", "text/plain"),
        (b"{}", "application/octet-stream"),
        (b"[1]", "application/json"),
        (b'"words"', "application/json"),
        (b'{"a": 1}{', "application/json"),
        (b'{"a": 1, "a": 2}', "application/json"),
        (b'{"a": NaN}', "application/json"),
        (b"\xff", "application/json"),
        (b"", "application/json"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "application/json"),
    ],
)
def test_only_json_objects_are_merged(shelf: Shelf, content: bytes, content_type: str) -> None:
    shelf.post("one", {"a": 0})
    assert shelf.post("one", content, {"Content-Type": content_type}).status_code == 400
    assert shelf.kept() == {"a": 0}
    shelf.put("two", content, NEW | {"Content-Type": content_type})
    assert shelf.post("two", {"b": 1}).status_code == 400
    assert shelf.get("two").data == content
    if content_type == "application/json":
        assert shelf.post("three", content).status_code == 400
        assert shelf.get("three").status_code == 404


# --- who saw what ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_change_with_the_etag_of_an_older_document_is_refused(shelf: Shelf, method: str) -> None:
    shelf.post("one", {"a": 1})
    seen = shelf.get("one").headers["ETag"]
    shelf.post("one", {"a": 2})
    body = None if method == "DELETE" else {"a": 3}
    for etag in (seen, '"1111111111111111111111111111111111111111"', "1234", f"{seen}, W/{seen}"):
        refused = shelf.ask(method, "one", body, {"If-Match": etag})
        assert refused.status_code == 412, etag
        assert shelf.kept() == {"a": 2}
    newest = shelf.get("one").headers["ETag"]
    assert shelf.ask(method, "one", body, {"If-Match": f"{seen}, {newest}"}).status_code == 204
    assert shelf.kept() == (None if method == "DELETE" else {"a": 3})


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_change_to_what_must_be_there_is_refused_when_it_is_not(shelf: Shelf, method: str) -> None:
    body = None if method == "DELETE" else {"a": 3}
    for etag in ("*", '"1234"'):
        assert shelf.ask(method, "one", body, {"If-Match": etag}).status_code == 412
    assert shelf.get().json == []
    shelf.post("one", {"a": 1})
    assert shelf.ask(method, "one", body, {"If-Match": "*"}).status_code == 204


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_document_that_must_be_new_is_not_saved_over(shelf: Shelf, method: str) -> None:
    assert shelf.ask(method, "one", {"a": 1}, NEW).status_code == 204
    assert shelf.ask(method, "one", {"a": 2}, NEW).status_code == 412
    etag = shelf.get("one").headers["ETag"]
    assert shelf.ask(method, "one", {"a": 2}, {"If-None-Match": f'"1234", {etag}'}).status_code == 412
    assert shelf.kept() == {"a": 1}
    assert shelf.ask(method, "one", {"a": 2}, {"If-None-Match": '"1234"'}).status_code == 204


def test_an_etag_that_a_compressing_proxy_made_weak_is_taken(shelf: Shelf) -> None:
    shelf.post("one", {"a": 1})
    etag = shelf.get("one").headers["ETag"]
    assert shelf.put("one", {"a": 2}, {"If-Match": f"W/{etag}"}).status_code == 204
    assert shelf.put("one", {"a": 3}, {"If-Match": f"W/{etag}"}).status_code == 412


@pytest.mark.parametrize("kind", PROFILES)
def test_in_1_0_3_a_profile_is_never_put_without_a_word_on_what_is_there(lrs_1: Lrs, kind: str) -> None:
    shelf = shelf_of(lrs_1, kind)
    refused = shelf.put("one", {"a": 1})
    assert refused.status_code == 400
    assert "If-None-Match" in refused.text
    assert shelf.get("one").status_code == 404
    shelf.post("one", {"a": 1})
    conflict = shelf.put("one", {"a": 2})
    assert conflict.status_code == 409
    assert "If-Match" in conflict.text
    assert shelf.kept() == {"a": 1}


def test_in_1_0_3_a_state_is_simply_put(lrs_1: Lrs) -> None:
    shelf = shelf_of(lrs_1, "state")
    assert statuses(shelf.put("one", {"a": 1}), shelf.put("one", {"b": 1})) == [204, 204]
    assert shelf.kept() == {"b": 1}


@pytest.mark.parametrize("kind", PATHS)
def test_in_2_0_0_nothing_is_put_over_a_document_unseen(lrs_2: Lrs, kind: str) -> None:
    shelf = shelf_of(lrs_2, kind)
    assert shelf.put("one", {"a": 1}).status_code == 204
    conflict = shelf.put("one", {"b": 1})
    assert conflict.status_code == 409
    assert conflict.mimetype == "text/plain"
    assert "If-Match" in conflict.text
    assert shelf.kept() == {"a": 1}


def test_of_many_clients_that_saw_the_same_document_one_saves(service: Flask, shelf: Shelf) -> None:
    shelf.post("one", {"a": 0})
    seen = {"If-Match": shelf.get("one").headers["ETag"]}
    together = Barrier(4)

    def save(number: int) -> int:
        alone = Lrs(service.test_client(), shelf.lrs.centre, shelf.lrs.key, shelf.lrs.secret, shelf.lrs.version)
        together.wait()
        return Shelf(alone, shelf.kind, shelf.name, shelf.place).put("one", {"a": number + 1}, seen).status_code

    with ThreadPoolExecutor(4) as clients:
        assert sorted(clients.map(save, range(4))) == [204, 412, 412, 412]


# --- deleting and listing --------------------------------------------------------------------------------------


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


# --- requests that are wrong -----------------------------------------------------------------------------------


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


# --- who may ---------------------------------------------------------------------------------------------------


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
