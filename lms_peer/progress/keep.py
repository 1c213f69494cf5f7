"""Keeping the projections in step with the ledger, reading them, and rebuilding them.

`apply` and `rebuild` go through the same fold, so what is kept up to date and what is computed anew agree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256
from typing import Any
from uuid import UUID

from cattrs.errors import CattrsError
from sqlalchemy import BindParameter, bindparam, delete, insert, select

from lms_peer import ledger
from lms_peer.database import as_check, db
from lms_peer.domain.facts import Actor, Fact
from lms_peer.domain.fold import fold
from lms_peer.domain.glance import glance
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.standing import Standing
from lms_peer.domain.waiting import waiting
from lms_peer.ledger import Entry
from lms_peer.progress.codec import dump, dump_glance, load, load_glance
from lms_peer.progress.remembered import recall, remember
from lms_peer.progress.tables import RegistrationProgress, WaitingProgress
from lms_peer.xapi import AUTHORITY, read

# Asked by nearly each page, so put together once; by columns of the table, which no class need be asked about.
_progress = RegistrationProgress.__table__.c
_HERE = _progress.centre_id == bindparam("centre")
_THESE: BindParameter[Any] = bindparam("registrations", expanding=True)
_DIGESTS = select(_progress.registration, _progress.digest)
_DIGESTS_OF_ALL = _DIGESTS.where(_HERE)
_DIGESTS_OF_THESE = _DIGESTS.where(as_check(_HERE), _progress.registration.in_(_THESE))
_DIGEST = select(_progress.digest).where(_HERE, _progress.registration == bindparam("registration"))

_WAIT = (
    WaitingProgress.registration,
    WaitingProgress.wait,
    WaitingProgress.subject,
    WaitingProgress.waits_on,
    WaitingProgress.since,
)


def agent_key(actor: Actor) -> str:
    """An actor as one text column."""
    return f"{actor.issuer}|{actor.name}"


def apply(centre: UUID, fact: Fact, position: int) -> None:
    """Fold one more fact, just written at `position`, into what is kept. In the caller's transaction."""
    row = _row(centre, fact.registration, lock=True)
    before = _read(row.digest, row.state) if row else None
    _keep(centre, fold(before, fact), position, row)


def _row(centre: UUID, registration: UUID, *, lock: bool) -> RegistrationProgress | None:
    query = select(RegistrationProgress).where(
        RegistrationProgress.registration == registration, RegistrationProgress.centre_id == centre
    )
    if lock:  # what another transaction wrote meanwhile, not what this session read before it waited
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)


def _keep(centre: UUID, standing: Standing, position: int, row: RegistrationProgress | None) -> None:
    if row is None:
        row = RegistrationProgress(registration=standing.registration, centre_id=centre)
        db.session.add(row)
    for name, value in _columns(standing, position).items():
        setattr(row, name, value)
    db.session.flush()
    db.session.execute(delete(WaitingProgress).where(WaitingProgress.registration == standing.registration))
    names = [column.key for column in _WAIT]
    if rows := [dict(zip(names, one, strict=True), centre_id=centre) for one in _waits(standing)]:
        db.session.execute(insert(WaitingProgress), rows)


def _columns(standing: Standing, position: int) -> dict[str, Any]:
    """What is kept of a standing, for reading it and for finding it."""
    state, seen = dump(standing), glance(standing)
    return {
        "learner": agent_key(standing.learner),
        "qualification_slug": standing.qualification.slug,
        "status": standing.status.value,
        "position": position,
        "last_at": standing.last_at or standing.registered.at,
        "silent_since": seen.silent_since,
        "state": state,
        "digest": sha256(state.encode()).hexdigest(),
        "glance": dump_glance(seen),
    }


def _waits(standing: Standing) -> list[tuple[Any, ...]]:
    """What is kept of all that waits: values for `_WAIT`."""
    return [
        (standing.registration, one.wait.value, one.subject, agent_key(one.on) if one.on else "", one.since)
        for one in waiting(standing)
    ]


def standing(centre: UUID, registration: UUID, *, lock: bool = False) -> Standing:
    """Where a registration of this centre stands. `lock` holds it until the transaction ends. Raises NotFound."""
    query = _DIGEST.with_for_update() if lock else _DIGEST
    digest = db.session.scalar(query, {"registration": registration, "centre": centre})
    found = digest and (recall(digest) or next(iter(_read_all(centre, {registration})), None))
    if not found:
        raise NotFound("learner's record")
    return found


def standings(
    centre: UUID, *, learner: Actor | None = None, registrations: Iterable[UUID] | None = None
) -> list[Standing]:
    """Where the centre's registrations stand: all, one learner's, or those named. Oldest registration first.

    A query for which they are, and one for all that this process has not read lately: never one for each.
    """
    query = _DIGESTS_OF_ALL if registrations is None else _DIGESTS_OF_THESE
    if learner is not None:
        query = query.where(_progress.learner == agent_key(learner))
    about = {"centre": centre, "registrations": list(registrations or ())}
    kept = {one: recall(digest) for one, digest in db.session.execute(query, about)}
    found = [one for one in kept.values() if one]
    if unread := {one for one, standing in kept.items() if standing is None}:
        found += _read_all(centre, unread)
    return sorted(found, key=lambda one: (one.registered.at, one.registration))


def _read_all(centre: UUID, registrations: Collection[UUID]) -> list[Standing]:
    query = select(_progress.digest, _progress.state).where(
        as_check(_progress.centre_id == centre), _progress.registration.in_(registrations)
    )
    return [_read(digest, state) for digest, state in db.session.execute(query)]


def _read(digest: str, state: str) -> Standing:
    return recall(digest) or remember(digest, load(state))


def _facts(entries: Iterable[Entry]) -> Iterator[tuple[Fact, int]]:
    """Facts among ledger entries: only what this service said itself can change where a learner stands."""
    for entry in entries:
        if entry.authority == AUTHORITY:
            yield read(entry.body, entry.stored), entry.position


def _folded(entries: Iterable[Entry]) -> dict[UUID, tuple[Standing, int]]:
    kept: dict[UUID, tuple[Standing, int]] = {}
    for fact, position in _facts(entries):
        before, _ = kept.get(fact.registration, (None, 0))
        kept[fact.registration] = fold(before, fact), position
    return kept


def standing_at(centre: UUID, registration: UUID, position: int) -> Standing:
    """Where a registration stood when the centre's ledger was at `position`. Raises NotFound."""
    kept = _folded(ledger.entries(centre, registration=registration, upto=position))
    if registration not in kept:
        raise NotFound("learner's record")
    return kept[registration][0]


def rebuild(centre: UUID) -> int:
    """Compute the centre's projections anew from its ledger; answers how many registrations there are."""
    mine = RegistrationProgress.centre_id == centre
    db.session.execute(delete(WaitingProgress).where(WaitingProgress.centre_id == centre))
    db.session.execute(delete(RegistrationProgress).where(mine))
    db.session.expire_all()
    kept = _folded(ledger.entries(centre))
    for standing_, position in kept.values():
        _keep(centre, standing_, position, None)
    return len(kept)


def drift(centre: UUID) -> list[UUID]:
    """Registrations of which something else is kept than what the ledger says; empty when all is well."""
    kept = {
        row.registration: row
        for row in db.session.scalars(select(RegistrationProgress).where(RegistrationProgress.centre_id == centre))
    }
    waits: dict[UUID, set[tuple[Any, ...]]] = {}
    for wait in db.session.execute(select(*_WAIT).where(WaitingProgress.centre_id == centre)):
        waits.setdefault(wait.registration, set()).add(tuple(wait))
    told = _folded(ledger.entries(centre))
    agreed = {
        one
        for one in kept.keys() & told.keys()
        if _is_kept(kept[one], *told[one]) and waits.get(one, set()) == set(_waits(told[one][0]))
    }
    return sorted((kept.keys() | told.keys()) - agreed)


def _is_kept(row: RegistrationProgress, standing: Standing, position: int) -> bool:
    """True when the row is that of this standing: one that an earlier version wrote lacks what was not known yet."""
    columns = _columns(standing, position)
    differing = {name for name, value in columns.items() if getattr(row, name) != value}
    try:
        return not differing or (
            differing <= {"state", "digest", "glance"}
            and load(row.state) == standing
            and load_glance(row.glance) == glance(standing)
            and row.digest == sha256(row.state.encode()).hexdigest()
        )
    except (ValueError, CattrsError):  # not JSON, or no standing
        return False
