"""Countersigning the decisions of assessors in training: by a qualified assessor, or sent back with a reason.

Awarding bodies ask that a qualified assessor (CAVA, A1 or D32/33) countersigns what one in training decides. Until
then the decision counts for nothing. Pure rules; the facts come from and go to the caller.
"""

from __future__ import annotations

from uuid import UUID

from lms_peer.domain.facts import CriterionJudged, Document, JudgementCountersigned, JudgementSentBack, Stamp
from lms_peer.domain.judgement import Assessor, require_assessor
from lms_peer.domain.refusals import AlreadyCountersigned, InTraining, Missing, NotFound, OwnDecision
from lms_peer.domain.registration import require_not_completed
from lms_peer.domain.standing import EvidenceStanding, Standing


def find(standing: Standing, judgement: UUID) -> tuple[EvidenceStanding, CriterionJudged]:
    """The decision of that id on this registration, with its evidence. Raises NotFound."""
    for piece in standing.evidence.values():
        for judged in piece.judgements:
            if judged.id == judgement:
                return piece, judged
    raise NotFound("decision")


def require_countersigner(standing: Standing, assessor: Assessor, judged: CriterionJudged) -> None:
    """Check that this assessor may countersign this decision, whether or not it is answered.

    Raises OwnWork, DeclaredInterest (Ofqual Condition A4.5–6), OutOfScope, OwnDecision, InTraining.
    """
    require_assessor(standing, assessor, {judged.criterion.unit})
    if assessor.actor == judged.by:
        raise OwnDecision
    if assessor.in_training:
        raise InTraining


def _require_answerable(standing: Standing, assessor: Assessor, judgement: UUID) -> None:
    require_not_completed(standing)
    piece, judged = find(standing, judgement)
    require_countersigner(standing, assessor, judged)
    if not judged.in_training or judgement in piece.answers:
        raise AlreadyCountersigned(judgement)


def countersign(
    standing: Standing, stamp: Stamp, *, assessor: Assessor, judgement: UUID, words: Document | None = None
) -> JudgementCountersigned:
    """Agree with the decision of an assessor in training: it counts from now on.

    Raises NotActive (completed), NotFound, OwnWork, DeclaredInterest, OutOfScope, OwnDecision, InTraining,
    AlreadyCountersigned.
    """
    _require_answerable(standing, assessor, judgement)
    return JudgementCountersigned(**standing.said(stamp), judgement=judgement, words=words)


def send_back(
    standing: Standing, stamp: Stamp, *, assessor: Assessor, judgement: UUID, words: Document | None
) -> JudgementSentBack:
    """Do not agree, and say why: the criterion is to be judged again.

    Raises as `countersign` does, and Missing when no reason is given.
    """
    _require_answerable(standing, assessor, judgement)
    if words is None:
        raise Missing("reason")
    return JudgementSentBack(**standing.said(stamp), judgement=judgement, words=words)
