"""The ledger: what happened, said once, in order, never changed. One chain of statements per centre.

It keeps bytes and finds them again; it knows no facts, no people and no rules, and does not open documents. Only
`actions/record.py` appends.
"""

from lms_peer.ledger.append import append, append_all
from lms_peer.ledger.entry import Entry, Head
from lms_peer.ledger.queries import centres_with_entries, entries, entry, head, latest_by, naming, voiding
from lms_peer.ledger.verify import CheckDocument, Finding, Progress, first_finding, verify, verify_all

__all__ = [
    "CheckDocument",
    "Entry",
    "Finding",
    "Head",
    "Progress",
    "append",
    "append_all",
    "centres_with_entries",
    "entries",
    "entry",
    "first_finding",
    "head",
    "latest_by",
    "naming",
    "verify",
    "verify_all",
    "voiding",
]
