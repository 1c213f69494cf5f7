"""Where each learner stands, kept beside the ledger and rebuilt from it at any time with the same result.

Reads the ledger, writes its own two tables and nothing else. What a fact changes is decided by `domain.fold`.
"""

from lms_peer.progress.glances import glances, waits
from lms_peer.progress.keep import (
    apply,
    drift,
    queue,
    rebuild,
    specification_of,
    standing,
    standing_at,
    standings,
)

__all__ = [
    "apply",
    "drift",
    "glances",
    "queue",
    "rebuild",
    "specification_of",
    "standing",
    "standing_at",
    "standings",
    "waits",
]
