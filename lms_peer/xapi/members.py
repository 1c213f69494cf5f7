"""The members of a JSON object as the text they were written in, to leave one out or put one in.

Parsing and writing JSON again would change how numbers are written. Here what is not touched stays as it came, letter
by letter. Pure and of the standard library only; it expects JSON that was read once already.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

_space = re.compile(r"[ \t\n\r]*").match
_decode = json.JSONDecoder(strict=False).raw_decode


def members(text: str) -> dict[str, str]:
    """Each member of the JSON object that `text` is, by name, as the text of its value, in the order written.

    Raises ValueError when it is not an object.
    """
    at = _after(text, 0, "{")
    found: dict[str, str] = {}
    if text.startswith("}", at):
        return found
    while True:
        name, end = _decode(text, at)
        begin = _after(text, _after(text, end), ":")
        _value, end = _decode(text, begin)
        found[name] = text[begin:end]
        at = _after(text, end)
        if not text.startswith(",", at):
            return found
        at = _after(text, at, ",")


def written(parts: Mapping[str, str]) -> str:
    """The JSON object that has these members."""
    return "{" + ",".join(f"{json.dumps(name)}:{value}" for name, value in parts.items()) + "}"


def without(text: str, names: Iterable[str]) -> str:
    """The JSON object without the members of these names; the very same text when it has none of them."""
    parts = members(text)
    gone = [name for name in names if parts.pop(name, None) is not None]
    return written(parts) if gone else text


def _after(text: str, at: int, sign: str = "") -> int:
    """Where the text goes on after spaces, the sign, and more spaces. Raises ValueError without the sign."""
    at = _space(text, at).end()  # type: ignore[union-attr]
    if not sign:
        return at
    if not text.startswith(sign, at):
        raise ValueError(f"at character {at} there must be {sign}")
    return _space(text, at + 1).end()  # type: ignore[union-attr]
