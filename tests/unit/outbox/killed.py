"""A forwarder that is killed again and again while statements come in: `python -m tests.unit.outbox.killed …`.

Prints how often it was killed with something still to send, and ends when everything was sent.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4, uuid5

from flask import Flask

from lms_peer import outbox
from lms_peer.actions.import_statements import importer
from lms_peer.actions.receive_statements import receive
from lms_peer.actions.workplace import workplace
from lms_peer.database import db
from lms_peer.outbox import Forwarder, rounds
from lms_peer.people.centres import centre_named
from lms_peer.xapi.parse import parse
from tests.plant import app_on

AT_ONCE, REGISTRATIONS = 18, 5
LEASE_SECONDS = 0.2


def tell(app: Flask, turn: int) -> None:
    """More statements, of several registrations in turn, each with its number."""
    with app.app_context():
        lot = []
        for number in range(turn * AT_ONCE, (turn + 1) * AT_ONCE):
            statement = {
                "id": str(uuid4()),
                "actor": {"account": {"homePage": "http://example.org", "name": "sam"}},
                "verb": {"id": "http://example.org/verbs/did"},
                "object": {"id": "http://example.org/things/1"},
                "context": {"registration": str(uuid5(UUID(int=0), str(number % REGISTRATIONS)))},
                "result": {"score": {"raw": number}},
                "timestamp": "2026-03-02T10:00:00Z",
            }
            lot += parse(json.dumps(statement).encode()).statements
        receive(importer(centre_named("north"), "a platform"), lot)
        db.engine.dispose()


def left(app: Flask) -> int:
    """How many statements are still to send."""
    with app.app_context():
        (destination,) = outbox.destinations(centre_named("north").id)
        waits = outbox.waiting(destination)
        db.engine.dispose()
    return waits


def eventually(holds: Callable[[], bool], seconds: float) -> None:
    """Wait until something holds, or the time is over: what comes of it is judged at the end."""
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.01)


def forward_in_a_child(app: Flask) -> int:
    """A process of its own that forwards until it is killed."""
    child = os.fork()
    if child == 0:
        with app.app_context():
            vault = workplace().vault
        Forwarder(app, vault, lease_seconds=LEASE_SECONDS, poll=0.02).run()
        os._exit(0)
    return child


def kill(child: int) -> None:
    """As the kernel does when memory runs out: nobody can say goodbye."""
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main(url: str, folder: Path, kills: int) -> None:
    """Kill, again and again, at moments left to chance; then let the last one finish."""
    app, chance = app_on(url, folder), random.Random(kills)  # noqa: S311
    rounds.LOT = 3
    in_the_middle = 0
    for turn in range(kills):
        tell(app, turn)
        before = left(app)
        child = forward_in_a_child(app)
        eventually(lambda before=before: left(app) < before, seconds=20)  # type: ignore[misc]
        time.sleep(chance.uniform(0, 0.03))
        kill(child)
        in_the_middle += 0 < left(app) < before
    child = forward_in_a_child(app)
    eventually(lambda: left(app) == 0, seconds=90)
    kill(child)
    print(in_the_middle)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
