"""The application as people reach it: behind a real server, with a browser that is signed in without typing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

from flask import Flask
from playwright.sync_api import BrowserContext
from waitress.server import create_server

from lms_peer.database import db
from lms_peer.people.models import Account
from tests.plant import Plant


@dataclass(frozen=True)
class Served:
    """A running service and its address."""

    app: Flask
    address: str

    @contextmanager
    def plant(self, slug: str) -> Iterator[Plant]:
        """A new centre of its own, to prepare inside an application context."""
        with self.app.app_context():
            yield Plant.at(f"{slug}-{uuid4().hex[:8]}")
            db.session.remove()

    def sign_in(self, context: BrowserContext, account: UUID) -> None:
        """Let the account be signed in wherever `context` goes."""
        client = self.app.test_client()
        with self.app.app_context():
            who = db.session.get_one(Account, account).fs_uniquifier
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = who, True
        cookie = client.get_cookie("session")
        assert cookie is not None
        context.add_cookies([{"name": "session", "value": cookie.value, "url": self.address}])


@contextmanager
def serving(app: Flask) -> Iterator[Served]:
    """Serve the application until the block ends."""
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Served(app, f"http://127.0.0.1:{server.effective_port}")
    server.close()
    thread.join(timeout=5)
