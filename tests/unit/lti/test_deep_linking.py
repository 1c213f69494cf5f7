"""What an activity shows, as a platform keeps it for us; and what a platform may ask of a choice."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from lms_peer.domain.placing import CanNotPlace
from lms_peer.lti.deep_linking import HOME, Target, asked_by, item, opened, target_of
from lms_peer.lti.tables import Platform, Shows

SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
DEPLOYMENT = "https://purl.imsglobal.org/spec/lti/claim/deployment_id"


@pytest.fixture(autouse=True)
def app() -> Any:
    """A service with a secret of its own."""
    app = Flask("service")
    app.secret_key = "for tests only"
    with app.app_context():
        yield app


def asking(**settings: object) -> dict[str, Any]:
    usual = {"deep_link_return_url": "https://college.example/back", "accept_types": ["ltiResourceLink", "link"]}
    return {DEPLOYMENT: "1", SETTINGS: usual | settings}


@pytest.mark.parametrize(
    "target",
    [
        Target(Shows.HOURS),
        Target(Shows.PORTFOLIO),
        Target(Shows.QUALIFICATION, "bench"),
        Target(Shows.UNIT, "bench", "H1"),
        Target(Shows.UNIT, "bench", "A/617/1234"),
    ],
)
def test_what_an_activity_shows_is_read_as_it_was_written(target: Target) -> None:
    assert target_of(item(target, "A title", "https://peer.example/lti/launch", marks=True)["custom"]) == target


@pytest.mark.parametrize(
    "custom",
    [None, [], {}, {"shows": 1}, {"shows": ""}, {"shows": "unit"}, {"shows": "unit/bench"}, {"shows": "unit//H1"},
     {"shows": "hours/bench"}, {"shows": "everything"}, {"show": "hours"}],
)  # fmt: skip
def test_an_activity_that_asks_for_nothing_we_know_shows_the_first_page(custom: object) -> None:
    assert target_of(custom) == HOME


def test_only_units_and_courses_come_with_a_mark() -> None:
    def line_item(target: Target, *, marks: bool) -> object:
        return item(target, "A title", "https://peer.example/", marks=marks).get("lineItem")

    assert line_item(Target(Shows.UNIT, "bench", "H1"), marks=True) == {
        "label": "A title", "scoreMaximum": 100, "resourceId": "bench/H1", "tag": "lms_peer",
    }  # fmt: skip
    assert line_item(Target(Shows.UNIT, "bench", "H1"), marks=False) is None
    assert line_item(Target(Shows.HOURS), marks=True) is None


def test_what_was_asked_comes_back_to_the_person_who_was_asked() -> None:
    account = uuid4()
    asked = asked_by(asking(accept_multiple="true", data="kept"), Platform(id=uuid4()), account)
    assert (asked.many, asked.marks, asked.said) == (True, True, "kept")
    assert opened(asked.sealed(), account) == asked


def test_what_was_asked_of_somebody_else_or_changed_is_not_taken() -> None:
    sealed = asked_by(asking(), Platform(id=uuid4()), uuid4()).sealed()
    for text, account in ((sealed, uuid4()), (sealed[:-2] + "xx", uuid4()), ("", uuid4())):
        with pytest.raises(CanNotPlace, match="late"):
            opened(text, account)


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({DEPLOYMENT: "1"}, "nowhere"),
        (asking(deep_link_return_url=None), "nowhere"),
        (asking(deep_link_return_url="javascript:alert(1)"), "nowhere"),
        (asking(accept_types=["link", "html"]), "kind"),
        (asking(accept_types=None), "kind"),
        (asking(accept_types=True), "kind"),
        (asking(accept_types=7), "kind"),
    ],
)
def test_a_wish_that_we_can_not_meet_is_refused(claims: dict[str, Any], reason: str) -> None:
    with pytest.raises(CanNotPlace, match=reason):
        asked_by(claims, Platform(id=uuid4()), uuid4())
