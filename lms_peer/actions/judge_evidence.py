"""An assessor decides criteria and signs off units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from lms_peer.actions.assessing import assessor_on
from lms_peer.actions.draw_ahead import request_drawing
from lms_peer.actions.record import Acting, keep_words, perform
from lms_peer.domain import judgement as rules
from lms_peer.domain.facts import CriterionJudged, UnitSignedOff, Verdict, derived_id
from lms_peer.domain.qualification import CriterionRef


class Decision(NamedTuple):
    """What an assessor decided on one criterion, with the feedback for the learner."""

    criterion: CriterionRef
    verdict: Verdict
    feedback: str


def judge_evidence(
    acting: Acting, registration: UUID, submission: UUID, *, evidence: UUID, decisions: Sequence[Decision]
) -> list[CriterionJudged]:
    """Decide one or more criteria on one piece of evidence, each decision a fact of its own.

    All or none are recorded. Raises what `judgement.judge` refuses.
    """
    judged = [_judge(acting, registration, submission, evidence, decision) for decision in decisions]
    request_drawing(acting, registration)
    return judged


def _judge(
    acting: Acting, registration: UUID, submission: UUID, evidence: UUID, decision: Decision
) -> CriterionJudged:
    words = keep_words(acting, feedback=decision.feedback)
    fact_id = derived_id(submission, str(decision.criterion))
    return perform(
        acting,
        registration,
        fact_id,
        CriterionJudged,
        lambda standing, qualification: rules.judge(
            standing,
            acting.stamp(fact_id),
            assessor=assessor_on(acting.centre, acting.actor, qualification.slug),
            evidence=evidence,
            criterion=decision.criterion,
            verdict=decision.verdict,
            words=words,
        ),
    )


def sign_off_unit(
    acting: Acting, registration: UUID, submission: UUID, *, unit: str, comment: str = ""
) -> UnitSignedOff:
    """Confirm that a unit is achieved. Raises what `judgement.sign_off` refuses."""
    words = keep_words(acting, comment=comment)
    return perform(
        acting,
        registration,
        submission,
        UnitSignedOff,
        lambda standing, qualification: rules.sign_off(
            standing,
            qualification,
            acting.stamp(submission),
            assessor=assessor_on(acting.centre, acting.actor, qualification.slug),
            unit=unit,
            words=words,
        ),
    )
