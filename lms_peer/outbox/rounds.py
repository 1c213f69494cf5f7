"""One round for one destination: take what comes next, send it, write down how far it is.

Reading, sending and writing down never share a transaction: nobody waits for the database while another system
thinks. Every write is short and names the position it goes on from, so a forwarder that was overtaken changes nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Executable, delete, insert, or_, select, update

from lms_peer import ledger
from lms_peer.database import db, now, reading
from lms_peer.ledger import Entry
from lms_peer.outbox.delivery import Passed, hand_over
from lms_peer.outbox.parcels import Holds, Parcel, packed
from lms_peer.outbox.receiver import Address, NoAnswer, Receiver
from lms_peer.outbox.tables import Destination, Quarantined
from lms_peer.vault.faults import VaultFault, VaultMissing
from lms_peer.vault.store import Vault
from lms_peer.xapi import AUTHORITY

LOT = 100
LOT_BYTES = 8 * 1024 * 1024
FIRST_WAIT = 2.0
LONGEST_WAIT = 3600.0
REFUSED_IN_A_ROW = 20
OUR_FAULT = "Something went wrong on our side. We will try again."
TOO_MANY = (
    f"We paused, because their system refused {REFUSED_IN_A_ROW} statements in a row. Look at what it said. "
    "When it is put right, start again and send them once more."
)

log = structlog.get_logger(__name__)


class Overtaken(Exception):
    """Another forwarder, or a person, has moved this destination meanwhile."""


def one_round(destination: UUID, vault: Vault, lease: timedelta) -> bool:
    """Send one lot. True when there may be more to send at once; False when there is nothing, or no way now."""
    found = _claim(destination, lease)
    if found is None:
        return False
    try:
        return _Round(found, vault, lease).send()
    except Overtaken:
        return False
    except NoAnswer as reason:
        _wait(found.id, str(reason), reason.wait)
    except VaultFault:
        _wait(found.id, "Our own store of files does not answer.")
    except Exception:
        log.exception("forwarding went wrong", destination=str(destination))
        _wait(found.id, OUR_FAULT)
    return False


def pause_before(attempt: int, asked: float = 0) -> timedelta:
    """How long to wait after a failed attempt: 2, 4, 8 … seconds up to an hour, less up to a half by chance.

    Chance keeps many senders from coming back together. A wait that their system `asked` for is kept, up to an hour.
    """
    wait = min(FIRST_WAIT * 2 ** min(attempt - 1, 20), LONGEST_WAIT) * random.uniform(0.5, 1)  # noqa: S311
    return timedelta(seconds=max(wait, min(asked, LONGEST_WAIT)))


class _Round:
    """What one round knows: the destination as it stood at the beginning, and the position reached since."""

    def __init__(self, found: Destination, vault: Vault, lease: timedelta) -> None:
        self._id, self._centre, self._lease = found.id, found.centre_id, lease
        self._own_only, self._not_from, self._with_files = found.own_only, found.not_from, found.with_files
        self._position, self._refused_running = found.position, found.refused_running
        self._vault = vault
        address = Address(found.endpoint, found.version, found.key, found.secret, found.inside)
        self._receiver = Receiver(address, vault, found.centre_id)

    def send(self) -> bool:
        """True when there may be more."""
        self._send_again()
        entries = self._next_entries()
        parcels = _lot(packed(entry, self._holds()) for entry in entries if self._wanted(entry))
        for passed in hand_over(self._receiver, parcels) if parcels else ():
            self._write_down(passed.parcel.position, passed)
        end = entries[-1].position if entries else self._position
        cut_short = len(parcels) < sum(map(self._wanted, entries))
        if end > self._position and not cut_short:
            self._write_down(end)
        _release(self._id)
        return cut_short or len(entries) == LOT

    def _next_entries(self) -> list[Entry]:
        with reading():
            entries = list(ledger.entries(self._centre, after=self._position, limit=LOT))
            db.session.rollback()
        return entries

    def _wanted(self, entry: Entry) -> bool:
        return entry.authority == AUTHORITY if self._own_only else entry.authority != self._not_from

    def _holds(self) -> Holds | None:
        return self._in_vault if self._with_files else None

    def _in_vault(self, sha256: str) -> bool:
        try:
            self._vault.size(self._centre, sha256)
        except VaultMissing:
            return False
        return True

    def _send_again(self) -> None:
        """The refused statements that somebody asked to send once more, each by itself."""
        own = (Quarantined.destination_id == self._id, Quarantined.again)
        with reading():
            asked = list(
                db.session.scalars(select(Quarantined.position).where(*own).order_by(Quarantined.position))
            )
            db.session.rollback()
        for position in asked:
            with reading():
                entry = next(ledger.entries(self._centre, after=position - 1, upto=position))
                db.session.rollback()
            for passed in hand_over(self._receiver, [packed(entry, self._holds())]):
                self._settle(passed)

    def _settle(self, passed: Passed) -> None:
        """Write down what came of sending one refused statement again."""
        which = (Quarantined.destination_id == self._id, Quarantined.position == passed.parcel.position)
        if passed.reason is None:
            return self._move(self._position, {"last_sent": now()}, delete(Quarantined).where(*which))
        again = {"reason": passed.reason, "again": False, "refused": now(), "tries": Quarantined.tries + 1}
        return self._move(self._position, {}, update(Quarantined).where(*which).values(again))

    def _write_down(self, position: int, passed: Passed | None = None) -> None:
        """Everything up to `position` is dealt with; a refused statement goes into quarantine with it."""
        if passed is None:
            return self._move(position, {})
        if passed.reason is None:
            self._refused_running = 0
            return self._move(position, {"refused_running": 0, "last_sent": now()})
        self._refused_running += 1
        values: dict[str, Any] = {"refused_running": self._refused_running}
        if self._refused_running >= REFUSED_IN_A_ROW:
            values |= {"paused": True, "last_error": TOO_MANY}
        refused = {
            "destination_id": self._id, "position": position, "statement_id": passed.parcel.statement_id,
            "reason": passed.reason, "refused": now(), "tries": 1, "again": False,
        }  # fmt: skip
        return self._move(position, values, insert(Quarantined).values(refused))

    def _move(self, position: int, values: dict[str, Any], also: Executable | None = None) -> None:
        """Commit it all, unless another forwarder went on meanwhile. Raises Overtaken then, and when it was paused."""
        moved = update(Destination).where(Destination.id == self._id, Destination.position == self._position)
        values = {"attempts": 0, "failing_since": None, "last_error": None, **values}
        values |= {"position": position, "leased_until": now() + self._lease}
        if not db.session.execute(moved.values(values)).rowcount:  # type: ignore[attr-defined]
            db.session.rollback()
            raise Overtaken
        if also is not None:
            db.session.execute(also)
        paused = db.session.scalar(select(Destination.paused).where(Destination.id == self._id))
        db.session.commit()
        self._position = position
        if paused:
            _release(self._id)
            raise Overtaken


def _lot(parcels: Iterator[Parcel]) -> list[Parcel]:
    """The first parcels, as many as go into one request; one at least."""
    lot: list[Parcel] = []
    size = 0
    for parcel in islice(parcels, LOT):
        size += parcel.size
        if lot and size > LOT_BYTES:
            break
        lot.append(parcel)
    return lot


def _claim(destination: UUID, lease: timedelta) -> Destination | None:
    """The destination, if it may be sent to now. Others leave it alone until the lease is over."""
    present = now()
    free = or_(Destination.leased_until.is_(None), Destination.leased_until <= present)
    may = (Destination.id == destination, Destination.paused.is_(False), Destination.next_attempt <= present)
    taken = db.session.execute(update(Destination).where(*may, free).values(leased_until=present + lease))
    found = None
    if taken.rowcount:  # type: ignore[attr-defined]
        found = db.session.get_one(Destination, destination, populate_existing=True)
        db.session.flush()
        db.session.expunge(found)
    db.session.commit()
    return found


def _release(destination: UUID) -> None:
    db.session.execute(update(Destination).where(Destination.id == destination).values(leased_until=None))
    db.session.commit()


def _wait(destination: UUID, words: str, asked: float = 0) -> None:
    """Try again later, and later still when that fails too."""
    db.session.rollback()
    found = db.session.get(Destination, destination, populate_existing=True)
    if found is None:
        return
    present = now()
    found.attempts += 1
    found.failing_since = found.failing_since or present
    found.next_attempt = present + pause_before(found.attempts, asked)
    found.last_error, found.leased_until = words, None
    db.session.commit()
    log.info("destination waits", destination=str(destination), attempts=found.attempts, reason=words)
