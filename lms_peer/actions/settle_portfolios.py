"""A trainer settles how the centre's portfolios are: their language, what forms are called, what stands in them."""

from __future__ import annotations

from lms_peer.actions.record import Acting
from lms_peer.portfolio.settings import Settings, keep_settings


def settle_portfolios(acting: Acting, settings: Settings) -> None:
    """Portfolios that are issued from now on are made like this. What was issued stays as it was."""
    keep_settings(acting.centre, settings)
