"""Somebody is let in at a centre, for good or for a visit. A visit ends by itself: see `people.holding`."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from lms_peer.actions.record import Acting
from lms_peer.domain import visits as rules
from lms_peer.domain.refusals import EmailTaken, Missing
from lms_peer.domain.roles import Role
from lms_peer.people import accounts, centres
from lms_peer.people.holding import set_last_day, today
from lms_peer.people.models import Account


def give_roles(centre: UUID, account: UUID, roles: Iterable[Role], until: date | None = None) -> None:
    """Let the account act in each of these roles, until that day if there is one.

    Raises what `visits.checked_last_day` refuses.
    """
    for role in roles:
        centres.give_role(centre, account, role, rules.checked_last_day(role, until, today()))


def invite_assurer(acting: Acting, *, name: str, email: str, until: date | None) -> tuple[Account, bool]:
    """Let an external quality assurer in, by their address; answers who it is, and whether the account is new.

    Who was let in before, at whatever centre, keeps their account. A new one has a password that nobody knows: the
    person asks for a letter with a link. Sent twice it is one visit. Raises what `add_account` and `checked_last_day`
    refuse, EmailTaken for an account that is shut, and NotExternal for somebody who works or learns at any centre: a
    trainer learns nothing of people elsewhere by typing addresses, and changes nothing about them.
    """
    if accounts.checked_email(email) is None:
        raise Missing("email")
    found = accounts.account_signing_in(email)
    account = found or accounts.add_account(name=name, email=email, password=secrets.token_urlsafe(24))
    if not account.active:
        raise EmailTaken(email)
    held = centres.roles_by_centre(account.id).values()
    rules.require_external(frozenset[Role]().union(*held))
    give_roles(acting.centre, account.id, [Role.EQA], until)
    return account, found is None


def move_last_day(acting: Acting, account: UUID, until: date | None) -> None:
    """Another last day for an external quality assurer. After it was over, they are let in again.

    Raises NotFound, and what `visits.checked_last_day` refuses.
    """
    set_last_day(acting.centre, account, Role.EQA, rules.checked_last_day(Role.EQA, until, today()))
