"""The font of the page words: a small part of a TrueType file as a PDF font. Writes into the document it is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.ttLib.tables._g_l_y_f import Glyph  # type: ignore[import-untyped]
from pikepdf import Array, Dictionary, Name, Pdf, String

from lms_peer.portfolio.binding.values import Unprintable

NEEDED = {"GlyphOrder", "glyf", "head", "hhea", "hmtx", "loca", "maxp"}  # tables (ISO 32000-1, 9.9)
CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{blocks}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


@dataclass(frozen=True)
class Face:
    """A font cut down to some characters. Widths and metrics are in thousandths of its size."""

    name: str
    file: bytes
    glyphs: dict[str, int]
    widths: dict[str, int]
    box: tuple[int, ...]
    ascent: int
    descent: int
    cap_height: int

    def width(self, words: str) -> float:
        """How wide these words are at size 1."""
        return sum(self.widths[letter] for letter in words) / 1000

    def show(self, words: str) -> bytes:
        """These words as the string that is shown."""
        return b"<" + "".join(f"{self.glyphs[letter]:04X}" for letter in words).encode() + b">"


@lru_cache(maxsize=8)
def face(path: Path, letters: frozenset[str]) -> Face:
    """The font in this file with these letters only. Raises Unprintable when it lacks one of them."""
    font = TTFont(path, recalcTimestamp=False, recalcBBoxes=False)
    named = font.getBestCmap()
    lacking = sorted(letter for letter in letters if ord(letter) not in named)
    if lacking:
        raise Unprintable(f"{path.name} has no {' '.join(lacking)}")
    glyphs = {letter: named[ord(letter)] for letter in sorted(letters)}
    head, os2, scale = font["head"], font["OS/2"], 1000 / font["head"].unitsPerEm
    return Face(
        name=f"PGWRDS+{path.stem}",
        file=_cut(font, glyphs.values()),
        glyphs={letter: font.getGlyphID(glyph) for letter, glyph in glyphs.items()},
        widths={letter: round(font["hmtx"][glyph][0] * scale) for letter, glyph in glyphs.items()},
        box=tuple(round(side * scale) for side in (head.xMin, head.yMin, head.xMax, head.yMax)),
        ascent=round(font["hhea"].ascent * scale),
        descent=round(font["hhea"].descent * scale),
        cap_height=round(getattr(os2, "sCapHeight", os2.sTypoAscender) * scale),
    )


def _cut(font: TTFont, glyphs: Iterable[str]) -> bytes:
    """The font's file with the outlines of these glyphs only, each at the number that it had.

    fontTools can leave out the rest too, but what it loads for that takes 14 MB.
    """
    outlines, kept = font["glyf"], [".notdef", *glyphs]
    for glyph in kept:
        kept += outlines[glyph].getComponentNames(outlines)
    for glyph in set(font.getGlyphOrder()) - set(kept):
        outlines[glyph] = Glyph()
    outlines.removeHinting()
    for table in set(font.keys()) - NEEDED:
        del font[table]
    written = BytesIO()
    font.save(written, reorderTables=False)
    return written.getvalue()


def embed(bound: Pdf, cut: Face) -> Any:
    """The font as an object of the document (ISO 32000-1, 9.7.4): two bytes a letter, each the number of its glyph."""
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/" + cut.name),
        Flags=4,
        FontBBox=Array(cut.box),
        ItalicAngle=0,
        Ascent=cut.ascent,
        Descent=cut.descent,
        CapHeight=cut.cap_height,
        StemV=80,
        FontFile2=bound.make_stream(cut.file, Length1=len(cut.file)),
    )
    widths = [
        part for letter, glyph in sorted(cut.glyphs.items()) for part in (glyph, Array([cut.widths[letter]]))
    ]
    shaped = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name("/" + cut.name),
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        CIDToGIDMap=Name.Identity,
        FontDescriptor=bound.make_indirect(descriptor),
        W=Array(widths),
    )
    return bound.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name("/" + cut.name),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([bound.make_indirect(shaped)]),
            ToUnicode=bound.make_stream(_to_unicode(cut).encode()),
        )
    )


def _to_unicode(cut: Face) -> str:
    pairs = [f"<{glyph:04X}> <{letter.encode('utf-16-be').hex().upper()}>" for letter, glyph in cut.glyphs.items()]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    return CMAP.format(
        blocks="\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    )
