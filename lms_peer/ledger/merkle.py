"""A Merkle tree over leaves in order (RFC 6962, section 2.1; RFC 9162, section 2.1): hashes and proofs. Pure.

`Subtree` answers the hash over the leaves from one index (counted from 0) up to another, not included. Where the
hashes come from is the caller's: a list, or tiles in a database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

EMPTY = hashlib.sha256(b"").digest()

Subtree = Callable[[int, int], bytes]


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of one leaf: 0x00 before it, so that no leaf can pass for a node."""
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two hashes, 0x01 before them."""
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over leaf hashes: level by level, an odd one out goes up as it is."""
    level = list(hashes)
    while len(level) > 1:
        odd = level[len(level) & ~1 :]
        level = [node_hash(*pair) for pair in zip(level[::2], level[1::2], strict=False)] + odd
    return level[0] if level else EMPTY


def split(size: int) -> int:
    """The largest power of two that is smaller than `size` (2 or more)."""
    return 1 << (size - 1).bit_length() - 1


def inclusion(subtree: Subtree, index: int, size: int) -> list[bytes]:
    """The hashes that lead from the leaf at `index` to the root over `size` leaves, the nearest first (2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    path, start, stop = [], 0, size
    while stop - start > 1:
        middle = start + split(stop - start)
        if index < middle:
            path.append(subtree(middle, stop))
            stop = middle
        else:
            path.append(subtree(start, middle))
            start = middle
    return path[::-1]


def consistency(subtree: Subtree, before: int, size: int) -> list[bytes]:
    """The hashes that show that the tree over `size` leaves only adds to the one over `before` (2.1.4.1).

    Empty when nothing was added, or when there was nothing before.
    """
    if not 0 <= before <= size:
        raise ValueError(f"a tree of {size} leaves never grew from one of {before}")
    if before in (0, size):
        return []
    path, start, stop, whole = [], 0, size, True
    while before != stop:
        middle = start + split(stop - start)
        if before <= middle:
            path.append(subtree(middle, stop))
            stop = middle
        else:
            path.append(subtree(start, middle))
            start, whole = middle, False
    return [*([] if whole else [subtree(start, stop)]), *path[::-1]]
