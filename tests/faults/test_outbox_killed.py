"""A forwarder killed with -9 again and again while it forwards still delivers everything: once, and in order."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from lms_peer import outbox
from lms_peer.database import db
from lms_peer.outbox import Choices
from lms_peer.people.centres import add_centre
from tests.plant import app_on
from tests.unit.outbox.given import KEY, SECRET, a_store
from tests.unit.outbox.killed import AT_ONCE, REGISTRATIONS
from tests.unit.outbox.ours import Arrived, our_own

ROOT = Path(__file__).parents[2]


@contextmanager
def a_strict_one(_folder: Path) -> Iterator[tuple[Choices, Arrived]]:
    """A store that answers 409 to everything it has already."""
    arrived: Arrived = []
    with a_store() as store:
        store.strict = True
        yield Choices("County", store.address, key=KEY, secret=SECRET, inside=True), arrived
    arrived += store.bodies


@pytest.mark.parametrize(
    ("theirs", "kills"), [(our_own, 25), (a_strict_one, 10)], ids=["our own service", "a strict store"]
)
def test_a_forwarder_killed_again_and_again_delivers_everything_once_and_in_order(
    tmp_path: Path, theirs: Any, kills: int
) -> None:
    url = f"sqlite:///{tmp_path / 'ours.sqlite'}"
    app = app_on(url, tmp_path)
    with theirs(tmp_path / "theirs") as (choices, arrived):
        with app.app_context():
            north = add_centre("north", "North centre").id
            outbox.add(north, choices)
            db.session.commit()
            db.engine.dispose()
        command = [sys.executable, "-m", "tests.unit.outbox.killed", url, str(tmp_path), str(kills)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= kills * 0.8, "it was seldom killed with work in hand"
    assert [one["result"]["score"]["raw"] for one in arrived] == list(range(kills * AT_ONCE))
    assert len({one["context"]["registration"] for one in arrived}) == REGISTRATIONS
    with app.app_context():
        (destination,) = outbox.destinations(north)
        assert outbox.waiting(destination) == 0
        assert outbox.quarantined(destination)[1] == 0
        db.engine.dispose()
