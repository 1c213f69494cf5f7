"""A trainer withdraws a portfolio that was issued; anyone with its address sees what holds of it."""

from __future__ import annotations

from uuid import UUID

from lms_peer import progress, seal
from lms_peer.actions.record import Acting, keep_words, perform
from lms_peer.domain import withdrawing as rules
from lms_peer.domain.facts import PortfolioWithdrawn
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.withdrawing import Validity


def withdraw_portfolio(
    acting: Acting, registration: UUID, submission: UUID, *, version: int, reason: str
) -> PortfolioWithdrawn:
    """Let nobody rely on this version any more. The reason is for staff only.

    Raises NotFound, AlreadyWithdrawn, Missing.
    """
    words = keep_words(acting, reason=reason)
    return perform(
        acting,
        registration,
        submission,
        PortfolioWithdrawn,
        lambda standing, _: rules.withdraw(standing, acting.stamp(submission), version=version, words=words),
    )


def validity_at(token: str) -> Validity:
    """What holds of the portfolio whose public page has this address. Raises NotFound."""
    found = seal.portfolio_at(token)
    if found is None:
        raise NotFound("page")
    return rules.validity(progress.standing(found.centre, found.registration), found.version)
