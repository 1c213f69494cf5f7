"""Sections laid aside on the disk until they are bound, so that a long portfolio is not whole in memory meanwhile."""

from __future__ import annotations

import os
from dataclasses import dataclass
from tempfile import TemporaryFile
from types import TracebackType


@dataclass(frozen=True)
class Aside:
    """Where something was laid."""

    begin: int
    length: int


class Spool:
    """One file that nobody else sees, gone when it is closed. Use it with `with`."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - closed by `__exit__`

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._file.close()

    def lay_aside(self, content: bytes) -> Aside:
        """Put it down; answers where."""
        begin = self._file.tell()
        self._file.write(content)
        return Aside(begin, len(content))

    def take_up(self, aside: Aside) -> bytes:
        """What was laid there."""
        self._file.flush()
        return os.pread(self._file.fileno(), aside.length, aside.begin)
