"""The systems that a centre sends to, and how each of them stands. Never commits, and never speaks to any of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from lms_peer import ledger
from lms_peer.database import db, now
from lms_peer.domain.refusals import BadAddress, NameTaken, NotFound
from lms_peer.outbox.tables import (
    CREDENTIAL_LENGTH,
    ENDPOINT_LENGTH,
    NAME_LENGTH,
    Destination,
    Quarantined,
)
from lms_peer.people.words import required
from lms_peer.xapi.versions import Version

WHAT = "system to send to"


class Stands(StrEnum):
    """How a destination does."""

    WORKING = "working"
    WAITING = "waiting"
    PAUSED = "paused"


@dataclass(frozen=True)
class Choices:
    """How a store is spoken to and what goes there; see `Destination`. An empty secret means the one that is kept."""

    name: str
    endpoint: str
    key: str
    secret: str = field(default="", repr=False)
    version: Version = Version.V1_0_3
    own_only: bool = False
    with_files: bool = False
    inside: bool = False
    not_from: str | None = None


def add(centre: UUID, choices: Choices, from_now: bool = False, destination_id: UUID | None = None) -> Destination:
    """Send the centre's statements to one more Learning Record Store, from the first on or (`from_now`) the new ones.

    Asked again with the same `destination_id` it answers the one that is there.
    Raises Missing, TooLong, BadAddress, NameTaken.
    """
    own_id = destination_id or uuid4()
    if there := _there(centre, own_id):
        return there
    position = ledger.head(centre).position if from_now else 0
    added = Destination(id=own_id, centre_id=centre, position=position)
    _choose(added, choices)
    try:
        _keep(added, choices.name)
    except NameTaken:
        if there := _there(centre, own_id):  # the same form, sent twice at the same moment
            return there
        raise
    return added


def change(found: Destination, choices: Choices, by_operator: bool = False) -> None:
    """Change how it is spoken to, and try again at once. The position stays: for another store, add another one.

    A secret never goes to another host than the one it was given for: it must be given anew. Leave to speak to our own
    network does not move to another host either, unless the people who look after the service change it.
    Raises as `add` does.
    """
    moved = _host(_endpoint(choices.endpoint)) != _host(found.endpoint)
    if moved and not by_operator:
        choices = replace(choices, inside=False)
    if not choices.secret and not moved:
        choices = replace(choices, secret=found.secret)
    _choose(found, choices)
    _try_now(found)
    _keep(found, choices.name)


def choices_of(found: Destination) -> Choices:
    """What was chosen for it, but for the secret, which is not shown again."""
    return Choices(
        name=found.name,
        endpoint=found.endpoint,
        key=found.key,
        version=Version(found.version),
        own_only=found.own_only,
        with_files=found.with_files,
        inside=found.inside,
        not_from=found.not_from,
    )


def destinations(centre: UUID) -> list[Destination]:
    """Every destination of the centre, in the order they were added."""
    wanted = select(Destination).where(Destination.centre_id == centre)
    return list(db.session.scalars(wanted.order_by(Destination.created, Destination.id)))


def destination(centre: UUID, destination_id: UUID) -> Destination:
    """One destination of the centre. Raises NotFound."""
    return _one(centre, Destination.id == destination_id)


def destination_named(centre: UUID, name: str) -> Destination:
    """The destination of the centre that has this name. Raises NotFound."""
    return _one(centre, Destination.name == name)


def pause(found: Destination) -> None:
    """Send nothing more until it is resumed. A request that is on its way is not called back."""
    found.paused = True
    db.session.flush()


def resume(found: Destination) -> None:
    """Go on where it stopped, at once: also when it waits for its next try."""
    found.paused, found.refused_running = False, 0
    _try_now(found)
    db.session.flush()


def remove(found: Destination) -> None:
    """Send nothing there any more, and forget its address, our secret and what it refused. The ledger stays whole.

    A request that is on its way is not called back, and nothing is written down of it.
    """
    db.session.execute(delete(Quarantined).where(Quarantined.destination_id == found.id))
    db.session.delete(found)
    db.session.flush()


def retry(found: Destination, positions: Iterable[int] | None = None) -> int:
    """Send refused statements once more, all of them or those at `positions`; answers how many."""
    which = [Quarantined.destination_id == found.id, Quarantined.again.is_(False)]
    if positions is not None:
        which.append(Quarantined.position.in_(list(positions)))
    asked = db.session.execute(update(Quarantined).where(*which).values(again=True))
    return int(asked.rowcount)  # type: ignore[attr-defined]


def quarantined(found: Destination, limit: int = 50) -> tuple[list[Quarantined], int]:
    """The first refused statements in the order of the ledger, and how many there are in all."""
    own = Quarantined.destination_id == found.id
    total = db.session.scalar(select(func.count()).select_from(Quarantined).where(own)) or 0
    rows = db.session.scalars(select(Quarantined).where(own).order_by(Quarantined.position).limit(limit))
    return list(rows), total


def refused(centre: UUID) -> Counter[UUID]:
    """How many refused statements each destination of the centre has, by its id. One query."""
    of_centre = Destination.centre_id == centre
    counted = select(Destination.id, func.count()).join(Quarantined, Quarantined.destination_id == Destination.id)
    rows = db.session.execute(counted.where(of_centre).group_by(Destination.id))
    return Counter({row[0]: row[1] for row in rows})


def waiting(found: Destination) -> int:
    """How many statements of the ledger were not looked at yet; with `own_only` not all of them are sent."""
    return max(0, ledger.head(found.centre_id).position - found.position)


def stands(found: Destination) -> Stands:
    """How it does: paused, waiting for their system, or working."""
    if found.paused:
        return Stands.PAUSED
    return Stands.WAITING if found.attempts else Stands.WORKING


def _endpoint(text: str) -> str:
    """The address with one slash at its end. Raises Missing, TooLong, BadAddress."""
    address = required("endpoint", text, ENDPOINT_LENGTH)
    try:
        parts = urlsplit(address)
        fit = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        parts.netloc.encode("ascii")
    except ValueError as error:
        raise BadAddress(address) from error
    if not fit or parts.username or parts.query or parts.fragment or any(sign <= " " for sign in address):
        raise BadAddress(address)
    return address.rstrip("/") + "/"


def _host(endpoint: str) -> tuple[str, str]:
    """What credentials are for: the scheme, and the host with its port."""
    parts = urlsplit(endpoint)
    return parts.scheme, parts.netloc.lower()


def _try_now(found: Destination) -> None:
    found.next_attempt = now()


def _choose(found: Destination, choices: Choices) -> None:
    found.endpoint = _endpoint(choices.endpoint)
    found.name = required("name", choices.name, NAME_LENGTH)
    found.key = required("key", choices.key, CREDENTIAL_LENGTH)
    found.secret = required("secret", choices.secret, CREDENTIAL_LENGTH)
    found.version, found.not_from = choices.version.value, choices.not_from
    found.own_only, found.with_files, found.inside = choices.own_only, choices.with_files, choices.inside


def _keep(found: Destination, name: str) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(found)
            db.session.flush()
    except IntegrityError as error:
        raise NameTaken(name) from error


def _there(centre: UUID, destination_id: UUID) -> Destination | None:
    found = db.session.get(Destination, destination_id)
    return found if found is not None and found.centre_id == centre else None


def _one(centre: UUID, condition: ColumnElement[bool]) -> Destination:
    found = db.session.scalar(select(Destination).where(condition, Destination.centre_id == centre))
    if found is None:
        raise NotFound(WHAT)
    return found
