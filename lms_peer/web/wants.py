"""What kind of answer a request asks for."""

from __future__ import annotations

from flask import request

PROBLEM = "application/problem+json"
_KINDS = ["text/html", PROBLEM, "application/json"]


def wants_json() -> bool:
    """True when the request would rather have JSON than a page. Without a wish, people come first."""
    return request.accept_mimetypes.best_match(_KINDS, default="text/html") != "text/html"
