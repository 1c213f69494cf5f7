"""Asking for a job, and asking how it stands. Runs in the caller's transaction and never commits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from lms_peer.database import db, now
from lms_peer.domain.refusals import NotFound
from lms_peer.jobs.handlers import Jobs
from lms_peer.jobs.tables import Job, JobState

OPEN = (JobState.QUEUED, JobState.RUNNING)
STOPPED = "You stopped it."
_TRIES = 3


@dataclass(frozen=True)
class JobStatus:
    """How a job stands, for the person waiting.

    `error` is in plain words; `payload` is what was asked for, and `result` what the handler answered.
    """

    id: UUID
    kind: str
    state: JobState
    done_steps: int
    total_steps: int
    step_text: str
    error: str | None
    payload: Mapping[str, Any]
    result: Any
    created: datetime
    started: datetime | None
    finished: datetime | None

    @property
    def over(self) -> bool:
        """True when nothing more will change."""
        return self.state not in OPEN

    @property
    def stopped(self) -> bool:
        """True when somebody stopped it, and so it failed."""
        return self.state is JobState.FAILED and self.error == STOPPED


def enqueue(kind: str, payload: Mapping[str, Any], centre: UUID, key: str | None = None) -> UUID:
    """Ask for a job (`payload` is JSON: ids and numbers) and answer its id. It starts once you have committed.

    While a job of this kind is open under `key` at this centre, answers that job's id instead. It may have begun
    already: let the key say which state of things is meant. Raises ValueError for a kind nobody does.
    """
    if kind not in Jobs.of().kinds:
        raise ValueError(f"nobody does jobs of the kind {kind!r}")
    for _ in range(_TRIES):
        if key is not None and (open_job := _open_job(kind, centre, key)):
            return open_job
        asked = Job(id=uuid4(), centre_id=centre, kind=kind, payload=dict(payload), key=key)
        try:
            with db.session.begin_nested():
                db.session.add(asked)
            return asked.id
        except IntegrityError as error:  # somebody asked for the same at the same moment
            refused = error
    raise refused


def enqueue_on(connection: Connection, kind: str, payload: Mapping[str, Any], centre: UUID) -> UUID:
    """The same in a transaction that is not the session's. Raises ValueError for a kind nobody does."""
    if kind not in Jobs.of().kinds:
        raise ValueError(f"nobody does jobs of the kind {kind!r}")
    asked = uuid4()
    connection.execute(insert(Job), {"id": asked, "centre_id": centre, "kind": kind, "payload": dict(payload)})
    return asked


def stop(centre: UUID, job_ids: Collection[UUID]) -> int:
    """Stop those of this centre's jobs that are not over, and answer how many that were. It counts once you commit.

    A worker that has one in hand loses its lease: it hears of it the next time it says how far it is.
    """
    values = {
        "state": JobState.FAILED,
        "error": STOPPED,
        "finished": now(),
        "lease_token": None,
        "leased_until": None,
    }
    chosen = update(Job).where(Job.centre_id == centre, Job.id.in_(job_ids), Job.state.in_(OPEN)).values(values)
    stopped = db.session.execute(chosen.execution_options(synchronize_session=False))
    return int(stopped.rowcount)  # type: ignore[attr-defined]


def status(centre: UUID, job_id: UUID) -> JobStatus:
    """How a job of this centre stands. Raises NotFound; another centre's job is not found either."""
    # Another process writes the row: read it afresh even when the session saw it before.
    asked = select(Job).where(Job.id == job_id, Job.centre_id == centre).execution_options(populate_existing=True)
    found = db.session.scalar(asked)
    if found is None:
        raise NotFound("job")
    return _status(found)


def statuses(centre: UUID, job_ids: Collection[UUID]) -> dict[UUID, JobStatus]:
    """How those of the jobs stand that are this centre's. One query."""
    asked = select(Job).where(Job.centre_id == centre, Job.id.in_(job_ids))
    found = db.session.scalars(asked.execution_options(populate_existing=True))
    return {one.id: _status(one) for one in found}


def latest(kind: str, centre: UUID, key: str) -> JobStatus | None:
    """How the last job stands that this centre asked for under `key`, or None. One query."""
    asked = select(Job).where(Job.centre_id == centre, Job.kind == kind, Job.key == key)
    found = db.session.scalar(asked.order_by(Job.created.desc(), Job.id).limit(1))
    return _status(found) if found else None


def _status(found: Job) -> JobStatus:
    return JobStatus(
        id=found.id,
        kind=found.kind,
        state=JobState(found.state),
        done_steps=found.done_steps,
        total_steps=found.total_steps,
        step_text=found.step_text,
        error=found.error,
        result=found.result,
        payload=found.payload,
        created=found.created,
        started=found.started,
        finished=found.finished,
    )


def _open_job(kind: str, centre: UUID, key: str) -> UUID | None:
    return db.session.scalar(
        select(Job.id).where(Job.centre_id == centre, Job.kind == kind, Job.key == key, Job.state.in_(OPEN))
    )
