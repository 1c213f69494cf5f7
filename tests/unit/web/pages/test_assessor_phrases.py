"""Feedback phrases of an assessor's own."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from flask import Flask

from lms_peer.domain.roles import Role
from lms_peer.people import phrases
from tests.plant import LISTEN
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.scene import Scene, words_on


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    return Scene(app, sign_in)


def kept(scene: Scene, who: str = "assessor") -> list[tuple[UUID, str]]:
    return scene.do(lambda plant: [(one.id, one.text) for one in phrases.phrases(plant.centre, plant.people[who])])


def test_an_assessor_adds_changes_and_takes_out_a_phrase(scene: Scene):
    assessor = scene.browser("assessor")
    assert "You have no phrases yet." in words_on(assessor.get("/assess/phrases"))
    assert assessor.send("/assess/phrases", text="Say what you did next.").status_code == 302
    [(phrase, _)] = kept(scene)
    address = f"/assess/phrases/{phrase}"
    assessor.send(address, text="Say what you did next, and why.")
    assert [text for _, text in kept(scene)] == ["Say what you did next, and why."]
    assessor.send(address, to=f"{address}/remove")
    assert kept(scene) == []


def test_the_same_form_sent_twice_keeps_one_phrase(scene: Scene):
    assessor = scene.browser("assessor")
    once = re.search(r'name="submission" value="([^"]+)"', assessor.get("/assess/phrases").text)[1]
    for _ in range(2):
        assessor.send("/assess/phrases", submission=once, text="Good.")
    assert len(kept(scene)) == 1


def test_an_empty_phrase_and_one_too_many_are_refused_in_words(scene: Scene):
    assessor = scene.browser("assessor")
    assert "Write the phrase." in words_on(assessor.send("/assess/phrases", text="  "))
    for number in range(phrases.MOST):
        scene.do(
            lambda plant, number=number: phrases.add_phrase(
                plant.centre, plant.people["assessor"], f"Phrase {number}", UUID(int=number)
            )
        )
    full = assessor.send("/assess/phrases", text="One more.")
    assert full.status_code == 422
    assert "You can keep 60 phrases." in words_on(full)


def test_another_assessors_phrases_are_not_found(scene: Scene):
    scene.do(lambda plant: plant.add("second", Role.ASSESSOR))
    scene.browser("assessor").send("/assess/phrases", text="Mine.")
    [(phrase, _)] = kept(scene)
    second = scene.browser("second")
    assert "Mine." not in words_on(second.get("/assess/phrases"))
    assert second.get(f"/assess/phrases/{phrase}", 404)
    assert second.send("/assess/phrases", to=f"/assess/phrases/{phrase}/remove").status_code == 404


def test_a_phrase_is_put_into_the_feedback_without_a_script_and_nothing_typed_is_lost(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(LISTEN))
    assessor = scene.browser("assessor")
    page = f"/assess/{scene.registration}/evidence/{evidence}"
    assert "Use a phrase of yours" not in words_on(assessor.get(page))
    assessor.send("/assess/phrases", text="Say what you did next.")
    [(phrase, _)] = kept(scene)
    fields = {f"verdict-{LISTEN}": "not_yet", f"feedback-{LISTEN}": "Nearly.", f"phrase-{LISTEN}": str(phrase)}
    shown = assessor.send(page, add=str(LISTEN), **fields)
    assert shown.status_code == 200
    assert "Nearly.\nSay what you did next.</textarea>" in shown.text.replace("\r", "")
    assert re.search(r'value="not_yet" checked', shown.text)
    assert not scene.do(lambda plant: plant.standing.evidence[evidence].judgements)


def test_a_phrase_that_is_not_ones_own_puts_nothing_in(scene: Scene):
    evidence = scene.do(lambda plant: plant.submits(LISTEN))
    scene.do(lambda plant: plant.add("second", Role.ASSESSOR))
    for who in ("assessor", "second"):
        scene.browser(who).send("/assess/phrases", text=f"From {who}.")
    [(theirs, _)] = kept(scene, "second")
    shown = scene.browser("assessor").send(
        f"/assess/{scene.registration}/evidence/{evidence}",
        add=str(LISTEN),
        **{f"feedback-{LISTEN}": "Nearly.", f"phrase-{LISTEN}": str(theirs)},
    )
    assert "From second." not in shown.text
