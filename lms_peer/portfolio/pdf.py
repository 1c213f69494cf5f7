"""HTML into PDF with WeasyPrint. Fetches nothing but the bytes it was handed; uses no font but the theme's.

The same HTML, bytes and fonts give the same PDF, byte for byte: it holds no time of its own and no chance. Loaded by
whoever draws: a small document in the process that wants it, the sections of a portfolio in processes of their own.
"""

from __future__ import annotations

import os
import threading
from base64 import b64decode
from collections.abc import Mapping
from contextlib import suppress

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from lms_peer.portfolio.theme import SCHEME, Certificate
from lms_peer.portfolio.thinning import thin

ALONE = "pdf/ua-1"
# What a section of a bound document is drawn as. The binder packs it, and puts PDF/UA-1 to it.
BOUND = "pdf/a-3a"
# A page with something of all kinds.
_REHEARSED = """<!DOCTYPE html><html lang="en"><head><title>A page</title><style>
@page { margin: 2cm; @bottom-left { content: "A page" } } table { border-collapse: separate }
</style></head><body><h1 id="top">A page</h1><p>Some <b>words</b> and <a href="#top">a link</a></p><ul><li>One</li></ul>
<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>
<img src="vault:dot" alt="A dot"></body></html>"""
_DOT = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")
_one_at_a_time = threading.Lock()  # fonts are found through a setting of the whole process


class FetchRefused(Exception):
    """A template asked for something that it was not handed; the message names its `address`."""

    def __init__(self, address: str) -> None:
        super().__init__(f"the template names {address}, which is not part of the document")
        self.address = address


class OnlyWhatItWasHanded(URLFetcher):  # type: ignore[misc]
    """Answers from a mapping of addresses to bytes, and refuses everything else: network, files and `data:` too."""

    def __init__(self, handed: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=())
        self._handed = handed
        self.refused: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The bytes under this address. Raises FatalURLFetchingError, which ends the drawing."""
        if url not in self._handed:
            self.refused.append(url)
            raise FatalURLFetchingError(url)
        return URLFetcherResponse(url, self._handed[url])

    def complain(self) -> None:
        """Raises FetchRefused when anything was refused. WeasyPrint itself goes on after some refusals."""
        if self.refused:
            raise FetchRefused(self.refused[0])


class Printer:
    """Draws many documents with one certificate, whose styles are read once. For one thread at a time.

    Raises FetchRefused when a style sheet names anything but the certificate's own pictures.
    """

    def __init__(self, certificate: Certificate) -> None:
        os.environ["FONTCONFIG_FILE"] = str(certificate.fonts)
        self._certificate = certificate
        self._fonts: FontConfiguration | None = None  # not until something is drawn: it does not survive a fork
        fetcher = OnlyWhatItWasHanded(certificate.pictures)
        self._styles: list[CSS] = []
        with suppress(FatalURLFetchingError):
            for style in certificate.styles:
                read = CSS(string=style, font_config=FontConfiguration(), url_fetcher=fetcher, base_url=SCHEME)
                self._styles.append(read)
        fetcher.complain()

    def draw(self, html: str, pictures: Mapping[str, bytes], identifier: bytes) -> bytes:
        """A document that stands alone: PDF/UA-1. The 16 bytes of `identifier` tell it from others.

        `pictures` maps an address to bytes. Raises FetchRefused when the HTML or the styles name anything but these and
        the certificate's own.
        """
        return self._draw(html, pictures, pdf_variant=ALONE, pdf_identifier=identifier)

    def draw_section(self, html: str, pictures: Mapping[str, bytes]) -> bytes:
        """A section that is to be bound: PDF/A-3a, unpacked, without tags that say nothing. Raises FetchRefused."""
        return self._draw(
            html,
            pictures,
            pdf_variant=BOUND,
            pdf_identifier=False,  # to work one out, WeasyPrint writes the whole document twice
            uncompressed_pdf=True,
            finisher=thin,
        )

    def _draw(self, html: str, pictures: Mapping[str, bytes], **how: object) -> bytes:
        if self._fonts is None:
            self._fonts = FontConfiguration()
        fetcher = OnlyWhatItWasHanded({**self._certificate.pictures, **pictures})
        drawn = b""
        with suppress(FatalURLFetchingError):
            drawn = HTML(string=html, url_fetcher=fetcher, base_url=SCHEME).write_pdf(
                stylesheets=self._styles,
                font_config=self._fonts,
                **how,
            )
        fetcher.complain()
        return drawn


def rehearse() -> None:
    """Draw a page of our own, so that whoever is forked from this process finds at hand what the first drawing loads.

    With no certificate's styles: whoever made those could keep it busy for ever.
    """
    there = {"vault:dot": _DOT}
    HTML(string=_REHEARSED, url_fetcher=OnlyWhatItWasHanded(there), base_url=SCHEME).write_pdf(
        font_config=FontConfiguration(), pdf_variant=BOUND
    )


def draw_pdf(html: str, certificate: Certificate, pictures: Mapping[str, bytes], identifier: bytes) -> bytes:
    """One document that stands alone, drawn in this process. Raises what `Printer.draw` does."""
    with _one_at_a_time:
        return Printer(certificate).draw(html, pictures, identifier)


def draw_section(html: str, certificate: Certificate, pictures: Mapping[str, bytes]) -> bytes:
    """One section that is to be bound, drawn in this process. Raises what `Printer.draw_section` does."""
    with _one_at_a_time:
        return Printer(certificate).draw_section(html, pictures)
