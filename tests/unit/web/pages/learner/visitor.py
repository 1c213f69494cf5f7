"""Someone's browser: it opens pages, fills in their form and sends it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextvars import Context
from dataclasses import dataclass
from html import unescape
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from lms_peer.database import db
from lms_peer.people.models import Account
from tests.plant import Plant

_FORM = re.compile(r'<form[^>]*action="(?P<action>[^"]+)"[^>]*>(?P<inside>.*?)</form>', re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="(?P<name>[^"]+)" value="(?P<value>[^"]*)"')
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Visitor:
    """A browser that is signed in."""

    client: FlaskClient
    registration: UUID

    @classmethod
    def of(cls, app: Flask, plant: Plant, who: str) -> Visitor:
        """The browser of one of the planted people."""
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = db.session.get_one(Account, plant.people[who]).fs_uniquifier
            session["_fresh"] = True
        return cls(client, plant.registration)

    def opens(self, address: str, **more: Any) -> TestResponse:
        """Open a page; `{here}` stands for the registration."""
        return self._apart(self.client.get, address.format(here=self.registration), **more)

    def sends(self, address: str, typed: Mapping[str, Any] | None = None, page: str | None = None) -> TestResponse:
        """Open the page (or use the one given), fill in its form and send it, to where the form says."""
        form = form_of(page if page is not None else self.opens(address, follow_redirects=True).text)
        several = {name: value if isinstance(value, list) else [value] for name, value in (typed or {}).items()}
        return self._apart(self.client.post, form.action, data=MultiDict({**form.hidden, **several}))

    def _apart(self, request: Callable[..., TestResponse], *args: Any, **more: Any) -> TestResponse:
        """A request as it comes from outside: with nothing of the test's context, and not waiting for its locks."""
        db.session.rollback()
        return Context().run(request, *args, **more)


@dataclass(frozen=True)
class Form:
    """Where a page's form goes, and what it holds that nobody types."""

    action: str
    hidden: dict[str, str]


def form_of(page: str) -> Form:
    """The form of a page's main part."""
    found = _FORM.search(page.partition("<main")[2])
    assert found, f"no form on the page: {words_on(page)[:300]}"
    hidden = {one["name"]: unescape(one["value"]) for one in _HIDDEN.finditer(found["inside"])}
    return Form(unescape(found["action"]), hidden)


def words_on(page: str) -> str:
    """What a person reads on a page, its spaces made single."""
    main = page.partition("<main")[2] or page
    return re.sub(r"\s+", " ", unescape(_TAG.sub(" ", "<main" + main))).strip()
