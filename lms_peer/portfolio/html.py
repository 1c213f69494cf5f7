"""Values into HTML. Whatever people typed is text and never markup; a template can reach nothing but its values."""

from __future__ import annotations

import re

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from lms_peer.portfolio.theme import Certificate
from lms_peer.portfolio.values import Portfolio

# Characters that have no shape: controls, half characters, and marks that would turn the text that follows around.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def fill(certificate: Certificate, portfolio: Portfolio) -> str:
    """The portfolio as one HTML document. Raises jinja2.TemplateError when the template is wrong."""
    return fill_in(certificate, portfolio=portfolio)


def fill_in(certificate: Certificate, **printed: object) -> str:
    """Any printed document as one HTML document, made of what is `printed`. Raises jinja2.TemplateError."""
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(certificate.folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["paragraphs"] = paragraphs
    return environment.get_template("template.html").render(printed)


def printable(value: object) -> object:
    """Text without the characters that can not be printed; anything else as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNPRINTABLE.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n"))
    return value


def paragraphs(text: str) -> list[str]:
    """What a person typed, cut at its empty lines."""
    return [part.strip("\n") for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]
