"""Statements of achievement: there once a unit is signed off, for the learner and the people who help them."""

from __future__ import annotations

import pypdfium2
import pytest
from flask import Flask

from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.scene import Scene, words_on


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    return Scene(app, sign_in)


def achieved(scene: Scene) -> str:
    scene.do(lambda plant: plant.achieves_everything())
    return f"/records/{scene.registration}/units/H1/statement"


@pytest.mark.parametrize("who", ["learner", "assessor", "trainer", "iqa"])
def test_a_statement_is_there_once_a_unit_is_signed_off(scene: Scene, who: str):
    answer = scene.browser(who).get(achieved(scene))
    assert answer.content_type == "application/pdf"
    words = pypdfium2.PdfDocument(answer.data)[0].get_textpage().get_text_bounded()
    assert "Learner" in words
    assert "This is not a certificate." in words


def test_before_that_there_is_none_and_the_page_says_why(scene: Scene):
    page = scene.browser("learner").get(f"/records/{scene.registration}/units/H1/statement", 404)
    assert "This unit is not signed off yet" in words_on(page)


def test_another_learner_does_not_get_it(scene: Scene):
    scene.browser("other learner").get(achieved(scene), 404)


def test_the_learner_is_congratulated_where_they_come_in(scene: Scene):
    home = scene.browser("learner")
    assert "Well done. You have finished" not in words_on(home.get("/learn"))
    address = achieved(scene)
    page = home.get("/learn")
    assert "Well done. You have finished" in words_on(page)
    assert page.text.count("/statement") == 1  # for the unit that came last; the others are on their own pages
    assert address in home.get(f"/records/{scene.registration}/units/H1").text
