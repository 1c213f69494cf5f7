"""What a client does with documents over HTTP: of each kind, at a place of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.conformance.conftest import Lrs

ACCOUNT = {"objectType": "Agent", "account": {"homePage": "https://lms.example", "name": "5f3c"}}
LESSON = "https://lms.example/lessons/1"
PATHS = {"state": "activities/state", "activity profile": "activities/profile", "agent profile": "agents/profile"}
NEW = {"If-None-Match": "*"}


@dataclass(frozen=True)
class Shelf:
    """Documents of one kind at one place, as a client asks for them. `name` is the parameter that names one."""

    lrs: Lrs
    kind: str
    name: str
    place: dict[str, str]

    def ask(
        self,
        method: str,
        name: str | None = None,
        body: object = None,
        headers: dict[str, str] | None = None,
        **changed: str | None,
    ) -> TestResponse:
        """Any request about the document of that name, or about all; `changed` parameters of None are left out."""
        query = self.place | ({} if name is None else {self.name: name}) | changed
        sent = {key: value for key, value in query.items() if value is not None}
        return self.lrs.ask(method, PATHS[self.kind], body, sent, headers)

    def get(self, name: str | None = None, **rest: Any) -> TestResponse:
        """GET one, or the names of all."""
        return self.ask("GET", name, **rest)

    def put(
        self, name: str | None, body: object, headers: dict[str, str] | None = None, **rest: Any
    ) -> TestResponse:
        """PUT."""
        return self.ask("PUT", name, body, headers, **rest)

    def post(
        self, name: str | None, body: object, headers: dict[str, str] | None = None, **rest: Any
    ) -> TestResponse:
        """POST."""
        return self.ask("POST", name, body, headers, **rest)

    def delete(self, name: str | None = None, headers: dict[str, str] | None = None, **rest: Any) -> TestResponse:
        """DELETE."""
        return self.ask("DELETE", name, None, headers, **rest)

    def kept(self, name: str = "one") -> object:
        """The JSON that is there, or None."""
        answered = self.get(name)
        return answered.json if answered.status_code == 200 else None


def shelf_of(lrs: Lrs, kind: str, agent: object = ACCOUNT) -> Shelf:
    """Where a client keeps documents of this kind."""
    sent = agent if isinstance(agent, str) else json.dumps(agent)
    places = {
        "state": {"activityId": LESSON, "agent": sent},
        "activity profile": {"activityId": LESSON},
        "agent profile": {"agent": sent},
    }
    return Shelf(lrs, kind, "stateId" if kind == "state" else "profileId", places[kind])


@pytest.fixture(params=PATHS)
def shelf(request: pytest.FixtureRequest, lrs: Lrs) -> Shelf:
    """Runs the test for each kind of document, in each version."""
    return shelf_of(lrs, request.param)


@pytest.fixture
def state(lrs: Lrs) -> Shelf:
    """State documents, in each version."""
    return shelf_of(lrs, "state")


def statuses(*answered: TestResponse) -> list[int]:
    """Their status codes."""
    return [one.status_code for one in answered]
