"""Which roles are held today. A role with a last day opens nothing after it, without anybody having to end it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Date, and_, bindparam, or_, select

from lms_peer.database import db, now
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.roles import Role
from lms_peer.domain.uk import uk_day
from lms_peer.domain.visits import opens
from lms_peer.people.models import Account, Centre, Membership


def today() -> date:
    """The day on which it is asked."""
    return uk_day(now())


_membership = Membership.__table__.c
# What `visits.opens` says, for a query; the day is asked for each time that one with this condition is run.
HELD = and_(
    _membership.ended.is_(None),
    or_(_membership.until.is_(None), _membership.until >= bindparam("today", type_=Date, callable_=today)),
)


def is_held(membership: Membership) -> bool:
    """The same of one row."""
    return membership.ended is None and opens(membership.until, today())


class Visit(NamedTuple):
    """Somebody who holds, or held until their last day, a role at a centre."""

    account: UUID
    name: str
    email: str | None
    until: date | None

    @property
    def over(self) -> bool:
        """True once the last day is over."""
        return not opens(self.until, today())


def visits(centre: UUID, role: Role) -> list[Visit]:
    """Everyone to whom the role was given and from whom it was not taken, by name, also after their last day."""
    query = (
        select(Account.id, Account.name, Account.email, Membership.until)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.centre_id == centre, Membership.role == role, Membership.ended.is_(None))
        .order_by(Account.name, Account.id)
    )
    return [Visit._make(row) for row in db.session.execute(query)]


def visit(centre: UUID, account: UUID, role: Role) -> Visit:
    """One of `visits`. Raises NotFound."""
    for one in visits(centre, role):
        if one.account == account:
            return one
    raise NotFound("person")


def last_days(centre: UUID) -> dict[tuple[UUID, Role], date]:
    """The last day of each role that is held at the centre and has one, by account and role."""
    query = select(Membership.account_id, Membership.role, Membership.until).where(
        Membership.centre_id == centre, HELD, Membership.until.is_not(None)
    )
    return {(account, role): until for account, role, until in db.session.execute(query) if until}


def set_last_day(centre: UUID, account: UUID, role: Role, until: date | None) -> None:
    """Move the last day of a role that was given and not taken. After it was over, the role opens again.

    Raises NotFound.
    """
    membership = db.session.get(Membership, (account, centre, role))
    if membership is None or membership.ended:
        raise NotFound("person")
    membership.until = until
    db.session.flush()


class Over(NamedTuple):
    """A role whose last day is over: at which centre, as what, and which day that was."""

    centre: UUID
    name: str
    role: Role
    until: date


def over(account: UUID) -> list[Over]:
    """Every role of the account whose last day is over, the latest first."""
    query = (
        select(Centre.id, Centre.name, Membership.role, Membership.until)
        .join(Membership, Membership.centre_id == Centre.id)
        .where(Membership.account_id == account, Membership.ended.is_(None), Membership.until < today())
        .order_by(Membership.until.desc(), Centre.name, Membership.role)
    )
    return [Over._make(row) for row in db.session.execute(query)]
