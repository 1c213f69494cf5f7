"""Sections drawn from small HTML with the shipped theme, and a bound document read back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image

from lms_peer.portfolio import Certificate, certificate
from lms_peer.portfolio.binding import About, Attachment, Section, Signature
from lms_peer.portfolio.binding.bind import bind
from lms_peer.portfolio.binding.preparing import prepare
from lms_peer.portfolio.pdf import draw_pdf, draw_section

ABOUT = About(
    title="Portfolio of <Lee> & others",
    author="Example centre",
    subject="Peer advice, version 3",
    language="en-GB",
    issued=datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
    identifier=b"0123456789abcdef",
)
STATEMENTS = Attachment(
    name="datganiadau ŵ.json",
    content=b'{"statements": []}\n' * 500,
    media_type="application/json",
    description="The statements of this record",
    relationship="Data",
    modified=datetime(2026, 3, 1, 12, 0, tzinfo=UTC),
)
PHOTO = Attachment(
    name="poster.jpg",
    content=bytes(range(256)) * 40,
    media_type="image/jpeg",
    description="A photo as it was handed in",
    relationship="Source",
    modified=datetime(2026, 3, 2, tzinfo=UTC),
)

FRONT = """<div data-running="Front words"><h1 id="front">Evidence portfolio</h1>
<ul><li><a href="portfolio:unit-1">Unit 1</a><ul><li><a href="portfolio:evidence-E1">E1</a></li></ul></li></ul>
<p>See <a href="#missing">what is missing</a> , <a href="portfolio:tŷ">Welsh</a>
and <a href="https://example.org/">the rules</a>.</p>
<h2 id="missing" style="break-before: page">What is missing</h2><p>Nothing. ✓</p></div>"""
UNIT = """<div data-running="Unit words"><h2 id="unit-1">Listening</h2><h3>Criteria</h3>
<table><caption>Where each criterion is shown</caption>
<thead><tr><th scope="col">Criterion</th><th scope="col">Words</th><th scope="col">Evidence</th></tr></thead><tbody>
{rows}<tr><td colspan="2">In all</td><td>60</td></tr></tbody></table></div>""".format(
    rows="".join(
        f"<tr><th scope='row'>1.{number}</th><td>Can listen</td><td><a href='portfolio:evidence-E1'>E1</a></td></tr>"
        for number in range(1, 61)
    )
)
EVIDENCE = """<article data-running="Evidence words"><h3 id="evidence-E1">E1 A poster</h3>
<p class="fact"><b>Shows</b> <a href="portfolio:unit-1"><b>Unit <i>1</i></b></a></p>
<p><img src="vault:1" alt="A poster about listening" style="width: 60mm"></p>
<dl><dt>Method</dt><dd>Work product</dd></dl><p>“I made it myself,” they said – ŵ, ŷ, naïve.</p></article>"""
WELSH = """<div data-running="Geiriau"><h2 id="tŷ">Geiriau</h2><p><a href="#tŷ">Gwrando</a> ar bobl.</p>
<p><img src="vault:1" alt="Poster am wrando" style="width: 30mm"></p></div>"""


@cache
def theme() -> Certificate:
    """The theme alone, without a page number of its own."""
    shipped = certificate("portfolio")
    without = "@page { @bottom-right { content: none } }"
    return replace(shipped, styles=(shipped.styles[0], without), pictures={})


@cache
def drawn(name: str, body: str, *, language: str = "en-GB") -> Section:
    """A section that was drawn and prepared."""
    return Section(name, prepare(unprepared(name, body, language=language), name)[0])


@cache
def unprepared(name: str, body: str, *, language: str = "en-GB") -> bytes:
    """A section that was drawn, and no more."""
    return draw_section(_document(name, body, language), theme(), {"vault:1": _picture()})


@cache
def alone(name: str, body: str, *, language: str = "en-GB") -> bytes:
    """The same as a document of its own, with all the tags that WeasyPrint gives it."""
    return draw_pdf(_document(name, body, language), theme(), {"vault:1": _picture()}, b"0" * 16)


def _document(name: str, body: str, language: str) -> str:
    return f"<!doctype html><html lang={language}><head><title>{name}</title></head><body>{body}</body></html>"


SIGNATURE = Signature("Seal", by="Example centre", reason="A test", at=ABOUT.issued, room=100, words="Llofnod")


def rich() -> list[Section]:
    """Sections with what a portfolio has: 6 pages or more."""
    return [
        drawn("front", FRONT),
        drawn("unit 1", UNIT),
        replace(drawn("E1", EVIDENCE), level=2),
        drawn("geiriau", WELSH, language="cy"),
    ]


def english(page: int, pages: int) -> str:
    """Page 3 of 286."""
    return f"Page {page} of {pages}"


def bound(*sections: Section, attachments: tuple[Attachment, ...] = (), **more: Any) -> bytes:
    """These sections as one document."""
    with bind(sections, more.pop("about", ABOUT), attachments, more.pop("page_words", english), **more) as written:
        return written.read()


def links(document: pikepdf.Pdf) -> Iterator[tuple[int, Any]]:
    """Each link, with the number of its page from 0."""
    for number, page in enumerate(document.pages):
        for annotation in page.get("/Annots", ()):
            if annotation.Subtype == pikepdf.Name.Link:
                yield number, annotation


def lands_on(document: pikepdf.Pdf, link: Any) -> int:
    """The page, from 0, that a link within the document goes to."""
    place = pikepdf.NameTree(document.Root.Names.Dests)[str(link.A.D)]
    return next(number for number, page in enumerate(document.pages) if page.objgen == place[0].objgen)


def content_of(page: Any) -> bytes:
    """What a page draws, before and behind what was drawn too."""
    return b"\n".join(part.read_bytes() for part in page.Contents)


def elements(parent: Any) -> Iterator[Any]:
    """Every element of the structure tree under this one."""
    kids = parent.get("/K", ())
    for kid in kids if isinstance(kids, pikepdf.Array) else ():
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


@cache
def _picture() -> bytes:
    kept = BytesIO()
    Image.effect_mandelbrot((300, 200), (-2, -1, 1, 1), 20).convert("RGB").save(kept, "PNG")
    return kept.getvalue()
