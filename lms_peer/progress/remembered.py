"""Standings that this process read lately, each under the digest of its text, so that it need not be read again.

The same digest is the same standing, whoever wrote it and whether it was kept in the end: nothing here goes stale.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from lms_peer.domain.standing import Standing

_MOST = 100  # some 30 MB for a process whose records are all long
_kept: OrderedDict[str, Standing] = OrderedDict()
_lock = Lock()


def recall(digest: str) -> Standing | None:
    """The standing of that digest, if it was read lately. Others hold it too: nobody may change what is in it."""
    with _lock:
        if digest in _kept:
            _kept.move_to_end(digest)
        return _kept.get(digest)


def remember(digest: str, standing: Standing) -> Standing:
    """Keep the standing for a while, in place of the one that nobody asked for longest."""
    with _lock:
        _kept[digest] = standing
        if len(_kept) > _MOST:
            _kept.popitem(last=False)
    return standing
