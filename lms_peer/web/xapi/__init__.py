"""The learning record store: what the ledger says and takes, as xAPI 1.0.3 and 2.0.0 over HTTP.

One module a resource; each puts its views on the blueprint `resources`. `protocol` is what they share, `credentials`
says who may, `alternate` stands before the app.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Request, Response
from flask.sessions import NullSession, SessionInterface, SessionMixin
from werkzeug.routing import MapAdapter

from lms_peer.web import language, log, transaction
from lms_peer.web.xapi import about, activities, agents, documents, profile, statements
from lms_peer.web.xapi.alternate import Front
from lms_peer.web.xapi.blueprint import resources
from lms_peer.web.xapi.credentials import anyone
from lms_peer.web.xapi.protocol import elsewhere

__all__ = ["Front", "RecordStore", "furnish", "resources"]

_EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
_RESOURCES = (
    about,
    activities,
    agents,
    documents,
    profile,
    statements,
)  # importing them put their views on the blueprint

for _rule in ("/", "/<path:rest>"):
    resources.add_url_rule(_rule, view_func=anyone(elsewhere), methods=_EVERY_METHOD)


class RecordStore(Flask):
    """The application of the store: Flask without what many small requests would pay for and none of them needs."""

    def ensure_sync(self, func: Any) -> Any:
        """Views here are never coroutines; asking each time would take longer than some of them."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """What finds the view: as Flask's own, without a second look at the host, on which no address here depends."""
        if request is None:
            return super().create_url_adapter(None)
        environ = request.environ
        host, query = environ.get("HTTP_HOST", "localhost"), environ.get("QUERY_STRING", "")
        return self.url_map.bind(
            host, request.root_path, None, request.scheme, request.method, request.path, query
        )


class _NoSessions(SessionInterface):
    """Whoever speaks here says who they are each time; no cookie is read or sent."""

    def open_session(self, app: Flask, request: Request) -> SessionMixin:
        """A session that can hold nothing."""
        return _no_session

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """There is nothing to save."""


_no_session = NullSession()


def furnish(app: Flask) -> None:
    """Put the learning record store on `app`, an application of its own."""
    app.session_interface = _NoSessions()
    log.furnish_quietly(app)
    language.furnish_in_english(app)
    transaction.furnish(app)
    app.register_blueprint(resources)
