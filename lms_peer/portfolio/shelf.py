"""Sections that were drawn before, in the part of the vault that can be deleted. Known by what they are drawn from.

So what is found here is never stale. What is damaged is as good as not there. Draws nothing.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from lms_peer.portfolio.binding import Bookmark, Sidecar
from lms_peer.vault import Vault

_PDF, _BESIDE, _SHAPE = "pdf", "json", "shape"


@dataclass(frozen=True)
class Kept:
    """A drawn section: its PDF, and what is to be known of it without opening it."""

    pdf: bytes
    sidecar: Sidecar


class Shelf:
    """The drawn sections of one centre. A `key` is the SHA-256 of everything that a section is drawn from."""

    def __init__(self, vault: Vault, centre: UUID) -> None:
        self._vault, self._centre = vault, centre

    def find(self, key: str) -> Kept | None:
        """The section, if it is here and whole."""
        said = self._read(key, _BESIDE)
        pdf = self._vault.shelved(self._centre, key, _PDF) if said else None
        if not said or pdf is None or said.get("sha256") != hashlib.sha256(pdf).hexdigest():
            return None
        return Kept(pdf, _sidecar(said))

    def keep(self, key: str, kept: Kept) -> None:
        """Put a section here. What can not be kept is drawn again another time."""
        self._vault.shelve(self._centre, key, _PDF, kept.pdf)
        # Last, for it says that all is here.
        self._write(key, _BESIDE, {"sha256": hashlib.sha256(kept.pdf).hexdigest(), **asdict(kept.sidecar)})

    def shape(self, key: str) -> Sidecar | None:
        """How a section came out the last time. `key` is the SHA-256 of which section of what it is."""
        said = self._read(key, _SHAPE)
        return _sidecar(said) if said else None

    def keep_shape(self, key: str, sidecar: Sidecar) -> None:
        """Remember how a section came out, to guess how it will the next time."""
        self._write(key, _SHAPE, asdict(sidecar))

    def _read(self, key: str, name: str) -> dict[str, Any] | None:
        written = self._vault.shelved(self._centre, key, name)
        try:
            said = json.loads(written or b"null")
            return said if isinstance(said, dict) and said.keys() >= {"pages", "anchors", "bookmarks"} else None
        except ValueError:
            return None

    def _write(self, key: str, name: str, said: dict[str, Any]) -> None:
        self._vault.shelve(self._centre, key, name, json.dumps(said).encode())


def _sidecar(said: dict[str, Any]) -> Sidecar:
    return Sidecar(said["pages"], said["anchors"], tuple(Bookmark(**one) for one in said["bookmarks"]))
