"""What no font of the theme can show is printed as a sign for it: archives and screen readers take the whole."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from lms_peer.portfolio import Certificate, certificate
from lms_peer.portfolio.binding import Section
from lms_peer.portfolio.binding.preparing import prepare
from lms_peer.portfolio.html import fill_in
from lms_peer.portfolio.letters import printable
from lms_peer.portfolio.pdf import draw_section
from tests import judges
from tests.unit.portfolio.binding.given import bound

# No font has the first two; nobody knows what the next four mean; WeasyPrint writes the last two wrongly.
WITHOUT_SHAPE = "頁 \u3164 \ue000 \uef00 \U000f0001 \U0010fffd \u07eb \u0eb3"
KEPT = "ŵ ꙮ ✓ Ω Ж ش א 👩\u200d👧 ❤\ufe0f co\u00adoperate 🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"


@pytest.fixture(scope="module")
def shipped() -> Certificate:
    """The portfolio as it comes, with its fonts."""
    return certificate("portfolio")


def test_what_no_font_has_is_shown_as_such_and_the_rest_stays_whole(shipped: Certificate):
    assert printable(WITHOUT_SHAPE, shipped) == " ".join("\ufffd" * 8)
    assert printable(KEPT, shipped) == KEPT


def test_controls_and_marks_that_turn_text_around_are_shown_as_such(shipped: Certificate):
    assert printable("a\x00b\x1bc\u202ed\ud800e\x85", shipped) == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffd"
    assert printable("one\r\ntwo\rthree\u2028four\tfive\n", shipped) == "one\ntwo\nthree\nfour\tfive\n"


def test_a_font_that_a_centre_adds_is_asked_too_and_a_broken_one_is_passed_over(
    tmp_path: Path, shipped: Certificate
):
    shutil.copytree(shipped.fonts.parent, tmp_path / "theme")
    fonts = tmp_path / "theme" / "fonts"
    own = replace(shipped, fonts=tmp_path / "theme" / "fonts.conf")
    (fonts / "DejaVuSans.ttf").unlink()
    (fonts / "broken.ttf").write_bytes(b"no font")
    assert printable("aé Ж", own) == "aé \ufffd"
    shutil.copy(shipped.fonts.parent / "fonts" / "DejaVuSans.ttf", fonts / "Added.TTF")
    assert printable("aé Ж", replace(own)) == "aé Ж"


def test_a_document_with_characters_that_nobody_can_print_is_still_good_for_archives(
    tmp_path: Path, shipped: Certificate
):
    (tmp_path / "template.html").write_text(
        "<!doctype html><html lang=en><title>x</title><h1>One</h1><p>{{ text }}</p><p><b>{{ text }}</b></p>",
        "utf-8",
    )
    plain = replace(shipped, folder=tmp_path, styles=shipped.styles[:1])
    html = fill_in(plain, text=WITHOUT_SHAPE + "\x07" + KEPT)
    drawn = bound(Section("one", prepare(draw_section(html, plain, {}), "one")[0]))
    assert judges.page(drawn) == []
