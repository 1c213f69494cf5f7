"""A trainer puts right what the awarding body is told about a learner. Portfolios made from then on say it."""

from __future__ import annotations

from uuid import UUID

import structlog

from lms_peer import progress
from lms_peer.actions.record import Acting
from lms_peer.domain.uln import check_uln
from lms_peer.people import accounts, enrolments

log = structlog.get_logger(__name__)


def change_learner(
    acting: Acting, registration: UUID, *, legal_name: str, uln: str, awarding_body_number: str
) -> None:
    """Write these details down for the learner of the record; what is empty is not known.

    The log says whose details were changed and by whom, and not what they are. Raises NotFound for another centre's
    record, BadULN, ULNTaken, Missing (no legal name) and TooLong.
    """
    learner = accounts.account_of(acting.centre, progress.standing(acting.centre, registration).learner)
    checked = check_uln(uln) if uln.strip() else None
    enrolments.change_learner(acting.centre, learner.id, legal_name, checked, awarding_body_number)
    log.info("details of a learner changed", registration=str(registration), by=acting.actor.name)
