"""A document is saved over and over, found again where it stands alone, and never lost to a second window."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms_peer.database import db, engine_options, prepare
from lms_peer.documents import (
    ANY,
    LIMIT,
    LONGEST_NAME,
    NEW,
    Condition,
    DocumentChanged,
    NotMergeable,
    activity_profiles,
    agent_profiles,
    drafts,
    forget,
    forget_all,
    get,
    has,
    kept_at,
    merge,
    names,
    put,
    states,
)
from lms_peer.documents.tables import documents
from lms_peer.domain.facts import Actor
from lms_peer.domain.refusals import FileTooBig, NotFound
from lms_peer.xapi.indexed import LONGEST_KEY, agent_key

CENTRE = UUID(int=1, version=4)
REGISTRATION = UUID(int=2, version=4)
LESSON = "https://lms.example/lessons/1"
LEARNER = Actor("https://lms.example", "5f3c")
AGENT = agent_key({"account": {"homePage": "https://lms.example", "name": "5f3c"}})
STATES = states(CENTRE, LESSON, AGENT, REGISTRATION)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
JSON = "application/json"


@pytest.fixture
def app(database_url: str) -> Iterator[Flask]:
    """Runs each test on SQLite and on PostgreSQL, inside the application's context."""
    app = Flask("documents under test")
    app.config.update(SQLALCHEMY_DATABASE_URI=database_url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(database_url))
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


pytestmark = pytest.mark.usefixtures("app")


def how_many() -> int:
    """Documents kept."""
    return db.session.scalar(select(func.count()).select_from(documents)) or 0


def all_at_once(app: Flask, change: Callable[[int], object]) -> int:
    """Let four windows change documents at the same moment. How many of them were not told that it was changed."""
    together = threading.Barrier(4)

    def window(number: int) -> bool:
        with app.app_context():
            together.wait()
            try:
                change(number)
            except DocumentChanged:
                return False
            db.session.commit()
            return True

    with ThreadPoolExecutor(4) as windows:
        return sum(windows.map(window, range(4)))


def test_what_was_saved_last_is_found_again() -> None:
    put(STATES, "bookmark", b"first", "text/plain", at=NOON)
    content = "ail \u2713\0".encode() + bytes(range(256))
    saved = put(STATES, "bookmark", content, "text/plain; charset=utf-8", at=NOON + timedelta(minutes=1))
    db.session.commit()
    found = get(STATES, "bookmark")
    assert found == saved
    assert found.content == content
    assert found.content_type == "text/plain; charset=utf-8"
    assert found.etag == hashlib.sha1(content, usedforsecurity=False).hexdigest()
    assert found.updated == NOON + timedelta(minutes=1)
    assert how_many() == 1


def test_a_document_that_was_never_saved_is_not_found() -> None:
    assert not has(STATES, "bookmark")
    with pytest.raises(NotFound):
        get(STATES, "bookmark")


@pytest.mark.parametrize(
    "other",
    [
        states(uuid4(), LESSON, AGENT, REGISTRATION),
        states(CENTRE, "https://lms.example/lessons/2", AGENT, REGISTRATION),
        states(CENTRE, LESSON, "https://elsewhere.example|5f3c", REGISTRATION),
        states(CENTRE, LESSON, AGENT, uuid4()),
        states(CENTRE, LESSON, AGENT),
        activity_profiles(CENTRE, LESSON),
        agent_profiles(CENTRE, AGENT),
        drafts(CENTRE, LEARNER, REGISTRATION),
    ],
    ids=["centre", "activity", "agent", "registration", "no registration", "activity's", "agent's", "draft"],
)
def test_every_part_of_the_place_tells_documents_apart(other) -> None:
    put(STATES, "one", b"mine", "text/plain")
    assert not has(other, "one")
    put(other, "one", b"other", "text/plain")
    forget(other, "one")
    assert get(STATES, "one").content == b"mine"


def test_all_documents_of_a_place_are_those_of_that_place_alone() -> None:
    here = drafts(CENTRE, LEARNER, REGISTRATION)
    kept = {name: put(here, name, name.encode(), JSON) for name in ("a", "b")}
    for other in (drafts(uuid4(), LEARNER, REGISTRATION), drafts(CENTRE, LEARNER, uuid4()), STATES):
        put(other, "c", b"elsewhere", JSON)
    assert kept_at(here) == kept


def test_names_of_one_place_are_told_apart_by_case_too() -> None:
    put(STATES, "one", b"small", "text/plain")
    put(STATES, "One", b"large", "text/plain")
    assert get(STATES, "one").content == b"small"
    assert names(STATES).names == ["One", "one"]


def test_names_and_identifiers_as_long_as_they_may_be_fit() -> None:
    long = states(
        CENTRE, f"https://lms.example/{'a' * 5000}", f"https://lms.example|{uuid4().hex * 9}"[:LONGEST_KEY]
    )
    name = "".join(uuid4().hex for _ in range(40))[:LONGEST_NAME]
    put(long, name, b"long", "text/plain")
    assert names(long).names == [name]
    assert not has(states(CENTRE, f"https://lms.example/{'a' * 5001}", long.agent), name)


def test_a_draft_is_no_document_that_an_xapi_client_could_name() -> None:
    put(drafts(CENTRE, LEARNER, REGISTRATION), "one", b"private", JSON)
    for place in (STATES, states(CENTRE, "", AGENT, REGISTRATION), agent_profiles(CENTRE, AGENT)):
        assert names(place).names == []
        forget_all(place)
    assert get(drafts(CENTRE, LEARNER, REGISTRATION), "one").content == b"private"


def test_a_document_over_the_limit_is_refused_and_leaves_the_old_one() -> None:
    put(STATES, "one", b"x" * LIMIT, "text/plain")
    with pytest.raises(FileTooBig) as refused:
        put(STATES, "one", b"y" * (LIMIT + 1), "text/plain")
    assert refused.value.limit == LIMIT
    assert get(STATES, "one").content == b"x" * LIMIT


def test_two_halves_that_are_too_large_together_are_not_merged() -> None:
    put(STATES, "one", b'{"a": "aaaaaaaa"}', JSON)
    with pytest.raises(FileTooBig):
        merge(STATES, "one", b'{"b": "bbbbbbbb"}', JSON, limit=20)
    assert get(STATES, "one").content == b'{"a": "aaaaaaaa"}'


def test_a_second_window_does_not_overwrite_what_the_first_saved() -> None:
    seen = Condition(if_match={put(STATES, "one", b"one", "text/plain").etag})
    newer = put(STATES, "one", b"two", "text/plain", seen).etag
    changes = (
        lambda: put(STATES, "one", b"three", "text/plain", seen),
        lambda: merge(STATES, "one", b"{}", JSON, seen),
        lambda: forget(STATES, "one", seen),
    )
    for change in changes:
        with pytest.raises(DocumentChanged) as changed:
            change()
        assert changed.value.etag == newer
    assert get(STATES, "one").content == b"two"


def test_a_document_can_be_asked_to_be_new() -> None:
    put(STATES, "one", b"one", "text/plain", NEW)
    with pytest.raises(DocumentChanged):
        put(STATES, "one", b"two", "text/plain", NEW)
    with pytest.raises(DocumentChanged):
        merge(STATES, "one", b"{}", JSON, NEW)
    assert get(STATES, "one").content == b"one"


@pytest.mark.parametrize("if_match", [{"an etag"}, ANY, set()], ids=["an etag", "any", "none"])
def test_what_is_not_there_matches_nothing(if_match) -> None:
    with pytest.raises(DocumentChanged) as changed:
        put(STATES, "one", b"one", "text/plain", Condition(if_match=if_match))
    assert changed.value.etag is None
    with pytest.raises(DocumentChanged):
        forget(STATES, "one", Condition(if_match=if_match))
    assert how_many() == 0


def test_one_good_etag_among_several_is_enough_and_one_bad_one_too_much() -> None:
    etag = put(STATES, "one", b"one", "text/plain").etag
    with pytest.raises(DocumentChanged):
        put(STATES, "one", b"two", "text/plain", Condition(if_none_match={"other", etag}))
    put(STATES, "one", b"two", "text/plain", Condition(if_match={"other", etag}, if_none_match={"other"}))
    put(STATES, "one", b"three", "text/plain", Condition(if_match=ANY))
    assert get(STATES, "one").content == b"three"


def test_merging_sets_properties_one_level_deep() -> None:
    put(STATES, "one", b'{"car": {"make": "Mini", "doors": 3}, "miles": 1.50, "name": "Si\xc3\xa2n"}', JSON)
    merged = merge(STATES, "one", b'{"car": {"make": "Fiat"}, "wet": null}', "application/json; charset=utf-8")
    assert json.loads(merged.content) == {"car": {"make": "Fiat"}, "miles": 1.5, "name": "Si\u00e2n", "wet": None}
    assert merged.content_type == JSON
    assert get(STATES, "one") == merged
    assert merged.etag == hashlib.sha1(merged.content, usedforsecurity=False).hexdigest()


def test_merging_changes_no_number_and_no_spelling() -> None:
    put(STATES, "one", b'{"a" : 1.50, "b": 12345678901234567890.10, "c": "\\u00e2"}', JSON)
    merged = merge(STATES, "one", b'{"d": 1E2, "a": -0.0}', JSON)
    assert merged.content == b'{"a":-0.0,"b":12345678901234567890.10,"c":"\\u00e2","d":1E2}'


def test_merging_into_nothing_keeps_what_was_sent_as_it_came() -> None:
    assert merge(STATES, "one", b'{ "a" :1}', "Application/JSON").content == b'{ "a" :1}'
    assert merge(STATES, "two", b"\xff\0", "application/octet-stream").content == b"\xff\0"


@pytest.mark.parametrize(
    ("there", "there_type", "sent", "sent_type", "why"),
    [
        (b"{}", JSON, b"{}", "text/plain", "what was sent is not application/json"),
        (b"{}", "text/plain", b"{}", JSON, "the document that is there is not application/json"),
        (b"a", "text/plain", b"b", "text/plain", "the document that is there is not application/json"),
        (b"{}", JSON, b"[]", JSON, "what was sent is not a JSON object"),
        (b"{}", JSON, b'{"a": 1', JSON, "what was sent is not a JSON object"),
        (b"{}", JSON, b'{"a": 1, "a": 2}', JSON, "what was sent is not a JSON object"),
        (b"{}", JSON, b'{"a": NaN}', JSON, "what was sent is not a JSON object"),
        (b"{}", JSON, b"\xff", JSON, "what was sent is not a JSON object"),
        (b"[1]", JSON, b"{}", JSON, "the document that is there is not a JSON object"),
        (b"{}", JSON, b"{}", "application/jsonp", "what was sent is not application/json"),
    ],
)
def test_only_json_objects_are_merged(
    there: bytes, there_type: str, sent: bytes, sent_type: str, why: str
) -> None:
    before = put(STATES, "one", there, there_type)
    with pytest.raises(NotMergeable, match=why):
        merge(STATES, "one", sent, sent_type)
    assert get(STATES, "one") == before


def test_what_says_it_is_json_but_is_not_an_object_starts_no_document() -> None:
    for sent in (b'{"a": 1}[', b"[]", b""):
        with pytest.raises(NotMergeable):
            merge(STATES, "one", sent, JSON)
    assert how_many() == 0


def test_deleting_twice_is_fine() -> None:
    put(STATES, "one", b"one", "text/plain")
    forget(STATES, "one")
    forget(STATES, "one")
    assert not has(STATES, "one")


def test_names_are_listed_in_order_and_since_a_time() -> None:
    for minute, name in enumerate(("c", "a", "b")):
        put(STATES, name, b"x", "text/plain", at=NOON + timedelta(minutes=minute))
    put(states(uuid4(), LESSON, AGENT, REGISTRATION), "elsewhere", b"x", "text/plain")
    assert names(STATES) == (["a", "b", "c"], NOON + timedelta(minutes=2))
    assert names(STATES, since=NOON) == (["a", "b"], NOON + timedelta(minutes=2))
    assert names(STATES, since=NOON + timedelta(minutes=2)) == ([], None)


def test_a_name_means_no_registration_but_a_listing_means_all_of_them() -> None:
    anywhere = states(CENTRE, LESSON, AGENT)
    for place in (anywhere, STATES, states(CENTRE, LESSON, AGENT, uuid4())):
        put(place, "one", str(place.registration).encode(), "text/plain")
    put(STATES, "two", b"x", "text/plain")
    assert get(anywhere, "one").content == b""
    assert names(anywhere).names == ["one", "two"]
    forget(anywhere, "one")
    assert how_many() == 3
    forget_all(STATES)
    assert names(STATES).names == []
    assert names(anywhere).names == ["one"]
    forget_all(anywhere)
    assert how_many() == 0


def test_a_rolled_back_request_saves_nothing() -> None:
    put(STATES, "one", b"one", "text/plain")
    db.session.commit()
    put(STATES, "one", b"two", "text/plain")
    db.session.rollback()
    assert get(STATES, "one").content == b"one"


def test_windows_that_save_the_first_document_at_once_make_one(app: Flask) -> None:
    assert all_at_once(app, lambda number: put(STATES, "one", b"%d" % number, "text/plain")) == 4
    assert how_many() == 1


def test_of_many_who_ask_for_a_new_one_at_once_only_one_gets_it(app: Flask) -> None:
    assert all_at_once(app, lambda number: put(STATES, "one", b"%d" % number, "text/plain", NEW)) == 1


@pytest.mark.parametrize("change", [put, merge], ids=["put", "merge"])
def test_of_many_who_saw_the_same_document_only_one_changes_it(app: Flask, change: Callable[..., object]) -> None:
    seen = Condition(if_match={put(STATES, "one", b"{}", JSON).etag})
    db.session.commit()
    assert all_at_once(app, lambda number: change(STATES, "one", b'{"a": %d}' % number, JSON, seen)) == 1


def test_windows_that_merge_at_once_lose_nothing(app: Flask) -> None:
    assert all_at_once(app, lambda number: merge(STATES, "one", b'{"%d": 1}' % number, JSON)) == 4
    assert json.loads(get(STATES, "one").content) == {"0": 1, "1": 1, "2": 1, "3": 1}
