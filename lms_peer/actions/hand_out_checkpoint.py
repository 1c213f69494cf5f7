"""A trainer hands out a checkpoint: what the centre signs about its record, for somebody outside to keep."""

from __future__ import annotations

from lms_peer import seal
from lms_peer.actions.record import Acting


def hand_out_checkpoint(acting: Acting) -> seal.Signed:
    """The checkpoint over everything that is on record now; it is remembered that it was handed out.

    Commits by itself, and must have nothing to keep before. Raises HistoryRewritten, KeyringLocked.
    """
    return seal.hand_out(acting.centre)
