"""A form about pastoral care that is sent twice makes one row, also when both arrive at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from flask import Flask

from lms_peer.database import db
from lms_peer.domain.refusals import AlreadySaid
from lms_peer.pastoral import habits
from tests.plant import Plant
from tests.unit.pastoral.kept import late


def test_the_same_form_again_is_the_same_row_and_a_changed_one_is_refused(plant: Plant) -> None:
    submission = uuid4()
    first = late(plant, submission=submission)
    db.session.commit()
    assert late(plant, submission=submission) is first
    with pytest.raises(AlreadySaid):
        late(plant, submission=submission, minutes=13)


def test_a_double_click_is_one_row(app: Flask, plant: Plant) -> None:
    submission, together = uuid4(), Barrier(2)
    db.session.commit()

    def click(_: int) -> int:
        with app.app_context():
            together.wait()
            minutes = late(plant, submission=submission).minutes_late
            db.session.commit()
            db.session.remove()
            return minutes

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(click, range(2))) == [12, 12]
    assert len(habits.of(plant.centre, plant.registration)) == 1
