"""A centre that has something to tell, and a Learning Record Store on a port to tell it to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from lms_peer import ledger, outbox
from lms_peer.actions.workplace import workplace
from lms_peer.database import db, now
from lms_peer.outbox import Choices, Destination, Forwarder
from tests.plant import Plant
from tests.unit.outbox.given import KEY, SECRET, Store, a_store


@pytest.fixture
def app(on_sqlite: Flask) -> Flask:
    """The application on an empty database, with a context entered."""
    return on_sqlite


@pytest.fixture
def plant(app: Flask) -> Plant:
    """A centre with one of each role and one registration."""
    return Plant.at()


@pytest.fixture
def store() -> Iterator[Store]:
    """Their system."""
    with a_store() as store:
        yield store


@pytest.fixture
def sends(plant: Plant, store: Store) -> Callable[..., Destination]:
    """Makes the centre send to their system."""

    def make(**choices: Any) -> Destination:
        chosen = {"endpoint": store.address, "key": KEY, "secret": SECRET, "inside": True} | choices
        added = outbox.add(plant.centre, Choices(name="County", **chosen))
        db.session.commit()
        return added

    return make


@pytest.fixture
def forward(app: Flask) -> Callable[[], int]:
    """Sends what can be sent, as if all waiting times were over."""

    def once(wait: bool = False) -> int:
        db.session.rollback()
        if not wait:
            db.session.execute(update(Destination).values(next_attempt=now() - timedelta(seconds=1)))
            db.session.commit()
        spoken_to = Forwarder(app, workplace().vault).once()
        db.session.expire_all()
        return spoken_to

    return once


def ids(plant: Plant) -> list[str]:
    """The ids of everything the centre's ledger holds, in order."""
    return [str(entry.statement_id) for entry in ledger.entries(plant.centre)]
