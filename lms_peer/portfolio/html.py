"""Values into HTML. Whatever people typed is text and never markup; a template can reach nothing but its values."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from jinja2 import StrictUndefined
from markupsafe import Markup

from lms_peer.portfolio.letters import printable
from lms_peer.portfolio.sandbox import OwnFolder, Sandbox, bounded
from lms_peer.portfolio.speech import ENGLISH, say, speaking
from lms_peer.portfolio.theme import Certificate
from lms_peer.portfolio.values import Portfolio


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
        return printable(template.render({"logo": certificate.logo, **printed}), certificate)


@lru_cache(maxsize=8)
def _environment(folder: Path) -> Sandbox:
    """Compiled once for the many sections of a portfolio; a template that was changed since is read anew."""
    environment = Sandbox(
        loader=OwnFolder(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["paragraphs"] = paragraphs
    environment.globals["_"] = say
    return environment


def paragraphs(text: str) -> list[str]:
    """What a person typed, cut at its empty lines."""
    return [part.strip("\n") for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]
