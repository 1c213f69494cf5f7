"""Entries as they are given to others: what was said, with what the standard has a store add. Pure."""

from __future__ import annotations

from lms_peer.ledger.chain import stored_text
from lms_peer.ledger.entry import Entry
from lms_peer.xapi.present import Added, exact
from lms_peer.xapi.versions import Version


def answered(entry: Entry) -> bytes:
    """The statement as JSON, complete, in the format `exact`."""
    added = Added(entry.statement_id, stored_text(entry.stored), entry.authority, Version(entry.version))
    return exact(entry.body, added)
