"""Reads a PDF file as far as a check of a portfolio needs it: attachments, pages, signature (ISO 32000-1, section 7).

Knows the standard library only, and runs on machines of strangers: see `offline/__init__.py`.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator
from itertools import pairwise
from mmap import mmap
from typing import Any

from lms_peer.seal.offline.syntax import Broken, Reader, Ref, Stream, text_of

FIELD = "Seal"
LARGEST = 1 << 30  # bytes that one packed part may unpack to


class Pdf:
    """A PDF file: its objects, attachments, pages and signature. Raises Broken wherever it can not be read."""

    def __init__(self, file: bytes | mmap) -> None:
        self.file = file
        self.places: dict[int, tuple[int, int]] = {}  # in a stream: (its number, index); else (0, offset)
        self.trailer: dict[str, Any] = {}
        self._shelves: dict[int, tuple[bytes, list[int]]] = {}
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

    def pages(self) -> list[str]:
        """The SHA-256 of what each page draws: its content, then the pictures and forms that it may draw."""
        return [self._page(page) for page in self._kids(self.at(self.trailer.get("Root"), "Pages"), {}, 0)]

    def signature(self, name: str = FIELD) -> dict[str, Any] | None:
        """The signature in the field of this name, or None."""
        for each in self.at(self.trailer.get("Root"), "AcroForm", "Fields") or []:
            if self.at(each, "T") == name.encode() and isinstance(value := self.at(each, "V"), dict):
                return {key: self.get(part) for key, part in value.items()}
        return None

    def _page(self, page: dict[str, Any]) -> str:
        content = self.get(page.get("Contents"))
        summed = hashlib.sha256()
        for part in content if isinstance(content, list) else [content]:
            if isinstance(stream := self.get(part), Stream):
                summed.update(self.unpacked(stream) + b"\n")
        self._drawn(page.get("Resources"), summed, 0)
        return summed.hexdigest()

    def _drawn(self, resources: Any, summed: Any, depth: int) -> None:
        for name, one in sorted((self.at(resources, "XObject") or {}).items()):
            stream = self.get(one)
            if isinstance(stream, Stream) and depth < 10:
                summed.update(name.encode("latin-1") + b"\n" + self.unpacked(stream) + b"\n")
                for mask in ("SMask", "Mask"):
                    if isinstance(shade := self.at(stream, mask), Stream):
                        summed.update(self.unpacked(shade))
                self._drawn(stream.says.get("Resources"), summed, depth + 1)

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
        rows, widths = self._rows(stream), stream.says["W"]
        cuts = [0, widths[0], widths[0] + widths[1], sum(widths)]
        index = stream.says.get("Index", [0, stream.says["Size"]])
        numbers = (
            first + step for first, count in zip(index[::2], index[1::2], strict=True) for step in range(count)
        )
        for number, start in zip(numbers, range(0, len(rows), sum(widths)), strict=False):
            parts = [rows[start + a : start + b] for a, b in pairwise(cuts)]
            kind, second, third = (int.from_bytes(part, "big") for part in parts)
            kind = kind if widths[0] else 1
            if kind:
                self.places.setdefault(number, (0, second) if kind == 1 else (second, third))
        return stream.says

    def _rows(self, stream: Stream) -> bytes:
        plain, how = self.unpacked(stream), self.get(stream.says.get("DecodeParms")) or {}
        how = how[0] if isinstance(how, list) else how
        if how.get("Predictor", 1) < 10:
            return plain
        width = how.get("Columns", 1)
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
