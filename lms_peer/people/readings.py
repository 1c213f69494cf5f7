"""Which records visitors opened, and when: the centre's own log of it, kept beside the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from lms_peer.database import db
from lms_peer.people.models import Account, Enrolment, RecordReading


class Reading(NamedTuple):
    """One opening: who (a name, None once erased), when, whose record, and what of it."""

    at: datetime
    by: str | None
    learner: str | None
    registration: UUID | None
    what: str
    part: str


def note_reading(centre: UUID, by: UUID, registration: UUID | None, what: str, part: str = "") -> None:
    """Write down that somebody opened something of a record, or of all of them."""
    db.session.add(RecordReading(centre_id=centre, by=by, registration=registration, what=what, part=part[:64]))
    db.session.flush()


def readings_of(centre: UUID, registration: UUID) -> list[tuple[datetime, str, str]]:
    """When visitors opened something of one record, and what and which part of it; the earliest first."""
    query = (
        select(RecordReading.at, RecordReading.what, RecordReading.part)
        .where(RecordReading.centre_id == centre, RecordReading.registration == registration)
        .order_by(RecordReading.at, RecordReading.id)
    )
    return [(at, what, part) for at, what, part in db.session.execute(query)]


def readings(centre: UUID, start: int, most: int) -> Sequence[Reading]:
    """What was opened at the centre, the latest first: `most` lines from `start` on. One query."""
    reader, learner = Account.__table__.alias("reader"), Account.__table__.alias("learner")
    query = (
        select(
            *(RecordReading.at, reader.c.name, learner.c.name, RecordReading.registration),
            *(RecordReading.what, RecordReading.part),
        )
        .outerjoin(reader, reader.c.id == RecordReading.by)
        .outerjoin(Enrolment, Enrolment.registration == RecordReading.registration)
        .outerjoin(learner, learner.c.id == Enrolment.account_id)
        .where(RecordReading.centre_id == centre)
        .order_by(RecordReading.at.desc(), RecordReading.id)
        .offset(start)
        .limit(most)
    )
    return [Reading._make(row) for row in db.session.execute(query)]
