"""Who is asking: a client's key and secret (HTTP Basic), and what the client may do.

A view says it with `@client_with(Scope.X, …)` or `@anyone`; the check runs before every view and fails closed: a view
that says nothing is shut. Sources: xAPI 1.0.3 part 3, 4.0; RFC 7617.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from flask import Response, current_app, g, request
from werkzeug.datastructures import Authorization, WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

from lms_peer.domain.scopes import Scope
from lms_peer.people.clients import Client, find_client, use_to_note
from lms_peer.web.xapi.blueprint import resources
from lms_peer.web.xapi.protocol import require_version

View = TypeVar("View", bound=Callable[..., object])

_ANYONE: frozenset[Scope] = frozenset()


def client_with(*scopes: Scope) -> Callable[[View], View]:
    """The view is for clients that may use one of these scopes."""
    if not scopes:
        raise ValueError("client_with() needs a scope")
    return _declare(frozenset(scopes))


def anyone(view: View) -> View:
    """The view is for everyone: no key, and no version named."""
    return _declare(_ANYONE)(view)


def client() -> Client:
    """The client that asks."""
    return cast(Client, g.client)


def holds(scope: Scope) -> bool:
    """True when the client that asks may use this scope."""
    return scope in client().scopes


def _declare(scopes: frozenset[Scope]) -> Callable[[View], View]:
    def declare(view: View) -> View:
        view.client_scopes = scopes  # type: ignore[attr-defined]
        return view

    return declare


@resources.before_request
def _guard() -> None:
    asked = request._get_current_object()  # type: ignore[attr-defined] # once, for it is asked often here
    if asked.method == "OPTIONS":
        return  # a browser asks before it sends the key (CORS)
    needed = getattr(current_app.view_functions[asked.endpoint or ""], "client_scopes", None)
    if needed is _ANYONE:
        return
    require_version()
    who = g.client = _who(asked.authorization)
    if needed is None or not needed & who.scopes:
        raise Forbidden("This key may not do that. Ask whoever gave it to you for the scope that is missing.")


@resources.after_request
def _note_use(response: Response) -> Response:
    who = g.get("client")
    note = use_to_note(who.id) if who else None
    if note is not None:
        response.call_on_close(note)
    return response


def _who(sent: Authorization | None) -> Client:
    if sent is not None and sent.type == "basic":
        key, secret = sent.parameters["username"], sent.parameters["password"]
        found = find_client(key, secret) if key and secret else None
        if found is not None:
            return found
    raise Unauthorized(
        "Send a key and its secret that are in use, as HTTP Basic.",
        www_authenticate=WWWAuthenticate("basic", {"realm": "xapi", "charset": "UTF-8"}),
    )
