"""How much an upload may hold. Plain numbers; `vault.media` applies them."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class UploadLimits:
    """Limits on what people send. Sizes in bytes, pictures in pixels (width times height).

    `packed_ratio` is how many times larger a part of a Word file may get when it is unpacked.
    """

    files: int = 10
    file_bytes: int = 100 * MEBIBYTE
    pictures_pixels: int = 60_000_000
    unpacked_bytes: int = 300 * MEBIBYTE
    packed_entries: int = 2_000
    packed_ratio: int = 200


USUAL = UploadLimits()
