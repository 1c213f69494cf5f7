"""What waits at a centre: the oldest first, a page at a time, put in order by the database. Reads no record."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select

from lms_peer.database import db
from lms_peer.domain.facts import Actor
from lms_peer.domain.standing import Status
from lms_peer.domain.waiting import Wait
from lms_peer.progress.keep import agent_key
from lms_peer.progress.tables import RegistrationProgress, WaitingProgress

T = TypeVar("T")


class Queued(NamedTuple):
    """One thing that waits at a centre, and on which registration."""

    registration: UUID
    wait: Wait
    subject: UUID
    since: datetime


def queue(
    centre: UUID, *waits: Wait, on: Actor | None = None, start: int = 0, most: int | None = None
) -> list[Queued]:
    """What waits at a centre, oldest first; with `on`, what waits for that one person."""
    query = _queued(centre).order_by(WaitingProgress.since, WaitingProgress.subject)
    if waits:
        query = query.where(WaitingProgress.wait.in_([wait.value for wait in waits]))
    if on is not None:
        query = query.where(WaitingProgress.waits_on == agent_key(on))
    return _read(query.offset(start).limit(most))


def how_many(centre: UUID, wait: Wait, on: Actor) -> int:
    """How much of one kind waits for one person."""
    query = select(func.count()).where(
        WaitingProgress.centre_id == centre,
        WaitingProgress.wait == wait.value,
        WaitingProgress.waits_on == agent_key(on),
    )
    return db.session.scalar(query) or 0


def silent(centre: UUID, before: datetime, *, start: int = 0, most: int | None = None) -> list[UUID]:
    """The centre's active registrations of which nothing was heard since `before`, the longest silent first."""
    order = (RegistrationProgress.silent_since, RegistrationProgress.registration)
    query = _silent(select(RegistrationProgress.registration), centre, before).order_by(*order)
    return list(db.session.scalars(query.offset(start).limit(most)))


def how_many_silent(centre: UUID, before: datetime) -> int:
    """How many these are."""
    return db.session.scalar(_silent(select(func.count(RegistrationProgress.registration)), centre, before)) or 0


def _silent(query: Select[T], centre: UUID, before: datetime) -> Select[T]:
    return query.where(
        RegistrationProgress.centre_id == centre,
        RegistrationProgress.status == Status.ACTIVE.value,
        RegistrationProgress.silent_since <= before,
    )


def desk(
    centre: UUID,
    assessor: Actor,
    anyone: Collection[Wait],
    theirs: Collection[Wait],
    *,
    first: Collection[UUID] = (),
    only: UUID | None = None,
    start: int = 0,
    most: int | None = None,
) -> list[Queued]:
    """What waits for an assessor: of the kinds `anyone` may do, and of `theirs` what waits for this one.

    Oldest first, the registrations `first` before all others; with `only`, what waits on that one.
    """
    for_them = and_(
        WaitingProgress.wait.in_([wait.value for wait in theirs]), WaitingProgress.waits_on == agent_key(assessor)
    )
    query = _queued(centre).where(or_(WaitingProgress.wait.in_([wait.value for wait in anyone]), for_them))
    query = query.order_by(WaitingProgress.since, WaitingProgress.subject)
    if only is not None:
        return _read(query.where(WaitingProgress.registration == only))
    # One query with both would put in order all that waits at the centre, to show a page of it.
    end = None if most is None else start + most
    own = _read(query.where(WaitingProgress.registration.in_(first)).limit(end)) if first else []
    if len(own) == end:
        return own[start:]
    others = query.where(WaitingProgress.registration.not_in(first)).offset(max(0, start - len(own)))
    return own[start:] + _read(others.limit(None if end is None else end - max(start, len(own))))


def _queued(centre: UUID) -> Select[UUID, str, UUID, datetime]:
    return select(
        WaitingProgress.registration, WaitingProgress.wait, WaitingProgress.subject, WaitingProgress.since
    ).where(WaitingProgress.centre_id == centre)


def _read(query: Select[UUID, str, UUID, datetime]) -> list[Queued]:
    rows = db.session.execute(query)
    return [Queued(registration, Wait(wait), subject, since) for registration, wait, subject, since in rows]
