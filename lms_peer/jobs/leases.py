"""Taking a job, keeping it and giving it back: each a short transaction of its own, guarded by the lease's token.

Clocks only decide when a silent job is taken again. That it counts once is decided by the token, so a clock that is
wrong costs time and never a result.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import ColumnElement, Engine, and_, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from lms_peer.database import now, reading
from lms_peer.jobs.tables import Job, JobState

LONGEST_WAIT = timedelta(minutes=5)
STOPPED_HALF_WAY = "This stopped half-way more than once, so we did not try again."

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Lease:
    """One attempt at one job, held by one worker."""

    job: UUID
    token: UUID
    centre: UUID
    kind: str
    payload: Mapping[str, Any]
    attempt: int
    attempts_left: int

    def held(self) -> ColumnElement[bool]:
        """True for the job's row while this lease is the one that counts."""
        return and_(Job.id == self.job, Job.lease_token == self.token, Job.state == JobState.RUNNING)


def claim(engine: Engine, kinds: tuple[str, ...], length: timedelta, aside: tuple[str, ...] = ()) -> Lease | None:
    """Lease the job that has waited longest, or one whose worker fell silent; None when there is none.

    Those of the kinds `aside` come after all others.
    """
    with reading(), engine.connect() as connection:  # looking takes no lock from those who write
        if connection.scalar(select(Job.id).where(_ready(kinds, now())).limit(1)) is None:
            return None
    with Session(engine) as session, session.begin():
        present = now()
        order = (Job.kind.in_(aside), Job.created, Job.id)
        ready = select(Job).where(_ready(kinds, present)).order_by(*order).limit(1)
        job = session.scalar(ready.with_for_update(skip_locked=True))
        while job is not None and job.attempts >= job.max_attempts:
            _fail(job, STOPPED_HALF_WAY, present)
            session.flush()
            job = session.scalar(ready.with_for_update(skip_locked=True))
        return None if job is None else _lease(job, present, length)


def renew(engine: Engine, lease: Lease, length: timedelta) -> bool:
    """Hold on to a job. False when the lease is lost: another worker has it, or it is over."""
    return _change(engine, lease, leased_until=now() + length)


def report(engine: Engine, lease: Lease, done: int, total: int, words: str) -> bool:
    """Let the person waiting see how far it is. False when the lease is lost."""
    return _change(engine, lease, done_steps=done, total_steps=total, step_text=words[:200])


def give_back(engine: Engine, lease: Lease) -> bool:
    """Let another worker begin at once; the attempt does not count."""
    return _change(
        engine,
        lease,
        state=JobState.QUEUED,
        attempts=lease.attempt - 1,
        leased_until=None,
        lease_token=None,
        step_text="",
        done_steps=0,
    )


def retry_later(engine: Engine, lease: Lease) -> bool:
    """Try again after 2, 4, 8 … seconds."""
    wait = min(timedelta(seconds=2**lease.attempt), LONGEST_WAIT)
    return _change(
        engine,
        lease,
        state=JobState.QUEUED,
        not_before=now() + wait,
        leased_until=None,
        lease_token=None,
        step_text="",
        done_steps=0,
    )


def fail(engine: Engine, lease: Lease, words: str) -> bool:
    """Give up, and say why in plain words."""
    return _change(
        engine,
        lease,
        state=JobState.FAILED,
        error=words,
        leased_until=None,
        lease_token=None,
        finished=now(),
    )


def finish(session: Session, lease: Lease, result: Any) -> bool:
    """Mark the job done in the handler's own transaction. False when the lease is lost: then roll back."""
    done = update(Job).where(lease.held()).values(
        state=JobState.DONE, result=result, error=None, leased_until=None, lease_token=None, finished=now(),
        step_text="", done_steps=Job.total_steps,
    )  # fmt: skip
    return bool(session.execute(done.execution_options(synchronize_session=False)).rowcount)  # type: ignore[attr-defined]


class Heartbeat(threading.Thread):
    """Renews a lease from a thread and a connection of its own, until stopped. `lost` is set when it was lost."""

    def __init__(self, engine: Engine, lease: Lease, length: timedelta) -> None:
        super().__init__(daemon=True, name=f"lease of job {lease.job}")
        self._renew: Callable[[], bool] = lambda: renew(engine, lease, length)
        self._every = length.total_seconds() / 3
        self._stopped = threading.Event()
        self.lost = False

    def run(self) -> None:
        """Renew three times in every lease."""
        while not self._stopped.wait(self._every):
            try:
                if not self._renew():
                    self.lost = True
                    return
            except SQLAlchemyError as error:  # busy or away: the next beat may get through
                log.warning("lease not renewed", error=type(error).__name__)

    def __enter__(self) -> Heartbeat:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self.join()


def _ready(kinds: tuple[str, ...], present: datetime) -> ColumnElement[bool]:
    return and_(
        Job.kind.in_(kinds),
        or_(
            and_(Job.state == JobState.QUEUED, Job.not_before <= present),
            and_(Job.state == JobState.RUNNING, Job.leased_until < present),
        ),
    )


def _lease(job: Job, present: datetime, length: timedelta) -> Lease:
    job.state = JobState.RUNNING
    job.attempts += 1
    job.lease_token = uuid4()
    job.leased_until = present + length
    job.started = job.started or present
    left = job.max_attempts - job.attempts
    return Lease(job.id, job.lease_token, job.centre_id, job.kind, job.payload, job.attempts, left)


def _fail(job: Job, words: str, present: datetime) -> None:
    job.state, job.error, job.finished = JobState.FAILED, words, present
    job.lease_token = job.leased_until = None


def _change(engine: Engine, lease: Lease, **values: Any) -> bool:
    with engine.begin() as connection:
        return bool(connection.execute(update(Job).where(lease.held()).values(**values)).rowcount)
