"""The centre's own log of what visitors opened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from lms_peer.database import pretend
from lms_peer.people.readings import note_reading, readings
from tests.plant import Plant

NOON = datetime(2026, 7, 10, 12, tzinfo=UTC)


def test_the_latest_comes_first_and_names_who_and_whose():
    plant = Plant.at("east")
    eqa = plant.people["eqa"]
    for minutes, (registration, what, part) in enumerate(
        [(plant.registration, "unit", "H1"), (None, "samples", ""), (plant.registration, "file", "x" * 99)]
    ):
        with pretend(NOON + timedelta(minutes=minutes)):
            note_reading(plant.centre, eqa, registration, what, part)
    found = readings(plant.centre, 0, 10)
    assert [(one.by, one.learner, one.what, one.part) for one in found] == [
        ("Eqa", "Learner", "file", "x" * 64),
        ("Eqa", None, "samples", ""),
        ("Eqa", "Learner", "unit", "H1"),
    ]
    assert [one.what for one in readings(plant.centre, 1, 1)] == ["samples"]


def test_another_centre_reads_none_of_it(south: UUID):
    plant = Plant.at("east")
    note_reading(plant.centre, plant.people["eqa"], plant.registration, "record")
    assert list(readings(south, 0, 10)) == []
