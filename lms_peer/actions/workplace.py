"""What every action works with, built once by `create_app`: the settings, the vault and the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

from flask import Flask, current_app

from lms_peer.catalogue import Catalogue, parse
from lms_peer.config import Config
from lms_peer.domain.facts import Document
from lms_peer.domain.qualification import Qualification
from lms_peer.vault.store import Vault

_KEY = "lms_peer"


@dataclass(frozen=True)
class Workplace:
    """The settings, the vault and the catalogue of one running service."""

    config: Config
    vault: Vault
    catalogue: Catalogue
    _read: dict[str, Qualification] = field(default_factory=dict, repr=False)

    def qualification(self, centre: UUID, specification: Document) -> Qualification:
        """The qualification whose very source a registration started with; read once, since bytes never change.

        Raises VaultMissing or VaultDamaged.
        """
        if specification.sha256 not in self._read:
            source = self.vault.read(centre, specification.sha256)
            self._read[specification.sha256] = parse(source, specification.sha256)
        return self._read[specification.sha256]

    def furnish(self, app: Flask) -> None:
        """Make this the workplace of `app`."""
        app.extensions[_KEY] = self


def workplace() -> Workplace:
    """The workplace of the running app."""
    return cast(Workplace, current_app.extensions[_KEY])
