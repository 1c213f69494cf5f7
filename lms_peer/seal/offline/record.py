"""The record that the centre signed: leaves, proofs and checkpoints (RFC 9162, section 2.1; C2SP tlog-checkpoint and
signed-note). Checks them; makes none.

Knows the standard library and `cryptography` only, and runs on machines of strangers: see `offline/__init__.py`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519

from lms_peer.seal.offline.syntax import Broken, require


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two hashes."""
    return hashlib.sha256(b"\1" + left + right).digest()


def leaf(statement: dict[str, Any]) -> bytes:
    """The hash of a statement as the record holds it: each part with its length before it."""
    named = sorted(set(statement["attachments"]))
    fields = (
        UUID(statement["centre"]).bytes, str(int(statement["position"])).encode(), UUID(statement["id"]).bytes,
        statement["stored"].encode(), statement["version"].encode(), statement["authority"].encode(),
        statement["statement"].encode(), str(len(named)).encode(), *(one.encode() for one in named),
    )  # fmt: skip
    joined = b"".join(struct.pack(">Q", len(part)) + part for part in fields)
    return hashlib.sha256(b"\0lms_peer leaf 1" + joined).digest()


def included(hashed: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """True when the path leads from the leaf at `index` (from 0) to the root over `size` leaves (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    first, last = index, size - 1
    for one in path:
        if not last:
            return False
        if first & 1 or first == last:
            hashed = node(one, hashed)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            hashed = node(hashed, one)
        first, last = first >> 1, last >> 1
    return not last and hashed == root


def consistent(before: int, size: int, old: bytes, new: bytes, path: Sequence[bytes]) -> bool:
    """True when the path shows that the tree of `size` leaves only adds to that of `before` (2.1.4.2)."""
    if before == size or not before:
        return not path and (not before or old == new)
    if before > size or not path:
        return False
    steps = [old, *path] if before & (before - 1) == 0 else list(path)
    first, last = before - 1, size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    was = now = steps[0]
    for one in steps[1:]:
        if not last:
            return False
        if first & 1 or first == last:
            was, now = node(one, was), node(one, now)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            now = node(now, one)
        first, last = first >> 1, last >> 1
    return not last and (was, now) == (old, new)


@dataclass
class Note:
    """A checkpoint: whose record, how many statements, the root over them; and the signed text with its signatures."""

    origin: str
    size: int
    root: bytes
    text: bytes
    signatures: list[tuple[str, bytes]]


def read_note(file: bytes) -> Note:
    """A checkpoint as text. Raises Broken."""
    try:
        text, _, below = file.partition(b"\n\n")
        origin, size, root = text.decode().split("\n")
        lines = below.decode().split("\n")
        require(
            lines.pop() == "",
            bool(lines),
            all(line.startswith("\u2014 ") for line in lines),
            size == str(int(size)),
        )
        signatures = [(name, decoded(rest)) for _, name, rest in (line.split(" ") for line in lines)]
        return Note(origin, int(size), decoded(root), text + b"\n", signatures)
    except ValueError as error:
        raise Broken("the checkpoint") from error


def decoded(text: str) -> bytes:
    """Base64 in the one way of writing it. Raises ValueError."""
    plain = base64.b64decode(text, validate=True)
    require(base64.b64encode(plain).decode() == text)
    return plain


def signed_with(note: Note, key: str) -> bool:
    """True when the note bears the right signature of this key: `name+hash+base64` as signed notes write keys."""
    try:
        name, _, rest = key.partition("+")
        hashed, _, coded = rest.partition("+")
        public = decoded(coded)
        short = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
        require(short.hex() == hashed, public[:1] == b"\1")
        for named, signature in note.signatures:
            if named == name and signature[:4] == short:
                ed25519.Ed25519PublicKey.from_public_bytes(public[1:]).verify(signature[4:], note.text)
                return True
    except (ValueError, InvalidSignature, binascii.Error):
        return False
    return False
