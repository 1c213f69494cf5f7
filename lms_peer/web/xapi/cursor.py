"""Where the next page of statements begins: a signed text that only this service can make, for one centre.

It holds the question, the place to go on from and the newest position of the first page, so it needs no memory here
and new statements do not move it. It does not hold who asks: what a client may see is decided anew each time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.exceptions import BadRequest

from lms_peer.ledger import Query

_SALT = "xapi statements more"


class Page(NamedTuple):
    """A page of statements that was asked for: which, and how they are shown."""

    query: Query
    form: str = "exact"
    attachments: bool = False

    def next(self, after: int, upto: int) -> Page:
        """The page that follows, when this one ended at position `after` of the first page's `upto`."""
        return self._replace(query=replace(self.query, after=after, upto=upto))


def token(centre: UUID, page: Page) -> str:
    """The page as a signed text for an address."""
    asked = {name: getattr(page.query, name) for name in _FIELDS}
    held = {name: _plain(value) for name, value in asked.items() if value is not None and value is not False}
    return _signer().dumps([centre.hex, page.form, page.attachments, held])


def page_of(centre: UUID, text: str) -> Page:
    """The page that `token` was given. Raises BadRequest when the text was changed, or made for another centre."""
    try:
        made_for, form, attachments, held = _signer().loads(text)
    except BadData as error:
        raise BadRequest("more was changed on its way. Use it as it was given.") from error
    if made_for != centre.hex:
        raise BadRequest("more belongs to another key. Ask from the first page on.")
    return Page(Query(**{name: _READ.get(name, _as_is)(value) for name, value in held.items()}), form, attachments)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt=_SALT)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.hex if isinstance(value, UUID) else value


def _as_is(value: Any) -> Any:
    return value


_FIELDS = (
    *("agent", "verb", "activity", "registration", "since", "until"),
    *("related_agents", "related_activities", "ascending", "limit", "after", "upto"),
)
_READ: dict[str, Callable[[Any], Any]] = {
    "registration": UUID,
    "since": datetime.fromisoformat,
    "until": datetime.fromisoformat,
}
