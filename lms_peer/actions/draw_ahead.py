"""The sections of evidence are drawn once it is judged, so that issuing a portfolio finds them on the shelf.

Nobody waits for it, and it changes nothing that can be seen. What can not be drawn is said to whoever issues.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import structlog

from lms_peer import ledger, portfolio, progress
from lms_peer.actions.record import Acting, qualification_of
from lms_peer.actions.workplace import workplace
from lms_peer.database import now
from lms_peer.jobs import JobContext, enqueue, job
from lms_peer.portfolio import Issue

KIND = "draw_ahead"

log = structlog.get_logger(__name__)


def request_drawing(acting: Acting, registration: UUID) -> UUID:
    """Ask for the sections of what was decided on, and answer the id of the job: one, however many decisions wait."""
    return enqueue(KIND, {"registration": str(registration)}, acting.centre, key=str(registration))


@job(KIND, aside=True)
def draw_ahead(context: JobContext, registration: str) -> dict[str, Any]:
    """Draw the sections; answers whether they were. Whatever goes wrong is written to the log, and no more."""
    try:
        with context.released():
            _draw(context.centre, UUID(registration))
    except Exception as error:
        log.warning("sections not drawn ahead", registration=registration, error=type(error).__name__)
        return {"drawn": False}
    return {"drawn": True}


def _draw(centre: UUID, registration: UUID) -> None:
    place, head = workplace(), ledger.head(centre)
    learner = progress.standing(centre, registration).learner
    portfolio.draw_ahead(
        centre,
        registration,
        Issue(version=0, position=head.position, chain_hash=head.chain_hash, at=now(), by=learner),
        qualification_of=lambda standing: qualification_of(centre, standing),
        vault=place.vault,
        secret=place.config.secret_key,
        certificate=portfolio.certificate("portfolio", place.config.certificates),
    )
