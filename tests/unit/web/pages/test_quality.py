"""The quality assurers' list of records: to read, to search, nothing to change."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest
from flask import Flask

from lms_peer.actions.register_learner import register_learner
from lms_peer.domain.roles import Role
from lms_peer.web import turning
from lms_peer.web.pages import quality
from tests.plant import LISTEN, Plant
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.scene import Scene, words_on


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    return Scene(app, sign_in)


def two_more(plant: Plant) -> None:
    for who in ("ash winter", "zoe winter"):
        plant.add(who, Role.LEARNER)
        register_learner(
            plant.acting("trainer"), uuid4(), account=plant.people[who], slug="bench", optional_units=("H3",)
        )


@pytest.mark.parametrize("who", ["iqa", "eqa"])
def test_a_quality_assurer_sees_every_record_and_opens_one(scene: Scene, who: str) -> None:
    scene.do(lambda plant: plant.submits(LISTEN))
    scene.do(two_more)
    browser = scene.browser(who)
    page = browser.get("/quality/records")
    read = words_on(page)
    assert read.index("Ash Winter") < read.index("Learner Bench") < read.index("Zoe Winter")
    assert "Bench award in helping others, version 1.0" in read
    assert "In progress 0 of 2 0" in read
    browser.get(f"/records/{scene.registration}")
    assert browser.get("/", 302).location == "/quality/records"


def test_a_record_is_found_by_a_part_of_the_name(scene: Scene) -> None:
    scene.do(two_more)
    read = words_on(scene.browser("iqa").get("/quality/records?name=WINTER"))
    assert "Ash Winter" in read
    assert "Learner Bench" not in read
    assert "No learner has this name" in words_on(scene.browser("iqa").get("/quality/records?name=quill"))


def test_a_long_list_comes_in_pages(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality, "read_page", partial(turning.read_page, size=2))
    scene.do(two_more)
    first = words_on(scene.browser("iqa").get("/quality/records"))
    assert ("Zoe Winter" in first, "1 to 2 Next page" in first) == (False, True)
    second = words_on(scene.browser("iqa").get("/quality/records?page=2"))
    assert ("Zoe Winter" in second, "Next page" in second) == (True, False)
    assert "Page before 3 to 3 of 3" in second
    for odd in ("0", "-3", "x", "99999999999"):
        scene.browser("iqa").get(f"/quality/records?page={odd}")


def test_there_is_nothing_to_change(scene: Scene) -> None:
    page = scene.browser("eqa").get("/quality/records")
    assert 'method="post"' not in page.text.partition("<main")[2].partition("</main>")[0]
    assert scene.browser("eqa").client.post("/quality/records").status_code in (400, 405)


def test_only_quality_assurers_of_this_centre_see_the_list(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    for who in ("learner", "staff", "assessor", "trainer"):
        scene.browser(who).get("/quality/records", 403)
    south = Scene(app, sign_in, "south")
    assert str(scene.registration) not in south.browser("iqa").get("/quality/records").text
