"""What somebody typed into the form of this request, for a page to give back when it has no place for it."""

from __future__ import annotations

import re
import unicodedata

from flask import request
from markupsafe import escape

_SECRET = re.compile("password|secret")
_NOT_TYPED = {"csrf_token", "submission"}


def plain(text: str | None) -> str:
    """What was typed, without spaces around it and without hidden signs; a line ends as it does everywhere here."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) != "Cc").strip()


def texts_typed() -> list[str]:
    """The texts of two words and more, without secrets. Everything else is quickly typed again, or a code."""
    return [
        plain(text)
        for name, texts in request.form.lists()
        for text in texts
        if len(text.split()) > 1 and not _SECRET.search(name) and name not in _NOT_TYPED
    ]


def texts_not_on(page: str) -> list[str]:
    """Those that do not stand on the page, as on one whose form is gone since the record changed meanwhile."""
    return [text for text in texts_typed() if escape(text) not in page]
