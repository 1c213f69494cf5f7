"""Forwarding on the other database: what the outbox asks of it works there too."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from lms_peer import outbox
from lms_peer.actions.workplace import workplace
from lms_peer.database import db, now
from lms_peer.outbox import Choices, Forwarder, Stands
from tests.plant import Plant, app_on
from tests.unit.outbox.conftest import ids
from tests.unit.outbox.given import KEY, SECRET, Store


def test_statements_are_forwarded_set_aside_waited_with_and_sent_again(
    postgres_url: str, tmp_path: Path, store: Store
) -> None:
    app = app_on(postgres_url, tmp_path)
    with app.app_context():
        plant = Plant.at()
        for _ in range(3):
            plant.logs(30)
        destination = outbox.add(plant.centre, Choices("County", store.address, KEY, SECRET, inside=True))
        db.session.commit()
        forwarder = Forwarder(app, workplace().vault)
        store.answer = 503
        assert forwarder.once() == 1
        db.session.refresh(destination)
        assert outbox.stands(destination) is Stands.WAITING
        destination.next_attempt = now() - timedelta(seconds=1)
        db.session.commit()
        store.answer, store.refused = None, {ids(plant)[1]}
        assert forwarder.once() == 1
        db.session.refresh(destination)
        assert [str(one.statement_id) for one in outbox.quarantined(destination)[0]] == list(store.refused)
        store.refused = set()
        outbox.retry(destination)
        db.session.commit()
        assert forwarder.once() == 1
        assert sorted(store.held) == sorted(ids(plant))
        assert forwarder.once() == 0
        db.session.remove()
        db.engine.dispose()
