"""Where each learner stands, kept beside the ledger and rebuilt from it at any time with the same result.

Reads the ledger, writes its own two tables and nothing else. What a fact changes is decided by `domain.fold`.
"""

from lms_peer.progress.glances import glances, waits
from lms_peer.progress.keep import (
    apply,
    drift,
    rebuild,
    standing,
    standing_at,
    standings,
)
from lms_peer.progress.queues import Queued, desk, how_many, queue, silent

__all__ = [
    "Queued",
    "apply",
    "desk",
    "drift",
    "glances",
    "how_many",
    "queue",
    "rebuild",
    "silent",
    "standing",
    "standing_at",
    "standings",
    "waits",
]
