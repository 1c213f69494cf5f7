"""A portfolio that was issued, and its bytes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from lms_peer.actions.issue_portfolio import issue_now
from lms_peer.actions.workplace import workplace
from lms_peer.database import db
from lms_peer.domain.facts import PortfolioIssued
from lms_peer.domain.withdrawing import version_of
from tests.plant import Plant
from tests.unit.portfolio.given import Read

DAY = r"\d{1,2} [A-Z][a-z]+ \d{4}"


@dataclass(frozen=True)
class Printed:
    """A full record and its first portfolio."""

    plant: Plant
    fact: PortfolioIssued
    drawn: bytes
    read: Read
    warnings: list[str]


def issued(plant: Plant, *, final: bool = False) -> PortfolioIssued:
    """The trainer issues a draft, or the final portfolio, in this process."""
    fact = issue_now(plant.acting("trainer"), plant.registration, uuid4(), final=final)
    db.session.commit()
    return fact


def bytes_of(plant: Plant, version: int = 1) -> bytes:
    """The file of a version as it was issued."""
    return workplace().vault.read(plant.centre, version_of(plant.standing, version).portfolio.sha256)
