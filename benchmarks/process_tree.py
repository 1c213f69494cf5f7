"""What a process and all that it started use: processor seconds, and the most memory at one time. Starts nothing.

Memory is the proportional set size (PSS): what processes share is counted once.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

LOOK_SECONDS = 0.05
_TICK = os.sysconf("SC_CLK_TCK")
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


@dataclass
class Used:
    """Processor seconds of a stretch of work, and the highest megabytes seen during it."""

    cpu: float = 0.0
    megabytes: float = 0.0


@contextmanager
def watched(pid: int) -> Iterator[Used]:
    """Measure the tree below and with `pid` until the block ends."""
    used, before, done = Used(), _cpu(pid), threading.Event()

    def look() -> None:
        while not done.wait(LOOK_SECONDS):
            used.megabytes = max(used.megabytes, sum(map(_megabytes, family(pid))))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield used
        used.cpu = _cpu(pid) - before
    finally:
        done.set()
        watcher.join()


def family(pid: int) -> list[int]:
    """The process and everything that it started, and they did."""
    found = [pid]
    for one in found:
        with suppress(OSError):
            for thread in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (thread / "children").read_text().split())
    return found


def _cpu(pid: int) -> float:
    """Seconds used by the living, and by those who ended and were waited for."""
    return sum(map(_seconds, family(pid)))


def _seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / _TICK


def _megabytes(pid: int) -> float:
    try:
        found = _PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0
