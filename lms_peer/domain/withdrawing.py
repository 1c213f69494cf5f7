"""Withdrawing a portfolio that was issued, and what holds of each version. Pure rules."""

from __future__ import annotations

from enum import StrEnum

from lms_peer.domain.facts import Document, PortfolioIssued, PortfolioWithdrawn, Stamp
from lms_peer.domain.refusals import AlreadyWithdrawn, Missing, NotFound
from lms_peer.domain.standing import Standing


class Validity(StrEnum):
    """What holds of one version of a portfolio."""

    VALID = "valid"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


def version_of(standing: Standing, version: int) -> PortfolioIssued:
    """The version as it was issued. Raises NotFound."""
    found = next((one for one in standing.portfolios if one.version == version), None)
    if found is None:
        raise NotFound("portfolio")
    return found


def withdraw(standing: Standing, stamp: Stamp, *, version: int, words: Document | None) -> PortfolioWithdrawn:
    """Say that nobody is to rely on a version any more, and why. Raises NotFound, AlreadyWithdrawn, Missing.

    It can be done on a completed registration too: that is when a mistake in its portfolio hurts most.
    """
    issued = version_of(standing, version)
    if issued.id in standing.withdrawn:
        raise AlreadyWithdrawn(version)
    if words is None:
        raise Missing("reason")
    return PortfolioWithdrawn(**standing.said(stamp), issued=issued.id, words=words)


def finals_between(standing: Standing, written: int, hidden: int) -> list[PortfolioIssued]:
    """The final versions that were not withdrawn and hold what stands at position `written` of the ledger.

    Only those made before position `hidden`, at which something of it was hidden.
    """
    return [
        one
        for one in standing.portfolios
        if one.final and one.id not in standing.withdrawn and written <= one.position < hidden
    ]


def validity(standing: Standing, version: int) -> Validity:
    """What holds of a version now. Raises NotFound.

    A later version supersedes it, but a draft no final one. It stays superseded when the later one is withdrawn:
    whoever withdraws that has to issue a new one.
    """
    issued = version_of(standing, version)
    if issued.id in standing.withdrawn:
        return Validity.WITHDRAWN
    later = (one for one in standing.portfolios if one.version > version)
    superseded = any(one.final or not issued.final for one in later)
    return Validity.SUPERSEDED if superseded else Validity.VALID
