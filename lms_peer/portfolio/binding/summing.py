"""What each page draws, as a SHA-256, so that a check can name the page that was altered.

`seal/offline/pdf.py` reads the same from the file; a test holds the two together.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from pikepdf import Array, Name

DEEPEST = 10  # forms within forms
PARTED = "2:"  # before each sum, for whoever checks: its parts stand in it by their own


def sums_of(pages: Sequence[Any]) -> list[str]:
    """For each page the SHA-256, in hexadecimal, of its content, then of the pictures and forms that it may draw.

    Those stand in it by a SHA-256 of their own, which is worked out once however many pages draw them.
    """
    known: dict[tuple[int, int], bytes] = {}
    return [_sum_of(page, known) for page in pages]


def _sum_of(page: Any, known: dict[tuple[int, int], bytes]) -> str:
    summed = sha256()
    contents = page.Contents
    for part in contents if isinstance(contents, Array) else [contents]:
        summed.update(_sum_of_stream(part, known) + b"\n")
    _add_drawn(page.Resources, summed, known, 0)
    return PARTED + summed.hexdigest()


def _add_drawn(resources: Any, summed: Any, known: dict[tuple[int, int], bytes], depth: int) -> None:
    for name, drawn in sorted(resources.get("/XObject", {}).items()):
        if depth < DEEPEST:
            summed.update(name[1:].encode("latin-1") + b"\n" + _sum_of_stream(drawn, known) + b"\n")
            for mask in ("/SMask", "/Mask"):
                if mask in drawn:
                    summed.update(_sum_of_stream(drawn[mask], known))
            if "/Resources" in drawn:
                _add_drawn(drawn.Resources, summed, known, depth + 1)


def _sum_of_stream(stream: Any, known: dict[tuple[int, int], bytes]) -> bytes:
    """Of the bytes, inflated when Flate is all that was done to them; else as they are."""
    if stream.objgen not in known:
        raw = stream.get_raw_stream_buffer()
        how = stream.get("/Filter")
        flate = how == Name.FlateDecode or (isinstance(how, Array) and list(how) == [Name.FlateDecode])
        known[stream.objgen] = sha256(zlib.decompress(raw) if flate else raw).hexdigest().encode()
    return known[stream.objgen]
