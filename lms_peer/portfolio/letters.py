"""Which characters a printed document can show: those that a font of its theme has, and those that are not seen.

PDF/A and PDF/UA refuse a character without a shape (ISO 19005-3, 6.2.11.8) and one without a meaning that all agree
on (6.2.11.7.3). Both become U+FFFD, so that a reader sees that something stood there. Reads fonts; draws nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError  # type: ignore[import-untyped]

from lms_peer.portfolio.theme import Certificate

# Line ends, and what joins, parts or forms the characters beside it: hyphens that may be, emoji of many parts, flags.
_UNSEEN = frozenset("\n\t\u00ad\u200b\u200c\u200d\u2060").union(
    map(chr, range(0xFE00, 0xFE10)), map(chr, range(0xE0020, 0xE0080))
)
# Whatever the fonts say: controls, marks that turn the text that follows around, marks for notes between the lines,
# what means something else for everybody, and what WeasyPrint 70 draws in two parts and forgets to name the second.
_NEVER = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u202a-\u202e\u2066-\u2069\ufff9-\ufffb"
    "\ue000-\uf8ff\U000f0000-\U0010ffff"
    "\u07eb-\u07f3\u0eb3]"
)
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
_SIGN = "\ufffd"


def printable(text: str, certificate: Certificate) -> str:
    """The text with U+FFFD for each character that this document can not show."""
    there = set(text)
    if not there.isdisjoint("\r\u2028\u2029"):
        text = _LINE_ENDS.sub("\n", text)
        there = set(text)
    strange = there - _printable(tuple((file, file.stat().st_mtime_ns) for file in certificate.font_files))
    return text.translate(dict.fromkeys(map(ord, strange), _SIGN)) if strange else text


@lru_cache(maxsize=8)
def _printable(fonts: tuple[tuple[Path, int], ...]) -> frozenset[str]:
    """Every character that one of these fonts has, or that is not seen, but for those that are never printed."""
    shown = {chr(code) for file, _ in fonts for code in _letters(file)}
    return frozenset(one for one in shown if not _NEVER.match(one)) | _UNSEEN


def _letters(file: Path) -> Iterable[int]:
    """The characters that a font has; none when it is no font, which then prints nothing either."""
    try:
        return TTFont(file, lazy=True).getBestCmap() or ()
    except TTLibError:
        return ()
