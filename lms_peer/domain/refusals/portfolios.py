"""Portfolios: making, exporting and withdrawing them."""

from __future__ import annotations

from dataclasses import dataclass

from lms_peer.domain.refusals.refusal import Refusal


@dataclass
class VersionTaken(Refusal):
    """That version of the portfolio was issued already; the next one is `next_version`."""

    next_version: int


@dataclass
class HiddenSince(Refusal):
    """What is left out of portfolios was changed after this version was issued, so its files do not leave any more."""

    version: int


class OtherKindInHand(Refusal):
    """A final portfolio is asked for while a draft is being made, or the other way round."""


@dataclass
class PortfolioNotReady(Refusal):
    """Something is still open, so there can only be a draft; `blocks` says what, in plain words."""

    blocks: tuple[str, ...]


@dataclass
class SectionsNotDrawn(Refusal):
    """Some sections of the portfolio could not be drawn; `sections` holds the name of each, and why."""

    sections: tuple[tuple[str, str], ...]


@dataclass
class AlreadyWithdrawn(Refusal):
    """This version of the portfolio was withdrawn already."""

    version: int


@dataclass
class NothingToPrint(Refusal):
    """The registration has no evidence yet."""
