"""Reads the values that a PDF file is written in (ISO 32000-1, section 7.3).

Knows the standard library only, and runs on machines of strangers: see `offline/__init__.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from mmap import mmap
from typing import Any


class Broken(Exception):
    """A part can not be read; the message says which, in plain words."""


def require(*these: bool) -> None:
    """Raises ValueError unless all of these are true."""
    if not all(these):
        raise ValueError("not as it must be")


class Name(str):
    """A PDF name, without its slash."""

    __slots__ = ()


@dataclass(frozen=True)
class Ref:
    """An indirect reference."""

    number: int


@dataclass
class Stream:
    """A stream: what its dictionary says, and its bytes as they lie in the file."""

    says: dict[str, Any]
    packed: bytes


_SPACE = re.compile(rb"(?:[\x00\t\n\f\r ]+|%[^\r\n]*)*")
# The beginning of any value, after white space; the group that matched says which kind it is.
_VALUE = re.compile(
    _SPACE.pattern + rb"(?:(?P<dictionary><<)|(?P<array>\[)|(?P<string>\()|<(?P<hex>[0-9A-Fa-f\s]*)>"
    rb"|/(?P<name>[^\x00\t\n\f\r ()<>\[\]{}/%]*)"
    rb"|(?P<ref>\d+)[\x00\t\n\f\r ]+\d+[\x00\t\n\f\r ]+R(?![^\x00\t\n\f\r ()<>\[\]{}/%])"
    rb"|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+))|(?P<word>true|false|null))"
)
_WORDS = {b"true": True, b"false": False, b"null": None}
_STRING_PART = re.compile(rb"[^()\\]+|\\(?:[0-7]{1,3}|\r\n|.)|[()]", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\r\n": b"", b"\n": b"", b"\r": b""}


class Reader:
    """Reads PDF values from bytes, one after another."""

    def __init__(self, text: bytes | mmap, at: int = 0) -> None:
        self.text, self.at = text, at

    def take(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """What the pattern matches here, after white space; moves past it."""
        space = _SPACE.match(self.text, self.at)
        found = pattern.match(self.text, space.end() if space else self.at)
        if found:
            self.at = found.end()
        return found

    def literal(self, word: bytes) -> bool:
        """True when this word comes next; moves past it."""
        space = _SPACE.match(self.text, self.at)
        start = space.end() if space else self.at
        if self.text[start : start + len(word)] != word:
            return False
        self.at = start + len(word)
        return True

    def value(self) -> Any:
        """The next value. Raises Broken."""
        found = _VALUE.match(self.text, self.at)
        if found is None or found.lastgroup is None:
            raise Broken("a value in the PDF")
        self.at = found.end()
        return _READ[found.lastgroup](self, found[found.lastgroup])

    def array(self) -> list[Any]:
        """The values up to the end of a list."""
        found = []
        while not self.literal(b"]"):
            found.append(self.value())
        return found

    def dictionary(self) -> dict[str, Any]:
        """The names and values up to the end of a dictionary."""
        said: dict[str, Any] = {}
        while not self.literal(b">>"):
            name = self.value()
            if not isinstance(name, Name):
                raise Broken("a dictionary in the PDF")
            said[str(name)] = self.value()
        return said

    def string(self) -> bytes:
        """The bytes up to the end of a string."""
        parts, depth = list[bytes](), 1
        while found := _STRING_PART.match(self.text, self.at):
            self.at, part = found.end(), found[0]
            depth += (part == b"(") - (part == b")")
            if not depth:
                return b"".join(parts)
            if part[:1] == b"\\":
                rest = part[1:]
                part = bytes([int(rest, 8) & 255]) if rest.isdigit() else _ESCAPES.get(rest, rest)
            parts.append(part)
        raise Broken("a string in the PDF")


def _name(written: bytes) -> Name:
    if b"#" in written:
        written = re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes.fromhex(code[1].decode()), written)
    return Name(written.decode("latin-1"))


def _from_hex(written: bytes) -> bytes:
    digits = re.sub(rb"\s", b"", written).decode()
    return bytes.fromhex(digits + "0" * (len(digits) % 2))


# How each kind of value goes on from where it begins.
_READ: dict[str, Callable[[Reader, bytes], Any]] = {
    "dictionary": lambda reader, _: reader.dictionary(),
    "array": lambda reader, _: reader.array(),
    "string": lambda reader, _: reader.string(),
    "hex": lambda _, written: _from_hex(written),
    "name": lambda _, written: _name(written),
    "ref": lambda _, written: Ref(int(written)),
    "number": lambda _, written: float(written) if b"." in written else int(written),
    "word": lambda _, written: _WORDS[written],
}


def text_of(string: bytes) -> str:
    """A PDF text string (7.9.2.2)."""
    if string.startswith(b"\xfe\xff"):
        return string[2:].decode("utf-16-be", "replace")
    return string.removeprefix(b"\xef\xbb\xbf").decode(
        "utf-8" if string.startswith(b"\xef") else "latin-1", "replace"
    )


def moment_of(written: str) -> str:
    """A date of a PDF (7.9.4) or a time-stamp (GeneralizedTime) as people write it; as it stands when it is none."""
    plain = re.sub(r"'|\.\d+", "", written.removeprefix("D:"))
    try:
        when = datetime.strptime(plain, "%Y%m%d%H%M%S%z").astimezone(timezone.utc)  # noqa: UP017 - Python 3.10
    except (ValueError, OverflowError):
        return written
    return f"{when.day} {when:%B %Y, %H:%M} UTC"
