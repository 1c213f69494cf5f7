"""A statement as it is sent on: the bytes that were received, and which files travel with them.

Nothing is parsed and written anew, so numbers, durations and times arrive as they were said. Added is only what a
receiver would otherwise make up (an id, the time it happened); left out is only what a receiver sets for itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from lms_peer.ledger import Entry, stored_text
from lms_peer.xapi.indexed import Attachment, attachments_of, kept_here
from lms_peer.xapi.members import members, without, written

_SET_BY_THE_RECEIVER = ("stored", "authority")

Holds = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Parcel:
    """One statement to send: `position` in the ledger, its own JSON, and the attachments whose bytes go along."""

    position: int
    statement_id: UUID
    body: bytes
    files: tuple[Attachment, ...] = ()

    @property
    def size(self) -> int:
        """Bytes to send, all in all."""
        return len(self.body) + sum(file.size for file in self.files)


def packed(entry: Entry, holds: Holds | None) -> Parcel:
    """The entry as a parcel. `holds` says whether the vault has a file; None when no files are to be sent.

    The standard wants an attachment's bytes or its address. Where neither can be given, the statement goes without
    its `attachments`.
    """
    statement = json.loads(entry.body)
    needed = kept_here(attachments_of(statement))
    files = tuple(needed.values()) if holds and all(map(holds, needed)) else ()
    body = entry.body.decode()
    changed = _changed(body, entry, drop_attachments=bool(needed) and not files)
    return Parcel(entry.position, entry.statement_id, changed.encode(), files)


def _changed(body: str, entry: Entry, drop_attachments: bool) -> str:
    parts = members(body)
    before = len(parts)
    for name in (*_SET_BY_THE_RECEIVER, *(("attachments",) if drop_attachments else ())):
        parts.pop(name, None)
    changed = len(parts) != before
    given = {
        "id": str(entry.statement_id),
        "timestamp": stored_text(entry.stored),
    }  # else a receiver makes them up
    for name in given.keys() - parts.keys():
        parts[name], changed = json.dumps(given[name]), True
    if drop_attachments and (inner := without(parts["object"], ["attachments"])) != parts["object"]:
        parts["object"], changed = inner, True  # a SubStatement has attachments of its own
    return written(parts) if changed else body
