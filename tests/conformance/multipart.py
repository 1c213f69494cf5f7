"""Statements with their attachments, as a client sends them and gets them: multipart/mixed (part 3, 1.5.2)."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

BOUNDARY = "a-boundary-of-ours"
MIXED = {"Content-Type": f"multipart/mixed; boundary={BOUNDARY}"}
WORDS = b"I listened.\r\n--not a boundary\r\nThen I asked."


def naming(content: bytes, **parts: Any) -> dict[str, Any]:
    """An attachment as a statement names it."""
    return {
        "usageType": "http://lms.example/usage/notes",
        "display": {"en-GB": "Notes"},
        "contentType": "text/plain",
        "length": len(content),
        "sha2": sha256(content).hexdigest(),
        **parts,
    }


def part(content: bytes, **heads: str) -> bytes:
    """One part with the heads an attachment has; a head given as empty is left out."""
    named = {
        "Content-Type": "text/plain",
        "Content-Transfer-Encoding": "binary",
        "X-Experience-API-Hash": sha256(content).hexdigest(),
    }
    named |= {name.replace("_", "-"): value for name, value in heads.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
    return lines.encode() + b"\r\n" + content


def mixed(statements: object, *parts: bytes, first: str = "Content-Type: application/json\r\n") -> bytes:
    """A whole body."""
    begin, middle = f"--{BOUNDARY}\r\n".encode(), f"\r\n--{BOUNDARY}\r\n".encode()
    pieces = [first.encode() + b"\r\n" + json.dumps(statements).encode(), *parts]
    return begin + middle.join(pieces) + f"\r\n--{BOUNDARY}--\r\n".encode()


def parts_of(answer: Any) -> list[tuple[dict[str, str], bytes]]:
    """The parts of an answer: their heads by name in lower case, and their bytes."""
    kind, _, boundary = answer.headers["Content-Type"].partition("; boundary=")
    assert kind == "multipart/mixed"
    pieces = answer.data.split(b"--" + boundary.encode())
    assert pieces[0] == b""
    assert pieces[-1] == b"--\r\n"
    found = []
    for piece in pieces[1:-1]:
        heads, _, content = piece.removeprefix(b"\r\n").removesuffix(b"\r\n").partition(b"\r\n\r\n")
        lines = [line.split(": ", 1) for line in heads.decode().split("\r\n")]
        found.append(({name.lower(): value for name, value in lines}, content))
    return found
