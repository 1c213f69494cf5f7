"""Who looks after which record, which units an assessor is approved for, and the interests they declared."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, and_, bindparam, delete, select

from lms_peer.database import as_check, db
from lms_peer.domain.refusals import NotAtCentre
from lms_peer.domain.roles import Role
from lms_peer.people.centres import Member, holds
from lms_peer.people.enrolments import enrolment
from lms_peer.people.holding import HELD
from lms_peer.people.models import (
    Account,
    Allocation,
    AssessorInTraining,
    AssessorScope,
    Enrolment,
    Interest,
    Membership,
)

# Asked by nearly each page, so put together once; by columns of the tables, which no class need be asked about.
_allocation = Allocation.__table__.c
_enrolment = Enrolment.__table__.c
_account = Account.__table__.c
_THEIR_RECORD = _enrolment.registration == _allocation.registration
_THESE: BindParameter[Any] = bindparam("registrations", expanding=True)
_LOOKED_AFTER = (
    select(_account.id, _account.name, _account.username, _account.email)
    .join_from(Allocation.__table__, Account.__table__, _account.id == _allocation.account_id)
    .join(Enrolment.__table__, _THEIR_RECORD)
    .where(as_check(_enrolment.centre_id == bindparam("centre")), _allocation.registration.in_(_THESE))
    .order_by(_account.name, _account.id)
)
_IN_ONE_ROLE = _LOOKED_AFTER.add_columns(_allocation.registration).where(_allocation.role == bindparam("role"))
_IN_EACH_ROLE = _LOOKED_AFTER.add_columns(_allocation.role)
_RECORDS = (
    select(_allocation.registration)
    .join_from(Allocation.__table__, Enrolment.__table__, _THEIR_RECORD)
    .where(
        _enrolment.centre_id == bindparam("centre"),
        _allocation.account_id == bindparam("account"),
        _allocation.role == bindparam("role"),
    )
    .order_by(_enrolment.qualification_slug, _enrolment.registration)
)
_scope = AssessorScope.__table__.c
_interest = Interest.__table__.c
_SCOPE = select(_scope.unit).where(
    _scope.centre_id == bindparam("centre"),
    _scope.account_id == bindparam("account"),
    _scope.qualification_slug == bindparam("slug"),
)
_INTERESTS = select(_interest.learner_id).where(
    _interest.centre_id == bindparam("centre"), _interest.account_id == bindparam("account")
)
_membership = Membership.__table__.c
_in_training = AssessorInTraining.__table__.c
_APPROVAL = (
    select(_in_training.account_id, _scope.unit, _interest.learner_id)
    .select_from(Membership.__table__)
    .outerjoin(
        AssessorInTraining.__table__,
        and_(_in_training.account_id == _membership.account_id, _in_training.centre_id == _membership.centre_id),
    )
    .outerjoin(
        AssessorScope.__table__,
        and_(
            _scope.account_id == _membership.account_id,
            _scope.centre_id == _membership.centre_id,
            _scope.qualification_slug == bindparam("slug"),
        ),
    )
    .outerjoin(
        Interest.__table__,
        and_(_interest.account_id == _membership.account_id, _interest.centre_id == _membership.centre_id),
    )
    .where(
        _membership.account_id == bindparam("account"),
        _membership.centre_id == bindparam("centre"),
        _membership.role == Role.ASSESSOR,
        HELD,
    )
)


def allocate(centre: UUID, registration: UUID, account: UUID, role: Role) -> None:
    """Put the account in charge of a record as assessor, trainer or IQA; twice changes nothing.

    Raises NotFound for another centre's record, NotAtCentre when the account does not hold the role.
    """
    enrolment(centre, registration)
    if not holds(centre, account, role):
        raise NotAtCentre(role)
    if db.session.get(Allocation, (registration, account, role)) is None:
        db.session.add(Allocation(registration=registration, account_id=account, role=role))
        db.session.flush()


def release(centre: UUID, registration: UUID, account: UUID, role: Role) -> None:
    """End an allocation. Raises NotFound for another centre's record."""
    enrolment(centre, registration)
    db.session.execute(
        delete(Allocation).where(
            Allocation.registration == registration,
            Allocation.account_id == account,
            Allocation.role == role,
        )
    )


def allocated(centre: UUID, registration: UUID, role: Role) -> tuple[Member, ...]:
    """Who looks after the record as `role`, by name."""
    return allocations(centre, [registration], role).get(registration, ())


def allocations(centre: UUID, registrations: Collection[UUID], role: Role) -> dict[UUID, tuple[Member, ...]]:
    """Who looks after each of the centre's records as `role`, by name. One query."""
    about = {"centre": centre, "registrations": registrations, "role": role}
    found: dict[UUID, tuple[Member, ...]] = {}
    for id_, name, username, email, registration in db.session.execute(_IN_ONE_ROLE, about).all():
        found[registration] = (*found.get(registration, ()), Member(id_, name, username, email))
    return found


def by_role(centre: UUID, registration: UUID) -> dict[Role, tuple[Member, ...]]:
    """Everybody who looks after the record, by name, under the role in which they do. One query."""
    found: dict[Role, tuple[Member, ...]] = {}
    about = {"centre": centre, "registrations": [registration]}
    for id_, name, username, email, role in db.session.execute(_IN_EACH_ROLE, about):
        found[role] = (*found.get(role, ()), Member(id_, name, username, email))
    return found


def records_of(centre: UUID, account: UUID, role: Role) -> list[UUID]:
    """The registrations that the account looks after as `role`."""
    return list(db.session.scalars(_RECORDS, {"centre": centre, "account": account, "role": role}))


class Approval(NamedTuple):
    """What an assessor may do on a qualification: `scope` and `interests` as the functions here answer them."""

    in_training: bool
    scope: frozenset[str] | None
    interests: frozenset[UUID]


def approval(centre: UUID, account: UUID, qualification_slug: str) -> Approval | None:
    """What the centre allows this assessor on the qualification, or None when they are no assessor there. One query."""
    about = {"centre": centre, "account": account, "slug": qualification_slug}
    rows = db.session.execute(_APPROVAL, about).all()
    if not rows:
        return None
    in_training, units, learners = (frozenset(filter(None, column)) for column in zip(*rows, strict=True))
    return Approval(bool(in_training), units or None, learners)


def scope(centre: UUID, account: UUID, qualification_slug: str) -> frozenset[str] | None:
    """The references of the units that the assessor is approved for, or None for all of them."""
    about = {"centre": centre, "account": account, "slug": qualification_slug}
    return frozenset(db.session.scalars(_SCOPE, about)) or None


def set_scope(centre: UUID, account: UUID, qualification_slug: str, units: Iterable[str]) -> None:
    """Approve the assessor for these units only; no units means all. Raises NotAtCentre."""
    if not holds(centre, account, Role.ASSESSOR):
        raise NotAtCentre(Role.ASSESSOR)
    db.session.execute(
        delete(AssessorScope).where(
            AssessorScope.centre_id == centre,
            AssessorScope.account_id == account,
            AssessorScope.qualification_slug == qualification_slug,
        )
    )
    db.session.add_all(
        AssessorScope(account_id=account, centre_id=centre, qualification_slug=qualification_slug, unit=unit)
        for unit in set(units)
    )
    db.session.flush()


def interests(centre: UUID, account: UUID) -> frozenset[UUID]:
    """The accounts of the learners in whom the assessor declared an interest."""
    return frozenset(db.session.scalars(_INTERESTS, {"centre": centre, "account": account}))


def declare_interest(centre: UUID, account: UUID, learner: UUID) -> None:
    """Put an assessor's interest in a learner on record; twice changes nothing. Raises NotAtCentre."""
    if not holds(centre, learner, Role.LEARNER):
        raise NotAtCentre(Role.LEARNER)
    if db.session.get(Interest, (account, centre, learner)) is None:
        db.session.add(Interest(account_id=account, centre_id=centre, learner_id=learner))
        db.session.flush()
