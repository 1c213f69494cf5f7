"""How this process holds memory while it binds a portfolio. Frees nothing that is in use.

Does nothing where the C library is not glibc.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress

M_MMAP_THRESHOLD = -3  # mallopt(3)
LARGE = 128 * 1024  # bytes; glibc begins with this, and raises it with each large block that is freed


def hold_large_blocks_apart() -> None:
    """Have every large block, such as a photo, go back to the machine as soon as it is let go.

    Otherwise the photos of one portfolio leave holes that nothing else fits into: 100 MB for 40 of them.
    """
    with suppress(AttributeError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE)


def give_back_memory() -> None:
    """Return the memory that is free within this process, as glibc does not by itself after many small pieces.

    A bound portfolio of 300 pages leaves some 150 MB of them.
    """
    with suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
