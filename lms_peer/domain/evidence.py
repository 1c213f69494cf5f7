"""Putting evidence forward and taking it back; testimonies and discussions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from lms_peer.domain import combination
from lms_peer.domain.facts import (
    Actor,
    DiscussionRecorded,
    Document,
    EvidenceSubmitted,
    EvidenceWithdrawn,
    Stamp,
    WitnessTestimonyRecorded,
)
from lms_peer.domain.judgement import Assessor, require_assessor
from lms_peer.domain.qualification import CriterionRef, Method, Qualification
from lms_peer.domain.refusals import (
    AlreadyJudged,
    InTheFuture,
    MethodNotAllowed,
    Missing,
    NotDeclared,
    NotFound,
    NotReferredBack,
    NotYours,
    OwnWork,
    TooLongAgo,
    UnitAlreadySignedOff,
    UnknownCriteria,
    Withdrawn,
)
from lms_peer.domain.registration import require_active
from lms_peer.domain.standing import EvidenceStanding, Standing
from lms_peer.domain.times import require_over
from lms_peer.domain.uk import uk_day

# Ten years. Older work says little of what somebody can do now, and 1926 is most often a slip for 2026. Prior learning
# is the one kind that may be older: whether it is still good is then for the assessor to judge.
OLDEST_WORK = timedelta(days=3653)
LEARNERS_METHODS = (
    Method.WORK_PRODUCT,
    Method.REFLECTIVE_ACCOUNT,
    Method.SIMULATION,
    Method.PRIOR_LEARNING,
)


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What a learner offers as evidence. `words` is their text in the vault; `declared` that the work is theirs."""

    method: Method
    criteria: tuple[CriterionRef, ...]
    happened: date
    words: Document | None
    files: tuple[Document, ...] = ()
    declared: bool
    used_ai: bool
    replaces: UUID | None = None


def require_criteria(
    standing: Standing, qualification: Qualification, method: Method, refs: Iterable[CriterionRef]
) -> None:
    """Check that evidence by `method` may be mapped to these criteria.

    Raises Missing, UnknownCriteria, MethodNotAllowed, UnitAlreadySignedOff.
    """
    refs = tuple(refs)
    if not refs:
        raise Missing("criteria")
    units = combination.units_of(qualification, standing.optional_units)
    known = {ref for unit in units for ref in unit.refs()}
    if unknown := tuple(ref for ref in refs if ref not in known):
        raise UnknownCriteria(unknown)
    wrong = tuple(ref for ref in refs if method not in qualification.criteria_by_ref[ref].methods)
    if wrong:
        raise MethodNotAllowed(method, wrong)
    for ref in refs:
        if ref.unit in standing.sign_offs:
            raise UnitAlreadySignedOff(ref.unit)


def require_day(happened: date, today: date, method: Method | None) -> None:
    """Check the day on which work was done. `method` None: nobody has said yet what kind of work it is.

    Raises InTheFuture, and TooLongAgo for what is more than ten years old and not prior learning.
    """
    if happened > today:
        raise InTheFuture("happened")
    earliest = today - OLDEST_WORK
    if method not in (None, Method.PRIOR_LEARNING) and happened < earliest:
        raise TooLongAgo("happened", earliest)


def submit(standing: Standing, qualification: Qualification, stamp: Stamp, offered: Offered) -> EvidenceSubmitted:
    """Put forward a learner's own work.

    Raises NotActive, NotYours, Missing (criteria, or neither words nor files), UnknownCriteria, MethodNotAllowed,
    UnitAlreadySignedOff, InTheFuture, TooLongAgo, NotDeclared (Ofqual Condition G8), Withdrawn, NotReferredBack.
    """
    require_active(standing)
    if stamp.by != standing.learner:
        raise NotYours("evidence")
    if offered.method not in LEARNERS_METHODS:
        raise MethodNotAllowed(offered.method, offered.criteria)
    require_criteria(standing, qualification, offered.method, offered.criteria)
    if not (offered.words or offered.files):
        raise Missing("text")
    require_day(offered.happened, uk_day(stamp.at), offered.method)
    if not offered.declared:
        raise NotDeclared
    if offered.replaces:
        _require_replaceable(find(standing, offered.replaces))
    return EvidenceSubmitted(
        **standing.said(stamp),
        method=offered.method,
        criteria=offered.criteria,
        happened=offered.happened,
        used_ai=offered.used_ai,
        words=offered.words,
        files=offered.files,
        replaces=offered.replaces,
    )


def find(standing: Standing, evidence: UUID) -> EvidenceStanding:
    """The piece of evidence of that id on this registration. Raises NotFound."""
    try:
        return standing.evidence[evidence]
    except KeyError:
        raise NotFound("evidence") from None


def _require_replaceable(piece: EvidenceStanding) -> None:
    if piece.withdrawn or piece.replaced_by:
        raise Withdrawn(piece.id)
    if not piece.referred_back or not isinstance(piece.submitted, EvidenceSubmitted):
        raise NotReferredBack(piece.id)


def withdraw(standing: Standing, stamp: Stamp, evidence: UUID, words: Document | None) -> EvidenceWithdrawn:
    """Take back one's own evidence that nobody judged.

    Raises NotFound, NotActive, NotYours, Withdrawn, AlreadyJudged.
    """
    require_active(standing)
    piece = find(standing, evidence)
    if stamp.by != standing.learner or not isinstance(piece.submitted, EvidenceSubmitted):
        raise NotYours("evidence")
    if piece.withdrawn or piece.replaced_by:
        raise Withdrawn(evidence)
    if piece.judgements:
        raise AlreadyJudged(evidence)
    return EvidenceWithdrawn(**standing.said(stamp), evidence=evidence, words=words)


def testify(
    standing: Standing,
    qualification: Qualification,
    stamp: Stamp,
    *,
    witness: Actor,
    expert: bool,
    criteria: tuple[CriterionRef, ...],
    happened: date,
    words: Document,
    files: tuple[Document, ...] = (),
) -> WitnessTestimonyRecorded:
    """Put on record what a listed witness saw; it decides nothing.

    Raises NotActive, OwnWork, Missing, UnknownCriteria, MethodNotAllowed, UnitAlreadySignedOff, InTheFuture,
    TooLongAgo.
    """
    require_active(standing)
    if standing.learner in (witness, stamp.by):
        raise OwnWork
    require_criteria(standing, qualification, Method.WITNESS_TESTIMONY, criteria)
    require_day(happened, uk_day(stamp.at), Method.WITNESS_TESTIMONY)
    return WitnessTestimonyRecorded(
        **standing.said(stamp),
        witness=witness,
        expert=expert,
        criteria=criteria,
        happened=happened,
        words=words,
        files=files,
    )


def discuss(
    standing: Standing,
    qualification: Qualification,
    stamp: Stamp,
    *,
    assessor: Assessor,
    method: Method,
    criteria: tuple[CriterionRef, ...],
    minutes: int,
    words: Document,
    now: datetime,
    files: tuple[Document, ...] = (),
) -> DiscussionRecorded:
    """Put on record what an assessor asked and the learner answered. `stamp.at` is when it began.

    Raises NotActive, OwnWork, DeclaredInterest, OutOfScope, Missing, UnknownCriteria, MethodNotAllowed,
    UnitAlreadySignedOff, BadMinutes, InTheFuture (not over yet), TooLongAgo (over a year before registration).
    """
    require_active(standing)
    if method not in (Method.PROFESSIONAL_DISCUSSION, Method.QUESTIONING):
        raise MethodNotAllowed(method, criteria)
    require_criteria(standing, qualification, method, criteria)
    require_assessor(standing, assessor, {ref.unit for ref in criteria})
    require_over(standing, stamp.at, minutes, now)
    return DiscussionRecorded(
        **standing.said(stamp), method=method, criteria=criteria, minutes=minutes, words=words, files=files
    )
