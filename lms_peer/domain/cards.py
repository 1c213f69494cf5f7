"""Printed sign-in cards: how long one is good for, who may have one, and why one is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lms_peer.domain.refusals import Refusal
from lms_peer.domain.roles import Role

GOOD_FOR = timedelta(days=14)


@dataclass
class NoSuchCard(Refusal):
    """No card has this code for this username; it is not said which of the two is wrong."""


@dataclass
class CardUsed(Refusal):
    """Somebody signed in with the card already."""

    used: datetime


@dataclass
class CardCancelled(Refusal):
    """The card was cancelled, or a newer one was made."""

    cancelled: datetime


@dataclass
class CardExpired(Refusal):
    """The card was kept for too long."""

    expired: datetime


@dataclass
class NotForCards(Refusal):
    """Somebody who is more than a learner signs in with a password: whoever makes a card could act as them."""


def require_only_learner(roles: Iterable[Role]) -> None:
    """Raises NotForCards unless learner is the only role that the person holds, at any centre."""
    if set(roles) != {Role.LEARNER}:
        raise NotForCards


def require_good(at: datetime, *, used: datetime | None, cancelled: datetime | None, expires: datetime) -> None:
    """Raises CardUsed, CardCancelled or CardExpired unless a card that stands so can be used at `at`."""
    if used:
        raise CardUsed(used)
    if cancelled:
        raise CardCancelled(cancelled)
    if at >= expires:
        raise CardExpired(expires)
