"""The work-habits log: a trainer keeps it, the learner reads and answers it, nobody else sees it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest

from lms_peer.database import pretend
from lms_peer.pastoral import habits
from lms_peer.pastoral.tables import HabitEntry
from tests.unit.pastoral.kept import late, put_in_cohort
from tests.unit.web.pages.asked import asked
from tests.unit.web.pages.scene import Browser, Scene, words_on

SHIFT = {
    "happened-day": "5",
    "happened-month": "1",
    "happened-year": "2026",
    "occasion": "Shift at the drop-in",
    "turnout": "late",
    "minutes": "12",
    "note": "The bus was late.",
}


@pytest.fixture(autouse=True)
def _in_that_winter() -> Iterator[None]:
    """What is older than a year can not be logged."""
    with pretend(datetime(2026, 2, 2, 12, tzinfo=UTC)):
        yield


def address(scene: Scene, more: str = "") -> str:
    return f"/train/{scene.registration}/habits{more}"


def own(scene: Scene, more: str = "") -> str:
    return f"/learn/{scene.registration}/habits{more}"


def entries(scene: Scene) -> list[HabitEntry]:
    return scene.do(lambda plant: list(habits.of(plant.centre, plant.registration)))


def an_entry(scene: Scene) -> UUID:
    return scene.do(lambda plant: late(plant).id)


def test_a_trainer_adds_an_entry_and_the_learner_reads_it(scene: Scene, trainer: Browser) -> None:
    assert "There is nothing in the log yet." in words_on(trainer.get(address(scene)))
    answer = trainer.send(address(scene, "/new"), **SHIFT)
    assert "It is in the log." in words_on(trainer.get(answer.location))
    read = words_on(scene.browser("learner").get(own(scene)))
    for said in (
        "5 January 2026: Shift at the drop-in",
        "12 minutes late",
        "The bus was late.",
        "too early to say",
    ):
        assert said in read


def test_the_same_time_is_logged_twice_only_when_the_trainer_says_that_it_was_another(
    scene: Scene, trainer: Browser
) -> None:
    trainer.send(address(scene, "/new"), **SHIFT)
    twice = SHIFT | {"occasion": "shift at the  drop-in", "turnout": "on_time", "minutes": ""}
    asked = trainer.send(address(scene, "/new"), **twice)
    assert asked.status_code == 422
    assert "In the log for that day: 12 minutes late." in words_on(asked)
    assert "The bus was late." in asked.text
    assert trainer.send(address(scene, "/new"), **twice | {"happened-day": "6"}).status_code == 302
    assert trainer.send(address(scene, "/new"), **twice | {"another": "y"}).status_code == 302
    assert len(entries(scene)) == 3


def test_the_same_form_sent_twice_is_one_entry_and_a_changed_one_is_refused(
    scene: Scene, trainer: Browser
) -> None:
    submission = "0d0e6d6f-6b5c-4d2e-9d65-0f5b4b7b6c11"
    for _ in range(2):
        assert trainer.send(address(scene, "/new"), submission=submission, **SHIFT).status_code == 302
    assert len(entries(scene)) == 1
    changed = trainer.send(address(scene, "/new"), submission=submission, **{**SHIFT, "minutes": "13"})
    assert changed.status_code == 422
    assert "You sent this before" in words_on(changed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"minutes": ""}, "Write how late it was, from 1 to 480 minutes."),
        ({"turnout": "on_time"}, "Choose that they came late, or take the minutes out."),
        ({"minutes": "481"}, "Write how late it was, from 1 to 480 minutes."),
        ({"minutes": "soon"}, "Write the minutes in digits, like 45."),
        ({"turnout": ""}, "Choose how it went."),
        ({"turnout": "asleep"}, "Choose how it went."),
        ({"occasion": "  "}, "Write what the time was for."),
        ({"occasion": "x" * 101}, "Use 100 characters or fewer."),
        ({"happened-year": "2999"}, "The day it happened is in the future."),
        ({"happened-year": "1999"}, "The day it happened is too long ago."),
        ({"happened-day": "31", "happened-month": "2"}, "This is not a real date."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    scene: Scene, trainer: Browser, typed: dict[str, str], said: str
) -> None:
    page = trainer.send(address(scene, "/new"), **{**SHIFT, **typed})
    assert page.status_code == 422
    assert said in words_on(page)
    assert "The bus was late." in words_on(page)
    assert entries(scene) == []


def test_what_the_place_prevented_is_nobodys_fault(scene: Scene, trainer: Browser) -> None:
    for day in ("5", "6", "7"):
        kept = trainer.send(
            address(scene, "/new"), **{**SHIFT, "turnout": "on_time", "minutes": "", "happened-day": day}
        )
        assert kept.status_code == 302
    before = words_on(trainer.get(address(scene)))
    assert "Steady." in before
    trainer.send(address(scene, "/new"), **{**SHIFT, "turnout": "prevented", "minutes": "", "happened-day": "8"})
    assert "Steady." in words_on(trainer.get(address(scene)))
    read = words_on(scene.browser("learner").get(own(scene)))
    assert "This was not up to you, so it does not count." in read
    assert "People can count on you." in read


def test_the_learner_says_how_they_see_it_and_changes_it(scene: Scene, trainer: Browser) -> None:
    entry, learner = an_entry(scene), scene.browser("learner")
    for text in ("I missed the first bus.", "I missed both buses."):
        answer = learner.send(own(scene, f"/{entry}/answer"), answer=text)
        assert text in words_on(learner.get(answer.location))
    read = words_on(trainer.get(address(scene)))
    assert "I missed both buses." in read
    assert "first bus" not in read


def test_an_entry_is_taken_back_and_stays_to_be_seen(scene: Scene, trainer: Browser) -> None:
    entry = an_entry(scene)
    empty = trainer.send(address(scene, f"/{entry}/take-back"), reason="")
    assert (empty.status_code, "Write what was wrong." in words_on(empty)) == (422, True)
    answer = trainer.send(address(scene, f"/{entry}/take-back"), reason="It was another day.")
    read = words_on(trainer.get(answer.location))
    assert "Taken back by Trainer" in read
    assert "It was another day." in read
    learner = scene.browser("learner")
    assert "Your trainer took this back" in words_on(learner.get(own(scene)))
    learner.get(own(scene, f"/{entry}/answer"), 404)
    again = trainer.get(address(scene, f"/{entry}/take-back"), 302)
    assert again.location.endswith("/habits")


def test_an_entry_is_found_under_its_own_record_only(scene: Scene, trainer: Browser) -> None:
    entry = an_entry(scene)
    _, other = scene.do(put_in_cohort)
    trainer.get(f"/train/{other}/habits/{entry}/take-back", 404)
    scene.browser("other learner").get(f"/learn/{other}/habits/{entry}/answer", 404)


@pytest.mark.parametrize(
    ("who", "status"), [("assessor", 403), ("staff", 403), ("iqa", 403), ("eqa", 403), ("other learner", 404)]
)
def test_nobody_else_sees_the_log(scene: Scene, who: str, status: int) -> None:
    entry, browser = an_entry(scene), scene.browser(who)
    browser.get(own(scene), status)
    browser.get(own(scene, f"/{entry}/answer"), status)
    browser.get(address(scene), 403)


def test_the_record_that_others_read_says_nothing_of_it(scene: Scene) -> None:
    an_entry(scene)
    for who in ("learner", "assessor", "iqa"):
        page = scene.browser(who).get(f"/records/{scene.registration}").text
        assert "zephyr" not in page
        assert "quartz" not in page


def test_a_trainer_of_another_centre_does_not_find_it(scene: Scene, trainer: Browser) -> None:
    away = Scene(scene.app, scene.sign_in, "south")
    entry = an_entry(away)
    for more in ("", "/new", f"/{entry}/take-back"):
        trainer.get(f"/train/{away.registration}/habits{more}", 404)


def test_more_entries_ask_the_database_nothing_more(scene: Scene, trainer: Browser) -> None:
    an_entry(scene)
    few = asked(scene.app, trainer, address(scene))
    for _ in range(5):
        an_entry(scene)
    assert asked(scene.app, trainer, address(scene)) == few
