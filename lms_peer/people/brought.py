"""People whom a learning platform brings: their accounts, and the names by which the platform's statements know them.

An account here is one person of one registration, never one e-mail address: addresses can be typed by anybody.
"""

from __future__ import annotations

from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms_peer.database import db, now
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.roles import Role
from lms_peer.people.accounts import end_sessions
from lms_peer.people.centres import give_role
from lms_peer.people.models import NAME_LENGTH, Account, ActorName, Membership
from lms_peer.people.names import CLIENTS, new_id_for_a_launch

_SHORTEST = 4


def bring(centre: UUID, issuer: str, sub: str, *, name: str | None, called: str) -> Account:
    """A new account for somebody of a platform: known as `name`, or `called` with a few signs when there is none.

    Statements name them as the platform does, unless somebody else here has that name already: two registrations of one
    platform are not one person.
    """
    account = Account(id=new_id_for_a_launch(), name="")
    account.name = (name or "").strip()[:NAME_LENGTH] or _opaque_name(centre, called, account.id)
    db.session.add(account)
    db.session.flush()
    know_as(centre, issuer, sub, account.id, own=True)
    return account


def know_as(centre: UUID, issuer: str, sub: str, account: UUID, *, own: bool) -> None:
    """Let the name stand for the account, unless it stands for somebody already.

    A name under our own address stands for the account that has it as its id, and no platform can say otherwise.
    """
    if issuer == current_app.config["LMS_PEER_ISSUER"] or issuer.endswith(CLIENTS):
        return
    try:
        with db.session.begin_nested():
            db.session.add(ActorName(centre_id=centre, issuer=issuer, name=sub, account_id=account, own=own))
    except IntegrityError:
        return


def rename(account: UUID, name: str) -> bool:
    """Call somebody what their platform calls them now; True when that is new."""
    found, now_called = db.session.get(Account, account), name.strip()[:NAME_LENGTH]
    if found is None or not now_called or found.name == now_called:
        return False
    found.name = now_called
    db.session.flush()
    return True


def give_first_role(centre: UUID, account: UUID, role: Role) -> None:
    """Let them act as `role`. A role that the centre has ended stays ended, whatever a platform says."""
    if db.session.get(Membership, (account, centre, role)) is None:
        give_role(centre, account, role)


def become(centre: UUID, brought: UUID, account: UUID) -> None:
    """Let what stood for the account that a platform brought stand for `account` from now on. The old one is shut."""
    names = select(ActorName).where(ActorName.centre_id == centre, ActorName.account_id == brought)
    for one in db.session.scalars(names):
        one.account_id, one.own = account, False
    old = db.session.get(Account, brought)
    if old is None:
        raise NotFound("account")
    held = select(Membership).where(Membership.account_id == brought, Membership.ended.is_(None))
    for membership in db.session.scalars(held):
        membership.ended = now()
    old.active = False
    end_sessions(old)


def _opaque_name(centre: UUID, called: str, account: UUID) -> str:
    """A name that says nothing about the person, and that nobody at the centre has: as few signs as will do."""
    signs = account.hex[-12:].upper()  # the last ones are random
    names = [f"{called} {signs[:length]}" for length in range(_SHORTEST, len(signs) + 1)]
    here = select(Membership.account_id).where(Membership.centre_id == centre)
    taken = set(db.session.scalars(select(Account.name).where(Account.name.in_(names), Account.id.in_(here))))
    return next((name for name in names if name not in taken), names[-1])
