"""Another instance of this service on a port, as the system to forward to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from waitress.server import create_server

from lms_peer import ledger
from lms_peer.actions.workplace import workplace
from lms_peer.database import db
from lms_peer.domain.scopes import Scope
from lms_peer.outbox import Choices
from lms_peer.people.centres import add_centre
from lms_peer.people.clients import add_client
from lms_peer.people.names import COMMAND_LINE
from tests.plant import app_on

Arrived = list[dict[str, Any]]


@contextmanager
def our_own(folder: Path) -> Iterator[tuple[Choices, Arrived]]:
    """Another instance of this service, on a port; what it holds stands in the list at the end."""
    folder.mkdir()
    app, arrived = app_on(f"sqlite:///{folder / 'theirs.sqlite'}", folder), []
    with app.app_context():
        centre = add_centre("county", "County").id
        client, secret = add_client(centre, "North", [Scope.ALL], COMMAND_LINE)
        key = client.key
        db.session.commit()
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.effective_port}/xapi/"
    yield Choices("County", address, key=key, secret=secret, inside=True), arrived
    server.close()
    thread.join(timeout=5)
    with app.app_context():
        arrived += [json.loads(entry.body) for entry in ledger.entries(centre)]
        assert next(ledger.verify_all(check_document), None) is None
        db.engine.dispose()


def check_document(centre: Any, sha256: str) -> None:
    """Every file that a statement names has arrived, unharmed."""
    workplace().vault.verify(centre, sha256)
