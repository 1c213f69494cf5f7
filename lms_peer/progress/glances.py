"""Reading many registrations at once for a list: each at a glance, and what waits on it. Reads no whole record."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, select

from lms_peer.database import as_check, db
from lms_peer.domain.facts import Actor
from lms_peer.domain.glance import Glance
from lms_peer.domain.waiting import Wait, Waiting
from lms_peer.progress.codec import load_glance
from lms_peer.progress.tables import RegistrationProgress, WaitingProgress

# Asked by each list of learners, so put together once; by columns of the table, which no class need be asked about.
_progress = RegistrationProgress.__table__.c
_THESE: BindParameter[Any] = bindparam("registrations", expanding=True)
_GLANCES = select(_progress.registration, _progress.glance).where(
    as_check(_progress.centre_id == bindparam("centre")), _progress.registration.in_(_THESE)
)


def glances(centre: UUID, registrations: Collection[UUID]) -> dict[UUID, Glance]:
    """Those of the registrations that are this centre's, each at a glance. One query."""
    about = {"centre": centre, "registrations": registrations}
    return {registration: _read(text) for registration, text in db.session.execute(_GLANCES, about).all()}


@lru_cache(maxsize=1000)
def _read(text: str) -> Glance:
    """The same text is the same glance, whoever wrote it. Others hold it too: nobody may change what is in it."""
    return load_glance(text)


def waits(centre: UUID, registrations: Collection[UUID]) -> dict[UUID, tuple[Waiting, ...]]:
    """What waits on each of the centre's registrations, oldest first; none for one that nothing waits on. One query."""
    query = (
        select(
            WaitingProgress.registration,
            WaitingProgress.wait,
            WaitingProgress.subject,
            WaitingProgress.since,
            WaitingProgress.waits_on,
        )
        .where(as_check(WaitingProgress.centre_id == centre), WaitingProgress.registration.in_(registrations))
        .order_by(WaitingProgress.since, WaitingProgress.subject)
    )
    found: dict[UUID, list[Waiting]] = {}
    for registration, wait, subject, since, waits_on in db.session.execute(query):
        found.setdefault(registration, []).append(Waiting(Wait(wait), subject, since, _actor(waits_on)))
    return {registration: tuple(listed) for registration, listed in found.items()}


def _actor(key: str) -> Actor | None:
    """The actor that `keep.agent_key` wrote as one text."""
    issuer, _, name = key.rpartition("|")
    return Actor(issuer, name) if key else None
