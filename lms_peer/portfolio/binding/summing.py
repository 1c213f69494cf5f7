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


def sums_of(pages: Sequence[Any]) -> list[str]:
    """For each page the SHA-256, in hexadecimal, of its content, then of the pictures and forms that it may draw."""
    return [_sum_of(page) for page in pages]


def _sum_of(page: Any) -> str:
    summed = sha256()
    contents = page.Contents
    for part in contents if isinstance(contents, Array) else [contents]:
        summed.update(_unpacked(part) + b"\n")
    _add_drawn(page.Resources, summed, 0)
    return summed.hexdigest()


def _add_drawn(resources: Any, summed: Any, depth: int) -> None:
    for name, drawn in sorted(resources.get("/XObject", {}).items()):
        if depth < DEEPEST:
            summed.update(name[1:].encode("latin-1") + b"\n" + _unpacked(drawn) + b"\n")
            for mask in ("/SMask", "/Mask"):
                if mask in drawn:
                    summed.update(_unpacked(drawn[mask]))
            if "/Resources" in drawn:
                _add_drawn(drawn.Resources, summed, depth + 1)


def _unpacked(stream: Any) -> bytes:
    """The bytes, inflated when Flate is all that was done to them; else as they are."""
    raw: bytes = stream.read_raw_bytes()
    how = stream.get("/Filter")
    flate = how == Name.FlateDecode or (isinstance(how, Array) and list(how) == [Name.FlateDecode])
    return zlib.decompress(raw) if flate else raw
