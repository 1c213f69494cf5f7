"""What is known of activities: put together from what statements said, and cheap when nothing is new."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import event

from lms_peer.database import db, engine_options, prepare
from lms_peer.documents.activities import LARGEST, definitions, known, learn, may_teach, merged


@pytest.fixture
def app(database_url: str) -> Iterator[Flask]:
    """Runs each test on SQLite and on PostgreSQL, inside the application's context."""
    app = Flask("activities under test")
    app.config.update(SQLALCHEMY_DATABASE_URI=database_url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(database_url))
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
        known.create(db.engine, checkfirst=True)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def centre(app: Flask) -> UUID:
    """A centre that nobody used before: what a process remembers, it remembers by centre."""
    return uuid4()


def about(activity: str, **definition: Any) -> dict[str, Any]:
    """A statement about an activity that it defines."""
    return {"object": {"id": activity, "definition": definition}}


def test_later_words_stand_beside_earlier_ones_and_single_values_give_way(centre: UUID) -> None:
    learn(
        db.session.connection(),
        centre,
        [about("a:1", name={"en": "Quiz"}, type="t:1"), about("a:1", name={"cy": "Cwis"}, type="t:2")],
    )
    assert definitions(centre, ["a:1", "a:2"]) == {"a:1": {"name": {"en": "Quiz", "cy": "Cwis"}, "type": "t:2"}}


def test_what_is_known_of_one_centre_is_not_known_at_another(centre: UUID) -> None:
    learn(db.session.connection(), centre, [about("a:1", type="t:1")])
    assert definitions(uuid4(), ["a:1"]) == {}


def test_an_activity_without_a_definition_is_not_written_down(centre: UUID) -> None:
    learn(db.session.connection(), centre, [{"object": {"id": "a:1"}}, about("a:2")])
    assert definitions(centre, ["a:1", "a:2"]) == {}


def test_an_endless_name_is_kept_too(centre: UUID) -> None:
    endless = "http://a.example/" + "x" * 5000
    learn(db.session.connection(), centre, [about(endless, type="t:1")])
    assert definitions(centre, [endless]) == {endless: {"type": "t:1"}}


def test_a_definition_that_grows_too_large_stays_as_it_was(centre: UUID) -> None:
    learn(db.session.connection(), centre, [about("a:1", type="t:1")])
    learn(db.session.connection(), centre, [about("a:1", name={"en": "x" * LARGEST})])
    assert definitions(centre, ["a:1"]) == {"a:1": {"type": "t:1"}}


def test_what_was_met_before_asks_the_database_nothing(centre: UUID) -> None:
    statement = about("a:1", name={"en": "Quiz"})
    for _ in range(2):
        learn(db.session.connection(), centre, [statement])
        db.session.commit()
    asked: list[str] = []
    connection = db.session.connection()
    event.listen(db.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    learn(connection, centre, [statement] * 100)
    assert asked == []


def test_a_statement_may_teach_until_what_it_says_was_found_to_be_known(centre: UUID) -> None:
    statement, other = about("a:1", type="t:1"), about("a:1", type="t:2")
    taught = []
    for _ in range(3):
        taught.append(may_teach(centre, [statement]))
        learn(db.session.connection(), centre, [statement])
        db.session.commit()
    assert taught == [True, True, False]
    assert may_teach(centre, [statement, other])
    assert not may_teach(centre, [{"object": {"id": "a:1"}}])


def test_what_was_undone_is_not_taken_for_known(centre: UUID) -> None:
    statement = about("a:1", type="t:1")
    learn(db.session.connection(), centre, [statement])
    db.session.rollback()
    learn(db.session.connection(), centre, [statement])
    db.session.commit()
    assert definitions(centre, ["a:1"]) == {"a:1": {"type": "t:1"}}


def test_merging_changes_neither() -> None:
    earlier, later = {"name": {"en": "Quiz"}}, {"name": {"cy": "Cwis"}, "type": "t:1"}
    assert merged(earlier, later) == {"name": {"en": "Quiz", "cy": "Cwis"}, "type": "t:1"}
    assert (earlier, later) == ({"name": {"en": "Quiz"}}, {"name": {"cy": "Cwis"}, "type": "t:1"})
