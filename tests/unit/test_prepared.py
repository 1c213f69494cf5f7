"""SQL that is put together once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import BigInteger, Column, Engine, MetaData, Table, Text, Uuid, bindparam, create_engine, select

from lms_peer.database import UtcDateTime, engine_options, prepare
from lms_peer.prepared import PreparedInsert, PreparedQuery

WORDS = Table(
    "word",
    MetaData(),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("speaker", Uuid),
    Column("said", UtcDateTime, nullable=False),
    Column("text", Text, nullable=False),
)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TYPES = [column.type for column in WORDS.c]
BY_SPEAKER = PreparedQuery(
    lambda _dialect: select(WORDS).where(WORDS.c.speaker == bindparam("speaker")).order_by(WORDS.c.number),
    {"speaker": WORDS.c.speaker.type, "said": WORDS.c.said.type},
    TYPES,
)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database with an empty table of words."""
    engine = create_engine(database_url, **engine_options(database_url))
    prepare(engine)
    WORDS.create(engine)
    yield engine
    WORDS.drop(engine)
    engine.dispose()


def a_row(number: int) -> tuple[int, UUID | None, datetime, str]:
    return number, UUID(int=number) if number % 3 else None, NOON, f"word {number}"


@pytest.mark.parametrize("many", [0, 1, 2, 3, 7, 50, 64, 127, 200])
def test_however_many_rows_there_are_each_is_inserted_once_as_it_is(engine: Engine, many: int) -> None:
    rows = [a_row(number) for number in range(many)]
    with engine.begin() as connection:
        PreparedInsert(WORDS).run(connection, rows)
    with engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(select(WORDS).order_by(WORDS.c.number))] == rows


def test_a_row_that_can_not_be_inserted_is_the_drivers_error(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(Exception, match=r"(?i)unique"):
        PreparedInsert(WORDS).run(connection, [a_row(1), a_row(2), a_row(1)])


def test_a_question_takes_no_notice_of_values_that_it_does_not_name(engine: Engine) -> None:
    with engine.begin() as connection:
        PreparedInsert(WORDS).run(connection, [a_row(1), a_row(2)])
    with engine.connect() as connection:
        assert BY_SPEAKER.run(connection, speaker=UUID(int=2), said=None, other=9) == [a_row(2)]


def test_what_is_asked_by_itself_sees_what_was_committed_since(engine: Engine) -> None:
    seen = []
    for number in (1, 2):
        with engine.begin() as connection:
            PreparedInsert(WORDS).run(connection, [a_row(number)])
        seen.append(BY_SPEAKER.ask(engine, speaker=UUID(int=number), said=None))
    assert seen == [[a_row(1)], [a_row(2)]]


def test_to_ask_takes_no_connection_away_from_others(engine: Engine) -> None:
    BY_SPEAKER.ask(engine, speaker=UUID(int=1), said=None)
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]
