"""Observations: planned, rebooked, cancelled, recorded by the assessor and signed by the learner."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from lms_peer.domain.evidence import require_criteria
from lms_peer.domain.facts import (
    CancelReason,
    Document,
    ObservationCancelled,
    ObservationConfirmed,
    ObservationPlanned,
    ObservationRebooked,
    ObservationRecorded,
    Stamp,
)
from lms_peer.domain.judgement import Assessor, require_assessor
from lms_peer.domain.qualification import CriterionRef, Method, Qualification
from lms_peer.domain.refusals import (
    InThePast,
    NotCovered,
    NotFound,
    NotYours,
    ObservationClosed,
    ObservationNotRecorded,
    SameTime,
    TooFarAhead,
)
from lms_peer.domain.registration import require_active, require_not_completed
from lms_peer.domain.standing import ObservationStanding, ObservationStatus, Standing
from lms_peer.domain.times import require_over
from lms_peer.domain.uk import uk_day

FARTHEST = timedelta(days=366)
LENGTH = timedelta(hours=1)  # nobody plans an end; this is what calendars show


def find(standing: Standing, observation: UUID) -> ObservationStanding:
    """The observation of that id on this registration. Raises NotFound."""
    try:
        return standing.observations[observation]
    except KeyError:
        raise NotFound("observation") from None


def plan(
    standing: Standing,
    qualification: Qualification,
    stamp: Stamp,
    *,
    assessor: Assessor,
    due: datetime,
    criteria: tuple[CriterionRef, ...],
    words: Document | None,
) -> ObservationPlanned:
    """Agree an observation for `due`.

    Raises NotActive, OwnWork, DeclaredInterest, OutOfScope, Missing, UnknownCriteria, MethodNotAllowed,
    UnitAlreadySignedOff, InThePast, TooFarAhead.
    """
    require_active(standing)
    require_criteria(standing, qualification, Method.OBSERVATION, criteria)
    require_assessor(standing, assessor, {ref.unit for ref in criteria})
    _require_ahead(due, stamp.at)
    return ObservationPlanned(
        **standing.said(stamp), assessor=assessor.actor, due=due, criteria=criteria, words=words
    )


def _require_ahead(due: datetime, at: datetime) -> None:
    if due <= at:
        raise InThePast("due")
    if due > at + FARTHEST:
        raise TooFarAhead("due", uk_day(at + FARTHEST))


def at_once(due: datetime, other: datetime) -> bool:
    """True when one person can hardly do both: allowed, since plans are rough, but worth a question."""
    return abs(due - other) < LENGTH


def _require_open(standing: Standing, observation: UUID) -> ObservationStanding:
    found = find(standing, observation)
    if found.recorded is not None:
        raise ObservationClosed(found.status.value)
    return found


def rebook(
    standing: Standing,
    stamp: Stamp,
    *,
    assessor: Assessor,
    observation: UUID,
    due: datetime,
    words: Document | None,
) -> ObservationRebooked:
    """Agree another time, before or after it was cancelled.

    Raises NotActive, NotFound, OwnWork, DeclaredInterest, OutOfScope, ObservationClosed, InThePast, TooFarAhead,
    SameTime.
    """
    require_active(standing)
    found = _require_open(standing, observation)
    require_assessor(standing, assessor, {ref.unit for ref in found.planned.criteria})
    _require_ahead(due, stamp.at)
    if found.status is ObservationStatus.PLANNED and (due, assessor.actor) == (found.due, found.assessor):
        raise SameTime
    return ObservationRebooked(
        **standing.said(stamp), assessor=assessor.actor, observation=observation, due=due, words=words
    )


def cancel(
    standing: Standing, stamp: Stamp, observation: UUID, reason: CancelReason, words: Document | None
) -> ObservationCancelled:
    """Say that a planned observation does not happen, and why.

    Raises NotActive (completed), NotFound, ObservationClosed.
    """
    require_not_completed(standing)
    found = _require_open(standing, observation)
    if found.status is ObservationStatus.CANCELLED:
        raise ObservationClosed(found.status.value)
    return ObservationCancelled(**standing.said(stamp), observation=observation, reason=reason, words=words)


def record(
    standing: Standing,
    qualification: Qualification,
    stamp: Stamp,
    *,
    assessor: Assessor,
    observation: UUID,
    covered: Mapping[CriterionRef, str],
    minutes: int,
    words: Document,
    now: datetime,
    files: tuple[Document, ...] = (),
) -> ObservationRecorded:
    """Put on record what was seen from `stamp.at` on, and how it covered each criterion. It decides nothing.

    Raises NotActive, NotFound, ObservationClosed, OwnWork, DeclaredInterest, OutOfScope, Missing, UnknownCriteria,
    MethodNotAllowed, UnitAlreadySignedOff, NotCovered, BadMinutes, InTheFuture (not over yet), TooLongAgo (over a
    year before registration).
    """
    require_active(standing)
    found = _require_open(standing, observation)
    if found.status is ObservationStatus.CANCELLED:
        raise ObservationClosed(found.status.value)
    criteria = tuple(covered)
    require_criteria(standing, qualification, Method.OBSERVATION, criteria)
    require_assessor(standing, assessor, {ref.unit for ref in criteria})
    if silent := tuple(ref for ref, how in covered.items() if not how.strip()):
        raise NotCovered(silent)
    require_over(standing, stamp.at, minutes, now)
    return ObservationRecorded(
        **standing.said(stamp),
        observation=observation,
        criteria=criteria,
        minutes=minutes,
        words=words,
        files=files,
    )


def before_plan(observation: ObservationStanding, began: datetime) -> bool:
    """True for what began before anybody planned it: allowed, but worth a question. People write whole minutes."""
    return began < observation.planned.at.replace(second=0, microsecond=0)


def confirm(standing: Standing, stamp: Stamp, observation: UUID, words: Document | None) -> ObservationConfirmed:
    """Sign the record of one's own observation.

    Raises NotActive (completed), NotFound, NotYours, ObservationNotRecorded, ObservationClosed.
    """
    require_not_completed(standing)
    found = find(standing, observation)
    if stamp.by != standing.learner:
        raise NotYours("observation")
    if found.recorded is None:
        raise ObservationNotRecorded
    if found.confirmed is not None:
        raise ObservationClosed(found.status.value)
    return ObservationConfirmed(**standing.said(stamp), observation=observation, words=words)
