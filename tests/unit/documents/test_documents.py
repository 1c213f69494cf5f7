"""A draft is saved over and over, found again by its owner alone, and never lost to a second window."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms_peer.database import db, engine_options, prepare
from lms_peer.documents import (
    LIMIT,
    NEW,
    DocumentChanged,
    State,
    StateDocument,
    forget,
    forget_all,
    get,
    put,
    state_ids,
)
from lms_peer.domain.facts import Actor
from lms_peer.domain.refusals import FileTooBig, NotFound

LEARNER = Actor("https://centre.example", "5f3c")
DRAFT = State(UUID(int=1, version=4), "https://centre.example/unit/1", LEARNER, "draft", UUID(int=2, version=4))
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


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
    return db.session.scalar(select(func.count()).select_from(StateDocument)) or 0


def test_what_was_saved_last_is_found_again() -> None:
    put(DRAFT, b"first", "text/plain", at=NOON)
    saved = put(DRAFT, "ail ✓".encode(), "text/plain; charset=utf-8", at=NOON + timedelta(minutes=1))
    db.session.commit()
    found = get(DRAFT)
    assert found.content == "ail ✓".encode()
    assert found.content_type == "text/plain; charset=utf-8"
    assert found.etag == saved.etag == hashlib.sha256("ail ✓".encode()).hexdigest()
    assert found.updated == NOON + timedelta(minutes=1)
    assert how_many() == 1


def test_a_document_that_was_never_saved_is_not_found() -> None:
    with pytest.raises(NotFound):
        get(DRAFT)


@pytest.mark.parametrize(
    "other",
    [
        DRAFT._replace(centre=uuid4()),
        DRAFT._replace(activity="https://centre.example/unit/2"),
        DRAFT._replace(agent=Actor("https://elsewhere.example", "5f3c")),
        DRAFT._replace(agent=Actor("https://centre.example", "77aa")),
        DRAFT._replace(state_id="another draft"),
        DRAFT._replace(registration=uuid4()),
        DRAFT._replace(registration=None),
    ],
    ids=["centre", "activity", "issuer", "name", "state id", "registration", "no registration"],
)
def test_every_part_of_the_place_tells_documents_apart(other: State) -> None:
    put(DRAFT, b"mine", "text/plain")
    with pytest.raises(NotFound):
        get(other)
    put(other, b"other", "text/plain")
    forget(other)
    assert get(DRAFT).content == b"mine"


def test_a_document_without_a_registration_is_one_too() -> None:
    alone = DRAFT._replace(registration=None)
    put(alone, b"a", "text/plain")
    put(alone, b"b", "text/plain")
    assert get(alone).content == b"b"
    assert how_many() == 1


def test_a_document_over_the_limit_is_refused_and_leaves_the_old_one() -> None:
    put(DRAFT, b"x" * LIMIT, "text/plain")
    with pytest.raises(FileTooBig) as refused:
        put(DRAFT, b"y" * (LIMIT + 1), "text/plain")
    assert refused.value.limit == LIMIT
    assert get(DRAFT).content == b"x" * LIMIT


def test_a_second_window_does_not_overwrite_what_the_first_saved() -> None:
    seen = put(DRAFT, b"one", "text/plain").etag
    newer = put(DRAFT, b"two", "text/plain", if_match=seen).etag
    with pytest.raises(DocumentChanged) as changed:
        put(DRAFT, b"three", "text/plain", if_match=seen)
    assert changed.value.etag == newer
    with pytest.raises(DocumentChanged):
        forget(DRAFT, if_match=seen)
    assert get(DRAFT).content == b"two"


def test_a_document_can_be_asked_to_be_new() -> None:
    put(DRAFT, b"one", "text/plain", if_match=NEW)
    with pytest.raises(DocumentChanged):
        put(DRAFT, b"two", "text/plain", if_match=NEW)
    with pytest.raises(DocumentChanged) as changed:
        put(DRAFT._replace(state_id="none"), b"one", "text/plain", if_match="an etag")
    assert changed.value.etag is None
    assert how_many() == 1


def test_deleting_twice_is_fine() -> None:
    put(DRAFT, b"one", "text/plain")
    forget(DRAFT)
    forget(DRAFT)
    with pytest.raises(NotFound):
        get(DRAFT)


def test_the_ids_kept_are_listed_in_order_and_since_a_time() -> None:
    for minute, state_id in enumerate(("c", "a", "b")):
        put(DRAFT._replace(state_id=state_id), b"x", "text/plain", at=NOON + timedelta(minutes=minute))
    put(DRAFT._replace(state_id="elsewhere", centre=uuid4()), b"x", "text/plain")
    put(DRAFT._replace(state_id="alone", registration=None), b"x", "text/plain")
    place = (DRAFT.centre, DRAFT.activity, DRAFT.agent)
    assert state_ids(*place, DRAFT.registration) == ["a", "b", "c"]
    assert state_ids(*place, DRAFT.registration, since=NOON) == ["a", "b"]
    assert state_ids(*place) == ["alone"]
    forget_all(*place, DRAFT.registration)
    assert state_ids(*place, DRAFT.registration) == []
    assert state_ids(*place) == ["alone"]


def test_a_rolled_back_request_saves_nothing() -> None:
    put(DRAFT, b"one", "text/plain")
    db.session.commit()
    put(DRAFT, b"two", "text/plain")
    db.session.rollback()
    assert get(DRAFT).content == b"one"


def test_two_windows_that_save_the_first_draft_at_once_make_one_document(app: Flask) -> None:
    together = threading.Barrier(4)

    def save(number: int) -> None:
        with app.app_context():
            together.wait()
            put(DRAFT, b"%d" % number, "text/plain")
            db.session.commit()

    with ThreadPoolExecutor(4) as windows:
        list(windows.map(save, range(4)))
    assert how_many() == 1
    assert get(DRAFT).content in {b"0", b"1", b"2", b"3"}


def test_of_many_who_ask_for_a_new_one_at_once_only_one_gets_it(app: Flask) -> None:
    together = threading.Barrier(4)

    def save(number: int) -> bool:
        with app.app_context():
            together.wait()
            try:
                put(DRAFT, b"%d" % number, "text/plain", if_match=NEW)
            except DocumentChanged:
                return False
            db.session.commit()
            return True

    with ThreadPoolExecutor(4) as windows:
        assert sum(windows.map(save, range(4))) == 1
