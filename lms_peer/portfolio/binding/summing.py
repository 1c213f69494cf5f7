"""What each page draws, as a SHA-256, so that a check can name the page that was altered.

`seal/offline/pdf.py` reads the same from the file; a test holds the two together.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from pikepdf import Array, Name

DEEPEST = 10  # forms within forms
PARTED = "2:"  # before each sum, for whoever checks: its parts stand in it by their own


def sums_of(pages: Sequence[Any], as_they_lie: Mapping[tuple[int, int], bytes]) -> list[str]:
    """For each page the SHA-256, in hexadecimal, of its content, then of the pictures and forms that it may draw.

    Those stand in it by a SHA-256 of their own, which is worked out once however many pages draw them. That of a photo
    is among `as_they_lie`: the sums of streams, by object, as they were taken in.
    """
    streams = _Streams(as_they_lie)
    return [_sum_of(page, streams) for page in pages]


def _sum_of(page: Any, streams: _Streams) -> str:
    summed = sha256()
    contents = page.Contents
    for part in contents if isinstance(contents, Array) else [contents]:
        summed.update(streams.sum_of(part) + b"\n")
    _add_drawn(page.Resources, summed, streams, 0)
    return PARTED + summed.hexdigest()


def _add_drawn(resources: Any, summed: Any, streams: _Streams, depth: int) -> None:
    for name, drawn in sorted(resources.get("/XObject", {}).items()):
        if depth < DEEPEST:
            summed.update(name[1:].encode("latin-1") + b"\n" + streams.sum_of(drawn) + b"\n")
            for mask in ("/SMask", "/Mask"):
                if mask in drawn:
                    summed.update(streams.sum_of(drawn[mask]))
            if "/Resources" in drawn:
                _add_drawn(drawn.Resources, summed, streams, depth + 1)


class _Streams:
    """The sum of each stream, worked out once."""

    def __init__(self, as_they_lie: Mapping[tuple[int, int], bytes]) -> None:
        self._as_they_lie = as_they_lie
        self._known: dict[tuple[int, int], bytes] = {}

    def sum_of(self, stream: Any) -> bytes:
        """Of the bytes, inflated when Flate is all that was done to them; else as they are."""
        if stream.objgen not in self._known:
            self._known[stream.objgen] = self._sum_of(stream)
        return self._known[stream.objgen]

    def _sum_of(self, stream: Any) -> bytes:
        how = stream.get("/Filter")
        flate = how == Name.FlateDecode or (isinstance(how, Array) and list(how) == [Name.FlateDecode])
        if not flate and stream.objgen in self._as_they_lie:
            return self._as_they_lie[stream.objgen]
        raw = stream.get_raw_stream_buffer()
        return sha256(zlib.decompress(raw) if flate else raw).hexdigest().encode()
