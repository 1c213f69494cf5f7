"""Reads a PDF file as far as a check of a portfolio needs it: attachments, pages, signature (ISO 32000-1, section 7).

Knows the standard library only, and runs on machines of strangers: see `offline/__init__.py`.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Iterator
from itertools import accumulate, pairwise
from mmap import mmap
from typing import Any

from lms_peer.seal.offline.syntax import Broken, Reader, Ref, Stream, text_of

FIELD = "Seal"
PARTED = "2:"  # before the sum of a page in which each part stands by its own SHA-256; once they stood in it whole
LARGEST = 1 << 30  # bytes that one packed part may unpack to


class Pdf:
    """A PDF file: its objects, attachments, pages and signature. Raises Broken wherever it can not be read."""

    def __init__(self, file: bytes | mmap) -> None:
        self.file = file
        self.places: dict[int, tuple[int, int]] = {}  # in a stream: (its number, index); else (0, offset)
        self.trailer: dict[str, Any] = {}
        self._shelves: dict[int, tuple[bytes, list[int]]] = {}
        self._sums: dict[int, bytes] = {}
        start = file.rfind(b"startxref")
        found = re.match(rb"startxref\s+(\d+)", file[start:]) if start >= 0 else None
        if not found:
            raise Broken("the PDF's list of its parts")
        self._read_list(int(found[1]))
        if "Encrypt" in self.trailer:
            raise Broken("the PDF, which is encrypted")

    def get(self, value: Any) -> Any:
        """The value itself where it is a reference to one."""
        seen = 0
        while isinstance(value, Ref):
            value, seen = self._object(value.number), seen + 1
            if seen > 10:
                raise Broken("a reference in the PDF")
        return value

    def at(self, value: Any, *path: str) -> Any:
        """What lies under these names, one in the other; None when one is not there."""
        value = self.get(value)
        for name in path:
            says = value.says if isinstance(value, Stream) else value
            value = self.get(says.get(name)) if isinstance(says, dict) else None
        return value

    def unpacked(self, stream: Stream) -> bytes:
        """A stream's bytes, inflated when Flate is all that was done to them; else as they are."""
        how = self.get(stream.says.get("Filter"))
        if how in ("FlateDecode", ["FlateDecode"]):
            try:
                return zlib.decompressobj().decompress(stream.packed, LARGEST)
            except zlib.error as error:
                raise Broken("a packed part of the PDF") from error
        return stream.packed

    def attachments(self) -> dict[str, Stream]:
        """The files attached to the document, by name."""
        found: dict[str, Stream] = {}
        for spec in self._leaves(self.at(self.trailer.get("Root"), "Names", "EmbeddedFiles"), 0):
            name, stream = self.at(spec, "UF") or self.at(spec, "F"), self.at(spec, "EF", "F")
            if not isinstance(name, bytes) or not isinstance(stream, Stream):
                raise Broken("an attachment's entry in the PDF")
            found[text_of(name)] = stream
        return found

    def pages(self, parted: bool = True) -> list[str]:
        """The SHA-256 of what each page draws: its content, then the pictures and forms that it may draw.

        `parted` is how a manifest does it whose sums begin with PARTED.
        """
        pages = self._kids(self.at(self.trailer.get("Root"), "Pages"), {}, 0)
        if not parted:
            return [self._page(page, lambda _, stream: self.unpacked(stream)) for page in pages]
        return [PARTED + self._page(page, self._sum_of) for page in pages]

    def signature(self, name: str = FIELD) -> dict[str, Any] | None:
        """The signature in the field of this name, or None."""
        for each in self.at(self.trailer.get("Root"), "AcroForm", "Fields") or []:
            if self.at(each, "T") == name.encode() and isinstance(value := self.at(each, "V"), dict):
                return {key: self.get(part) for key, part in value.items()}
        return None

    def _page(self, page: dict[str, Any], put: Callable[[Any, Stream], bytes]) -> str:
        content = page.get("Contents")
        summed = hashlib.sha256()
        for part in listed if isinstance(listed := self.get(content), list) else [content]:
            if isinstance(stream := self.get(part), Stream):
                summed.update(put(part, stream) + b"\n")
        self._drawn(page.get("Resources"), summed, put, 0)
        return summed.hexdigest()

    def _drawn(self, resources: Any, summed: Any, put: Callable[[Any, Stream], bytes], depth: int) -> None:
        for name, one in sorted((self.at(resources, "XObject") or {}).items()):
            stream = self.get(one)
            if isinstance(stream, Stream) and depth < 10:
                summed.update(name.encode("latin-1") + b"\n" + put(one, stream) + b"\n")
                for mask in ("SMask", "Mask"):
                    shade = stream.says.get(mask)
                    if isinstance(shading := self.get(shade), Stream):
                        summed.update(put(shade, shading))
                self._drawn(stream.says.get("Resources"), summed, put, depth + 1)

    def _sum_of(self, named: Ref, stream: Stream) -> bytes:
        """The SHA-256 of a stream, unpacked: worked out once, however many pages name it."""
        if named.number not in self._sums:
            self._sums[named.number] = hashlib.sha256(self.unpacked(stream)).hexdigest().encode()
        return self._sums[named.number]

    def _kids(self, node: Any, given: dict[str, Any], depth: int) -> Iterator[dict[str, Any]]:
        node = self.get(node)
        if not isinstance(node, dict) or depth > 50:
            raise Broken("the PDF's list of pages")
        given = given | {"Resources": node["Resources"]} if "Resources" in node else given
        if "Kids" in node:
            for kid in self.get(node["Kids"]):
                yield from self._kids(kid, given, depth + 1)
        else:
            yield given | node

    def _leaves(self, node: Any, depth: int) -> Iterator[Any]:
        """What a name tree holds."""
        if depth > 50:
            raise Broken("the PDF's list of attachments")
        yield from (self.get(self.at(node, "Names") or []))[1::2]
        for kid in self.at(node, "Kids") or []:
            yield from self._leaves(kid, depth + 1)

    def _read_list(self, start: int) -> None:
        """The cross-reference sections, the newest first; what a newer one says holds."""
        seen: set[int] = set()
        wait = [start]
        while wait:
            at = wait.pop(0)
            if at in seen or not 0 <= at < len(self.file):
                raise Broken("the PDF's list of its parts")
            seen.add(at)
            reader = Reader(self.file, at)
            says = self._table(reader) if reader.literal(b"xref") else self._listing(at)
            self.trailer = says | self.trailer
            wait += [says[name] for name in ("XRefStm", "Prev") if isinstance(says.get(name), int)]

    def _table(self, reader: Reader) -> dict[str, Any]:
        while found := reader.take(re.compile(rb"(\d+) (\d+)\s")):
            first, count = int(found[1]), int(found[2])
            for number in range(first, first + count):
                row = reader.take(re.compile(rb"(\d{10}) (\d{5}) ([nf])"))
                if not row:
                    raise Broken("the PDF's list of its parts")
                if row[3] == b"n":
                    self.places.setdefault(number, (0, int(row[1])))
        if not reader.literal(b"trailer") or not isinstance(says := reader.value(), dict):
            raise Broken("the PDF's list of its parts")
        return says

    def _listing(self, at: int) -> dict[str, Any]:
        """A cross-reference stream (7.5.8)."""
        stream = self._read_at(at)
        if not isinstance(stream, Stream) or stream.says.get("Type") != "XRef":
            raise Broken("the PDF's list of its parts")
        columns, widths = self._columns(stream), stream.says["W"]
        cuts = [0, widths[0], widths[0] + widths[1], sum(widths)]
        kinds, seconds, thirds = (_numbers(columns[a:b], len(columns[0])) for a, b in pairwise(cuts))
        index = stream.says.get("Index", [0, stream.says["Size"]])
        numbers = (
            first + step for first, count in zip(index[::2], index[1::2], strict=True) for step in range(count)
        )
        for number, kind, second, third in zip(numbers, kinds, seconds, thirds, strict=False):
            if kind or not widths[0]:
                self.places.setdefault(number, (second, third) if kind > 1 else (0, second))
        return stream.says

    def _columns(self, stream: Stream) -> list[bytes]:
        """The rows of a cross-reference stream, as columns of one byte each."""
        plain, how = self.unpacked(stream), self.get(stream.says.get("DecodeParms")) or {}
        how = how[0] if isinstance(how, list) else how
        width = sum(stream.says["W"])
        if how.get("Predictor", 1) < 10:
            return [plain[at::width] for at in range(width)]
        if how.get("Columns", 1) != width:
            raise Broken("the PDF's list of its parts")
        if set(plain[:: width + 1]) == {2}:  # as most are: each byte is what it adds to the one above
            columns = (plain[at :: width + 1] for at in range(1, width + 1))
            return [bytes([total & 255 for total in accumulate(column)]) for column in columns]
        rows = _rows(plain, width)
        return [rows[at::width] for at in range(width)]

    def _object(self, number: int) -> Any:
        if number not in self.places:
            return None
        shelf, at = self.places[number]
        if not shelf:
            return self._read_at(at)
        if shelf not in self._shelves:
            stream = self._read_at(self.places[shelf][1]) if not self.places.get(shelf, (1, 0))[0] else None
            if not isinstance(stream, Stream):
                raise Broken("a part of the PDF")
            plain = self.unpacked(stream)
            first = self.get(stream.says["First"])
            self._shelves[shelf] = plain, [first + int(one) for one in plain[:first].split()[1::2]]
        plain, offsets = self._shelves[shelf]
        return Reader(plain, offsets[at]).value()

    def _read_at(self, at: int) -> Any:
        reader = Reader(self.file, at)
        if not reader.take(re.compile(rb"\d+\s+\d+\s+obj")):
            raise Broken("a part of the PDF")
        value = reader.value()
        if isinstance(value, dict) and (found := reader.take(re.compile(rb"stream(\r\n|\n)"))):
            length = self.get(value.get("Length"))
            if not isinstance(length, int):
                raise Broken("a part of the PDF")
            return Stream(value, self.file[found.end() : found.end() + length])
        return value


def _rows(plain: bytes, width: int) -> bytes:
    """Rows, each of which says how it differs from its neighbours (PNG, 9.2)."""
    row, rows = bytes(width), []
    for at in range(0, len(plain), width + 1):
        kind, now = plain[at], bytearray(plain[at + 1 : at + 1 + width])
        if kind == 2:
            now = bytearray((a + b) & 255 for a, b in zip(now, row, strict=False))
        elif kind == 1:
            for i in range(1, len(now)):
                now[i] = (now[i] + now[i - 1]) & 255
        elif kind:
            raise Broken("the PDF's list of its parts")
        row = bytes(now)
        rows.append(row)
    return b"".join(rows)


def _numbers(columns: list[bytes], count: int) -> list[int]:
    """What each row of these columns says, as one number."""
    numbers = [0] * count
    for column in columns:
        numbers = [number << 8 | byte for number, byte in zip(numbers, column, strict=False)]
    return numbers
