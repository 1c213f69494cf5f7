"""What waits at a centre: the oldest first, a page at a time, put in order by the database. Reads no record."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, Select, and_, bindparam, func, or_, select

from lms_peer.database import as_check, db
from lms_peer.domain.facts import Actor
from lms_peer.domain.standing import Status
from lms_peer.domain.waiting import Wait
from lms_peer.progress.keep import agent_key
from lms_peer.progress.tables import RegistrationProgress, WaitingProgress

Query = Select[UUID, str, UUID, datetime]
_ALL = 2**31 - 1  # lines


# By columns of the tables: no class need be asked about them.
_waiting = WaitingProgress.__table__.c
_progress = RegistrationProgress.__table__.c


def _several(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True)


def _in_order(query: Query) -> Query:
    """The oldest first, a page of it."""
    in_order = query.order_by(_waiting.since, _waiting.subject)
    return in_order.offset(bindparam("start")).limit(bindparam("most"))


# Asked by pages that people open often, so put together once.
_WAITING = select(_waiting.registration, _waiting.wait, _waiting.subject, _waiting.since)
_HERE = _waiting.centre_id == bindparam("centre")
_QUEUED = _WAITING.where(_HERE)
_THEIRS = _waiting.waits_on == bindparam("on")
_ON_DESK = or_(_waiting.wait.in_(_several("anyone")), and_(_waiting.wait.in_(_several("theirs")), _THEIRS))
_DESK_OF_SOME = _in_order(_WAITING.where(as_check(_HERE), _waiting.registration.in_(_several("some")), _ON_DESK))
_DESK_OF_OTHERS = _in_order(_QUEUED.where(_waiting.registration.not_in(_several("some")), _ON_DESK))
_HOW_MANY = select(func.count()).where(_HERE, _waiting.wait == bindparam("wait"), _THEIRS)
_QUIET = (
    _progress.centre_id == bindparam("centre"),
    _progress.status == Status.ACTIVE.value,
    _progress.silent_since <= bindparam("before"),
)
_SILENT = (
    select(_progress.registration)
    .where(*_QUIET)
    .order_by(_progress.silent_since, _progress.registration)
    .offset(bindparam("start"))
    .limit(bindparam("most"))
)


class Queued(NamedTuple):
    """One thing that waits at a centre, and on which registration."""

    registration: UUID
    wait: Wait
    subject: UUID
    since: datetime


def queue(
    centre: UUID,
    *waits: Wait,
    on: Actor | None = None,
    since: datetime | None = None,
    start: int = 0,
    most: int | None = None,
) -> list[Queued]:
    """What waits at a centre, oldest first; with `on`, what waits for that one person; with `since`, from then on."""
    about = {
        "centre": centre,
        "waits": [wait.value for wait in waits],
        "on": on and agent_key(on),
        "since": since,
        "start": start,
        "most": _ALL if most is None else most,
    }
    return _read(_queue(bool(waits), on is not None, since is not None), about)


@cache
def _queue(some: bool, theirs: bool, since: bool) -> Query:
    """The question in each of its forms: of some kinds, for one person, from some moment on."""
    query = _QUEUED
    if some:
        query = query.where(_waiting.wait.in_(_several("waits")))
    if theirs:
        query = query.where(_THEIRS)
    if since:
        query = query.where(_waiting.since >= bindparam("since"))
    return _in_order(query)


def how_many(centre: UUID, wait: Wait, on: Actor) -> int:
    """How much of one kind waits for one person."""
    about = {"centre": centre, "wait": wait.value, "on": agent_key(on)}
    return db.session.scalar(_HOW_MANY, about) or 0


def silent(centre: UUID, before: datetime, *, start: int = 0, most: int | None = None) -> list[UUID]:
    """The centre's active registrations of which nothing was heard since `before`, the longest silent first."""
    about = {"centre": centre, "before": before, "start": start, "most": _ALL if most is None else most}
    return list(db.session.scalars(_SILENT, about))


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
    about = {
        "centre": centre,
        "on": agent_key(assessor),
        "anyone": [wait.value for wait in anyone],
        "theirs": [wait.value for wait in theirs],
        "some": list(first) if only is None else [only],
    }
    # One query with both would put in order all that waits at the centre, to show a page of it.
    end = start + (_ALL if most is None else most)
    own = _read(_DESK_OF_SOME, about | {"start": 0, "most": end}) if about["some"] else []
    if len(own) == end or only is not None:
        return own[start:]
    others = {"start": max(0, start - len(own)), "most": end - max(start, len(own))}
    return own[start:] + _read(_DESK_OF_OTHERS, about | others)


def _read(query: Query, about: dict[str, Any]) -> list[Queued]:
    rows = db.session.execute(query, about).all()
    return [Queued(registration, Wait(wait), subject, since) for registration, wait, subject, since in rows]
