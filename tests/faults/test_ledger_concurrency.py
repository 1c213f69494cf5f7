"""Many writers at one chain: threads and processes, on SQLite and PostgreSQL."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask

from lms_peer.database import db
from lms_peer.domain.refusals import AlreadySaid
from lms_peer.ledger import append, append_all, entries, first_finding, head
from tests.unit.ledger.given import AUTHORITY, CENTRE, NOON, a_statement, anyone, ledger_app, ledger_at, said

THREADS, PROCESSES, EACH = 8, 4, 12


def applications(url: str, count: int) -> list[Flask]:
    """An application for each thread, made here: in Python 3.11 two threads can not make one at the same time."""
    return [ledger_app(url) for _ in range(count)]


def write_in_a_process(url: str, writer: int) -> None:
    """One writer that shares nothing with the others."""
    write_some(ledger_app(url), writer)


def write_some(app: Flask, writer: int, start: Barrier | None = None) -> None:
    """One writer: some statements one by one, then some together."""
    if start:
        start.wait(30)
    with app.app_context():
        for number in range(EACH):
            append(CENTRE, said(a_statement(writer * 1000 + number)), AUTHORITY, NOON)
            db.session.commit()
        together = [said(a_statement(writer * 1000 + EACH + number)) for number in range(EACH)]
        append_all(CENTRE, together, AUTHORITY, NOON)
        db.session.commit()
        db.engine.dispose()


def one_gapless_chain(writers: int) -> None:
    total = writers * EACH * 2
    assert [each.position for each in entries(CENTRE)] == list(range(1, total + 1))
    assert head(CENTRE).position == total
    assert first_finding(CENTRE) is None


def test_eight_threads_write_one_gapless_chain(database_url):
    start = Barrier(THREADS)
    with ledger_at(database_url), ThreadPoolExecutor(THREADS) as threads:
        apps = enumerate(applications(database_url, THREADS), start=1)
        for done in [threads.submit(write_some, app, writer, start) for writer, app in apps]:
            done.result(120)
        one_gapless_chain(THREADS)


def test_four_processes_write_one_gapless_chain(database_url):
    fresh = multiprocessing.get_context("forkserver")
    fresh.set_forkserver_preload(["tests.unit.ledger.given"])
    with ledger_at(database_url):
        writers = [
            fresh.Process(target=write_in_a_process, args=(database_url, writer))
            for writer in range(1, PROCESSES + 1)
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join(120)
        assert [writer.exitcode for writer in writers] == [0] * PROCESSES
        one_gapless_chain(PROCESSES)


@pytest.mark.parametrize("centre", [CENTRE, anyone()], ids=["at a new centre", "at another new centre"])
def test_of_two_who_say_different_things_under_one_id_exactly_one_is_heard(database_url, centre):
    start = Barrier(THREADS)

    def say(writer: int, app: Flask) -> str:
        body = said(a_statement(1, result={"score": {"raw": writer}}))
        with app.app_context():
            start.wait(30)
            try:
                append(centre, body, AUTHORITY, NOON)
                db.session.commit()
            except AlreadySaid as refusal:
                db.session.rollback()
                return f"refused {refusal.statement}"
            finally:
                db.engine.dispose()
            return "heard"

    with ledger_at(database_url), ThreadPoolExecutor(THREADS) as threads:
        outcomes = sorted(threads.map(say, range(THREADS), applications(database_url, THREADS), timeout=120))
        assert outcomes == ["heard"] + [f"refused {UUID(int=1, version=4)}"] * (THREADS - 1)
        assert head(centre).position == 1
        assert first_finding(centre) is None


def test_writers_of_different_centres_do_not_wait_for_each_other(postgres_url):
    other = anyone()
    with ledger_at(postgres_url):
        append(CENTRE, said(a_statement(1)), AUTHORITY, NOON)
        app = ledger_app(postgres_url)

        def write_elsewhere() -> int:
            with app.app_context():
                position = append(other, said(a_statement(1)), AUTHORITY, NOON).position
                db.session.commit()
                db.engine.dispose()
                return position

        with ThreadPoolExecutor(1) as thread:
            assert thread.submit(write_elsewhere).result(20) == 1
        db.session.commit()
        assert first_finding(CENTRE) is None
        assert first_finding(other) is None
