"""Who looks after which record, which units an assessor is approved for, and the interests they declared."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import delete, select

from lms_peer.database import db
from lms_peer.domain.refusals import NotAtCentre
from lms_peer.domain.roles import Role
from lms_peer.people.centres import holds
from lms_peer.people.enrolments import enrolment
from lms_peer.people.models import Account, Allocation, AssessorScope, Enrolment, Interest


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


def allocated(centre: UUID, registration: UUID, role: Role) -> list[Account]:
    """Who looks after the record as `role`, by name."""
    query = (
        select(Account)
        .join(Allocation, Allocation.account_id == Account.id)
        .join(Enrolment, Enrolment.registration == Allocation.registration)
        .where(Enrolment.centre_id == centre, Allocation.registration == registration, Allocation.role == role)
        .order_by(Account.name, Account.id)
    )
    return list(db.session.scalars(query))


def allocations(centre: UUID, registrations: Collection[UUID], role: Role) -> dict[UUID, tuple[Account, ...]]:
    """Who looks after each of the centre's records as `role`, by name. One query."""
    query = (
        select(Allocation.registration, Account)
        .join(Account, Account.id == Allocation.account_id)
        .join(Enrolment, Enrolment.registration == Allocation.registration)
        .where(Enrolment.centre_id == centre, Allocation.registration.in_(registrations), Allocation.role == role)
        .order_by(Account.name, Account.id)
    )
    found: dict[UUID, tuple[Account, ...]] = {}
    for registration, account in db.session.execute(query):
        found[registration] = (*found.get(registration, ()), account)
    return found


def records_of(centre: UUID, account: UUID, role: Role) -> list[Enrolment]:
    """The records that the account looks after as `role`."""
    query = (
        select(Enrolment)
        .join(Allocation, Allocation.registration == Enrolment.registration)
        .where(Enrolment.centre_id == centre, Allocation.account_id == account, Allocation.role == role)
        .order_by(Enrolment.qualification_slug, Enrolment.registration)
    )
    return list(db.session.scalars(query))


def scope(centre: UUID, account: UUID, qualification_slug: str) -> frozenset[str] | None:
    """The references of the units that the assessor is approved for, or None for all of them."""
    query = select(AssessorScope.unit).where(
        AssessorScope.centre_id == centre,
        AssessorScope.account_id == account,
        AssessorScope.qualification_slug == qualification_slug,
    )
    return frozenset(db.session.scalars(query)) or None


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
    query = select(Interest.learner_id).where(Interest.centre_id == centre, Interest.account_id == account)
    return frozenset(db.session.scalars(query))


def declare_interest(centre: UUID, account: UUID, learner: UUID) -> None:
    """Put an assessor's interest in a learner on record; twice changes nothing. Raises NotAtCentre."""
    if not holds(centre, learner, Role.LEARNER):
        raise NotAtCentre(Role.LEARNER)
    if db.session.get(Interest, (account, centre, learner)) is None:
        db.session.add(Interest(account_id=account, centre_id=centre, learner_id=learner))
        db.session.flush()
