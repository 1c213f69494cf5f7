"""A learning record store on SQLite, and clients that speak to it over HTTP. Each test has a centre of its own."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, TestResponse, run_wsgi_app

from lms_peer.database import db
from lms_peer.domain.scopes import Scope
from lms_peer.people.centres import add_centre
from lms_peer.people.clients import add_client
from tests.plant import app_on

VERSIONS = ("1.0.3", "2.0.0")
JSON = "application/json"


@dataclass(frozen=True)
class Lrs:
    """One client of one centre, speaking one version. `path` is what follows `/xapi/`."""

    browser: FlaskClient
    centre: UUID
    key: str
    secret: str
    version: str

    def get(self, path: str, headers: dict[str, str] | None = None, **query: str) -> TestResponse:
        """GET the resource at `path` with the query's parameters."""
        return self.ask("GET", path, query=query, headers=headers)

    def head(self, path: str, headers: dict[str, str] | None = None, **query: str) -> TestResponse:
        """HEAD."""
        return self.ask("HEAD", path, query=query, headers=headers)

    def post(
        self, path: str, body: object = None, headers: dict[str, str] | None = None, **query: str
    ) -> TestResponse:
        """POST; `body` is bytes as they are, or anything else as JSON."""
        return self.ask("POST", path, body, query, headers)

    def put(
        self, path: str, body: object = None, headers: dict[str, str] | None = None, **query: str
    ) -> TestResponse:
        """PUT; `body` as for `post`."""
        return self.ask("PUT", path, body, query, headers)

    def delete(self, path: str, headers: dict[str, str] | None = None, **query: str) -> TestResponse:
        """DELETE."""
        return self.ask("DELETE", path, query=query, headers=headers)

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> TestResponse:
        """Any request, with the client's key and version; a header given here wins, an empty one is left out."""
        sent = {"X-Experience-API-Version": self.version, "Authorization": basic(self.key, self.secret)}
        if body is not None:
            sent["Content-Type"] = JSON
        sent |= headers or {}
        return self.browser.open(
            f"/xapi/{path}",
            method=method,
            query_string=query or None,
            headers={name: value for name, value in sent.items() if value},
            data=body if body is None or isinstance(body, bytes) else json.dumps(body).encode(),
        )

    def stream(self, path: str, body: Any, length: int | None, headers: dict[str, str]) -> str:
        """POST what `body` holds, read piece by piece; in chunks if its length is not told. Answers the status line."""
        sent = {"X-Experience-API-Version": self.version, "Authorization": basic(self.key, self.secret), **headers}
        environ = EnvironBuilder(f"/xapi/{path}", method="POST", headers=sent).get_environ()
        environ["wsgi.input"] = body
        if length is None:
            environ["wsgi.input_terminated"] = True
            environ.pop("CONTENT_LENGTH", None)
        else:
            environ["CONTENT_LENGTH"] = str(length)
        _, status, _ = run_wsgi_app(self.browser.application, environ)
        return status

    def fresh(self) -> Lrs:
        """The same client over a connection of its own, for another thread."""
        return replace(self, browser=self.browser.application.test_client())

    def speaking(self, version: str) -> Lrs:
        """The same client, speaking another version."""
        return replace(self, version=version)


NewLrs = Callable[..., Lrs]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application for all these tests: making one takes longer than most of them."""
    folder = tmp_path_factory.mktemp("lrs")
    app = app_on(f"sqlite:///{folder / 'test.sqlite'}", folder)
    app.config["PROPAGATE_EXCEPTIONS"] = False  # a failure is answered, as it is for programs
    yield app
    with app.app_context():
        db.engine.dispose()


def connect(service: Flask, *scopes: Scope, version: str = "2.0.0", centre: UUID | None = None) -> Lrs:
    """A new client of the service, at a new centre if none is named; it may do everything if no scope is."""
    with service.app_context():
        where = centre or add_centre(f"centre-{uuid4().hex[:12]}", "A centre").id
        client, secret = add_client(where, "A platform", scopes or (Scope.ALL,), uuid4())
        key = client.key
        db.session.commit()
    return Lrs(service.test_client(), where, key, secret, version)


@pytest.fixture
def new_lrs(service: Flask) -> NewLrs:
    """Makes a client: `new_lrs(Scope.STATE, version="2.0.0", centre=other.centre)`; see `connect`."""
    return partial(connect, service)


@pytest.fixture
def database_lrs(on_both: Flask) -> Lrs:
    """A client of an empty service; the test runs once on SQLite and once on PostgreSQL."""
    return connect(on_both)


@pytest.fixture(params=VERSIONS)
def lrs(request: pytest.FixtureRequest, new_lrs: NewLrs) -> Lrs:
    """A client that may do everything; the test runs once for each version of the standard."""
    return new_lrs(version=request.param)


@pytest.fixture
def lrs_1(new_lrs: NewLrs) -> Lrs:
    """A client that may do everything and speaks 1.0.3 only."""
    return new_lrs(version="1.0.3")


@pytest.fixture
def lrs_2(new_lrs: NewLrs) -> Lrs:
    """A client that may do everything and speaks 2.0.0 only."""
    return new_lrs(version="2.0.0")


def basic(key: str, secret: str) -> str:
    """The Authorization header for a key and its secret."""
    return "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()


def a_statement(**parts: Any) -> dict[str, Any]:
    """A small statement that both versions take, with an id; `parts` are put in, or taken out when None."""
    statement = {
        "id": str(uuid4()),
        "actor": {"objectType": "Agent", "account": {"homePage": "http://lms.example", "name": uuid4().hex}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/experienced", "display": {"en-GB": "experienced"}},
        "object": {"objectType": "Activity", "id": "http://lms.example/courses/listening"},
    }
    return {name: part for name, part in (statement | parts).items() if part is not None}


def said(lrs: Lrs) -> list[str]:
    """The ids of all statements, the earliest first."""
    return [statement["id"] for statement in lrs.get("statements", ascending="true").json["statements"]]
