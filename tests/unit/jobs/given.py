"""An application that knows a few kinds of job, in this process and as a worker: `python -m tests.unit.jobs.given`."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select

from lms_peer.database import db, engine_options, prepare
from lms_peer.domain.refusals import NothingToPrint
from lms_peer.jobs import JobContext, JobFailed, Jobs, JobState, JobStatus, TryLater, enqueue, job, status, work

CENTRE = UUID(int=1, version=4)
LEASE_SECONDS = 4.0

# What handlers write in their transaction. Apart from the application's own tables, which know nothing of tests.
apart = MetaData()
marks = Table("test_marks", apart, Column("id", Integer, primary_key=True), Column("words", String))


class OddLibraryError(BaseException):
    """Some libraries end in an exception that is no Exception."""


def mark(words: str) -> None:
    """Write something in the handler's transaction."""
    db.session.execute(insert(marks).values(words=words))


@job("add up")
def add_up(context: JobContext, numbers: list[int]) -> dict[str, int]:
    """Quick work with a result."""
    mark("added up")
    return {"sum": sum(numbers)}


@job("draw")
def draw(context: JobContext, steps: int, seconds: float, told: str) -> dict[str, int]:
    """Slow work in steps; tells a file when it starts and ends."""
    with Path(told).open("a", encoding="ascii") as tell:
        print(f"begin {context.attempt}", file=tell, flush=True)
        with context.released():
            for step in range(steps):
                context.progress(step, steps, f"Drawing page {step + 1}")
                time.sleep(seconds / steps)
        mark(f"drawn at attempt {context.attempt}")
        print(f"end {context.attempt}", file=tell, flush=True)
    return {"pages": steps}


@job("hold the lock")
def hold_the_lock(context: JobContext, seconds: float, told: str) -> str:
    """Writes first and is slow afterwards, which no handler should be."""
    mark("held the lock")
    Path(told).write_text("begin", encoding="ascii")
    context.progress(1, 2, "Nobody can see this on SQLite")
    time.sleep(seconds)
    return "held"


@job("break")
def always_breaks(context: JobContext) -> None:
    """Writes, and then goes wrong."""
    mark("must not stay")
    raise RuntimeError("a secret detail")


@job("break oddly")
def breaks_oddly(context: JobContext) -> None:
    """Goes wrong in an odd way."""
    raise OddLibraryError


@job("break twice")
def breaks_twice(context: JobContext) -> str:
    """Succeeds at the third try."""
    if context.attempt < 3:
        raise ConnectionError
    mark("third time lucky")
    return "well"


@job("say no")
def says_no(context: JobContext) -> None:
    """A rule says no."""
    mark("must not stay")
    raise NothingToPrint


@job("give up")
def gives_up(context: JobContext) -> None:
    """Knows that trying again is no use."""
    raise JobFailed("The printer's list of fonts is empty.")


@job("wait for others")
def waits_for_others(context: JobContext) -> None:
    """May come right by itself."""
    raise TryLater("The clock on the wall does not answer. Try again tomorrow.")


@job("write, then release")
def writes_too_early(context: JobContext) -> None:
    """A mistake in a handler."""
    from lms_peer.jobs.tables import Job

    db.session.add(Job(centre_id=CENTRE, kind="x", payload={}))
    with context.released():
        pass


@job("ask for more")
def asks_for_more(context: JobContext) -> str:
    """One job leads to another, in one transaction."""
    return str(enqueue("add up", {"numbers": [2, 3]}, context.centre))


HANDLERS = (
    add_up, draw, hold_the_lock, always_breaks, breaks_oddly, breaks_twice, says_no, gives_up,
    waits_for_others, writes_too_early,
    asks_for_more,
)  # fmt: skip


def app_with_jobs(url: str) -> Flask:
    """A small application on a database that has its tables."""
    app = Flask("jobs under test")
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(url))
    db.init_app(app)
    Jobs(*HANDLERS).furnish(app)
    with app.app_context():
        prepare(db.engine)
        db.create_all()
        apart.create_all(db.engine)
    return app


def ask(app: Flask, kind: str, centre: UUID = CENTRE, key: str | None = None, **payload: Any) -> UUID:
    """Ask for a job in a transaction of its own."""
    with app.app_context():
        asked = enqueue(kind, payload, centre, key)
        db.session.commit()
        return asked


def now_stands(app: Flask, job_id: UUID, centre: UUID = CENTRE) -> JobStatus:
    """How the job stands, read afresh."""
    with app.app_context():
        return status(centre, job_id)


def marked(app: Flask) -> list[str]:
    """What handlers wrote that was committed."""
    with app.app_context():
        return list(db.session.scalars(select(marks.c.words).order_by(marks.c.id)))


def eventually(holds: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something holds; fail when it does not."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.05)


def over(app: Flask, job_id: UUID) -> bool:
    """True when the job is done or has failed."""
    return now_stands(app, job_id).over


def running(app: Flask, job_id: UUID) -> bool:
    """True while a worker has it."""
    return now_stands(app, job_id).state == JobState.RUNNING


@contextmanager
def workers(url: str, count: int = 1) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Real worker processes; killed at the end if still there."""
    command = [sys.executable, "-m", "tests.unit.jobs.given", url]
    root = Path(__file__).parents[3]
    processes = [subprocess.Popen(command, cwd=root) for _ in range(count)]  # noqa: S603
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def a_file(folder: Path) -> Path:
    """A file for handlers to tell what they do."""
    told = folder / f"{uuid4()}.txt"
    told.touch()
    return told


if __name__ == "__main__":
    work(app_with_jobs(sys.argv[1]), poll=0.05, lease_seconds=LEASE_SECONDS)
