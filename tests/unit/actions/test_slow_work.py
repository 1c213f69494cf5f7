"""What takes long, looking at files and drawing them anew, is done while nobody waits for the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from threading import Thread
from uuid import UUID, uuid4

import pysqlite3.dbapi2 as sqlite
import pytest
from flask import Flask
from sqlalchemy import select

from lms_peer.actions.keep_draft import Draft, add_files, keep_draft
from lms_peer.actions.redact_evidence import cover, hide_words, redaction_now
from lms_peer.actions.submit_evidence import KeptFile
from lms_peer.actions.workplace import workplace
from lms_peer.database import db
from lms_peer.domain.facts import Document
from lms_peer.domain.redaction import Box
from lms_peer.people.models import Centre
from lms_peer.vault import blacking
from tests.locks import require_nobody_waits
from tests.plant import LISTEN, Plant
from tests.unit.vault import uploads

FACE = Box(1, 10, 10, 20, 20)


@pytest.fixture
def plant(on_sqlite: Flask) -> Plant:
    """A centre on SQLite, where whoever writes keeps everybody else from writing."""
    return Plant.at()


@pytest.fixture
def photo(plant: Plant) -> Document:
    """A photo in the vault."""
    return workplace().vault.keep(plant.centre, uploads.photo(), "image/jpeg")


@pytest.fixture
def evidence(plant: Plant, photo: Document) -> UUID:
    """A text about Ann, with the photo."""
    return plant.submits(LISTEN, text="I met Ann.", files=[KeptFile(photo, "wall.jpg")])


def request_begins() -> None:
    """As every request does first: it looks up who is signed in, and holds the lock from then on."""
    db.session.scalars(select(Centre)).all()
    with pytest.raises(sqlite.OperationalError):
        require_nobody_waits()


def draws(plant: Plant, evidence: UUID, photo: Document) -> None:
    """The trainer covers a face."""
    cover(
        plant.acting("trainer"),
        plant.registration,
        uuid4(),
        evidence=evidence,
        sha256=photo.sha256,
        page=1,
        boxes=[FACE],
        reason="A face",
    )
    db.session.commit()


def while_drawing(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], None]) -> None:
    """Let something happen whenever a picture is drawn."""
    drawn = blacking.black_out_picture

    def drawing(original: bytes, boxes: Sequence[Box]) -> bytes:
        happens()
        return drawn(original, boxes)

    monkeypatch.setattr(blacking, "black_out_picture", drawing)


class Watched(BytesIO):
    """An upload that is only read while nobody waits."""

    def read(self, size: int | None = -1) -> bytes:
        """The bytes."""
        require_nobody_waits()
        return super().read(size)


def test_nobody_waits_while_uploads_are_looked_at_and_kept(plant: Plant) -> None:
    learner = plant.acting("learner")
    draft = keep_draft(learner, plant.registration, Draft(id=uuid4(), unit="H1"))
    db.session.commit()
    request_begins()
    added = add_files(learner, plant.registration, draft.id, [("note.txt", Watched(b"I listened."))])
    assert [file.name for file in added.draft.files] == ["note.txt"]


def test_nobody_waits_while_a_picture_is_blacked_out(
    plant: Plant, evidence: UUID, photo: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    while_drawing(monkeypatch, require_nobody_waits)
    request_begins()
    draws(plant, evidence, photo)
    assert redaction_now(plant.centre, plant.standing.evidence[evidence]).boxes == {photo.sha256: (FACE,)}


def test_what_another_trainer_hides_meanwhile_stays_hidden(
    on_sqlite: Flask, plant: Plant, evidence: UUID, photo: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer, times = plant.acting("trainer"), []

    def hide() -> None:
        with on_sqlite.app_context():
            hide_words(
                trainer,
                plant.registration,
                uuid4(),
                evidence=evidence,
                words=["Ann"],
                left_out=(),
                reason="A name",
            )
            db.session.commit()

    def another_hides_a_name() -> None:
        times.append(1)
        if len(times) == 1:
            meanwhile = Thread(target=hide)
            meanwhile.start()
            meanwhile.join()

    while_drawing(monkeypatch, another_hides_a_name)
    draws(plant, evidence, photo)
    hidden = redaction_now(plant.centre, plant.standing.evidence[evidence])
    assert hidden.words == ("Ann",)
    assert hidden.boxes == {photo.sha256: (FACE,)}
