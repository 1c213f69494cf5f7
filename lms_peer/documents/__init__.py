"""Documents that change, unlike the ledger: xAPI's State and Profile documents, and learners' unfinished drafts.

A document is bytes and their content type, kept exactly. It stands at a `Place` under a name, and another centre's
place is another place. Runs in the caller's transaction and never commits. May use the database, xapi and the domain;
who may ask is decided above.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, insert, select, true, update

from lms_peer.database import db, now
from lms_peer.documents.places import (
    LONGEST_NAME,
    Kind,
    Place,
    activity_profiles,
    agent_profiles,
    drafts,
    states,
)
from lms_peer.documents.tables import documents
from lms_peer.domain.refusals import FileTooBig, NotFound
from lms_peer.xapi.members import members, written
from lms_peer.xapi.parse import Malformed, parse_object

__all__ = [
    "ALWAYS",
    "ANY",
    "LIMIT",
    "LONGEST_NAME",
    "NEW",
    "Condition",
    "DocumentChanged",
    "Etags",
    "Kept",
    "Kind",
    "Names",
    "NotMergeable",
    "Place",
    "activity_profiles",
    "agent_profiles",
    "drafts",
    "forget",
    "forget_all",
    "get",
    "has",
    "kept_at",
    "merge",
    "names",
    "put",
    "states",
]

LIMIT = 1024 * 1024
ANY = frozenset({"*"})  # as an etag: whatever there is
JSON = "application/json"

Etags = Collection[str] | None


class Condition(NamedTuple):
    """What must be true of a document, or nothing is changed: HTTP's If-Match and If-None-Match (RFC 9110, 13.1).

    There is one with an etag of the first, and none with an etag of the second; None asks nothing.
    """

    if_match: Etags = None
    if_none_match: Etags = None

    def holds(self, etag: str | None) -> bool:
        """True for a document that has this etag; None stands for no document."""
        if self.if_match is not None and not _among(etag, self.if_match):
            return False
        return self.if_none_match is None or not _among(etag, self.if_none_match)


ALWAYS = Condition()
NEW = Condition(if_none_match=ANY)


class DocumentChanged(Exception):
    """The document is not the one the caller saw last; `etag` is what it is now, None when there is none."""

    def __init__(self, etag: str | None) -> None:
        super().__init__("the document was changed in the meantime")
        self.etag = etag


class NotMergeable(ValueError):
    """The two documents can not be merged; the message says in plain words which of them is why."""


class Kept(NamedTuple):
    """A document as it is kept. `etag` has no quotes around it; `updated` is aware."""

    content: bytes
    content_type: str
    etag: str
    updated: datetime


class Names(NamedTuple):
    """The names of documents, in order, and when the last of them was changed (None when there are none)."""

    names: list[str]
    updated: datetime | None


def get(place: Place, name: str) -> Kept:
    """The document as it was saved last. Raises NotFound; another centre's document is not found either."""
    found = _find(place, name)
    if found is None:
        raise NotFound("document")
    return found


def has(place: Place, name: str) -> bool:
    """True when there is such a document."""
    return db.session.scalar(_HAS, _key(place, name)) is not None


def kept_at(place: Place) -> dict[str, Kept]:
    """Every document at this place, which names a registration or needs none, by its name. One query."""
    asked = select(documents.c.name, *_KEPT).where(_at(place)).order_by(documents.c.name)
    return {name: Kept(*rest) for name, *rest in db.session.execute(asked)}


def names(place: Place, since: datetime | None = None) -> Names:
    """What the documents at this place are called; `since` leaves out what was changed at or before it."""
    asked = select(documents.c.name, func.max(documents.c.updated)).where(_at(place))
    if since is not None:
        asked = asked.where(documents.c.updated > since)
    found = db.session.execute(asked.group_by(documents.c.name)).all()
    return Names(sorted(name for name, _ in found), max((updated for _, updated in found), default=None))


def put(
    place: Place,
    name: str,
    content: bytes,
    content_type: str,
    condition: Condition = ALWAYS,
    *,
    limit: int = LIMIT,
    at: datetime | None = None,
) -> Kept:
    """Save, over what was there. Raises FileTooBig beyond `limit` bytes, and DocumentChanged (`condition`)."""
    before = _for_change(place, name, condition)
    return _keep(place, name, content, content_type, before, limit, at)


def merge(
    place: Place,
    name: str,
    content: bytes,
    content_type: str,
    condition: Condition = ALWAYS,
    *,
    limit: int = LIMIT,
    at: datetime | None = None,
) -> Kept:
    """Set the properties of a JSON object over those of the one that is there, one level deep; else save as `put`.

    Raises what `put` raises, and NotMergeable unless both are JSON objects (xAPI 1.0.3 part 3, 2.2).
    """
    before = _for_change(place, name, condition)
    if before is not None:
        there = _properties(before.content, before.content_type, "the document that is there")
        sent = _properties(content, content_type, "what was sent")
        content, content_type = written(there | sent).encode(), JSON
    elif _is_json(content_type):
        _properties(content, content_type, "what was sent")
    return _keep(place, name, content, content_type, before, limit, at)


def forget(place: Place, name: str, condition: Condition = ALWAYS) -> None:
    """Delete a document. Deleting what is not there is fine. Raises DocumentChanged (`condition`)."""
    if condition != ALWAYS:
        _for_change(place, name, condition)
    db.session.execute(_FORGET, _key(place, name))


def forget_all(place: Place) -> None:
    """Delete every document at this place."""
    db.session.execute(delete(documents).where(_at(place)))


_KEPT = (documents.c.content, documents.c.content_type, documents.c.etag, documents.c.updated)
# One document, by its whole key; built once, since SQLAlchemy takes longer to build a statement than to run it.
_NAMED = and_(*(column == bindparam(f"its_{column.name}") for column in documents.primary_key))
_FIND = select(*_KEPT).where(_NAMED)
_HAS = select(documents.c.etag).where(_NAMED)
_SAVE_NEW = insert(documents)
_SAVE_OVER = update(documents).where(_NAMED)
_FORGET = delete(documents).where(_NAMED)


def _key(place: Place, name: str) -> dict[str, Any]:
    centre, kind, agent, activity, registration = place
    return {
        "its_centre_id": centre,
        "its_kind": kind.value,
        "its_agent": agent,
        "its_activity": activity,
        "its_registration": registration,
        "its_name": name,
    }


def _at(place: Place) -> ColumnElement[bool]:
    return and_(
        documents.c.centre_id == place.centre,
        documents.c.kind == place.kind.value,
        documents.c.agent == place.agent,
        documents.c.activity == place.activity,
        documents.c.registration == place.registration if place.registration else true(),
    )


def _for_change(place: Place, name: str, condition: Condition) -> Kept | None:
    """The document, or None, which nobody else changes until the transaction ends. Raises DocumentChanged."""
    if db.session.get_bind().dialect.name == "postgresql":
        # A row lock would hold nobody back where there is no row yet. SQLite lets one transaction write at a time.
        place_and_name = "\0".join((*map(str, place), name)).encode()
        key = int.from_bytes(hashlib.sha256(place_and_name).digest()[:8], signed=True)
        db.session.execute(select(func.pg_advisory_xact_lock(key)))
    found = _find(place, name)
    etag = found.etag if found else None
    if not condition.holds(etag):
        raise DocumentChanged(etag)
    return found


def _find(place: Place, name: str) -> Kept | None:
    found = db.session.execute(_FIND, _key(place, name)).first()
    return Kept(*found) if found else None


def _among(etag: str | None, etags: Collection[str]) -> bool:
    return etag is not None and ("*" in etags or etag in etags)


def _keep(
    place: Place,
    name: str,
    content: bytes,
    content_type: str,
    before: Kept | None,
    limit: int,
    at: datetime | None,
) -> Kept:
    if len(content) > limit:
        raise FileTooBig(name, limit)
    # xAPI 1.0.3 part 3, 3.1 names SHA-1 for etags. It only tells versions of one document apart: it guards nothing.
    etag = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    kept = Kept(content, content_type, etag, at or now())
    key = _key(place, name)
    if before is None:
        whole = {part.removeprefix("its_"): value for part, value in key.items()} | kept._asdict()
        db.session.execute(_SAVE_NEW, whole)
    else:
        db.session.execute(_SAVE_OVER, key | kept._asdict())
    return kept


def _is_json(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == JSON


def _properties(content: bytes, content_type: str, which: str) -> dict[str, str]:
    """The JSON object's members, each as it was written, so that merging changes no number."""
    if not _is_json(content_type):
        raise NotMergeable(f"{which} is not {JSON} but {content_type}")
    try:
        parse_object(content)
    except Malformed as error:
        raise NotMergeable(f"{which} is not a JSON object: {error}") from error
    return members(content.decode())
