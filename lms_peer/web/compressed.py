"""Pages and static files, made small for the line: brotli or gzip, whichever the browser takes.

Static files are compressed once per process, as hard as it goes; pages each time, quickly. What is compressed already
(pictures, PDF, ZIP) goes out as it is.

A compressed page that holds both a secret and words of an attacker's choice can be asked for again and again, and its
length tells of the secret (BREACH). Three things stand in the way here: the session cookie is SameSite=Lax, so no
other site's page can ask in the person's name unseen; the forgery token is signed anew with every second, so its bytes
do not stay the same; and each compressed page gets a random length, as Django's does ("Heal the BREACH", 2022). See
docs/pages.md.
"""

from __future__ import annotations

import gzip
import secrets
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import brotli
from flask import Flask, Response, current_app, request

_TEXTS = frozenset({"text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml"})
_SHORTEST = 500  # bytes: below it the headers weigh more than what is saved
_LONGEST_PADDING = 100
_QUICK_BROTLI, _QUICK_GZIP = 4, 5


def furnish(app: Flask) -> None:
    """Compress what `app` answers. Comes before what else looks at answers, so that it is called after it."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype not in _TEXTS or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    encoding = request.accept_encodings.best_match(("br", "gzip"))
    if encoding is None or (response.status_code != 200 and request.endpoint == "static"):
        return response
    if request.endpoint == "static":
        return _static(response, encoding)
    if response.is_streamed or response.direct_passthrough:
        return response
    body = response.get_data()
    if len(body) >= _SHORTEST:
        _put(response, encoding, _padded(body, encoding))
    return response


def _static(response: Response, encoding: str) -> Response:
    path = Path(current_app.static_folder or "") / (request.view_args or {}).get("filename", "")
    small = _small(path, path.stat().st_mtime_ns, encoding)
    tag, _ = response.get_etag()
    response.direct_passthrough = False
    response.response.close() if hasattr(response.response, "close") else None
    _put(response, encoding, small)
    if tag:
        response.set_etag(tag, weak=True)  # the same file, in other bytes
    return response


def _put(response: Response, encoding: str, body: bytes) -> None:
    response.set_data(body)
    response.headers["Content-Encoding"] = encoding


def _padded(body: bytes, encoding: str) -> bytes:
    """The body compressed, at a length that differs by chance each time."""
    noise = secrets.token_hex(secrets.randbelow(_LONGEST_PADDING // 2) + 1)
    if encoding == "br":
        return bytes(brotli.compress(body + f"<!-- {noise} -->".encode(), quality=_QUICK_BROTLI))
    out = BytesIO()
    # The name in gzip's header is not compressed itself, so every letter of it counts.
    with gzip.GzipFile(filename=noise, mode="wb", compresslevel=_QUICK_GZIP, fileobj=out, mtime=0) as packed:
        packed.write(body)
    return out.getvalue()


@lru_cache(maxsize=64)
def _small(path: Path, _changed: int, encoding: str) -> bytes:
    whole = path.read_bytes()
    return bytes(brotli.compress(whole)) if encoding == "br" else gzip.compress(whole, mtime=0)
