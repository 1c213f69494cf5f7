"""What an external quality assurer opens is written down, and the centre can read it."""

from __future__ import annotations

import pytest
from flask import Flask

from lms_peer.domain.roles import Role
from lms_peer.people.readings import readings
from lms_peer.web.access import rule_of
from lms_peer.web.readings import LOGGED
from tests.plant import LISTEN
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.scene import Scene, words_on

OF_ONESELF = ("account.", "security.")
# Lists of names, and what stands on a page that is written down.
NOT_WRITTEN_DOWN = {"quality.records", "sampling_plan.choose", "record.picture", "record.small_picture"}
OPENED = "/quality/opened"


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    return Scene(app, sign_in)


def noted(scene: Scene) -> list[tuple[str, str]]:
    return scene.do(lambda plant: [(one.what, one.part) for one in readings(plant.centre, 0, 50)])


def test_what_a_visitor_opens_is_written_down_once_each_time(scene: Scene) -> None:
    evidence = scene.do(lambda plant: plant.submits(LISTEN))
    browser, record = scene.browser("eqa"), f"/records/{scene.registration}"
    for path in (record, f"{record}/units/H1", f"{record}/evidence/{evidence}", record):
        browser.get(path)
    assert noted(scene) == [("record", ""), ("evidence", ""), ("unit", "H1"), ("record", "")]


def test_what_was_not_shown_and_what_others_open_is_not(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    record = f"/records/{scene.registration}"
    scene.browser("eqa").get(f"{record}/units/X9", 404)
    scene.browser("eqa").get("/quality/records")
    scene.browser("eqa").client.head(record)
    Scene(app, sign_in, "south").browser("eqa").get(record, 404)
    for who in ("learner", "assessor", "trainer", "iqa"):
        scene.browser(who).get(record)
    assert noted(scene) == []


@pytest.mark.parametrize("reader", ["trainer", "iqa"])
def test_the_centre_reads_who_opened_what_of_whom(scene: Scene, reader: str) -> None:
    assert "Nothing yet." in words_on(scene.browser(reader).get(OPENED))
    scene.browser("eqa").get(f"/records/{scene.registration}/units/H1")
    page = scene.browser(reader).get(OPENED)
    assert "Eqa Learner unit H1" in words_on(page)
    assert f'href="/records/{scene.registration}"' in page.text


@pytest.mark.parametrize("other", ["learner", "staff", "assessor", "eqa"])
def test_nobody_else_reads_it(scene: Scene, other: str) -> None:
    scene.browser(other).get(OPENED, 403)


def test_every_page_that_a_visitor_may_open_is_written_down_or_holds_no_record(app: Flask) -> None:
    may = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if (declared := rule_of(app, rule.endpoint))
        and Role.EQA in declared.roles
        and "GET" in (rule.methods or ())
    }
    may = {endpoint for endpoint in may if not endpoint.startswith(OF_ONESELF)}
    assert may - set(LOGGED) == NOT_WRITTEN_DOWN
    assert set(LOGGED) <= may
