"""What a centre settles about its portfolios, on a page of its own."""

from __future__ import annotations

from lms_peer.portfolio.settings import Settings, settings_of
from tests.unit.web.pages.scene import Browser, Scene, words_on

PAGE = "/portfolio-settings"


def test_a_centre_that_settled_nothing_sees_what_is_usual(scene: Scene, trainer: Browser) -> None:
    page = trainer.get(PAGE)
    assert "Form 08: evidence location sheet" in words_on(page)
    assert 'name="listed_above" type="text" value="20"' in page.text
    assert scene.do(lambda plant: settings_of(plant.centre)) == Settings()


def test_what_was_settled_is_kept_for_this_centre_alone(scene: Scene, trainer: Browser) -> None:
    saved = trainer.send(
        PAGE,
        language="cy",
        appeals=" On the wall of each classroom. ",
        listed_above="5",
        location="Locator  7",
        unit="Form 09: unit declaration and verification",
    )
    assert saved.status_code == 302
    assert "The settings are saved." in words_on(trainer.get(PAGE))
    kept = scene.do(lambda plant: settings_of(plant.centre))
    assert kept == Settings(
        language="cy",
        appeals="On the wall of each classroom.",
        listed_above=5,
        form_names={"location": "Locator 7"},
    )
    south = Scene(scene.app, scene.sign_in, "south")
    assert south.do(lambda plant: settings_of(plant.centre)) == Settings()


def test_a_mistake_is_said_and_what_was_typed_stays(scene: Scene, trainer: Browser) -> None:
    for typed, said in (("lots", "Write a number in digits"), ("0", "Write a number"), ("501", "from 1 to 500")):
        page = trainer.send(PAGE, language="en", appeals="Ask at the desk", listed_above=typed, location="x" * 81)
        assert page.status_code == 422
        assert said in words_on(page)
        assert "Ask at the desk" in page.text
        assert f'value="{typed}"' in page.text
    assert scene.do(lambda plant: settings_of(plant.centre)) == Settings()
