"""What is the same for every resource: version, query parameters, bodies, CORS headers and the words of errors.

It knows HTTP and the versions of xAPI, but no resource. A resource raises werkzeug's HTTP exceptions with a sentence,
or lets `xapi`'s own errors through; programs get every error as problem+json (RFC 9457), with 400 where a page would
say 422. Sources: xAPI 1.0.3 part 3, 1 and 3; IEEE 9274.1.1, 4.1.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from flask import Response, current_app, request
from werkzeug.exceptions import BadRequest, HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge

from lms_peer.domain.refusals import Refusal
from lms_peer.web.errors import answer
from lms_peer.web.wants import PROBLEM
from lms_peer.web.xapi.blueprint import ADDRESS, resources
from lms_peer.xapi.parse import Malformed
from lms_peer.xapi.validate import Invalid
from lms_peer.xapi.versions import Version, version_named

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

VERSION_HEADER = "X-Experience-API-Version"
CONSISTENT_HEADER = "X-Experience-API-Consistent-Through"
HASH_HEADER = "X-Experience-API-Hash"
# Asked for several times a request: from the environ it costs nothing.
_VERSION_IN_ENVIRON = "HTTP_X_EXPERIENCE_API_VERSION"
ALTERNATE_REFUSED = (
    "lms_peer.xapi.refused"  # where `alternate` leaves, in the environ, why it could not read a request
)

# One JSON part, whatever it is, is read whole into memory: this much, for each thread that serves.
JSON_BYTES = 16 * 1024 * 1024
# A query parameter is an IRI, a UUID or an agent. Longer than this is a mistake or an attack.
PARAMETER_BYTES = 8 * 1024
# A form of the alternate syntax holds a body that is percent-encoded, which may triple it.
FORM_BYTES = 3 * JSON_BYTES

_CORS = {
    "Access-Control-Allow-Origin": "*",  # safe: a browser sends no key by itself, and nothing here heeds cookies
    "Access-Control-Expose-Headers": ", ".join(
        ("ETag", "Last-Modified", "Content-Length", "WWW-Authenticate", VERSION_HEADER, CONSISTENT_HEADER)
    ),
}
_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # once: `dumps` makes one each time
_ANSWERED = {version: {VERSION_HEADER: version.value, **_CORS} for version in Version}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": ", ".join(
        (
            *("Authorization", "Content-Type", "Content-Length", "Accept-Language"),
            *("If-Match", "If-None-Match", VERSION_HEADER, HASH_HEADER),
        )
    ),
    "Access-Control-Max-Age": "86400",
}


def require_version() -> None:
    """Raises BadRequest when the request names no version that we speak, or could not be read (`alternate`)."""
    refused = request.environ.get(ALTERNATE_REFUSED)
    if refused:
        raise BadRequest(refused)
    if _version() is None:
        named = request.headers.get(VERSION_HEADER)
        said = f"{named[:20]!r} is not spoken here" if named else "is missing"
        raise BadRequest(f"The header {VERSION_HEADER} {said}. Send 2.0.0 or 1.0.3.")


def spoken() -> Version:
    """The version of this request; the newest when it names none, as only `about` and errors may."""
    return _version() or Version.V2_0_0


def _version() -> Version | None:
    return version_named(request.environ.get(_VERSION_IN_ENVIRON))


def parameters(*known: str) -> dict[str, str]:
    """The query parameters, each once, by name.

    Raises BadRequest for a name that is not `known` (case counts: xAPI 1.0.3 part 3, 1.0), for one sent twice and for
    one that is too long.
    """
    asked: dict[str, str] = {}
    if not request.query_string:
        return asked  # most that is sent: not even an empty set of parameters is put together for it
    for name, value in request.args.items(multi=True):
        if name not in known:
            raise BadRequest(f"{name[:100]} is not a parameter of this resource. Known: {', '.join(known)}.")
        if name in asked:
            raise BadRequest(f"{name} was sent twice. Send it once.")
        if len(value) > PARAMETER_BYTES:
            raise BadRequest(f"{name} is too long. It can be up to {PARAMETER_BYTES} characters.")
        asked[name] = value
    return asked


def required(asked: Mapping[str, str], *names: str) -> None:
    """Raises BadRequest when one of `names` was not asked with."""
    for name in names:
        if name not in asked:
            raise BadRequest(f"The parameter {name} is missing.")


def whole_body(limit: int = JSON_BYTES) -> bytes:
    """The request's body. Raises RequestEntityTooLarge beyond `limit` bytes, whether or not its length was told."""
    request.max_content_length = limit + 1  # one more, since what is cut there does not show
    body = request.get_data(cache=False)
    if len(body) > limit:
        raise RequestEntityTooLarge(f"This is too long. {limit} bytes is the most.")
    return body


class Whole(Response):
    """An answer that is complete, and never empty by its status: the server gets it in a list, and sends it at once."""

    _in_one = True

    def call_on_close(self, func: Callable[[], Any]) -> Callable[[], Any]:
        """What is to be done after this answer needs the server to say when it was sent: a list has no such end."""
        self._in_one = False
        return super().call_on_close(func)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Begin the answer, and give its body."""
        if not self._in_one or environ["REQUEST_METHOD"] == "HEAD":
            return super().__call__(environ, start_response)
        start_response(self.status, self.headers.to_wsgi_list())
        return cast(list[bytes], self.response)


def json_answer(content: object, status: int = 200) -> Response:
    """A response that holds `content` as JSON."""
    return Whole(_as_json(content), status, content_type="application/json")


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """An error, for programs."""
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    response = json_answer(told, status)
    response.content_type = PROBLEM
    response.headers.update(headers or {})
    return response


def elsewhere(**_address: str) -> Response:
    """The answer for every address and method that no resource has. Raises NotFound and MethodNotAllowed."""
    here = [rule for rule in current_app.url_map.iter_rules() if rule.rule == request.path]
    allowed = {method for rule in here if rule.endpoint != request.endpoint for method in rule.methods or ()}
    if allowed:
        raise MethodNotAllowed(sorted(allowed))
    raise NotFound(
        f"There is nothing at this address. The resources are below {ADDRESS}/, such as {ADDRESS}/about."
    )


@resources.after_request
def _every_answer(response: Response) -> Response:
    response.headers.update(_ANSWERED[spoken()])
    if request.method == "OPTIONS":
        response.headers.update(_PREFLIGHT)
    return response


@resources.errorhandler(HTTPException)
def _failed(error: HTTPException) -> Response:
    status = error.code or 500
    headers = {
        name: value
        for name, value in error.get_headers()
        if name.lower() not in ("content-type", "content-length")
    }
    return problem(status, error.description or HTTPStatus(status).phrase, headers)


@resources.errorhandler(Invalid)
@resources.errorhandler(Malformed)
def _not_xapi(error: Invalid | Malformed) -> Response:
    return problem(400, str(error))


@resources.errorhandler(Refusal)
def _refused(refusal: Refusal) -> Response:
    told = answer(refusal)
    return problem(400 if told.status == 422 else told.status, told.sentence)
