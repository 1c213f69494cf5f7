"""Requests that need rewriting before they are routed: the alternate request syntax, and a double slash.

A browser of old could send nothing but small forms, so xAPI 1.0.3 lets a POST with `?method=PUT` carry parameters,
headers and content as form fields (part 3, 1.3). xAPI 2.0.0 has no such thing. This stands before the app, since the
method decides where a request goes; what it can not read it leaves to the protocol to refuse, in the environ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from lms_peer.web.xapi.blueprint import ADDRESS
from lms_peer.web.xapi.protocol import ALTERNATE_REFUSED, FORM_BYTES, VERSION_HEADER
from lms_peer.xapi.versions import Version, version_named

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_BELOW = f"{ADDRESS}/"
_slashes = re.compile("//+")
_METHODS = {"GET", "HEAD", "PUT", "POST", "DELETE"}
# Form fields that stand for a header, by their names in lower case, and what WSGI calls the header.
_HEADERS = {
    "authorization": "HTTP_AUTHORIZATION",
    "x-experience-api-version": "HTTP_X_EXPERIENCE_API_VERSION",
    "content-type": "CONTENT_TYPE",
    "content-length": "",  # ours to count
    "if-match": "HTTP_IF_MATCH",
    "if-none-match": "HTTP_IF_NONE_MATCH",
    "accept-language": "HTTP_ACCEPT_LANGUAGE",
}
_FORM = "application/x-www-form-urlencoded"


class NotAlternate(ValueError):
    """The request is not in the alternate syntax as the standard has it; the message says why."""


class Front:
    """Gives what comes for `/xapi`, rewritten where that is due, to the application `lrs`, and the rest to `app`."""

    def __init__(self, app: WSGIApplication, lrs: WSGIApplication) -> None:
        self._app, self._lrs = app, lrs

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass the request on."""
        path: str = environ["PATH_INFO"]
        if "//" in path:
            path = _slashes.sub("/", path)
        if path != ADDRESS and not path.startswith(_BELOW):
            return self._app(environ, start_response)
        environ["PATH_INFO"] = path
        if environ["REQUEST_METHOD"] == "POST" and "method=" in environ.get("QUERY_STRING", ""):
            _rewrite(environ)
        return self._lrs(environ, start_response)


def _rewrite(environ: WSGIEnvironment) -> None:
    asked = parse_qsl(environ["QUERY_STRING"], keep_blank_values=True)
    if not any(name == "method" for name, _ in asked):
        return
    try:
        if version_named(environ.get("HTTP_X_EXPERIENCE_API_VERSION")) is Version.V2_0_0:
            raise NotAlternate("xAPI 2.0.0 has no alternate request syntax. Send the request by its own method.")
        _become(environ, _method(asked), _fields(environ))
    except NotAlternate as refused:
        environ[ALTERNATE_REFUSED] = str(refused)


def _method(asked: list[tuple[str, str]]) -> str:
    if len(asked) != 1:
        raise NotAlternate("Beside ?method= nothing may stand in the address. Put it into the form.")
    method = asked[0][1]
    if method not in _METHODS:
        raise NotAlternate(f"method can not be {method[:20]!r}.")
    return method


def _fields(environ: WSGIEnvironment) -> dict[str, str]:
    if not environ.get("CONTENT_TYPE", "").startswith(_FORM):
        raise NotAlternate(f"A POST with ?method= must be a form: {_FORM}.")
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > FORM_BYTES:
        raise NotAlternate(f"The form is too long. It can be up to {FORM_BYTES} bytes.")
    try:
        text = environ["wsgi.input"].read(int(length)).decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text), errors="strict")
    except ValueError as error:
        raise NotAlternate("The body is not a form with percent-encoded UTF-8.") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise NotAlternate("A form field was sent twice. Send each once.")
    return fields


def _become(environ: WSGIEnvironment, method: str, fields: Mapping[str, str]) -> None:
    """Make the environ that of the request which the form describes."""
    environ["CONTENT_TYPE"] = "application/json"
    rest = {}
    for name, value in fields.items():
        header = _HEADERS.get(name.lower())
        if header:
            environ[header] = value
        elif header is None and name != "content":
            rest[name] = value
    if version_named(environ.get("HTTP_X_EXPERIENCE_API_VERSION")) is Version.V2_0_0:
        raise NotAlternate(f"{VERSION_HEADER} 2.0.0 has no alternate request syntax.")
    if method in ("PUT", "POST") and "content" not in fields:
        raise NotAlternate("The form field content is missing.")
    content = fields.get("content", "").encode()
    environ["REQUEST_METHOD"] = method
    environ["QUERY_STRING"] = urlencode(rest)
    environ["CONTENT_LENGTH"] = str(len(content))
    environ["wsgi.input"] = BytesIO(content)
