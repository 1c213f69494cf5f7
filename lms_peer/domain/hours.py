"""Time spent shadowing or practising: logged by the learner, countersigned by the member of staff."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from lms_peer.domain.facts import (
    Actor,
    Document,
    HoursCountersigned,
    HoursLogged,
    HoursRefused,
    HoursVoided,
    Stamp,
)
from lms_peer.domain.qualification import HoursRequirement, Qualification
from lms_peer.domain.refusals import (
    HoursClosed,
    HoursOverlap,
    Missing,
    NotAllowed,
    NotFound,
    NotTheStaffShadowed,
    NotYours,
    OwnHours,
    UnknownHours,
)
from lms_peer.domain.registration import require_active, require_not_completed
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import HoursStanding, HoursStatus, Standing
from lms_peer.domain.times import require_over


def requirement(qualification: Qualification, kind: str) -> HoursRequirement:
    """The requirement for hours of `kind`. Raises UnknownHours."""
    for needed in qualification.hours:
        if needed.kind == kind:
            return needed
    raise UnknownHours(kind)


def log(
    standing: Standing,
    qualification: Qualification,
    stamp: Stamp,
    *,
    kind: str,
    minutes: int,
    staff: Actor,
    staff_roles: Collection[Role],
    now: datetime,
    words: Document | None,
) -> HoursLogged:
    """Write down time spent from `stamp.at` for `minutes`, with the member of staff who will countersign.

    Raises NotActive, NotYours, UnknownHours, OwnHours, NotAllowed (the staff may not countersign), BadMinutes,
    InTheFuture (not over yet), TooLongAgo (over a year before registration), HoursOverlap.
    """
    require_active(standing)
    if stamp.by != standing.learner:
        raise NotYours("hours")
    needed = requirement(qualification, kind)
    if staff == standing.learner:
        raise OwnHours
    if needed.countersigned_by.isdisjoint(staff_roles):
        raise NotAllowed(tuple(sorted(needed.countersigned_by)))
    require_over(standing, stamp.at, minutes, now)
    _require_at_no_other(standing, stamp.at, minutes)
    return HoursLogged(**standing.said(stamp), kind=kind, minutes=minutes, staff=staff, words=words)


def _require_at_no_other(standing: Standing, began: datetime, minutes: int) -> None:
    ended = began + timedelta(minutes=minutes)
    for entry in standing.hours.values():
        if entry.status in (HoursStatus.REFUSED, HoursStatus.VOIDED):
            continue
        other = entry.logged.at, entry.logged.at + timedelta(minutes=entry.logged.minutes)
        if began < other[1] and other[0] < ended:
            raise HoursOverlap(*other)


def find(standing: Standing, hours: UUID) -> HoursStanding:
    """The hours entry of that id on this registration. Raises NotFound."""
    try:
        return standing.hours[hours]
    except KeyError:
        raise NotFound("hours") from None


def require_answerable(
    standing: Standing, by: Actor, hours: UUID, link_from: Actor | None = None
) -> HoursStanding:
    """The entry, if `by` may answer it now: signed in, or by a link that `link_from` made.

    Raises NotActive (completed), NotFound, OwnHours (the learner's hand is in it), NotTheStaffShadowed, HoursClosed.
    """
    require_not_completed(standing)
    entry = find(standing, hours)
    if standing.learner in (by, link_from):
        raise OwnHours
    if by != entry.logged.staff:
        raise NotTheStaffShadowed
    if entry.status is not HoursStatus.WAITING:
        raise HoursClosed(entry.status.value)
    return entry


def countersign(
    standing: Standing,
    stamp: Stamp,
    hours: UUID,
    words: Document | None = None,
    *,
    link_from: Actor | None = None,
) -> HoursCountersigned:
    """Confirm time that was spent. Raises NotActive, NotFound, OwnHours, NotTheStaffShadowed, HoursClosed."""
    require_answerable(standing, stamp.by, hours, link_from)
    return HoursCountersigned(**standing.said(stamp), hours=hours, words=words, link_from=link_from)


def refuse(
    standing: Standing, stamp: Stamp, hours: UUID, words: Document | None, *, link_from: Actor | None = None
) -> HoursRefused:
    """Do not confirm time, and say why. Raises as `countersign` does, and Missing when no reason is given."""
    require_answerable(standing, stamp.by, hours, link_from)
    if words is None:
        raise Missing("reason")
    return HoursRefused(**standing.said(stamp), hours=hours, words=words, link_from=link_from)


def void(standing: Standing, stamp: Stamp, hours: UUID, words: Document | None) -> HoursVoided:
    """Take one's own entry back, countersigned or not. Raises NotActive, NotFound, NotYours, HoursClosed."""
    require_active(standing)
    entry = find(standing, hours)
    if stamp.by != standing.learner:
        raise NotYours("hours")
    if entry.status in (HoursStatus.REFUSED, HoursStatus.VOIDED):
        raise HoursClosed(entry.status.value)
    return HoursVoided(**standing.said(stamp), hours=hours, words=words)
