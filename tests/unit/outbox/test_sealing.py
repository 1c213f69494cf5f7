"""The secrets of other systems, as they lie in the database."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import text

from lms_peer.database import db
from lms_peer.outbox import Choices, add
from lms_peer.people.centres import add_centre

SECRET = "a-secret-of-ours-over-there"


@pytest.fixture
def kept(app: Flask) -> str:
    """What the database holds for a destination with our secret."""
    centre = add_centre(f"centre-{uuid4().hex[:8]}", "A centre").id
    add(centre, Choices("Their store", "https://lrs.example/xapi", "us", SECRET))
    db.session.commit()
    return str(db.session.scalar(text("SELECT secret FROM outbox_destination")))


def read_back() -> str:
    from lms_peer.outbox.tables import Destination

    db.session.expire_all()
    return db.session.query(Destination).one().secret


def test_a_secret_can_not_be_read_from_the_database(kept: str) -> None:
    assert SECRET not in kept
    assert read_back() == SECRET


def test_the_same_secret_looks_different_each_time(app: Flask, kept: str) -> None:
    centre = add_centre(f"centre-{uuid4().hex[:8]}", "Another").id
    add(centre, Choices("Their store", "https://lrs.example/xapi", "us", SECRET))
    db.session.commit()
    assert len(set(db.session.scalars(text("SELECT secret FROM outbox_destination")))) == 2


def test_with_another_key_of_the_service_the_secret_is_gone_and_nothing_fails(app: Flask, kept: str) -> None:
    app.secret_key = "another key, after a move to a new machine"
    assert read_back() == ""


def test_a_secret_altered_in_the_database_is_not_sent(app: Flask, kept: str) -> None:
    db.session.execute(text("UPDATE outbox_destination SET secret = :other"), {"other": kept[:-9] + "AAAAAAA=="})
    db.session.commit()
    assert read_back() == ""
