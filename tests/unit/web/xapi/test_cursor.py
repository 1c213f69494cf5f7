"""Where the next page begins: a signed text, for one centre."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.exceptions import BadRequest

from lms_peer.ledger import Query
from lms_peer.web.xapi.cursor import Page, page_of, token

CENTRE, OTHER = UUID(int=1, version=4), UUID(int=2, version=4)
EVERYTHING = Query(
    agent="http://lms.example|ann",
    verb="http://v.example/",
    activity="http://o.example/é",
    registration=UUID(int=3, version=4),
    since=datetime(2026, 3, 4, 5, 6, 7, 890_000, UTC),
    until=datetime(2026, 3, 5, tzinfo=UTC),
    related_agents=True,
    related_activities=True,
    ascending=True,
    limit=7,
    after=0,
    upto=99,
)


def app(secret: str = "for tests only") -> Flask:  # noqa: S107
    """An application that signs with `secret`."""
    made = Flask("cursors under test")
    made.secret_key = secret
    return made


@pytest.mark.parametrize(
    "page", [Page(EVERYTHING, "ids", True), Page(Query(limit=1))], ids=["everything", "little"]
)
def test_a_page_comes_back_as_it_was(page: Page) -> None:
    with app().app_context():
        assert page_of(CENTRE, token(CENTRE, page)) == page


def test_every_part_of_a_question_is_in_the_cursor() -> None:
    usual = Query()
    assert [one.name for one in fields(Query) if getattr(EVERYTHING, one.name) == getattr(usual, one.name)] == []


def test_the_next_page_asks_the_same_further_on() -> None:
    following = Page(Query(verb="v:1", limit=3), "ids").next(after=5, upto=9)
    assert following == Page(Query(verb="v:1", limit=3, after=5, upto=9), "ids")


def test_a_cursor_of_another_centre_or_service_is_refused() -> None:
    with app().app_context():
        text = token(CENTRE, Page(EVERYTHING))
        with pytest.raises(BadRequest):
            page_of(OTHER, text)
    with app("another secret").app_context(), pytest.raises(BadRequest):
        page_of(CENTRE, text)


@pytest.mark.parametrize("text", ["", ".", "a.b", "é", "." * 5000, "WzFd.x"])
def test_a_text_that_is_no_cursor_is_refused(text: str) -> None:
    with app().app_context(), pytest.raises(BadRequest):
        page_of(CENTRE, text)
