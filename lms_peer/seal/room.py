"""The room that a PDF has for its signature (ISO 32000-1, 12.8.1): found, hashed around, and filled."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from typing import BinaryIO

from lms_peer.seal.offline.pdf import FIELD, Pdf
from lms_peer.seal.offline.syntax import Broken

ROOM = 20_000  # bytes: a signature with a long line of issuers, and a time-stamp with one too
STEP = 1 << 20  # bytes that are read at a time
_EMPTY = re.compile(rb"\d+ \d+ obj\s*<<\s*/ByteRange (\[[ \d]+\])\s*/Contents (<0+>)")


class Room:
    """The room in one file, while that is mapped: `range` and `hole` are the places of /ByteRange and /Contents."""

    def __init__(self, handle: int, file: mmap) -> None:
        """Raises ValueError when there is none, or when it is filled already."""
        self._handle, self._file = handle, file
        found = _EMPTY.match(file, _signature_in(file))
        if found is None:
            raise ValueError("the PDF has no empty room for a signature")
        (self._start, self._stop), (self._from, self._to) = found.span(1), found.span(2)
        covered = b"[ 0 %d %d %d" % (self._from, self._to, len(file) - self._to)
        self._range = covered.ljust(self._stop - self._start - 1) + b"]"

    def digest(self) -> bytes:
        """The SHA-256 of all but the room, as it will be."""
        summed = hashlib.sha256()
        self._add(summed, 0, self._start)
        summed.update(self._range)
        self._add(summed, self._stop, self._from)
        self._add(summed, self._to, len(self._file))
        return summed.digest()

    def _add(self, summed: hashlib._Hash, start: int, stop: int) -> None:
        """Read and not mapped: a mapped page counts as memory until the file is unmapped."""
        for at in range(start, stop, STEP):
            summed.update(os.pread(self._handle, min(STEP, stop - at), at))

    def fill(self, signature: bytes) -> None:
        """Write the signature. Raises ValueError when it is too long."""
        room = self._to - self._from - 2
        written = signature.hex().encode()
        if len(written) > room:
            raise ValueError(f"the signature has {len(signature)} bytes, and there is room for {room // 2}")
        os.pwrite(self._handle, self._range, self._start)
        os.pwrite(self._handle, written.ljust(room, b"0"), self._from + 1)


@contextmanager
def room_in(pdf: BinaryIO) -> Iterator[Room]:
    """The room in this file, which is open for reading and writing. Raises ValueError."""
    pdf.flush()
    with mmap(pdf.fileno(), 0, access=ACCESS_READ) as file:
        yield Room(pdf.fileno(), file)


def blanked(pdf: bytes) -> bytes:
    """A signed PDF as it was drawn, its room empty. Raises ValueError."""
    signature = Pdf(pdf).signature()
    if signature is None:
        raise ValueError("the PDF is not signed")
    first, resume = map(int, signature["ByteRange"][1:3])
    begin = pdf.rindex(b"/ByteRange [", 0, first)
    unknown = b"/ByteRange [ 0" + b" 9999999999" * 3 + b" ]"
    between = pdf[begin + len(unknown) : first]
    return pdf[:begin] + unknown + between + b"<" + b"0" * (resume - first - 2) + b">" + pdf[resume:]


def _signature_in(file: mmap) -> int:
    """Where the signature's dictionary begins. Raises ValueError."""
    try:
        pdf = Pdf(file)
        fields = pdf.at(pdf.trailer.get("Root"), "AcroForm", "Fields") or []
        found = next(pdf.get(each)["V"] for each in fields if pdf.at(each, "T") == FIELD.encode())
        shelf, place = pdf.places[found.number]
    except (Broken, KeyError, StopIteration, AttributeError) as error:
        raise ValueError("the PDF has no field for a signature") from error
    if shelf:
        raise ValueError("the PDF keeps its signature among packed objects")
    return place
