"""Work that is written together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from flask import Flask
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DatabaseError

from lms_peer.database import db, engine_options, prepare, shared_file
from lms_peer.together import Together, give_way


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


def _answer(app: Flask, together: Together[str, int], word: str) -> int | str:
    with app.app_context():
        try:
            return together.do(word)
        except OSError as error:
            return str(error)


def test_each_piece_is_answered_when_a_connection_is_lost_and_the_next_one_not_to_be_had(app: Flask) -> None:
    begun, may_end, refusing = Event(), Event(), Event()

    def keep(connection: Connection, words: Sequence[str]) -> list[int]:
        if words == ["one"]:
            begun.set()
            assert may_end.wait(20)
        elif len(words) > 1:
            refusing.set()
            raise OSError("the server went away")
        return _keep(connection, words)

    def refuse_once(*_: object) -> None:
        if refusing.is_set():
            refusing.clear()
            raise OSError("the server starts up")

    together, ends = Together(keep), monotonic() + 20
    event.listen(db.engine, "do_connect", refuse_once)
    with ThreadPoolExecutor() as threads:
        ask = partial(threads.submit, _answer, app, together)
        first = ask("one")
        assert begun.wait(20)
        asked = {word: ask(word) for word in ("three", "four", "five")}
        while len(together._waiting) < len(asked) and monotonic() < ends:
            sleep(0.01)
        may_end.set()
        told = {"one": first.result(20), **{word: one.result(20) for word, one in asked.items()}}
    refused = [word for word, answer in told.items() if answer == "the server starts up"]
    assert len(refused) == 1
    assert {word: len(word) for word in _kept()} == {word: told[word] for word in told.keys() - set(refused)}


def test_who_gives_way_waits_while_another_thread_writes_to_a_file(app: Flask) -> None:
    begun, may_end, went_on = Event(), Event(), Event()

    def keep(connection: Connection, words: Sequence[str]) -> list[int]:
        begun.set()
        assert may_end.wait(20)
        return _keep(connection, words)

    def write() -> None:
        with app.app_context():
            Together(keep).do("one")

    def compute() -> None:
        give_way()
        went_on.set()

    writer, other = Thread(target=write), Thread(target=compute)
    writer.start()
    assert begun.wait(20)
    other.start()
    waits = shared_file(db.engine) is not None
    assert went_on.wait(0.2 if waits else 20) is not waits
    may_end.set()
    writer.join(20)
    other.join(20)
    assert went_on.is_set()
    assert _kept() == ["one"]


def test_who_gives_way_goes_on_after_a_write_that_failed(app: Flask) -> None:
    together = Together(_keep)
    for _ in range(2):
        with suppress(DatabaseError):
            together.do("one")
    give_way()
    assert _kept() == ["one"]


def test_the_log_of_a_file_is_copied_back_beside_and_begins_anew(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms_peer.together._LONG_LOG", 20)
    together, ends = Together(_keep), monotonic() + 20
    words = [f"word {number:04}" for number in range(100)]
    for word in words:
        together.do(word)
    while shared_file(db.engine) and _pages_in_log() >= 20:
        words.append(f"word {len(words):04}")
        together.do(words[-1])
        assert monotonic() < ends
    assert _kept() == words


def _pages_in_log() -> int:
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA wal_checkpoint(NOOP)")
        return int(cursor.fetchone()[1])
    finally:
        connection.close()
