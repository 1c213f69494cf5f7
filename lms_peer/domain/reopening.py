"""Taking back what was decided wrongly: a decision that counts, and the sign-off of a unit.

Nothing is erased: what was decided stays on record, and beside it who took it back, when and why. Pure rules.
"""

from __future__ import annotations

from uuid import UUID

from lms_peer.domain import countersigning
from lms_peer.domain.facts import CriterionJudged, Document, JudgementWithdrawn, Stamp, UnitReopened
from lms_peer.domain.judgement import Assessor, require_assessor
from lms_peer.domain.refusals import (
    DoesNotCount,
    InTraining,
    Missing,
    NotSignedOff,
    UnitAlreadySignedOff,
    Withdrawn,
)
from lms_peer.domain.registration import require_not_completed
from lms_peer.domain.standing import EvidenceStanding, Standing


def withdraw_judgement(
    standing: Standing, stamp: Stamp, *, assessor: Assessor, judgement: UUID, words: Document | None
) -> JudgementWithdrawn:
    """Take back a decision that counts, and say why: its criterion is to be judged again.

    Raises what `require_withdrawable` does, and Missing when no reason is given.
    """
    piece, judged = countersigning.find(standing, judgement)
    require_withdrawable(standing, assessor, piece, judged)
    if words is None:
        raise Missing("reason")
    return JudgementWithdrawn(**standing.said(stamp), judgement=judgement, words=words)


def require_withdrawable(
    standing: Standing, assessor: Assessor, piece: EvidenceStanding, judged: CriterionJudged
) -> None:
    """Check that this assessor may take back this decision: any qualified one who might have made it.

    Raises NotActive (completed), OwnWork, DeclaredInterest, OutOfScope, InTraining, UnitAlreadySignedOff (that comes
    back first), DoesNotCount, Withdrawn (the learner sent other work instead).
    """
    unit = judged.criterion.unit
    _require_qualified(standing, assessor, unit)
    if unit in standing.sign_offs:
        raise UnitAlreadySignedOff(unit)
    if piece.verdicts.get(judged.criterion) != judged:
        raise DoesNotCount(judged.id)
    if piece.replaced_by:
        raise Withdrawn(piece.id)


def reopen_unit(
    standing: Standing, stamp: Stamp, *, assessor: Assessor, unit: str, words: Document | None
) -> UnitReopened:
    """Take back the sign-off of a unit, and say why. Raises what `require_reopenable` does, and Missing (reason)."""
    require_reopenable(standing, assessor, unit)
    if words is None:
        raise Missing("reason")
    return UnitReopened(**standing.said(stamp), unit=unit, words=words)


def require_reopenable(standing: Standing, assessor: Assessor, unit: str) -> None:
    """Check that this assessor may open the unit again.

    Raises NotActive (completed), OwnWork, DeclaredInterest, OutOfScope, InTraining, NotSignedOff.
    """
    _require_qualified(standing, assessor, unit)
    if unit not in standing.sign_offs:
        raise NotSignedOff(unit)


def _require_qualified(standing: Standing, assessor: Assessor, unit: str) -> None:
    require_not_completed(standing)
    require_assessor(standing, assessor, {unit})
    if assessor.in_training:
        raise InTraining
