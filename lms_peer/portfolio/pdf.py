"""HTML into PDF with WeasyPrint. Fetches nothing but the bytes it was handed; uses no font but the theme's.

The same HTML, bytes and fonts give the same PDF, byte for byte: it holds no time of its own and no chance.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

from weasyprint import CSS, HTML
from weasyprint.logger import PROGRESS_LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from lms_peer.portfolio.theme import SCHEME, Certificate

VARIANT = "pdf/ua-1"
# Fonts are found through a process-wide setting, and WeasyPrint reports its pages to a process-wide logger.
_one_at_a_time = threading.Lock()


class FetchRefused(Exception):
    """A template asked for something that it was not handed; the message names it."""


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


def draw_pdf(
    html: str,
    certificate: Certificate,
    pictures: Mapping[str, bytes],
    identifier: bytes,
    on_page: Callable[[int], None] = lambda _: None,
) -> bytes:
    """The document as PDF. `on_page` is told the number of each page as it is laid out.

    Raises FetchRefused when the template names anything but `pictures` and the certificate's own.
    """
    fetcher = OnlyWhatItWasHanded({**certificate.pictures, **pictures})
    with _one_at_a_time, _reported(on_page):
        os.environ["FONTCONFIG_FILE"] = str(certificate.fonts)
        drawn = b""
        with suppress(FatalURLFetchingError):
            drawn = _write(html, certificate, fetcher, identifier)
    if fetcher.refused:  # looked at here too, since WeasyPrint goes on after a refusal within an SVG picture
        raise FetchRefused(f"the template names {fetcher.refused[0]}, which is not part of the document")
    return drawn


def _write(html: str, certificate: Certificate, fetcher: URLFetcher, identifier: bytes) -> bytes:
    fonts = FontConfiguration()
    styles = [
        CSS(string=style, font_config=fonts, url_fetcher=fetcher, base_url=SCHEME) for style in certificate.styles
    ]
    drawn: bytes = HTML(string=html, url_fetcher=fetcher, base_url=SCHEME).write_pdf(
        stylesheets=styles, font_config=fonts, pdf_variant=VARIANT, pdf_identifier=identifier
    )
    return drawn


class _Pages(logging.Handler):
    def __init__(self, on_page: Callable[[int], None]) -> None:
        super().__init__()
        self._on_page = on_page

    def emit(self, record: logging.LogRecord) -> None:
        """WeasyPrint says `Step 5 - Creating layout - Page 7`."""
        _, found, number = record.getMessage().rpartition("Page ")
        if found and number.isdigit():
            self._on_page(int(number))


@contextmanager
def _reported(on_page: Callable[[int], None]) -> Iterator[None]:
    handler, level = _Pages(on_page), PROGRESS_LOGGER.level
    PROGRESS_LOGGER.addHandler(handler)
    PROGRESS_LOGGER.setLevel(logging.INFO)
    try:
        yield
    finally:
        PROGRESS_LOGGER.setLevel(level)
        PROGRESS_LOGGER.removeHandler(handler)
