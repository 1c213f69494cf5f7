"""A trainer makes sign-in cards for learners, and cancels them. Who did it is kept with the card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import select

from lms_peer.actions.record import Acting
from lms_peer.actions.register_many import free_username
from lms_peer.database import db
from lms_peer.domain.cards import require_only_learner
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.roles import Role
from lms_peer.people import cards, centres
from lms_peer.people.accounts import account_of
from lms_peer.people.models import Account
from lms_peer.people.signing import SignInCard


def make_sign_in_cards(acting: Acting, codes: Mapping[UUID, str]) -> dict[UUID, SignInCard]:
    """A card for each account, with its code. All of them, or none.

    Raises NotFound for somebody who is no learner of this centre, NotForCards for somebody who is more than one.
    """
    made_by = account_of(acting.centre, acting.actor).id
    for refused in set(codes) - may_have_card(acting.centre, codes):
        require_card_allowed(acting.centre, refused)
    return {account: cards.make_card(acting.centre, account, code, made_by) for account, code in codes.items()}


def sign_in_names(learners: Iterable[UUID]) -> dict[UUID, str]:
    """What each of them types to sign in. Who came from a learning platform had nothing to type: a username is made."""
    found = list(db.session.scalars(select(Account).where(Account.id.in_(learners))))
    for account in found:
        if not (account.username or account.email):
            account.username = free_username(account.name, set())
            db.session.flush()
    return {account.id: account.username or account.email or "" for account in found}


def cancel_sign_in_cards(acting: Acting, account: UUID) -> int:
    """Make the learner's unused cards good for nothing; answers how many. Raises NotFound."""
    if not centres.holds(acting.centre, account, Role.LEARNER):
        raise NotFound("learner")
    return cards.cancel_cards(account)


def require_card_allowed(centre: UUID, account: UUID) -> None:
    """Raises NotFound for somebody who is no learner of this centre, NotForCards for somebody who is more than one."""
    if not centres.holds(centre, account, Role.LEARNER):
        raise NotFound("learner")
    held = centres.roles_by_centre(account)
    require_only_learner(role for roles in held.values() for role in roles)


def may_have_card(centre: UUID, accounts: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the accounts that are learners here, and nothing else anywhere. One query."""
    return centres.only(Role.LEARNER, centre, accounts)
