"""Portfolios on record that nobody had to draw, for tests of what is done with one."""

from __future__ import annotations

from uuid import uuid4

from lms_peer import ledger
from lms_peer.actions.record import record
from lms_peer.actions.workplace import workplace
from lms_peer.database import now
from lms_peer.domain.facts import PortfolioIssued
from tests.plant import Plant


def issue(
    plant: Plant, version: int, pdf: bytes = b"%PDF-1.7 not really", *, final: bool = False
) -> PortfolioIssued:
    """Put a portfolio on record that holds everything so far."""
    standing, head = plant.standing, ledger.head(plant.centre)
    fact = PortfolioIssued(
        id=uuid4(),
        by=plant.actor("trainer"),
        at=now(),
        learner=standing.learner,
        registration=plant.registration,
        qualification=standing.qualification,
        portfolio=workplace().vault.keep(plant.centre, pdf, "application/pdf"),
        version=version,
        position=head.position,
        chain_hash=head.chain_hash,
        final=final,
    )
    return record(plant.centre, fact)
