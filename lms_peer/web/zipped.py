"""A ZIP file made while it is sent: at no time is more of it in memory than one piece of a file.

Knows no record. A file that can not be read is named in a note inside, and the rest still comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from lms_peer.domain.uk import LONDON
from lms_peer.vault.faults import VaultFault

NOT_READ = "files we could not read.txt"


@dataclass(frozen=True)
class Member:
    """One file inside: its name there, what opens it, and whether it is small already, as photos are."""

    name: str
    chunks: Callable[[], Iterable[bytes]]
    packed: bool = False


class _Sink:
    """Where the ZIP file is written to: it holds what was written since it was last emptied."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, written: bytes) -> int:
        self._held += written
        return len(written)

    def flush(self) -> None:
        """Nothing to do: what is held goes out by `emptied`."""

    def emptied(self) -> bytes:
        out = bytes(self._held)
        self._held.clear()
        return out


def zipped(members: Iterable[Member], at: datetime, missing: list[str] | None = None) -> Iterator[bytes]:
    """The bytes of a ZIP file of these members, piece by piece. What can not be read is also put into `missing`."""
    sink, missing = _Sink(), [] if missing is None else missing
    with ZipFile(sink, "w") as archive:  # type: ignore[call-overload]
        for member in members:
            yield from _written(archive, sink, member, at, missing)
        if missing:
            told = "These files could not be read. Tell your centre.\r\n\r\n" + "\r\n".join(missing)
            archive.writestr(_info(NOT_READ, at, packed=False), told.encode())
    yield sink.emptied()


def _written(archive: ZipFile, sink: _Sink, member: Member, at: datetime, missing: list[str]) -> Iterator[bytes]:
    try:
        with archive.open(_info(member.name, at, packed=member.packed), "w", force_zip64=True) as file:
            for chunk in member.chunks():
                file.write(chunk)
                yield sink.emptied()
    except VaultFault:
        missing.append(member.name)
    yield sink.emptied()


def _info(name: str, at: datetime, *, packed: bool) -> ZipInfo:
    info = ZipInfo(name, at.astimezone(LONDON).timetuple()[:6])
    info.compress_type = ZIP_STORED if packed else ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info
