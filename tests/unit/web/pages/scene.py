"""A small centre with browsers: what tests of pages act in. Each step has an application context of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from lms_peer.database import db
from lms_peer.domain.facts import Verdict
from lms_peer.domain.qualification import CriterionRef
from tests.plant import Plant
from tests.unit.web.conftest import SignIn

Answer = TypeVar("Answer")


def words_on(page: TestResponse) -> str:
    """What a person reads on the page."""
    main = re.sub(r"(?s)<(script|style).*?</\1>", " ", page.text.partition("<main")[2].partition("</main>")[0])
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@dataclass
class Browser:
    """One person's browser."""

    client: FlaskClient

    def get(self, path: str, status: int = 200) -> TestResponse:
        """Open a page."""
        page = self.client.get(path, follow_redirects=status == 200)
        assert page.status_code == status, (page.status_code, words_on(page))
        return page

    def send(self, path: str, to: str = "", submission: str = "", **fields: Any) -> TestResponse:
        """Open the page, fill its form in and send it; `submission` sends an older form again."""
        page = self.client.get(path, follow_redirects=True).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        fresh = re.search(r'name="submission" value="([^"]+)"', page)
        filled = {
            "csrf_token": token[1] if token else "",
            "submission": submission or (fresh[1] if fresh else ""),
            **fields,
        }
        return self.client.post(to or path, data=filled, content_type="multipart/form-data")


@dataclass
class Scene:
    """A centre, its people and their browsers."""

    app: Flask
    sign_in: SignIn
    slug: str = "north"
    plant: Plant = field(init=False)

    def __post_init__(self) -> None:
        with self.app.app_context():
            self.plant = Plant.at(self.slug)
            db.session.remove()

    def do(self, act: Callable[[Plant], Answer]) -> Answer:
        """Let somebody of the centre act, without a browser."""
        with self.app.app_context():
            answer = act(self.plant)
            db.session.commit()
            db.session.remove()
        return answer

    def browser(self, who: str) -> Browser:
        """A browser in which this person is signed in."""
        return Browser(self.sign_in(self.plant.people[who]))

    @property
    def registration(self) -> UUID:
        """The learner's."""
        return self.plant.registration


def queries_of(scene: Scene, act: Callable[[], object]) -> int:
    """How many statements the database was sent meanwhile."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_more) -> None:
        sent.append(statement)

    with scene.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    act()
    event.remove(engine, "before_cursor_execute", note)
    return len(sent)


def at(scene: Scene, evidence: UUID) -> str:
    """Where an assessor judges this evidence."""
    return f"/assess/{scene.registration}/evidence/{evidence}"


def verdicts(scene: Scene, evidence: UUID) -> dict[CriterionRef, Verdict]:
    """What was decided about this evidence, for each criterion."""
    return scene.do(
        lambda plant: {ref: judged.verdict for ref, judged in plant.standing.evidence[evidence].verdicts.items()}
    )
