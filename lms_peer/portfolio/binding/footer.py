"""What stands on every page and is no part of the text: "Page 3 of 286" at its foot, and DRAFT across a draft."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from typing import Any

from pikepdf import Array, Pdf

from lms_peer.portfolio.binding.font import Face, embed, face
from lms_peer.portfolio.binding.preparing import PAGINATION
from lms_peer.portfolio.binding.values import Unprintable
from lms_peer.portfolio.theme import shipped_certificates

FONTS = (
    "AtkinsonHyperlegible-Regular.ttf",
    "DejaVuSans.ttf",
)  # the second has letters that the first lacks, such as ŷ
FONT_NAME = "/PageWords"
# In points, from the right and the bottom edge: in line with the running words of the theme, at the same size.
RIGHT, BASELINE, SIZE, GREY = 51.0, 42.95, 8.5, 0.267
# Of the words across a page: from edge to edge of the text, and as pale as can still be seen on a copy.
ACROSS, PALE, LARGEST = 560.0, 0.86, 160.0
WATERMARK = b"/Artifact\n<</Type /Pagination /Subtype /Watermark>>\nBDC"


def write_on_pages(bound: Pdf, pages: Sequence[Any], words: Sequence[str], watermark: str = "") -> None:
    """Put the `words` of each page on it, and the `watermark` behind its text. Raises Unprintable.

    What was drawn stays as it is: the words are streams of their own, before and behind.
    """
    cut = _face_for(frozenset("".join([*words, watermark])))
    font = embed(bound, cut)
    begin = cache(lambda wide, high: bound.make_stream(_across(wide, high, cut, watermark) + b"q\n"))
    for page, said in zip(pages, words, strict=True):
        page.Resources.Font[FONT_NAME] = font
        wide, high = (float(side) for side in page.MediaBox[2:])
        left = wide - RIGHT - cut.width(said) * SIZE
        stamp = b"%s\nq BT %.3f g %s %.1f Tf %.2f %.2f Td %s Tj ET Q\nEMC\n" % (
            PAGINATION, GREY, FONT_NAME.encode(), SIZE, left, BASELINE, cut.show(said),
        )  # fmt: skip
        end = bound.make_stream(b"\nQ\n" + (stamp if said else b""))
        page.Contents = Array([begin(wide, high), page.Contents, end])


def _across(wide: float, high: float, cut: Face, words: str) -> bytes:
    """The words from bottom left to top right, through the middle of a page of this size. Without words nothing."""
    if not words:
        return b""
    size = min(LARGEST, ACROSS / cut.width(words))
    tilted = math.atan2(high, wide)
    along, up = math.cos(tilted), math.sin(tilted)
    half, drop = cut.width(words) * size / 2, cut.cap_height / 1000 * size / 2
    left, bottom = wide / 2 - half * along + drop * up, high / 2 - half * up - drop * along
    return b"%s\nq BT %.3f g %s %.1f Tf %.5f %.5f %.5f %.5f %.2f %.2f Tm %s Tj ET Q\nEMC\n" % (
        WATERMARK, PALE, FONT_NAME.encode(), size, along, up, -up, along, left, bottom, cut.show(words),
    )  # fmt: skip


def _face_for(letters: frozenset[str]) -> Face:
    fonts = [shipped_certificates() / "theme" / "fonts" / name for name in FONTS]
    for font in fonts[:-1]:
        with suppress(Unprintable):
            return face(font, letters)
    return face(fonts[-1], letters)
