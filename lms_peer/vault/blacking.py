"""Black boxes on pictures. What was under them is gone from the new picture: it holds pixels and nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from io import BytesIO

from PIL import Image, ImageDraw

from lms_peer.domain.redaction import Box
from lms_peer.vault.pictures import show_picture

LONGEST = 3000  # pixels: enough to print on a whole page
QUALITY = 88
# JPEG packs squares of 16 pixels and smears what is in one over all of it: a box takes every square that it touches.
_SQUARE = 16


def black_out_picture(original: bytes, boxes: Sequence[Box], name: str = "") -> bytes:
    """A JPEG of the picture, upright, with these boxes black. Raises FileDamaged and FileUnpacksTooBig."""
    upright = show_picture(original, LONGEST, name=name, quality=95)
    with Image.open(BytesIO(upright), formats=("JPEG",)) as shown:
        covered = cover(shown.convert("RGB"), boxes)
    kept = BytesIO()
    covered.save(kept, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return kept.getvalue()


def cover(picture: Image.Image, boxes: Iterable[Box]) -> Image.Image:
    """The same picture, covered by boxes whose page is not looked at."""
    pen = ImageDraw.Draw(picture)
    for box in boxes:
        left, right = _stretch(box.left, box.width, picture.width)
        top, bottom = _stretch(box.top, box.height, picture.height)
        pen.rectangle((left, top, right, bottom), fill="black" if picture.mode == "RGB" else 0)
    return picture


def _stretch(start: float, length: float, pixels: int) -> tuple[int, int]:
    """From the first to the last pixel, out to the edges of the squares."""
    first = math.floor(start / 100 * pixels / _SQUARE) * _SQUARE
    last = math.ceil((start + length) / 100 * pixels / _SQUARE) * _SQUARE - 1
    return first, max(last, first)
