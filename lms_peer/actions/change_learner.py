"""A trainer puts right what is written down about a learner: legal name and numbers, how they sign in, their cohort.

The log says whose details were changed and by whom, and not what they are.
"""

from __future__ import annotations

from uuid import UUID

import structlog

from lms_peer import progress
from lms_peer.actions.make_sign_in_cards import may_have_card
from lms_peer.actions.record import Acting
from lms_peer.domain.refusals import NotOnlyLearner
from lms_peer.domain.uln import check_uln
from lms_peer.people import accounts, enrolments
from lms_peer.people.models import Account

log = structlog.get_logger(__name__)


def change_learner(
    acting: Acting, registration: UUID, *, legal_name: str, uln: str, awarding_body_number: str
) -> None:
    """Write down what the awarding body is told in portfolios from now on; what is empty is not known.

    Raises NotFound for another centre's record, BadULN, ULNTaken, Missing (no legal name) and TooLong.
    """
    learner = _learner(acting, registration)
    checked = check_uln(uln) if uln.strip() else None
    enrolments.change_learner(acting.centre, learner.id, legal_name, checked, awarding_body_number)
    log.info("details of a learner changed", registration=str(registration), by=acting.actor.name)


def change_sign_in(
    acting: Acting, registration: UUID, *, name: str, username: str | None, email: str | None
) -> None:
    """Change what the learner is called here, and what they sign in with.

    Raises NotFound for another centre's record, NotOnlyLearner for somebody who holds another role anywhere, and what
    `accounts.change_account` refuses.
    """
    learner = _learner(acting, registration)
    if learner.id not in may_have_card(acting.centre, [learner.id]):
        raise NotOnlyLearner
    accounts.change_account(learner, name=name, username=username, email=email)
    log.info("sign-in of a learner changed", registration=str(registration), by=acting.actor.name)


def move_to_cohort(acting: Acting, registration: UUID, cohort: UUID | None) -> None:
    """Let the learner go on with another cohort that takes the same course, or with none. Raises NotFound."""
    enrolments.move(acting.centre, registration, cohort)
    log.info("learner moved", registration=str(registration), by=acting.actor.name, cohort=str(cohort or ""))


def _learner(acting: Acting, registration: UUID) -> Account:
    return accounts.account_of(acting.centre, progress.standing(acting.centre, registration).learner)
