"""How many learners each cohort has and how far they are, counted by the database without reading any record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select

from lms_peer.database import db
from lms_peer.domain.standing import Status
from lms_peer.people.models import Enrolment
from lms_peer.progress.tables import RegistrationProgress


def tallies(centre: UUID) -> dict[UUID | None, Counter[Status]]:
    """How many registrations of each status every cohort has. Under None: those in no cohort."""
    query = (
        select(Enrolment.cohort_id, RegistrationProgress.status, func.count())
        .join(RegistrationProgress, RegistrationProgress.registration == Enrolment.registration)
        .where(Enrolment.centre_id == centre)
        .group_by(Enrolment.cohort_id, RegistrationProgress.status)
    )
    counted: dict[UUID | None, Counter[Status]] = {}
    for cohort, status, number in db.session.execute(query):
        counted.setdefault(cohort, Counter())[Status(status)] += number
    return counted


def statuses(centre: UUID, registrations: Iterable[UUID]) -> frozenset[Status]:
    """The statuses that these registrations of the centre have among them."""
    return frozenset(status for _, status in _statuses(centre, registrations))


def paused(centre: UUID, registrations: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the registrations that are paused."""
    return frozenset(one for one, status in _statuses(centre, registrations) if status is Status.PAUSED)


def _statuses(centre: UUID, registrations: Iterable[UUID]) -> list[tuple[UUID, Status]]:
    query = select(RegistrationProgress.registration, RegistrationProgress.status).where(
        RegistrationProgress.centre_id == centre, RegistrationProgress.registration.in_(list(registrations))
    )
    return [(registration, Status(status)) for registration, status in db.session.execute(query)]
