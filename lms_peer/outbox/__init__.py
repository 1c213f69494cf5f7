"""The outbox: what the ledger says, sent on to other Learning Record Stores that a centre names.

It remembers for each of them the ledger position that was reached, and nothing else needs remembering: positions have
no gaps and become visible in order. It reads the ledger and the vault, changes neither, and never works inside a
request: a store that does not answer is waited for here, and nowhere else.
"""

from lms_peer.outbox.destinations import (
    Choices,
    Stands,
    add,
    change,
    choices_of,
    destination,
    destination_named,
    destinations,
    pause,
    quarantined,
    refused,
    remove,
    resume,
    retry,
    stands,
    waiting,
)
from lms_peer.outbox.forwarder import Forwarder, forwarding_beside
from lms_peer.outbox.tables import Destination, Quarantined

__all__ = [
    "Choices",
    "Destination",
    "Forwarder",
    "Quarantined",
    "Stands",
    "add",
    "change",
    "choices_of",
    "destination",
    "destination_named",
    "destinations",
    "forwarding_beside",
    "pause",
    "quarantined",
    "refused",
    "remove",
    "resume",
    "retry",
    "stands",
    "waiting",
]
