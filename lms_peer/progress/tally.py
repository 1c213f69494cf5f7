"""How many learners each cohort has and how far they are, counted by the database without reading any record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, func, select

from lms_peer.database import as_check, db
from lms_peer.domain.standing import Status
from lms_peer.people.models import Enrolment
from lms_peer.progress.tables import RegistrationProgress

# Put together once; by columns of the tables, which no class need be asked about.
_enrolment = Enrolment.__table__.c
_progress = RegistrationProgress.__table__.c
_TALLIES = (
    select(_enrolment.cohort_id, _progress.status, func.count())
    .join_from(
        Enrolment.__table__, RegistrationProgress.__table__, _progress.registration == _enrolment.registration
    )
    .where(_enrolment.centre_id == bindparam("centre"))
    .group_by(_enrolment.cohort_id, _progress.status)
)
_THESE: BindParameter[Any] = bindparam("registrations", expanding=True)
_STATUSES = select(_progress.registration, _progress.status).where(
    as_check(_progress.centre_id == bindparam("centre")), _progress.registration.in_(_THESE)
)


def tallies(centre: UUID) -> dict[UUID | None, Counter[Status]]:
    """How many registrations of each status every cohort has. Under None: those in no cohort."""
    counted: dict[UUID | None, Counter[Status]] = {}
    for cohort, status, number in db.session.execute(_TALLIES, {"centre": centre}).all():
        counted.setdefault(cohort, Counter())[Status(status)] += number
    return counted


def statuses(centre: UUID, registrations: Iterable[UUID]) -> frozenset[Status]:
    """The statuses that these registrations of the centre have among them."""
    return frozenset(status for _, status in _statuses(centre, registrations))


def resting(centre: UUID, registrations: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the registrations that are paused or ended."""
    resting = (Status.PAUSED, Status.ENDED)
    return frozenset(one for one, status in _statuses(centre, registrations) if status in resting)


def _statuses(centre: UUID, registrations: Iterable[UUID]) -> list[tuple[UUID, Status]]:
    about = {"centre": centre, "registrations": list(registrations)}
    return [(registration, Status(status)) for registration, status in db.session.execute(_STATUSES, about)]
