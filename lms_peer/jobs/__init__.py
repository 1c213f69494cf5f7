"""Work that takes longer than a page should: asked for in one transaction, done by another process, done once.

A job is a row written in the transaction of the fact that asks for it. A worker leases it, and whatever it writes
is committed together with "done". The same code runs on SQLite and PostgreSQL. Knows no kind of job by itself: the
application hands the handlers over, see `Jobs`. May use the database and the domain, and knows no web.
"""

from lms_peer.jobs.handlers import Handler, JobFailed, Jobs, TryLater, job
from lms_peer.jobs.queue import JobStatus, enqueue, enqueue_on, latest, status, statuses, stop
from lms_peer.jobs.tables import Job, JobState
from lms_peer.jobs.worker import JobContext, LeaseLost, Worker, work

__all__ = [
    "Handler",
    "Job",
    "JobContext",
    "JobFailed",
    "JobState",
    "JobStatus",
    "Jobs",
    "LeaseLost",
    "TryLater",
    "Worker",
    "enqueue",
    "enqueue_on",
    "job",
    "latest",
    "status",
    "statuses",
    "stop",
    "work",
]
