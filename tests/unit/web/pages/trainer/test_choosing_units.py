"""Changing the optional units of a learner on the page."""

from __future__ import annotations

from uuid import uuid4

import pytest

from lms_peer.actions.change_registration import pause_registration
from tests.plant import PLACES
from tests.unit.web.pages.scene import Browser, Scene, words_on


def test_the_rule_and_what_is_still_needed_are_explained(scene: Scene, trainer: Browser) -> None:
    page = words_on(trainer.get(f"/train/{scene.registration}/units"))
    assert "One more unit. Choose at least 1 unit." in page
    assert "Finish the unit Listen well (H1)." in page
    assert "Units that everyone takes H1 Listen well" in page


def test_other_units_are_chosen_and_the_choice_is_on_the_record(scene: Scene, trainer: Browser) -> None:
    answer = trainer.send(f"/train/{scene.registration}/units", units="H3")
    assert answer.status_code == 302
    page = words_on(trainer.get(answer.location))
    assert "The units are changed." in page
    assert "Units they chose H3" in page
    assert scene.do(lambda plant: plant.standing.choices[-1].by == plant.actor("trainer"))


def test_the_same_form_sent_twice_is_one_fact(scene: Scene, trainer: Browser) -> None:
    submission = "7c1b7f8e-5a54-4b0e-9d8e-1c53a0f4f4a1"
    for _ in range(2):
        answer = trainer.send(f"/train/{scene.registration}/units", units="H3", submission=submission)
        assert answer.status_code == 302
    assert scene.do(lambda plant: len(plant.standing.choices)) == 1


@pytest.mark.parametrize(
    ("units", "sentence"),
    [
        ([], "These units do not make the qualification. Under ‘One more unit’, choose 1 more unit."),
        (["H2"], "The learner takes these units already."),
        (["H9"], "These units can not be chosen: H9."),
    ],
)
def test_a_wrong_choice_is_refused_in_words(scene: Scene, trainer: Browser, units, sentence) -> None:
    page = trainer.send(f"/train/{scene.registration}/units", units=units)
    assert page.status_code == 422
    assert sentence in words_on(page)


def test_a_unit_that_is_signed_off_can_not_be_dropped(scene: Scene, trainer: Browser) -> None:
    scene.do(lambda plant: (plant.judges(plant.submits(PLACES), PLACES), plant.signs_off("H2")))
    path = f"/train/{scene.registration}/units"
    assert "Unit H2 is signed off, so it stays." in words_on(trainer.get(path))
    page = trainer.send(path, units="H3")
    assert page.status_code == 422
    assert "Unit H2 is signed off, so it stays. Tick it again." in words_on(page)


def test_a_unit_with_work_that_waits_can_not_be_dropped_yet(scene: Scene, trainer: Browser) -> None:
    scene.do(lambda plant: plant.submits(PLACES))
    page = trainer.send(f"/train/{scene.registration}/units", units="H3")
    assert "Work on unit H2 waits for somebody" in words_on(page)


def test_the_units_of_a_paused_record_are_not_changed(scene: Scene, trainer: Browser) -> None:
    path = f"/train/{scene.registration}/units"
    trainer.get(path)
    scene.do(
        lambda plant: pause_registration(
            plant.acting("trainer"), plant.registration, plant.people["staff"], reason="-"
        )
    )
    refused = trainer.send(path, units="H3", submission=str(uuid4()))
    assert refused.status_code == 422
    for page in (refused, trainer.get(path)):
        assert "This record is paused. Start it again first." in words_on(page)
        assert "Ask the trainer" not in words_on(page)
