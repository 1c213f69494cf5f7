"""A learner signs in with a printed card: once, and then chooses a password."""

from __future__ import annotations

from lms_peer.domain.cards import require_only_learner
from lms_peer.people import accounts, cards, centres
from lms_peer.people.models import Account


def use_sign_in_card(username: str, code: str) -> Account:
    """The account that the card lets in, which is used from now on.

    Raises NoSuchCard, CardUsed, CardCancelled, CardExpired; NotForCards for somebody who is more than a learner by now.
    """
    account = accounts.account_signing_in(username)
    cards.use_card(account, code)
    assert account is not None  # noqa: S101 - use_card raised NoSuchCard otherwise
    held = centres.roles_by_centre(account.id)
    require_only_learner(role for roles in held.values() for role in roles)
    return account
