"""The font of the page words is cut down to the letters that they need."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from lms_peer.portfolio.binding.font import face
from lms_peer.portfolio.binding.footer import FONTS
from lms_peer.portfolio.theme import shipped_certificates


@pytest.mark.parametrize("name", FONTS)
def test_the_letters_keep_their_shapes_and_numbers_also_those_made_of_parts(name: str):
    file = shipped_certificates() / "theme" / "fonts" / name
    cut = face(file, frozenset("Tudâ 3"))
    for number in cut.glyphs.values():
        assert _outline(file, number) == _outline(BytesIO(cut.file), number)
    assert cut.widths["3"] == round(TTFont(file)["hmtx"]["three"][0] * 1000 / TTFont(file)["head"].unitsPerEm)


def test_all_other_letters_are_left_out():
    cut = face(shipped_certificates() / "theme" / "fonts" / FONTS[0], frozenset("Tud3"))
    outlines = TTFont(BytesIO(cut.file))["glyf"]
    shown = [number for number, name in enumerate(outlines.keys()) if outlines[name].numberOfContours]
    assert sorted(shown) == sorted([0, *cut.glyphs.values()])
    assert len(cut.file) < 5000


def _outline(file: Path | BytesIO, number: int) -> list[tuple[int, int]]:
    font = TTFont(file)
    points, _, _ = font["glyf"][font.getGlyphName(number)].getCoordinates(font["glyf"])
    return list(points)
