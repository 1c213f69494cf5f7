"""Values into HTML. Whatever people typed is text and never markup; a template can reach nothing but its values."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from jinja2 import StrictUndefined
from markupsafe import Markup

from lms_peer.portfolio.sandbox import OwnFolder, Sandbox, bounded
from lms_peer.portfolio.speech import ENGLISH, say, speaking
from lms_peer.portfolio.theme import Certificate
from lms_peer.portfolio.values import Portfolio

# Characters that have no shape: controls, half characters, and marks that would turn the text that follows around.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def fill(certificate: Certificate, portfolio: Portfolio) -> str:
    """The portfolio as one HTML document. Raises jinja2.TemplateError when the template is wrong."""
    return fill_in(certificate, portfolio=portfolio, page_of=_page_in_one).replace('"portfolio:', '"#')


def _page_in_one(anchor: str) -> Markup:
    """The page of an anchor in one document that holds every section: left to the style sheet."""
    return Markup('<span data-to="#{}"></span>').format(anchor)


def fill_in(certificate: Certificate, **printed: object) -> str:
    """Any printed document as one HTML document, made of what is `printed`. Raises jinja2.TemplateError."""
    with speaking(getattr(printed.get("portfolio"), "language", ENGLISH)), bounded():
        template = _environment(certificate.folder).get_template("template.html")
        return template.render({"logo": certificate.logo, **printed})


@lru_cache(maxsize=8)
def _environment(folder: Path) -> Sandbox:
    """Compiled once for the many sections of a portfolio; a template that was changed since is read anew."""
    environment = Sandbox(
        loader=OwnFolder(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["paragraphs"] = paragraphs
    environment.globals["_"] = say
    return environment


def printable(value: object) -> object:
    """Text without the characters that can not be printed; anything else as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNPRINTABLE.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n"))
    return value


def paragraphs(text: str) -> list[str]:
    """What a person typed, cut at its empty lines."""
    return [part.strip("\n") for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]
