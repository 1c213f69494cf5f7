"""Sends what waits, beside the requests: one thread for each destination, so that none waits for another.

What was dealt with is written down after each lot, only if nobody else did so meanwhile. So a forwarder that is
killed, frozen or started twice sends something again at worst, and a store that has a statement already keeps one.
Order holds without any lock: nothing is sent before all that comes earlier was answered and written down.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from flask import Flask
from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.exc import SQLAlchemyError

from lms_peer.database import db, now, reading
from lms_peer.ledger.tables import heads
from lms_peer.outbox.rounds import one_round
from lms_peer.outbox.tables import Destination, Quarantined
from lms_peer.vault.store import Vault

LEASE_SECONDS = 60.0
POLL_SECONDS = 1.0
TROUBLE_SECONDS = 5.0
_LOOK_SECONDS = 0.3

log = structlog.get_logger(__name__)


class Forwarder:
    """Forwards for every centre of one application until stopped. May run in several processes at once."""

    def __init__(
        self, app: Flask, vault: Vault, lease_seconds: float = LEASE_SECONDS, poll: float = POLL_SECONDS
    ) -> None:
        self._app, self._vault = app, vault
        self._lease, self._poll = timedelta(seconds=lease_seconds), poll
        self._stopping = False  # no Event: a signal that comes while one is being set would wait for itself
        self._at_work: dict[UUID, threading.Thread] = {}

    def stop(self) -> None:
        """Begin nothing more. What is on its way may be cut off: it is sent again next time.

        Safe to call from a signal handler or another thread.
        """
        self._stopping = True

    def run(self) -> None:
        """Look for what waits until stopped, and hand each destination to a thread of its own."""
        while not self._stopping:
            try:
                self._look()
            except SQLAlchemyError as error:  # the database is away for a moment
                log.warning("database does not answer", error=type(error).__name__)
                self._wait(TROUBLE_SECONDS)
            self._wait(self._poll)

    def once(self) -> int:
        """Send what can be sent now, one destination after another; answers how many were spoken to."""
        found = self._ready()
        for destination in found:
            self._forward(destination)
        return len(found)

    def _wait(self, seconds: float) -> None:
        """Wait so long, or until stopped."""
        until = time.monotonic() + seconds
        while not self._stopping and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _LOOK_SECONDS))

    def _look(self) -> None:
        self._at_work = {which: thread for which, thread in self._at_work.items() if thread.is_alive()}
        for destination in self._ready():
            if destination not in self._at_work:
                thread = threading.Thread(target=self._forward, args=(destination,), daemon=True)
                self._at_work[destination] = thread
                thread.start()

    def _ready(self) -> list[UUID]:
        with self._app.app_context(), reading():
            return list(db.session.scalars(select(Destination.id).where(_ready(now()))))

    def _forward(self, destination: UUID) -> None:
        try:
            with self._app.app_context():
                while not self._stopping and one_round(destination, self._vault, self._lease):
                    pass
        except SQLAlchemyError as error:
            log.warning("database does not answer", error=type(error).__name__)


@contextmanager
def forwarding_beside(app: Flask, vault: Vault) -> Iterator[Forwarder]:
    """Forward in a thread beside, for as long as the block runs. The thread never keeps the process from ending."""
    forwarder = Forwarder(app, vault)
    thread = threading.Thread(target=forwarder.run, daemon=True, name="forwarder")
    thread.start()
    try:
        yield forwarder
    finally:
        forwarder.stop()
        thread.join(timeout=1)


def _ready(present: datetime) -> ColumnElement[bool]:
    behind = exists().where(heads.c.centre_id == Destination.centre_id, heads.c.position > Destination.position)
    asked = exists().where(Quarantined.destination_id == Destination.id, Quarantined.again)
    return and_(
        Destination.paused.is_(False),
        Destination.next_attempt <= present,
        or_(Destination.leased_until.is_(None), Destination.leased_until <= present),
        or_(behind, asked),
    )
