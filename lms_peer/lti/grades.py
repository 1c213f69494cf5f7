"""Marks on their way to platforms: which activities show what, what was told last, and what is still to be told.

Rows only, in the caller's transaction; speaks to nobody. For each activity and person one mark waits at most: a newer
one takes the place of one that was not sent, so that nothing old can arrive after something new.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from lms_peer.database import db, now
from lms_peer.domain.marks import MOST, Mark
from lms_peer.domain.refusals import NotFound
from lms_peer.lti.scores import Told
from lms_peer.lti.tables import (
    Context,
    Grade,
    GradeState,
    LtiUser,
    Member,
    Placement,
    Platform,
    PlatformState,
    Shows,
)

_SHOWN = (Shows.UNIT, Shows.QUALIFICATION)
_TICK = timedelta(milliseconds=1)


class Place(NamedTuple):
    """One activity that shows somebody's work: `unit` is None where it shows the whole qualification."""

    placement: UUID
    user: UUID
    unit: str | None


@dataclass(frozen=True)
class Due:
    """One mark to be sent now, with all that is needed to send it."""

    id: UUID
    platform: UUID
    placement: UUID
    told: Told
    label: str
    resource_link_id: str
    resource_id: str
    line_item: str | None
    line_items: str | None
    attempts: int


def places(centre: UUID, accounts: Collection[UUID], slug: str) -> list[Place]:
    """Where the work of these people on the course `slug` is shown and a mark is taken: in the courses that they are in
    on platforms of this centre. One query.
    """
    query = (
        select(Placement.id, LtiUser.id, Placement.unit)
        .join(Context, Context.id == Placement.context_id)
        .join(Member, Member.context_id == Placement.context_id)
        .join(LtiUser, LtiUser.id == Member.user_id)
        .where(
            LtiUser.account_id.in_(accounts),
            LtiUser.centre_id == centre,
            Placement.qualification_slug == slug,
            Placement.shows.in_(_SHOWN),
            Member.left.is_(None),
            or_(Placement.line_item_url.is_not(None), Context.line_items_url.is_not(None)),
        )
    )
    return [Place(*row) for row in db.session.execute(query)]


def tell(centre: UUID, marks: Iterable[tuple[Place, Mark]], cause: UUID) -> int:
    """Let these marks be sent, but for those that were told already; answers how many.

    `cause` is what they speak of, such as a fact: for each activity and person it is told once.
    """
    marks = list(marks)
    last = _last({place.placement for place, _ in marks}, {place.user for place, _ in marks})
    told = 0
    for place, mark in marks:
        before = last.get((place.placement, place.user))
        if before is not None and (before.cause == cause or _same(before, mark)):
            continue
        if before is None and not mark.begun:
            continue
        _put(centre, place, mark, cause, before)
        told += 1
    db.session.flush()
    return told


def waiting_platforms() -> list[tuple[UUID, UUID]]:
    """Each platform for which a mark is due, with its centre."""
    query = (
        select(Platform.id, Platform.centre_id)
        .join(Placement, Placement.platform_id == Platform.id)
        .join(Grade, Grade.placement_id == Placement.id)
        .where(_is_due(), Platform.state != PlatformState.OFF)
        .distinct()
    )
    return [(platform, centre) for platform, centre in db.session.execute(query)]


def due(platform: UUID, most: int) -> list[Due]:
    """The marks to send to a platform now, the oldest first."""
    query = (
        select(Grade, Placement, LtiUser.sub, Context.line_items_url)
        .join(Placement, Placement.id == Grade.placement_id)
        .join(Context, Context.id == Placement.context_id)
        .join(LtiUser, LtiUser.id == Grade.user_id)
        .where(_is_due(), Placement.platform_id == platform)
        .order_by(Grade.at, Grade.id)
        .limit(most)
    )
    return [_due(*row) for row in db.session.execute(query)]


def was_sent(grade: UUID, at: datetime) -> None:
    """The platform has it, under the time `at`."""
    _change(grade, state=GradeState.SENT, at=at, sent=now(), last_error=None)


def comes_later(grade: UUID, why: str, when: datetime) -> None:
    """It was not taken; try again at `when`."""
    _change(grade, attempts=Grade.attempts + 1, last_error=why, next_attempt=when)


def was_refused(grade: UUID, why: str) -> None:
    """It was not taken, and trying again by itself is no use."""
    _change(grade, attempts=Grade.attempts + 1, last_error=why, state=GradeState.FAILED)


def wait_all(platform: UUID, why: str, when: datetime) -> None:
    """Nothing can be sent to a platform until `when`."""
    mine = select(Placement.id).where(Placement.platform_id == platform)
    waiting = (Grade.placement_id.in_(mine), _is_due())
    again = {"attempts": Grade.attempts + 1, "last_error": why, "next_attempt": when}
    db.session.execute(update(Grade).where(*waiting).values(again))


def keep_line_item(placement: UUID, address: str | None) -> None:
    """Where an activity's marks go from now on; None forgets it, so that it is looked for again."""
    db.session.execute(update(Placement).where(Placement.id == placement).values(line_item_url=address))


class Trouble(NamedTuple):
    """One mark that did not arrive yet: whose, of which activity, since when, and why."""

    id: UUID
    account: UUID
    activity: str
    course: str
    platform: str
    at: datetime
    attempts: int
    why: str
    failed: bool


def troubles(centre: UUID, most: int) -> list[Trouble]:
    """The centre's marks that failed or were not taken at the first try, the latest first."""
    query = (
        select(
            Grade.id, LtiUser.account_id, Placement.title, Context.title, Platform.name,
            Grade.at, Grade.attempts, Grade.last_error, Grade.state,
        )
        .join(Placement, Placement.id == Grade.placement_id)
        .join(Context, Context.id == Placement.context_id)
        .join(Platform, Platform.id == Placement.platform_id)
        .join(LtiUser, LtiUser.id == Grade.user_id)
        .where(Grade.centre_id == centre, _in_trouble())
        .order_by(Grade.at.desc(), Grade.id)
        .limit(most)
    )  # fmt: skip
    return [
        Trouble(*row[:7], why=row[7] or "", failed=row[8] is GradeState.FAILED)
        for row in db.session.execute(query)
    ]


def try_again(centre: UUID, grade: UUID | None = None) -> int:
    """Send one mark again, or all that did not arrive, now; answers how many. Raises NotFound for one."""
    which = (Grade.centre_id == centre, _in_trouble(), *([Grade.id == grade] if grade else []))
    again = {"state": GradeState.WAITING, "attempts": 0, "next_attempt": now()}
    changed = int(db.session.execute(update(Grade).where(*which).values(again)).rowcount)  # type: ignore[attr-defined]
    if grade is not None and not changed:
        raise NotFound("mark")
    return changed


def _is_due() -> ColumnElement[bool]:
    return (Grade.state == GradeState.WAITING) & (Grade.next_attempt <= now())


def _in_trouble() -> ColumnElement[bool]:
    return or_(Grade.state == GradeState.FAILED, (Grade.state == GradeState.WAITING) & (Grade.attempts > 0))


def _last(placements: Collection[UUID], users: Collection[UUID]) -> dict[tuple[UUID, UUID], Grade]:
    """What was told last, or is to be told, for each activity and person."""
    mine = (Grade.placement_id.in_(placements), Grade.user_id.in_(users))
    latest = (
        select(Grade.placement_id, Grade.user_id, func.max(Grade.at).label("at"))
        .where(*mine)
        .group_by(Grade.placement_id, Grade.user_id)
        .subquery()
    )
    query = select(Grade).join(
        latest,
        (Grade.placement_id == latest.c.placement_id)
        & (Grade.user_id == latest.c.user_id)
        & (Grade.at == latest.c.at),
    )
    return {(one.placement_id, one.user_id): one for one in db.session.scalars(query)}


def _same(before: Grade, mark: Mark) -> bool:
    told = (before.score, before.activity, before.grading, before.comment)
    return told == (mark.score, mark.activity.value, mark.grading.value, mark.comment)


def _put(centre: UUID, place: Place, mark: Mark, cause: UUID, before: Grade | None) -> None:
    own = (Grade.placement_id == place.placement, Grade.user_id == place.user)
    db.session.execute(delete(Grade).where(*own, Grade.state != GradeState.SENT))
    at = now() if before is None else max(now(), before.at + _TICK)
    db.session.add(
        Grade(
            centre_id=centre,
            placement_id=place.placement,
            user_id=place.user,
            cause=cause,
            score=mark.score,
            most=MOST,
            activity=mark.activity.value,
            grading=mark.grading.value,
            comment=mark.comment,
            at=at,
        )
    )


def _due(grade: Grade, placement: Placement, sub: str, line_items: str | None) -> Due:
    told = Told(
        sub=sub,
        score=grade.score,
        most=grade.most,
        activity=grade.activity,
        grading=grade.grading,
        comment=grade.comment,
        at=grade.at,
    )
    return Due(
        id=grade.id,
        platform=placement.platform_id,
        placement=placement.id,
        told=told,
        label=placement.title or placement.unit or placement.qualification_slug or "",
        resource_link_id=placement.resource_link_id,
        resource_id=resource_id(placement.qualification_slug, placement.unit),
        line_item=placement.line_item_url,
        line_items=line_items,
        attempts=grade.attempts,
    )


def resource_id(slug: str | None, unit: str | None) -> str:
    """What we call a line item of ours: the course, and the unit if it is one."""
    return f"{slug}/{unit}" if unit else f"{slug}"


def _change(grade: UUID, **values: object) -> None:
    """Write down what came of one mark, unless a newer one took its place meanwhile."""
    db.session.execute(update(Grade).where(Grade.id == grade).values(values))
