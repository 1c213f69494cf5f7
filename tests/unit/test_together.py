"""Work that is written together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from flask import Flask
from sqlalchemy import Connection, text

from lms_peer.database import db, engine_options, prepare
from lms_peer.together import Together


@pytest.fixture
def app(database_url: str) -> Iterator[Flask]:
    """An application with a table that holds words."""
    app = Flask(__name__)
    app.config.update(SQLALCHEMY_DATABASE_URI=database_url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(database_url))
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
        with db.engine.begin() as connection:
            connection.execute(text("CREATE TABLE word (word TEXT PRIMARY KEY)"))
        yield app
        db.engine.dispose()


def _keep(connection: Connection, words: Sequence[str]) -> list[int]:
    for word in words:
        connection.execute(text("INSERT INTO word VALUES (:word)"), {"word": word})
    return [len(word) for word in words]


def _kept() -> list[str]:
    with db.engine.connect() as connection:
        return list(connection.scalars(text("SELECT word FROM word ORDER BY word")))


def test_each_piece_is_written_and_answered(app: Flask) -> None:
    together = Together(_keep)
    assert [together.do("one"), together.do("three")] == [3, 5]
    assert _kept() == ["one", "three"]


def test_a_piece_that_can_not_be_written_is_an_error_and_the_next_one_is_written(app: Flask) -> None:
    together = Together(_keep)
    together.do("one")
    with pytest.raises(Exception, match=r"(?i)unique"):
        together.do("one")
    together.do("two")
    assert _kept() == ["one", "two"]


def test_a_connection_that_broke_while_nobody_wrote_is_made_anew(app: Flask) -> None:
    broken: list[Connection] = []

    def keep(connection: Connection, words: Sequence[str]) -> list[int]:
        broken.append(connection)
        return _keep(connection, words)

    together = Together(keep)
    together.do("one")
    driver = broken[0].connection.dbapi_connection
    assert driver is not None
    driver.close()
    together.do("two")
    assert _kept() == ["one", "two"]
