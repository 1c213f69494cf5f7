"""The processes that draw, as the operating system knows them."""

from __future__ import annotations

from pathlib import Path


def processes(pid: int) -> list[int]:
    """The room where a process draws, and its drawers; not what else it started, such as a browser for other tests."""
    below = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [one for one in below if _draws(one)] + [deeper for one in below for deeper in processes(one)]


def _draws(pid: int) -> bool:
    """True for a room, and for the drawers, which are forked from it."""
    try:
        return b"lms_peer.portfolio.pressroom" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def alive(pid: int) -> bool:
    """True while a process runs; one that ended and waits to be noticed does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
