"""A qualified assessor takes back a decision, or the sign-off of a unit, that was wrong."""

from __future__ import annotations

from uuid import UUID

from lms_peer.actions.assessing import assessor_on
from lms_peer.actions.record import Acting, keep_words, perform
from lms_peer.domain import reopening as rules
from lms_peer.domain.facts import JudgementWithdrawn, UnitReopened


def withdraw_judgement(
    acting: Acting, registration: UUID, submission: UUID, *, judgement: UUID, reason: str
) -> JudgementWithdrawn:
    """Take back one decision. Raises what `reopening.withdraw_judgement` refuses."""
    words = keep_words(acting, reason=reason)
    return perform(
        acting,
        registration,
        submission,
        JudgementWithdrawn,
        lambda standing, qualification: rules.withdraw_judgement(
            standing,
            acting.stamp(submission),
            assessor=assessor_on(acting.centre, acting.actor, qualification.slug),
            judgement=judgement,
            words=words,
        ),
    )


def reopen_unit(acting: Acting, registration: UUID, submission: UUID, *, unit: str, reason: str) -> UnitReopened:
    """Open a unit again that was signed off. Raises what `reopening.reopen_unit` refuses."""
    words = keep_words(acting, reason=reason)
    return perform(
        acting,
        registration,
        submission,
        UnitReopened,
        lambda standing, qualification: rules.reopen_unit(
            standing,
            acting.stamp(submission),
            assessor=assessor_on(acting.centre, acting.actor, qualification.slug),
            unit=unit,
            words=words,
        ),
    )
