"""Notes for the next place: trainers only, and each opening is written down."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select

from lms_peer.actions.keep_notes import write_note
from lms_peer.database import db
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import Status
from lms_peer.pastoral.tables import NoteReading, TransitionNote
from tests.plant import Plant
from tests.unit.web.pages.scene import Browser, Scene, words_on

NOTE = "Learns best by talking. Has half a unit on listening."


def address(scene: Scene, more: str = "") -> str:
    return f"/train/{scene.registration}/notes{more}"


def a_note(plant: Plant) -> str:
    return str(write_note(plant.acting("trainer"), plant.registration, uuid4(), note=NOTE).id)


def readers(plant: Plant) -> list[str]:
    """Who opened the notes, by who they are at the plant."""
    who = {account: name for name, account in plant.people.items()}
    return [who[one.by] for one in db.session.scalars(select(NoteReading).order_by(NoteReading.at))]


def kept(plant: Plant) -> list[str]:
    return list(db.session.scalars(select(TransitionNote.text)))


def test_a_note_is_written_at_pausing_and_at_starting_again(scene: Scene, trainer: Browser) -> None:
    trainer.send(f"/train/{scene.registration}/pause", reason="Moving on.", note=NOTE)
    trainer.send(f"/train/{scene.registration}/resume", reason="", note="Came back in good spirits.")
    assert scene.do(lambda plant: plant.standing.status) is Status.ACTIVE
    assert set(scene.do(kept)) == {NOTE, "Came back in good spirits."}


def test_a_pause_without_a_note_writes_none(scene: Scene, trainer: Browser) -> None:
    assert trainer.send(f"/train/{scene.registration}/pause", reason="Moving on.").status_code == 302
    assert scene.do(kept) == []


def test_a_pause_that_is_refused_keeps_no_note(scene: Scene, trainer: Browser) -> None:
    trainer.send(f"/train/{scene.registration}/pause", reason="Moving on.")
    trainer.send(
        f"/train/{scene.registration}/resume", to=f"/train/{scene.registration}/pause", reason="x", note=NOTE
    )
    assert scene.do(kept) == []


def test_the_form_says_what_never_to_write(scene: Scene, trainer: Browser) -> None:
    for path in (address(scene, "/new"), f"/train/{scene.registration}/pause"):
        assert "Never write about offences or health here." in words_on(trainer.get(path))


def test_each_opening_is_written_down_and_shown(scene: Scene, trainer: Browser) -> None:
    scene.do(a_note)
    scene.do(lambda plant: plant.add("second trainer", Role.TRAINER))
    assert "Nobody yet." in words_on(trainer.get(address(scene)))
    read = words_on(scene.browser("second trainer").get(address(scene)))
    assert NOTE in read
    assert "Trainer, " in read.partition("Who opened these notes before")[2]
    assert scene.do(readers) == ["trainer", "second trainer"]


def test_opening_a_note_to_change_it_is_written_down_too(scene: Scene, trainer: Browser) -> None:
    note = scene.do(a_note)
    assert NOTE in trainer.get(address(scene, f"/{note}/change")).text
    assert scene.do(readers) == ["trainer"]


def test_the_learners_page_counts_notes_and_shows_none(scene: Scene, trainer: Browser) -> None:
    scene.do(a_note)
    read = words_on(trainer.get(f"/train/{scene.registration}"))
    assert "Notes for the next place (1)" in read
    assert NOTE not in read
    assert scene.do(readers) == []


def test_a_note_is_changed_and_taken_away(scene: Scene, trainer: Browser) -> None:
    note = scene.do(a_note)
    answer = trainer.send(address(scene, f"/{note}/change"), note="Learns best in the morning.")
    read = words_on(trainer.get(answer.location))
    assert "Learns best in the morning." in read
    assert "Changed by Trainer" in read
    assert NOTE not in read
    answer = trainer.send(address(scene, f"/{note}/change"), note=" ")
    assert "The note is gone." in words_on(trainer.get(answer.location))
    assert scene.do(kept) == []


@pytest.mark.parametrize(
    ("note", "said"), [(" ", "Write what helps the learner."), ("x" * 2001, "This is too long.")]
)
def test_a_note_has_words_but_not_too_many(scene: Scene, trainer: Browser, note: str, said: str) -> None:
    page = trainer.send(address(scene, "/new"), note=note)
    assert (page.status_code, said in words_on(page)) == (422, True)
    assert scene.do(kept) == []


@pytest.mark.parametrize("who", ["learner", "other learner", "assessor", "staff", "iqa", "eqa"])
def test_only_trainers_read_notes(scene: Scene, who: str) -> None:
    note = scene.do(a_note)
    for more in ("", "/new", f"/{note}/change"):
        scene.browser(who).get(address(scene, more), 403)
    assert NOTE not in scene.browser("learner").get(f"/records/{scene.registration}").text


def test_another_centres_note_is_not_found_and_not_read(scene: Scene, trainer: Browser) -> None:
    away = Scene(scene.app, scene.sign_in, "south")
    note = away.do(a_note)
    trainer.get(address(away), 404)
    trainer.get(address(away, f"/{note}/change"), 404)
    trainer.get(address(scene, f"/{note}/change"), 404)
    assert away.do(readers) == []
