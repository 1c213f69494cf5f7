"""Bytes from outside as JSON: the one reading of JSON for statements, documents and agents.

Pure and of the standard library only. It says whether bytes are sound JSON and cuts a batch into its statements; it
does not know what a good statement is: that is `xapi.validate`.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable
from math import isfinite
from typing import Any, NamedTuple, NoReturn

DEEPEST = 64
_SPACE = b" \t\n\r"

Json = dict[str, Any]


class Malformed(ValueError):
    """These bytes are not JSON we take; the message says in plain words what is wrong with them."""


class Received(NamedTuple):
    """One statement as it came: `body` is its own bytes, untouched, without what stood around it."""

    statement: Json
    body: bytes


class Parsed(NamedTuple):
    """What a request carried. `many` is True for a list of statements, even a list of one or none."""

    statements: list[Received]
    many: bool


def parse(body: bytes) -> Parsed:
    """The statement, or list of statements, that UTF-8 bytes hold. Raises Malformed."""
    text = _text(body)
    start = _after_space(text, 0)
    if text.startswith("[", start):
        return Parsed(_list(text, start), many=True)
    received, end = _object(text, start)
    _nothing_after(text, end)
    return Parsed([received], many=False)


def parse_object(body: bytes) -> Json:
    """The one JSON object that UTF-8 bytes hold, for documents and agents. Raises Malformed."""
    text = _text(body)
    received, end = _object(text, _after_space(text, 0))
    _nothing_after(text, end)
    return received.statement


def _text(body: bytes) -> str:
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise Malformed(f"byte {error.start} is not UTF-8") from error
    if text.startswith("\ufeff"):
        raise Malformed("there is a byte order mark before the JSON; leave it out")
    return text


def _list(text: str, start: int) -> list[Received]:
    found: list[Received] = []
    at = _after_space(text, start + 1)
    if text.startswith("]", at):
        _nothing_after(text, at + 1)
        return found
    while True:
        received, at = _object(text, at)
        found.append(received)
        at = _after_space(text, at)
        if not text.startswith(",", at):
            break
        at = _after_space(text, at + 1)
    if not text.startswith("]", at):
        raise Malformed(f"after the object that ends at character {at} there must be a comma or the list's end")
    _nothing_after(text, at + 1)
    return found


def _object(text: str, start: int) -> tuple[Received, int]:
    """The object that begins at `start`, and where it ends."""
    if not text.startswith("{", start):
        raise Malformed(f"at character {start} there must be a JSON object")
    try:
        statement, end, members = _quick.read(text, start)
    except (ValueError, RecursionError):
        # The careful reading says what is wrong.
        statement, end = _carefully(text, start)
        members = None
    own = text[start:end].encode()
    if members is not None and members != _most_names(own):
        _carefully(text, start)
    if own.count(b"{") + own.count(b"[") > DEEPEST:
        _refuse_deeper(statement)
    # A backslash is looked for first: one character is found far faster than three, and few statements have one.
    if b"\\" in own and (b"\\ud" in own or b"\\uD" in own):
        _refuse_half_characters(statement)
    return Received(statement, own), end


def _most_names(own: bytes) -> int:
    """How many names the objects of this JSON may have: each ends in a quote, and a colon is next but for space.

    A text may look like it, too. With no more members read than this, no name can have stood twice.
    """
    return own.translate(None, _SPACE).count(b'":')


def _carefully(text: str, start: int) -> tuple[Json, int]:
    try:
        return _decoder.raw_decode(text, start)
    except Malformed:
        raise
    except json.JSONDecodeError as error:
        raise Malformed(f"this is not JSON: {error.msg} at character {error.pos}") from error
    except RecursionError as error:
        raise Malformed(_TOO_DEEP) from error
    except ValueError as error:
        # Python reads no integer of more than 4,300 digits.
        raise Malformed("a number has too many digits") from error


def _nothing_after(text: str, end: int) -> None:
    if _after_space(text, end) != len(text):
        raise Malformed(f"the JSON ends at character {end}, but more text follows")


def _after_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\n\r":
        at += 1
    return at


def _refuse_deeper(statement: Json) -> None:
    level: list[Any] = [statement]
    for _ in range(DEEPEST):
        inner: list[Any] = []
        for part in level:
            inner.extend(part.values() if isinstance(part, dict) else part)
        level = [part for part in inner if isinstance(part, dict | list)]
        if not level:
            return
    raise Malformed(_TOO_DEEP)


def _refuse_half_characters(statement: Json) -> None:
    try:
        json.dumps(statement, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise Malformed("a \\u escape holds half a character (a lone surrogate)") from error


def _without_duplicates(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise Malformed(f"the name {twice[:60]!r} stands twice in one object")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise Malformed(f"{name} is not a JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not isfinite(number):
        raise Malformed(f"the number {digits[:40]} is too large")
    return number


_TOO_DEEP = f"objects and lists may stand inside each other {DEEPEST} deep at most"
_decoder = json.JSONDecoder(
    object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant, parse_float=_finite, strict=True
)


class _Quick(threading.local):
    """A reading that only counts members, as looking for names that stand twice makes reading cost twice as much.

    Each thread has its own, so that none counts another's members.
    """

    def __init__(self) -> None:
        self.read = _counting()


def _counting() -> Callable[[str, int], tuple[Json, int, int]]:
    """A function that reads the object at a place in a text: what it holds, its end, and the members in all."""
    members = 0

    def count(one: Json) -> Json:
        nonlocal members
        members += len(one)
        return one

    decoder = json.JSONDecoder(object_hook=count, parse_constant=_refuse_constant, parse_float=_finite)

    def read(text: str, start: int) -> tuple[Json, int, int]:
        nonlocal members
        members = 0
        statement, end = decoder.raw_decode(text, start)
        return statement, end, members

    return read


_quick = _Quick()
