"""Learners, cohorts and enrolments: whose record a registration is, and with whom they learn."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.exc import IntegrityError

from lms_peer.database import as_check, db
from lms_peer.domain.refusals import NotAtCentre, NotFound, ULNTaken
from lms_peer.domain.roles import Role
from lms_peer.people.centres import Member, holds
from lms_peer.people.holding import HELD
from lms_peer.people.models import NAME_LENGTH, Account, Cohort, Enrolment, Learner, Membership
from lms_peer.people.words import optional, required

# Asked by nearly each page, so put together once.
_COHORTS = (
    select(Cohort).where(Cohort.centre_id == bindparam("centre")).order_by(Cohort.starts.desc(), Cohort.title)
)
_COHORT = select(Cohort).where(Cohort.id == bindparam("cohort"), Cohort.centre_id == bindparam("centre"))
_LEARNER = select(Learner).where(
    Learner.account_id == bindparam("account"), Learner.centre_id == bindparam("centre")
)
_OF_CENTRE = select(Enrolment).where(Enrolment.centre_id == bindparam("centre"))
_ENROLMENT = _OF_CENTRE.where(Enrolment.registration == bindparam("registration"))
_ENROLMENTS = _OF_CENTRE.where(Enrolment.account_id == bindparam("account")).order_by(
    Enrolment.qualification_slug, Enrolment.registration
)
# By columns of the tables: no class need be asked about them.
_enrolment = Enrolment.__table__.c
_account = Account.__table__.c
_cohort = Cohort.__table__.c
_ROLL = (
    select(
        _enrolment.registration,
        _enrolment.account_id,
        _account.name,
        _account.username,
        _account.email,
        _cohort.title,
        _cohort.starts,
        _cohort.ends,
    )
    .join_from(Enrolment.__table__, Account.__table__, _account.id == _enrolment.account_id)
    .outerjoin(Cohort.__table__, _cohort.id == _enrolment.cohort_id)
    .order_by(_account.name, _account.id)
)
_HERE = _enrolment.centre_id == bindparam("centre")
_NAMED: BindParameter[Any] = bindparam("registrations", expanding=True)
_ROLL_OF_COHORT = _ROLL.where(_HERE, _enrolment.cohort_id == bindparam("cohort"))
_ROLL_OF_THESE = _ROLL.where(as_check(_HERE), _enrolment.registration.in_(_NAMED))
_ROLL_OF_NO_COHORT = _ROLL.where(_HERE, _enrolment.cohort_id.is_(None))
_RECORDS = (
    select(_enrolment.registration, _enrolment.qualification_slug, _account.name)
    .join_from(Enrolment.__table__, Account.__table__, _account.id == _enrolment.account_id)
    .where(_HERE)
    .order_by(_account.name, _account.id)
)
_PAGE_OF_RECORDS = _RECORDS.offset(bindparam("start")).limit(bindparam("most"))


def add_learner(
    centre: UUID,
    account: UUID,
    legal_name: str,
    uln: str | None = None,
    awarding_body_number: str | None = None,
) -> Learner:
    """What the awarding body asks about a learner. `uln` was checked by the rule.

    Raises NotAtCentre without the learner role, ULNTaken, Missing, TooLong.
    """
    if not holds(centre, account, Role.LEARNER):
        raise NotAtCentre(Role.LEARNER)
    learner = Learner(
        account_id=account,
        centre_id=centre,
        legal_name=required("legal_name", legal_name, NAME_LENGTH),
        uln=optional("uln", uln, 10),
        awarding_body_number=optional("awarding_body_number", awarding_body_number, 64),
    )
    try:
        with db.session.begin_nested():
            db.session.add(learner)
    except IntegrityError as error:
        raise ULNTaken(uln or "") from error
    return learner


def change_learner(
    centre: UUID, account: UUID, legal_name: str, uln: str | None, awarding_body_number: str | None
) -> None:
    """Write other details down, or the first ones of somebody whom a platform brought; raises as `add_learner`."""
    found = db.session.scalar(_LEARNER, {"account": account, "centre": centre})
    if found is None:
        add_learner(centre, account, legal_name, uln, awarding_body_number)
        return
    try:
        with db.session.begin_nested():
            found.legal_name = required("legal_name", legal_name, NAME_LENGTH)
            found.uln = optional("uln", uln, 10)
            found.awarding_body_number = optional("awarding_body_number", awarding_body_number, 64)
    except IntegrityError as error:
        raise ULNTaken(uln or "") from error


def ulns_taken(centre: UUID, ulns: Collection[str]) -> frozenset[str]:
    """Those of the Unique Learner Numbers that a learner of this centre has. One query."""
    query = select(Learner.uln).where(Learner.centre_id == centre, Learner.uln.in_(ulns))
    return frozenset(filter(None, db.session.scalars(query)))


def hold_learner(centre: UUID, account: UUID) -> None:
    """Let nobody else register this learner here until the transaction ends. Raises NotAtCentre."""
    theirs = select(Membership.account_id).where(
        Membership.account_id == account,
        Membership.centre_id == centre,
        Membership.role == Role.LEARNER,
        HELD,
    )
    if db.session.scalar(theirs.with_for_update()) is None:
        raise NotAtCentre(Role.LEARNER)


def learner(centre: UUID, account: UUID) -> Learner:
    """The learner's own details. Raises NotFound."""
    found = db.session.scalar(_LEARNER, {"account": account, "centre": centre})
    if found is None:
        raise NotFound("learner")
    return found


def learners(centre: UUID, accounts: Collection[UUID]) -> dict[UUID, Learner]:
    """The details of those of the accounts that are learners here. One query."""
    query = select(Learner).where(Learner.centre_id == centre, Learner.account_id.in_(accounts))
    return {found.account_id: found for found in db.session.scalars(query)}


def add_cohort(
    centre: UUID, title: str, qualification_slug: str, starts: date, ends: date | None = None
) -> Cohort:
    """A new cohort. Raises Missing, TooLong."""
    cohort = Cohort(
        centre_id=centre,
        title=required("title", title, NAME_LENGTH),
        qualification_slug=qualification_slug,
        starts=starts,
        ends=ends,
    )
    db.session.add(cohort)
    db.session.flush()
    return cohort


def change_cohort(cohort: Cohort, title: str, starts: date, ends: date | None) -> None:
    """Give the cohort another title and other days. Raises Missing, TooLong."""
    cohort.title = required("title", title, NAME_LENGTH)
    cohort.starts, cohort.ends = starts, ends
    db.session.flush()


def cohorts(centre: UUID) -> list[Cohort]:
    """The centre's cohorts, the latest first."""
    return list(db.session.scalars(_COHORTS, {"centre": centre}))


def cohort(centre: UUID, cohort_id: UUID) -> Cohort:
    """One cohort of this centre. Raises NotFound."""
    found = db.session.scalar(_COHORT, {"cohort": cohort_id, "centre": centre})
    if found is None:
        raise NotFound("cohort")
    return found


def enrol(
    centre: UUID,
    registration: UUID,
    account: UUID,
    qualification_slug: str,
    qualification_version: str,
    specification: str,
    cohort_id: UUID | None = None,
) -> Enrolment:
    """Say whose record `registration` is; `specification` is the SHA-256 of the course file it is on.

    Raises NotAtCentre without the learner role, NotFound for the cohort.
    """
    if not holds(centre, account, Role.LEARNER):
        raise NotAtCentre(Role.LEARNER)
    if cohort_id is not None:
        cohort(centre, cohort_id)
    enrolled = Enrolment(
        registration=registration,
        centre_id=centre,
        account_id=account,
        cohort_id=cohort_id,
        qualification_slug=qualification_slug,
        qualification_version=qualification_version,
        specification=specification,
    )
    db.session.add(enrolled)
    db.session.flush()
    return enrolled


def move(centre: UUID, registration: UUID, cohort_id: UUID | None) -> None:
    """Put the record into another cohort that takes the same course, or into none. Raises NotFound."""
    enrolled = enrolment(centre, registration)
    if cohort_id is not None and cohort(centre, cohort_id).qualification_slug != enrolled.qualification_slug:
        raise NotFound("cohort")
    enrolled.cohort_id = cohort_id
    db.session.flush()


def specifications(centre: UUID, slug: str, version: str) -> frozenset[str]:
    """The SHA-256 of every course file that learners of this centre are on under this slug and version."""
    query = select(Enrolment.specification).where(
        Enrolment.centre_id == centre,
        Enrolment.qualification_slug == slug,
        Enrolment.qualification_version == version,
    )
    return frozenset(db.session.scalars(query))


def enrolment(centre: UUID, registration: UUID) -> Enrolment:
    """The enrolment behind a registration of this centre. Raises NotFound("learner's record")."""
    found = db.session.scalar(_ENROLMENT, {"centre": centre, "registration": registration})
    if found is None:
        raise NotFound("learner's record")
    return found


def enrolments_of(centre: UUID, account: UUID) -> list[Enrolment]:
    """Everything the learner takes at this centre."""
    return list(db.session.scalars(_ENROLMENTS, {"centre": centre, "account": account}))


class CohortHere(NamedTuple):
    """The cohort of a record on a roll."""

    title: str
    starts: date
    ends: date | None


class Enrolled(NamedTuple):
    """One record on a roll, and the cohort it is in."""

    registration: UUID
    cohort: CohortHere | None


Roll = list[tuple[Enrolled, Member]]


def cohort_roll(centre: UUID, cohort_id: UUID) -> Roll:
    """Each enrolment of a cohort with its learner, by name, in one query."""
    return _roll(_ROLL_OF_COHORT, {"centre": centre, "cohort": cohort_id})


def roll(centre: UUID, registrations: Collection[UUID]) -> Roll:
    """Each of these enrolments of the centre with its learner, by name, in one query."""
    return _roll(_ROLL_OF_THESE, {"centre": centre, "registrations": registrations})


def outside_cohorts(centre: UUID) -> Roll:
    """Each enrolment that is in no cohort with its learner, by name, in one query."""
    return _roll(_ROLL_OF_NO_COHORT, {"centre": centre})


def _roll(query: Select[*tuple[Any, ...]], about: dict[str, Any]) -> Roll:
    return [
        (Enrolled(registration, CohortHere(title, starts, ends) if title else None), Member(*person))
        for registration, *person, title, starts, ends in db.session.execute(query, about).all()
    ]


def accounts(centre: UUID, registrations: Collection[UUID]) -> dict[UUID, Account]:
    """The account of the learner behind each of these records of the centre. One query."""
    query = (
        select(Enrolment.registration, Account)
        .join(Account, Account.id == Enrolment.account_id)
        .where(as_check(Enrolment.centre_id == centre), Enrolment.registration.in_(registrations))
    )
    return dict(db.session.execute(query).all())


class Listed(NamedTuple):
    """One record in a list of the centre's."""

    registration: UUID
    qualification_slug: str
    name: str


def find_records(centre: UUID, name: str, start: int, most: int) -> list[Listed]:
    """The centre's records by the learner's name, those whose name has `name` in it, from `start` on. One query."""
    if not name:
        about = {"centre": centre, "start": start, "most": most}
        return [Listed(*row) for row in db.session.execute(_PAGE_OF_RECORDS, about).all()]
    # Here, not in the database: SQLite knows capital letters of English only.
    found = (Listed(*row) for row in db.session.execute(_RECORDS, {"centre": centre}))
    return list(islice((one for one in found if name.casefold() in one.name.casefold()), start, start + most))
