"""The printer fetches nothing, uses no font of the machine, and draws the same bytes each time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from lms_peer.portfolio import Certificate, certificate
from lms_peer.portfolio.pdf import FetchRefused, draw_pdf
from tests.unit.portfolio.given import Read, photo

IDENTIFIER = b"0123456789abcdef"


@pytest.fixture
def theme() -> Certificate:
    """The shipped portfolio."""
    return certificate("portfolio")


def page(body: str) -> str:
    return (
        f"<!doctype html><html lang=en><head><title>A page</title></head><body><h1>A page</h1>{body}</body></html>"
    )


@contextmanager
def a_server() -> Iterator[tuple[str, list[str]]]:
    """A web server of our own and the paths it was asked for."""
    asked: list[str] = []

    class Asked(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Asked)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


NAMED = [
    "<img src='{url}' alt=x>",
    "<link rel=stylesheet href='{url}'>",
    "<p style=\"background: url('{url}')\">x</p>",
    "<style>@import '{url}';</style>",
    "<style>@font-face {{ font-family: x; src: url('{url}') }} p {{ font-family: x }}</style><p>x</p>",
    "<object data='{url}'></object>",
    "<svg><image href='{url}' width='9' height='9'/></svg>",
    "<a rel=attachment href='{url}'>x</a>",
    "<link rel=attachment href='{url}'>",
]


@pytest.mark.parametrize("markup", NAMED)
def test_a_template_that_names_an_address_is_refused_and_nobody_is_asked(theme: Certificate, markup: str):
    with a_server() as (address, asked), pytest.raises(FetchRefused, match="127"):
        draw_pdf(page(markup.format(url=f"{address}/picture.png")), theme, {}, IDENTIFIER)
    assert asked == []


def test_a_drawing_that_uses_a_part_of_another_is_shown_without_it_and_nobody_is_asked(theme: Certificate):
    with a_server() as (address, asked):
        draw_pdf(page(f"<svg><use href='{address}/drawing.svg#x'/></svg>"), theme, {}, IDENTIFIER)
    assert asked == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "data:image/png;base64,AAAA", "vault:" + "0" * 64])
@pytest.mark.parametrize("markup", NAMED[:3])
def test_a_template_can_not_reach_a_file_or_what_it_was_not_handed(theme: Certificate, markup: str, url: str):
    with pytest.raises(FetchRefused):
        draw_pdf(page(markup.format(url=url)), theme, {}, IDENTIFIER)


def test_a_style_sheet_can_not_reach_anything_either(theme: Certificate):
    styled = replace(theme, styles=(*theme.styles, "body { background: url('file:///etc/hostname') }"))
    with pytest.raises(FetchRefused, match="etc/hostname"):
        draw_pdf(page("<p>Hello</p>"), styled, {}, IDENTIFIER)


def test_a_picture_that_was_handed_over_is_drawn(theme: Certificate):
    drawn = draw_pdf(page("<img src='vault:1' alt='A poster'>"), theme, {"vault:1": photo()}, IDENTIFIER)
    with pikepdf.open(BytesIO(drawn)) as document:
        assert len(document.pages[0].get_images()) == 1


def test_the_same_page_is_drawn_with_the_same_bytes(theme: Certificate):
    html = page("<p>Hello 🙂 שלום</p><img src='vault:1' alt='A poster'>")
    assert len({draw_pdf(html, theme, {"vault:1": photo()}, IDENTIFIER) for _ in range(2)}) == 1


def test_only_the_fonts_of_the_theme_are_used(theme: Certificate):
    body = "<p>Hello ✓ ○ 🙂 שלום مرحبا Привет</p><p style='font-family: serif'>serif</p><code>code</code>"
    drawn = draw_pdf(page(body), theme, {}, IDENTIFIER)
    with pikepdf.open(BytesIO(drawn)) as document:
        fonts = {
            str(font.BaseFont).rpartition("+")[2] for one in document.pages for font in one.Resources.Font.values()
        }
    shipped = ("Atkinson-Hyperlegible", "DejaVu-Sans", "Noto-Emoji")
    assert all(font.startswith(shipped) for font in fonts), fonts


def test_a_long_word_stays_on_the_page(theme: Certificate):
    drawn = draw_pdf(page(f"<p>{'w' * 5000}</p>"), theme, {}, IDENTIFIER)
    assert Read(drawn).packed.count("w") >= 5000


def test_a_centre_may_bring_its_own_template_and_keep_the_theme(tmp_path: Path, theme: Certificate):
    own = tmp_path / "portfolio"
    own.mkdir()
    (own / "style.css").write_text("h1 { color: red }", "utf-8")
    (own / "logo.png").write_bytes(b"a logo")
    found = certificate("portfolio", (tmp_path,))
    assert found.folder == own
    assert found.pictures == {"certificate:logo.png": b"a logo"}
    assert found.fonts == theme.fonts
