"""Staff whom learners shadow and who have no account to sign in with: on the centre's list by name, nothing else."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from lms_peer.database import db, keep_once
from lms_peer.domain.refusals import AlreadySaid
from lms_peer.domain.roles import Role
from lms_peer.people.centres import give_role, holds
from lms_peer.people.holding import HELD
from lms_peer.people.models import NAME_LENGTH, Account, Membership
from lms_peer.people.words import required


def list_staff(centre: UUID, name: str, account_id: UUID) -> Account:
    """Put a member of staff on the list who can not sign in. The same `account_id` twice is one person.

    They answer hours by a link. Raises Missing, TooLong, AlreadySaid (the id is somebody else's).
    """
    wanted = required("name", name, NAME_LENGTH)
    if db.session.get(Account, account_id) is not None and not holds(centre, account_id, Role.STAFF):
        raise AlreadySaid(account_id)
    account = keep_once(Account(id=account_id, name=wanted))
    give_role(centre, account.id, Role.STAFF)
    return account


def signs_in(account: Account) -> bool:
    """True for someone who has a way to sign in."""
    return bool(account.username or account.email)


def without_sign_in(centre: UUID) -> list[Account]:
    """The centre's staff who can not sign in, by name."""
    query = (
        select(Account)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.centre_id == centre,
            Membership.role == Role.STAFF,
            HELD,
            Account.username.is_(None),
            Account.email.is_(None),
        )
        .order_by(Account.name, Account.id)
    )
    return list(db.session.scalars(query))
