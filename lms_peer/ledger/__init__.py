"""The ledger: what happened, said once, in order, never changed. One chain of statements per centre.

It keeps bytes and finds them again; it knows no facts, no people and no rules, and does not open documents. Only
`actions/record.py` appends.
"""

from lms_peer.ledger.answered import answered
from lms_peer.ledger.append import Batch, Saying, append, append_all, append_batches, ready
from lms_peer.ledger.chain import stored_text
from lms_peer.ledger.entry import Entry, Head
from lms_peer.ledger.queries import (
    centres_with_entries,
    entries,
    entry,
    head,
    latest_by,
    naming,
    takes_back,
    voiding,
)
from lms_peer.ledger.search import Found, Query, consistent_through, find
from lms_peer.ledger.tree import Tree, attachments_named, extend, leaf_of, root_anew
from lms_peer.ledger.verify import CheckDocument, Finding, Progress, first_finding, verify, verify_all

__all__ = [
    "Batch",
    "CheckDocument",
    "Entry",
    "Finding",
    "Found",
    "Head",
    "Progress",
    "Query",
    "Saying",
    "Tree",
    "answered",
    "append",
    "append_all",
    "append_batches",
    "attachments_named",
    "centres_with_entries",
    "consistent_through",
    "entries",
    "entry",
    "extend",
    "find",
    "first_finding",
    "head",
    "latest_by",
    "leaf_of",
    "naming",
    "ready",
    "root_anew",
    "stored_text",
    "takes_back",
    "verify",
    "verify_all",
    "voiding",
]
