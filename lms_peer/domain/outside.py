"""Evidence from outside: what another system says that a learner did, where the course asks for it by name.

It is evidence and no judgement: an assessor decides on it as on any other. Pure; whether the system is one of the
centre's own, and trusted, is for the caller to know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms_peer.domain import combination
from lms_peer.domain.evidence import find, require_criteria, require_day
from lms_peer.domain.facts import (
    Actor,
    Document,
    EvidenceWithdrawn,
    OutsideEvidenceReported,
    Stamp,
)
from lms_peer.domain.qualification import CriterionRef, ExternalActivity, Qualification
from lms_peer.domain.refusals import AlreadyJudged, NotYours, Withdrawn
from lms_peer.domain.registration import require_not_closed, require_not_completed
from lms_peer.domain.standing import EvidenceStanding, Standing
from lms_peer.domain.uk import uk_day


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a system said: its statement, and what that says.

    `system` is what people at the centre call it; `activity` and `verb` are IRIs; `score` is scaled, from -1 to 1.
    `at` is when it happened, `stored` when the ledger wrote it down.
    """

    statement: UUID
    system: str
    learner: Actor
    activity: str
    verb: str
    at: datetime
    stored: datetime
    success: bool | None = None
    score: float | None = None


def named_in(qualification: Qualification, report: Report) -> Iterator[tuple[int, ExternalActivity]]:
    """Each activity that the course names and that this report answers, with its place in the course file."""
    for place, named in enumerate(qualification.external):
        if _answers(named, report):
            yield place, named


def _answers(named: ExternalActivity, report: Report) -> bool:
    """True when it is the very activity and verb, said by the named system, not failed, and the score is enough.

    A course file is shared between centres, so it names a system by what people call it; capitals do not matter.
    """
    if (named.activity, named.verb) != (report.activity, report.verb):
        return False
    if named.client.strip().casefold() != report.system.strip().casefold() or report.success is False:
        return False
    return named.at_least is None or (report.score is not None and report.score >= named.at_least)


def report_evidence(
    standing: Standing,
    qualification: Qualification,
    stamp: Stamp,
    report: Report,
    named: ExternalActivity,
    words: Document | None,
) -> OutsideEvidenceReported:
    """Take the report as evidence for those of the named criteria that it can still be evidence for.

    A paused registration takes it too: the other system says it once, and a pause must lose nothing. Raises NotActive
    (ended or completed), NotYours (about somebody else), Missing (no criterion is left), MethodNotAllowed, TooLongAgo.
    """
    require_not_closed(standing)
    if report.learner != standing.learner:
        raise NotYours("evidence")
    criteria = tuple(_still_open(standing, qualification, named))
    require_criteria(standing, qualification, named.method, criteria)
    happened = uk_day(stamp.at)
    require_day(happened, uk_day(report.stored), named.method)
    return OutsideEvidenceReported(
        **standing.said(stamp),
        source=report.statement,
        activity=named.activity,
        verb=named.verb,
        method=named.method,
        criteria=criteria,
        happened=happened,
        score=report.score,
        words=words,
    )


def _still_open(
    standing: Standing, qualification: Qualification, named: ExternalActivity
) -> Iterator[CriterionRef]:
    """The criteria of units that the learner takes, that are not signed off, and that wait for no earlier report.

    Who takes the same test five times in a day gives the assessor one piece to judge and not five.
    """
    taken = {unit.reference for unit in combination.units_of(qualification, standing.optional_units)}
    waiting = {ref for piece, fact in reported(standing) if fact.activity == named.activity for ref in piece.open}
    for ref in named.criteria:
        if ref.unit in taken and ref.unit not in standing.sign_offs and ref not in waiting:
            yield ref


def reported(standing: Standing) -> Iterator[tuple[EvidenceStanding, OutsideEvidenceReported]]:
    """Evidence that came from outside, with the fact that put it on record."""
    for piece in standing.evidence.values():
        if isinstance(piece.submitted, OutsideEvidenceReported):
            yield piece, piece.submitted


def take_back(standing: Standing, stamp: Stamp, evidence: UUID) -> EvidenceWithdrawn:
    """Take back evidence from outside whose statement was voided, while nobody has judged any of it.

    What an assessor has decided stays decided. Raises NotFound, NotActive (completed), NotYours (not from outside),
    Withdrawn, AlreadyJudged.
    """
    require_not_completed(standing)
    piece = find(standing, evidence)
    if not isinstance(piece.submitted, OutsideEvidenceReported):
        raise NotYours("evidence")
    if piece.withdrawn:
        raise Withdrawn(evidence)
    if piece.judgements:
        raise AlreadyJudged(evidence)
    return EvidenceWithdrawn(**standing.said(stamp), evidence=evidence)
