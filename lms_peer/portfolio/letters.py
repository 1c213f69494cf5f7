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
_UNSEEN = "\n\t\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\U000e0020-\U000e007f"
# Whatever the fonts say: controls, marks that turn the text that follows around, marks for notes between the lines,
# what means something else for everybody, and what WeasyPrint 70 draws in two parts and forgets to name the second.
_NEVER = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u202a-\u202e\u2066-\u2069\ufff9-\ufffb"
    "\ue000-\uf8ff\U000f0000-\U0010ffff"
    "\u07eb-\u07f3\u0eb3"
)
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")


def printable(text: str, certificate: Certificate) -> str:
    """The text with U+FFFD for each character that this document can not show."""
    stamps = tuple((file, file.stat().st_mtime_ns) for file in certificate.font_files)
    rare, unprintable = _unprintable(stamps)
    return rare.sub(lambda found: unprintable.sub("\ufffd", found[0]), _LINE_ENDS.sub("\n", text))


@lru_cache(maxsize=8)
def _unprintable(fonts: tuple[tuple[Path, int], ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Finds every character that none of these fonts has, or that is never printed.

    Before it stands what finds all but the printable ones of ASCII: that is ten times as fast, and most of a text.
    """
    shown = {character for file, _ in fonts for character in _letters(file)}
    kept = "".join(f"\\U{character:08x}" for character in sorted(shown))
    common = "".join(f"\\x{character:02x}" for character in sorted(shown) if 0x20 <= character < 0x7F)
    return re.compile(f"[^\n{common}]+"), re.compile(f"[^{kept}{_UNSEEN}]|[{_NEVER}]")


def _letters(file: Path) -> Iterable[int]:
    """The characters that a font has; none when it is no font, which then prints nothing either."""
    try:
        return TTFont(file, lazy=True).getBestCmap() or ()
    except TTLibError:
        return ()
