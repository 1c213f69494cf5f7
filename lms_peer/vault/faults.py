"""What can go wrong with the vault itself. None of it is the fault of the person asking."""

from __future__ import annotations


class VaultFault(Exception):
    """The vault can not do what was asked; this is never the fault of the person asking."""


class VaultMissing(VaultFault):
    """This centre keeps no bytes with this SHA-256 (or it is not a SHA-256 at all)."""

    def __init__(self, sha256: str) -> None:
        super().__init__(f"nothing is kept under {sha256!r}")
        self.sha256 = sha256


class VaultDamaged(VaultFault):
    """The bytes kept under this SHA-256 are not the bytes that were put there."""

    def __init__(self, sha256: str) -> None:
        super().__init__(f"the bytes kept under {sha256} were changed")
        self.sha256 = sha256


class VaultUnavailable(VaultFault):
    """The folder or the S3 service does not answer, or refuses."""
