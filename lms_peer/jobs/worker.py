"""The worker: takes jobs one after another and runs each handler in one transaction that ends with "done".

Killed at any moment it loses nothing: what it had not committed is undone, and its job is taken again once the lease
runs out. Two workers never finish one job: only the lease that counts may.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType
from typing import Any
from uuid import UUID

import structlog
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from lms_peer.database import db, reading
from lms_peer.domain.refusals import Refusal
from lms_peer.jobs import leases
from lms_peer.jobs.handlers import JobFailed, Jobs, TryLater
from lms_peer.jobs.leases import Heartbeat, Lease

GRACE_SECONDS = 8  # container platforms commonly wait ten after asking a process to stop
TROUBLE_SECONDS = 5.0
REPORT_EVERY = 0.2
WENT_WRONG = "Something went wrong on our side, and trying again did not help. Please tell us this number: {job}."

log = structlog.get_logger(__name__)


class LeaseLost(Exception):
    """Another worker has this job now, or somebody stopped it; nothing this one wrote may count."""


class GivenBack(BaseException):
    """The worker must stop now; its job goes back to the queue."""


class JobContext:
    """What a handler may ask of its worker."""

    def __init__(self, engine: Engine, lease: Lease, heartbeat: Heartbeat) -> None:
        self._engine, self._lease, self._heartbeat = engine, lease, heartbeat
        self._reported = 0.0
        self._released = False

    @property
    def job(self) -> UUID:
        """The job's id."""
        return self._lease.job

    @property
    def centre(self) -> UUID:
        """The centre that asked for it."""
        return self._lease.centre

    @property
    def attempt(self) -> int:
        """1 at the first try."""
        return self._lease.attempt

    @contextmanager
    def released(self) -> Iterator[None]:
        """Let go of the database for slow work (drawing a PDF). Only before anything is written.

        On SQLite whoever reads in a job keeps everybody else from writing, until here. Raises RuntimeError when
        something waits to be written, and LeaseLost afterwards.
        """
        if db.session.new or db.session.dirty or db.session.deleted:
            raise RuntimeError("something was to be written before the slow part")
        db.session.rollback()
        self._released = True
        try:
            with reading():  # what the slow part looks up after all takes no lock
                yield
        finally:
            self._released = False
            db.session.rollback()
        self._check()

    def progress(self, done: int, total: int, words: str) -> None:
        """Show the person waiting that `done` of `total` steps are through. Call it inside `released()`.

        It commits by itself and can be called often. While the job holds SQLite's write lock nothing can be
        shown, so nothing is. Raises LeaseLost.
        """
        self._check()
        locked = self._engine.dialect.name == "sqlite" and not self._released and db.session().in_transaction()
        present = time.monotonic()
        if locked or (done < total and present - self._reported < REPORT_EVERY):
            return
        self._reported = present
        if not leases.report(self._engine, self._lease, done, total, words):
            raise LeaseLost

    def _check(self) -> None:
        if self._heartbeat.lost:
            raise LeaseLost


class Worker:
    """Works for one application until stopped. One job at a time; start several processes to do several."""

    def __init__(self, app: Flask, lease_seconds: float = 15) -> None:
        self._app, self._jobs = app, Jobs.of(app)
        self._length = timedelta(seconds=lease_seconds)
        self._stopping = False
        with app.app_context():
            self._engine = db.engine

    def stop(self) -> None:
        """Take no further job. Safe to call from a signal handler or another thread."""
        self._stopping = True

    def run(self, once: bool = False, poll: float = 0.5) -> int:
        """Work until stopped, or with `once` until no job is ready. Answers how many jobs were tried."""
        tried = 0
        while not self._stopping:
            try:
                lease = leases.claim(self._engine, self._jobs.kinds, self._length, self._jobs.aside)
                if lease is not None:
                    tried += 1
                    self._run(lease)
                    continue
            except SQLAlchemyError as error:  # the database is away for a moment: so are we
                if once:
                    raise
                log.warning("database does not answer", error=type(error).__name__)
                time.sleep(TROUBLE_SECONDS)
                continue
            if once:
                break
            time.sleep(poll)
        return tried

    def _run(self, lease: Lease) -> None:
        told = log.bind(job=str(lease.job), kind=lease.kind, attempt=lease.attempt)
        try:
            with Heartbeat(self._engine, lease, self._length) as heartbeat, self._app.app_context():
                self._handle(lease, JobContext(self._engine, lease, heartbeat))
            told.info("job done")
        except LeaseLost:
            told.warning("job was stopped, or taken by another worker")
        except (GivenBack, KeyboardInterrupt, SystemExit):
            leases.give_back(self._engine, lease)
            told.info("job given back")
            raise
        except (JobFailed, Refusal) as error:
            words = self._jobs.explain(error) if isinstance(error, Refusal) else str(error)
            leases.fail(self._engine, lease, words)
            told.info("job refused", error=type(error).__name__)
        except BaseException as error:  # some libraries end in a BaseException that is none of Python's own
            told.exception("job went wrong", attempts_left=lease.attempts_left)
            if lease.attempts_left:
                leases.retry_later(self._engine, lease)
            else:
                words = str(error) if isinstance(error, TryLater) else WENT_WRONG.format(job=lease.job)
                leases.fail(self._engine, lease, words)

    def _handle(self, lease: Lease, context: JobContext) -> None:
        try:
            result: Any = self._jobs.handler(lease.kind)(context, **lease.payload)
            if not leases.finish(db.session(), lease, result):
                raise LeaseLost
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise


def work(app: Flask, once: bool = False, poll: float = 0.5, lease_seconds: float = 15) -> int:
    """Do jobs until SIGTERM or SIGINT, or with `once` until none is ready. Answers how many were tried.

    Asked to stop, it finishes the job in hand if that takes no longer than eight seconds, and else gives it back.
    """
    worker = Worker(app, lease_seconds)
    with _stopped_by_signals(worker):
        try:
            return worker.run(once, poll)
        except GivenBack:
            return 0


@contextmanager
def _stopped_by_signals(worker: Worker) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        worker.stop()
        signal.setitimer(signal.ITIMER_REAL, GRACE_SECONDS)

    def give_back(_number: int, _frame: FrameType | None) -> None:
        raise GivenBack

    asked = {signal.SIGTERM: stop, signal.SIGINT: stop, signal.SIGALRM: give_back}
    before = {number: signal.signal(number, handler) for number, handler in asked.items()}
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)
