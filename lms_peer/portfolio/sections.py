"""A portfolio as the sections that are drawn one by one, each known by a hash of everything that it is drawn from.

A section is filled in first: its HTML holds every value and every page number that it prints, and names each picture
by the SHA-256 of its original. So the key of a section is the hash of its HTML and of what all sections share: styles,
fonts, pictures of the template, and the versions of what draws. Draws nothing, and asks nobody.
"""

from __future__ import annotations

import ctypes
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from importlib.metadata import version
from secrets import token_hex

from jinja2 import TemplateError

from lms_peer.domain.refusals import SectionsNotDrawn
from lms_peer.portfolio.html import fill_in
from lms_peer.portfolio.theme import Certificate
from lms_peer.portfolio.values import Portfolio

FORMAT = "lms_peer section 4"  # another number when sections are drawn or prepared in another way
# Everything that has a say in the bytes of a drawn section.
_DRAWN_BY = ("weasyprint", "pydyf", "fonttools", "tinycss2", "tinyhtml5", "cssselect2", "pillow")
_SHARED_LIBRARIES = (("libpango-1.0.so.0", "pango_version_string"), ("libharfbuzz.so.0", "hb_version_string"))
STATEMENTS = 150  # in one section: three pages
WRONG = "the template is wrong ({why})"
_PICTURE = re.compile(r'"(vault:[^"]+)"')

PageOf = Callable[[str], int]


@dataclass(frozen=True)
class Part:
    """One section: what it is called in reports, which section of the template it is, and whether it prints pages.

    One that is `opening` prints pages that its own length moves. `level` is where its bookmarks begin, and `values`
    are handed to the template beside the portfolio.
    """

    name: str
    template: str
    numbered: bool = False
    opening: bool = False
    level: int = 1
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Manuscript:
    """A section that is filled in and ready to be drawn. `key` is a SHA-256 in hexadecimal."""

    name: str
    html: str
    key: str

    @property
    def pictures(self) -> tuple[str, ...]:
        """The addresses of the pictures in it, each once."""
        return tuple(dict.fromkeys(_PICTURE.findall(self.html)))


def parts_of(portfolio: Portfolio) -> Iterator[Part]:
    """Every section, in the order bound. What changes at different times stands in different ones."""
    yield Part("The front", "front")
    for name, template in (("The contents", "contents"), ("The summary", "summary"), ("The details", "details")):
        yield Part(name, template, numbered=True, opening=True)
    yield Part("The people", "people")
    yield Part("The declarations", "authenticity", numbered=True, opening=True)
    for unit in portfolio.units:
        yield Part(f"Unit {unit.reference}", "unit", numbered=True, values={"unit": unit})
        for piece in unit.pieces:
            yield Part(piece.reference, "evidence", level=2, values={"unit": unit, "piece": piece})
    yield Part("The log of hours", "hours")
    yield Part("The back", "back")
    for start in range(0, len(portfolio.statements), STATEMENTS):
        some = portfolio.statements[start : start + STATEMENTS]
        name = f"The statements from number {some[0].position}"
        yield Part(name, "statements", values={"statements": some, "first": start == 0})


@dataclass(frozen=True)
class Draft:
    """A section that is filled in but for its page numbers, which stand in it as marks that nobody can have typed."""

    name: str
    html: str
    mark: str
    shared: bytes

    def with_pages(self, page_of: PageOf) -> Manuscript:
        """The section with its page numbers. Raises what `page_of` raises."""
        html = re.sub(rf"{self.mark}:([^:]*):", lambda found: str(page_of(unescape(found[1]))), self.html)
        key = _hash(self.shared, html.encode("utf-8", "surrogatepass")).hexdigest()
        return Manuscript(self.name, html, key)


class Desk:
    """Fills in the sections of one portfolio."""

    def __init__(self, certificate: Certificate, portfolio: Portfolio) -> None:
        self._certificate, self._portfolio = certificate, portfolio
        self._shared = fingerprint(certificate)
        self._mark = token_hex(16)

    def fill(self, part: Part) -> Draft:
        """The section, filled in once for all numbers. One that is not `numbered` may ask for no page.

        Raises SectionsNotDrawn when the template is wrong.
        """
        printed = {**part.values, "section": part.template, "portfolio": self._portfolio}
        if part.numbered:
            printed["page_of"] = lambda anchor: f"{self._mark}:{anchor}:"
        try:
            return Draft(part.name, fill_in(self._certificate, **printed), self._mark, self._shared)
        except TemplateError as error:
            raise SectionsNotDrawn(((part.name, WRONG.format(why=error)),)) from error


def fingerprint(certificate: Certificate) -> bytes:
    """What all sections of a certificate share, as 32 bytes: another style, font, picture or library, another one."""
    return _hash(
        FORMAT.encode(),
        *(style.encode() for style in certificate.styles),
        *(part for name, picture in sorted(certificate.pictures.items()) for part in (name.encode(), picture)),
        *_fonts(certificate),
        _versions().encode(),
    ).digest()


def _hash(*parts: bytes) -> hashlib._Hash:
    """Each part by its own hash, so that none can run over into the next."""
    together = hashlib.sha256()
    for part in parts:
        together.update(hashlib.sha256(part).digest())
    return together


def _fonts(certificate: Certificate) -> Iterator[bytes]:
    yield certificate.fonts.read_bytes()
    for file in certificate.font_files:
        yield file.name.encode()
        yield file.read_bytes()


@cache
def _versions() -> str:
    """The versions of what draws, found without loading it: that takes longer than all the rest."""
    return " ".join([*(f"{name} {version(name)}" for name in _DRAWN_BY), *map(_spoken, _SHARED_LIBRARIES)])


def _spoken(library: tuple[str, str]) -> str:
    name, function = library
    ask = getattr(ctypes.CDLL(name), function)
    ask.restype = ctypes.c_char_p
    return f"{name} {ask().decode()}"
