"""How connections behave: what is safe in a power cut, who waits for whom, and times with their zone."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from threading import Event

import pysqlite3.dbapi2
import pytest
from sqlalchemy import Column, Engine, Index, Integer, MetaData, Table, create_engine, insert, select, text
from sqlalchemy.exc import OperationalError, StatementError

from lms_peer.database import UtcDateTime, as_check, engine_options, now, prepare, pretend, reading

MOMENTS = Table("moment", MetaData(), Column("id", Integer, primary_key=True), Column("at", UtcDateTime))
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def engine_on(url: str, **more: object) -> Engine:
    engine = create_engine(url, **engine_options(url) | more)
    prepare(engine)
    return engine


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database with one table, on SQLite and on PostgreSQL."""
    engine = engine_on(database_url)
    MOMENTS.create(engine)
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 30000)],
)
def test_every_sqlite_connection_is_safe(sqlite_url: str, pragma: str, value: object) -> None:
    engine = engine_on(sqlite_url)
    with reading(), engine.connect() as one, engine.connect() as other:
        assert {connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() for connection in (one, other)} == {value}
    engine.dispose()


def test_the_sqlite_that_is_used_does_not_corrupt_its_wal(sqlite_url: str) -> None:
    engine = engine_on(sqlite_url)
    with engine.connect() as connection:
        version = tuple(map(int, connection.exec_driver_sql("SELECT sqlite_version()").scalar().split(".")))
    engine.dispose()
    assert version >= (3, 51, 3)
    assert engine.dialect.dbapi is pysqlite3.dbapi2
    assert engine.dialect.dbapi is not sqlite3


def test_a_writer_waits_for_the_one_before_instead_of_failing_half_way(sqlite_url: str) -> None:
    engine = engine_on(sqlite_url)
    MOMENTS.create(engine)
    begun = Event()

    def second() -> int:
        begun.wait(10)
        with engine.begin() as connection:
            seen = len(connection.execute(select(MOMENTS)).all())  # reads first: a deferred BEGIN would fail later
            connection.execute(insert(MOMENTS), {"at": NOON})
            return seen

    with ThreadPoolExecutor(1) as threads:
        with engine.begin() as connection:
            waiting = threads.submit(second)
            connection.execute(insert(MOMENTS), {"at": NOON})
            begun.set()
            time.sleep(0.2)
            assert not waiting.done()
        assert waiting.result(10) == 1
    engine.dispose()


def test_readers_do_not_wait_for_a_writer(sqlite_url: str) -> None:
    engine = engine_on(sqlite_url)
    MOMENTS.create(engine)
    with engine.begin() as writer:
        writer.execute(insert(MOMENTS), {"at": NOON})
        with reading(), engine.connect() as reader:
            assert reader.execute(select(MOMENTS)).all() == []
    engine.dispose()


def test_reading_ends_where_it_ends_even_after_an_error(sqlite_url: str) -> None:
    engine = engine_on(sqlite_url, connect_args={"timeout": 0})
    MOMENTS.create(engine)
    with pytest.raises(RuntimeError), reading():
        raise RuntimeError
    with engine.connect() as one, engine.connect() as other:
        one.execute(select(MOMENTS))
        with pytest.raises(OperationalError, match="locked"):
            other.execute(select(MOMENTS))
    engine.dispose()


def test_times_come_back_in_utc_from_whatever_zone_they_were(engine: Engine) -> None:
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    with engine.begin() as connection:
        connection.execute(insert(MOMENTS), [{"at": NOON.astimezone(kathmandu)}, {"at": None}])
        first, second = connection.scalars(select(MOMENTS.c.at).order_by(MOMENTS.c.id))
    assert first == NOON
    assert first.utcoffset() == timedelta(0)
    assert second is None


def test_a_time_without_a_zone_is_refused(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(StatementError, match="without a zone"):
        connection.execute(insert(MOMENTS), {"at": datetime(2026, 3, 2)})


def test_a_check_finds_the_same_rows_and_is_never_the_way_to_them(engine: Engine) -> None:
    rows = Table("rows", MetaData(), Column("id", Integer, primary_key=True), Column("centre", Integer))
    Index("ix_rows_centre", rows.c.centre)
    rows.create(engine)
    some = rows.c.id.in_(range(1, 30))
    asked = select(rows.c.id).where(as_check(rows.c.centre == 1), some)
    with engine.begin() as connection:
        connection.execute(insert(rows), [{"id": number, "centre": number % 2} for number in range(1, 60)])
        assert connection.scalars(asked).all() == list(range(1, 30, 2))
        if engine.dialect.name == "sqlite":
            said = str(asked.compile(engine, compile_kwargs={"literal_binds": True}))
            plan = connection.execute(text(f"EXPLAIN QUERY PLAN {said}")).all()
            assert [row.detail for row in plan] == ["SEARCH rows USING INTEGER PRIMARY KEY (rowid=?)"]


def test_no_error_names_a_persons_details(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(Exception, match="moment") as failed:
        connection.execute(text("INSERT INTO moment (id, no_such) VALUES (1, :name)"), {"name": "Casey Rowan"})
    assert "Casey" not in str(failed.value)


def test_now_is_to_the_millisecond_and_may_be_pretended() -> None:
    assert now().microsecond % 1000 == 0
    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=5)
    with pretend(NOON.replace(microsecond=123_999)):
        assert now() == NOON.replace(microsecond=123_000)
        with pretend(NOON + timedelta(days=1)):
            assert now().day == 3
        assert now().day == 2
    assert now() > NOON + timedelta(days=1)


def test_what_one_thread_pretends_no_other_believes() -> None:
    with pretend(NOON), ThreadPoolExecutor(1) as threads:
        assert threads.submit(now).result(5) != NOON
