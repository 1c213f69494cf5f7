"""Sections that were drawn before, in the part of the vault that can be deleted. Known by what they are drawn from.

So what is found here is never stale. What is damaged, or was put here by somebody without the service's secret, is as
good as not there. Draws nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from lms_peer.portfolio.binding import Bookmark, Sidecar
from lms_peer.vault.store import Vault

# A section is one object, so that it is there whole or not at all: a line of JSON that tells of it, then its PDF.
_SECTION, _SHAPE = "section", "shape"


@dataclass(frozen=True)
class Kept:
    """A drawn section: its PDF, and what is to be known of it without opening it."""

    pdf: bytes
    sidecar: Sidecar

    @cached_property
    def sha256(self) -> str:
        """Of the PDF, in hexadecimal."""
        return hashlib.sha256(self.pdf).hexdigest()


class Shelf:
    """The drawn sections of one centre. A `key` is the SHA-256 of everything that a section is drawn from.

    `secret` is the service's own: who can only write to the vault puts nothing here that is printed.
    """

    def __init__(self, vault: Vault, centre: UUID, secret: str) -> None:
        self._vault, self._centre, self._secret = vault, centre, secret.encode()

    def find(self, key: str) -> Kept | None:
        """The section, if it is here and whole."""
        line, _, pdf = (self._vault.shelved(self._centre, key, _SECTION) or b"").partition(b"\n")
        said = _told(line)
        if not said or not hmac.compare_digest(str(said.pop("mac", "")).encode(), self._mac(key, said).encode()):
            return None
        kept = Kept(pdf, _sidecar(said))
        return kept if said.get("sha256") == kept.sha256 else None

    def keep(self, key: str, kept: Kept) -> None:
        """Put a section here. What can not be kept is drawn again another time."""
        said = {"sha256": kept.sha256, **asdict(kept.sidecar)}
        line = json.dumps(said | {"mac": self._mac(key, said)}).encode()
        self._vault.shelve(self._centre, key, _SECTION, line + b"\n" + kept.pdf)

    def shape(self, key: str) -> Sidecar | None:
        """How a section came out the last time. `key` is the SHA-256 of which section of what it is."""
        said = _told(self._vault.shelved(self._centre, key, _SHAPE) or b"")
        return _sidecar(said) if said else None

    def keep_shape(self, key: str, sidecar: Sidecar) -> None:
        """Remember how a section came out, to guess how it will the next time."""
        self._vault.shelve(self._centre, key, _SHAPE, json.dumps(asdict(sidecar)).encode())

    def _mac(self, key: str, said: dict[str, Any]) -> str:
        """Shows that this service wrote it, for this key of this centre. The PDF is in it by its SHA-256."""
        signed = json.dumps(["lms_peer shelf 1", str(self._centre), key, said], sort_keys=True)
        return hmac.new(self._secret, signed.encode(), "sha256").hexdigest()


def _told(line: bytes) -> dict[str, Any] | None:
    """What a line of JSON says of a section; None when it is damaged."""
    try:
        said = json.loads(line or b"null")
    except ValueError:
        return None
    return said if isinstance(said, dict) and said.keys() >= {"pages", "anchors", "bookmarks"} else None


def _sidecar(said: dict[str, Any]) -> Sidecar:
    return Sidecar(said["pages"], said["anchors"], tuple(Bookmark(**one) for one in said["bookmarks"]))
