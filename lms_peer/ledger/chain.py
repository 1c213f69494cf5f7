"""The hash chain: how one statement's hash follows from the one before, and what the tree holds of it. Pure.

The bytes that are hashed are unambiguous: a label, then every field with its length before it. Changing this
encoding breaks every chain there is, so a new one would need a new label.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

LABEL = b"lms_peer ledger 1"
LEAF_LABEL = b"lms_peer leaf 1"
GENESIS = "0" * 64  # what the first statement of a centre follows


class Link(NamedTuple):
    """What the chain vouches for: everything that makes up one entry. `attachments` are SHA-2 hashes in hex."""

    centre: UUID
    position: int
    statement_id: UUID
    stored: datetime
    version: str
    authority: str
    body: bytes
    attachments: Sequence[str]


def chain_hash(previous: str, link: Link) -> str:
    """The hex SHA-256 of a link that follows `previous` (hex).

    Fields in order: previous hash, then those of the link (`_fields`). Raises ValueError when `previous` is not hex.
    """
    before = bytes.fromhex(previous)
    return hashlib.sha256(b"".join((LABEL, _length(len(before)), before, *_fields(link)))).hexdigest()


def leaf(link: Link) -> bytes:
    """What the Merkle tree holds of an entry: the same fields under a label of their own, without the hash before."""
    return b"".join((LEAF_LABEL, *_fields(link)))


def _fields(link: Link) -> tuple[bytes, ...]:
    """In order: centre, position, statement id, stored, version, authority, body, the number of attachments, then each
    attachment's hash, sorted and once each; before every field its length.
    """
    position, body = b"%d" % link.position, link.body
    return (
        _UUID,
        link.centre.bytes,
        _length(len(position)),
        position,
        _UUID,
        link.statement_id.bytes,
        _said(link.stored, link.version, link.authority),
        _length(len(body)),
        body,
        _named(link.attachments) if link.attachments else _NOTHING_NAMED,
    )


def _joined(*fields: bytes) -> bytes:
    return b"".join([_length(len(field)) + field for field in fields])


@lru_cache(maxsize=256)
def _said(stored: datetime, version: str, authority: str) -> bytes:
    """What the statements of one request have in common."""
    return _joined(stored_text(stored).encode(), version.encode(), authority.encode())


def _named(attachments: Sequence[str]) -> bytes:
    named = sorted(set(attachments))
    return _joined(b"%d" % len(named), *(sha2.encode() for sha2 in named))


_length = struct.Struct(">Q").pack
_UUID = _length(16)
_NOTHING_NAMED = _named(())


@lru_cache(maxsize=256)
def stored_text(stored: datetime) -> str:
    """An aware time as statements show it: ISO 8601, UTC, milliseconds, Z."""
    return stored.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_the_millisecond(moment: datetime) -> datetime:
    """An aware time in UTC, cut to the millisecond that the chain vouches for."""
    return moment.astimezone(UTC).replace(microsecond=moment.microsecond // 1000 * 1000)
