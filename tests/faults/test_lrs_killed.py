"""The service killed with -9 under eight writers: whatever it acknowledged is there, and the chain is whole."""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from uuid import uuid4

from lms_peer import ledger
from lms_peer.app import create_app, upgrade
from lms_peer.config import Config
from lms_peer.database import db
from lms_peer.domain.scopes import Scope
from lms_peer.people.centres import add_centre
from lms_peer.people.clients import add_client

WRITERS, SECONDS, START_SECONDS = 8, 2.0, 60
KEY, SECRET = "eight-systems", "a-secret-of-the-test"
HEADERS = {
    "Authorization": "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode(),
    "X-Experience-API-Version": "2.0.0",
    "Content-Type": "application/json",
}


def a_statement() -> dict[str, object]:
    return {
        "id": str(uuid4()),
        "actor": {"account": {"homePage": "https://lms.example", "name": uuid4().hex}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/experienced"},
        "object": {"id": "https://lms.example/a-page"},
    }


def write(port: int, batch: int, acknowledged: set[str], refused: list[object]) -> None:
    """Send statements, `batch` at a time, until nobody answers any more."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    while True:
        statements = [a_statement() for _ in range(batch)]
        try:
            connection.request("POST", "/xapi/statements", json.dumps(statements), HEADERS)
            response = connection.getresponse()
            told = json.loads(response.read())
        except (OSError, HTTPException):
            return
        if response.status != 200:
            refused.append(told)
            return
        acknowledged.update(told)


def wait_until_served(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, "the service ended by itself"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the service did not start")


@contextmanager
def served(config: Config, home: Path) -> Iterator[int]:
    """The service in processes of its own, answering at this port, and killed at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = os.environ | {
        "LMS_PEER_HOME": str(home),
        "LMS_PEER_DATABASE_URL": config.database_url,
        "LMS_PEER_ISSUER": config.issuer,
    }
    words = ["serve", "--port", str(port), "--processes", "2", "--workers", "0"]
    command = [sys.executable, "-m", "lms_peer", *words]
    server = subprocess.Popen(command, env=environ, start_new_session=True)  # noqa: S603 - this very program
    try:
        wait_until_served(port, server)
        yield port
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(10)


def test_what_was_acknowledged_is_there_after_the_service_was_killed(nothing_there: str, tmp_path: Path) -> None:
    config = Config(database_url=nothing_there, vault_url=f"file://{tmp_path}/vault", secret_key="of the test")
    app = create_app(config)
    upgrade(app)
    with app.app_context():
        centre = add_centre("north", "North").id
        add_client(centre, "Eight systems", [Scope.STATEMENTS_WRITE], uuid4(), key=KEY, secret=SECRET)
        db.session.commit()
        db.engine.dispose()
    acknowledged: set[str] = set()
    refused: list[object] = []
    with served(config, tmp_path) as port:
        writers = [
            threading.Thread(target=write, args=(port, 1 + number % 2 * 9, acknowledged, refused))
            for number in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        time.sleep(SECONDS)
    for writer in writers:
        writer.join(60)
    assert refused == []
    with app.app_context():
        there = {str(entry.statement_id) for entry in ledger.entries(centre)}
        assert len(acknowledged) > 100
        assert acknowledged <= there
        assert ledger.first_finding(centre) is None
        db.engine.dispose()
