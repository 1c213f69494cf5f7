"""xAPI State documents: notes that change, unlike the ledger. Here a learner's unfinished drafts live.

One document per centre, activity, agent, registration and state id (xAPI 1.0.3, part three, 2.3). Runs in the
caller's transaction and never commits. May use the database and the domain; who may ask is decided above.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.exc import IntegrityError

from lms_peer.database import db, now
from lms_peer.documents.tables import StateDocument
from lms_peer.domain.facts import Actor
from lms_peer.domain.refusals import FileTooBig, NotFound

__all__ = [
    "LIMIT",
    "NEW",
    "DocumentChanged",
    "State",
    "StateDocument",
    "forget",
    "forget_all",
    "get",
    "put",
    "state_ids",
]

LIMIT = 1024 * 1024
NEW = ""  # `if_match=NEW` asks that there be no document yet


class DocumentChanged(Exception):
    """The document is not the one the caller saw last; `etag` is what it is now, None when there is none."""

    def __init__(self, etag: str | None) -> None:
        super().__init__("the document was changed in the meantime")
        self.etag = etag


class State(NamedTuple):
    """Where a document lives. `activity` is an IRI; the same state id with and without registration are two."""

    centre: UUID
    activity: str
    agent: Actor
    state_id: str
    registration: UUID | None = None


def put(
    state: State,
    content: bytes,
    content_type: str,
    if_match: str | None = None,
    limit: int = LIMIT,
    at: datetime | None = None,
) -> StateDocument:
    """Save, over what was there. With `if_match` only when what is there has that etag (or `NEW`: nothing).

    Raises FileTooBig beyond `limit` bytes, and DocumentChanged.
    """
    if len(content) > limit:
        raise FileTooBig(state.state_id, limit)
    found = _find(state, lock=True)
    if found is None and not if_match:
        found = _begin(state)
    _match((found.etag or None) if found else None, if_match)
    assert found is not None  # noqa: S101 - none to be found has raised DocumentChanged
    found.content, found.content_type = content, content_type
    found.etag = hashlib.sha256(content).hexdigest()
    found.updated = at or now()
    db.session.flush()
    return found


def get(state: State) -> StateDocument:
    """What was saved last. Raises NotFound; another centre's document is not found either."""
    found = _find(state)
    if found is None:
        raise NotFound("document")
    return found


def forget(state: State, if_match: str | None = None) -> None:
    """Delete it. Deleting what is not there is fine. Raises DocumentChanged."""
    found = _find(state, lock=True)
    _match(found.etag if found else None, if_match)
    if found is not None:
        db.session.delete(found)
        db.session.flush()


def state_ids(
    centre: UUID, activity: str, agent: Actor, registration: UUID | None = None, since: datetime | None = None
) -> list[str]:
    """The state ids kept here, in order; `since` leaves out what was saved at or before it."""
    asked = select(StateDocument.state_id).where(_within(centre, activity, agent, registration))
    if since is not None:
        asked = asked.where(StateDocument.updated > since)
    return list(db.session.scalars(asked.order_by(StateDocument.state_id)))


def forget_all(centre: UUID, activity: str, agent: Actor, registration: UUID | None = None) -> None:
    """Delete every document of one agent on one activity."""
    db.session.execute(delete(StateDocument).where(_within(centre, activity, agent, registration)))


def _match(etag: str | None, wanted: str | None) -> None:
    if wanted is not None and wanted != (etag or NEW):
        raise DocumentChanged(etag)


def _within(centre: UUID, activity: str, agent: Actor, registration: UUID | None) -> ColumnElement[bool]:
    return and_(
        StateDocument.centre_id == centre,
        StateDocument.activity == activity,
        StateDocument.agent_issuer == agent.issuer,
        StateDocument.agent_name == agent.name,
        StateDocument.registration.is_(None)
        if registration is None
        else StateDocument.registration == registration,
    )


def _find(state: State, lock: bool = False) -> StateDocument | None:
    within = _within(state.centre, state.activity, state.agent, state.registration)
    asked = select(StateDocument).where(within, StateDocument.state_id == state.state_id)
    if lock:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    found: StateDocument | None = db.session.scalar(asked)
    return found


def _begin(state: State) -> StateDocument:
    """An empty document in its place; the one somebody else put there at the same moment, if so."""
    begun = StateDocument(
        centre_id=state.centre,
        activity=state.activity,
        agent_issuer=state.agent.issuer,
        agent_name=state.agent.name,
        state_id=state.state_id,
        registration=state.registration,
        content=b"",
        content_type="",
        etag="",
        updated=now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(begun)
    except IntegrityError:
        found = _find(state, lock=True)
        if found is None:
            raise
        return found
    return begun
