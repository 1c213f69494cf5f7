"""One line of JSON per event, on standard error, each with the id of the request it belongs to.

A line may name opaque ids and addresses of pages. It holds nothing that a person typed and no local variables.
"""

from __future__ import annotations

import sys
from typing import Any
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

HEADER = "X-Request-ID"
log = structlog.get_logger(__name__)


def configure() -> None:
    """Set up structlog for this process. A test or a script may do without."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def furnish(app: Flask) -> None:
    """Give each request of `app` an id, in its log lines and in its answer's headers."""
    configure()
    app.before_request(_name_request)
    app.after_request(_show_request_id)
    app.log_exception = _log_failure  # type: ignore[method-assign]


def furnish_quietly(app: Flask) -> None:
    """Log what fails in `app`, and nothing else: for many small requests."""
    configure()
    app.log_exception = _log_named_failure  # type: ignore[method-assign]


def request_id() -> str:
    """The id of this request, made here: never one that a client sends."""
    if "request_id" not in g:
        g.request_id = uuid4().hex[:12]
    return str(g.request_id)


def _name_request() -> None:
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=request_id(), method=request.method, path=_address())


def _address() -> str:
    """The path that was asked for; where it holds a signed word that lets somebody in, only what kind of path it is."""
    if request.url_rule is not None and "token" in (request.view_args or {}):
        return request.url_rule.rule
    return request.path


def _show_request_id(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    return response


def _log_failure(exc_info: Any) -> None:
    log.error("a request failed", exc_info=exc_info)


def _log_named_failure(exc_info: Any) -> None:
    log.error("a request failed", exc_info=exc_info, request=request_id(), method=request.method, path=_address())
