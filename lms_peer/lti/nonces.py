"""What works once: the state and nonce of a sign-in through a platform, and tickets into a new window.

A state is signed by us and says everything about the sign-in that it belongs to, so that beginning one writes nothing:
whoever knocks on the login address a million times fills no table. Using it writes its hash down until it would have
expired anyway; a second use finds the hash, in whichever process.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from lms_peer.database import db, now
from lms_peer.domain.launching import Fault, LaunchRefused, TicketSpent
from lms_peer.lti.tables import Spent

LASTS = timedelta(minutes=10)
TICKET_LASTS = timedelta(minutes=5)
_MOST_HINTS = 1000  # characters: platforms carry a state in addresses


@dataclass(frozen=True)
class SignIn:
    """One sign-in through a platform, from its beginning on.

    `text` is the state as the platform carries it, `secret` what only the browser that began knows: in a cookie, or in
    the platform's storage. It is None when the state came back. `storage` is the frame that keeps it, if there is one.
    `hints` are what the platform began with, to begin again in another window; empty when that is too long.
    """

    text: str = field(repr=False)
    id: str
    nonce: str
    platform: UUID
    storage: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)
    secret: str | None = field(default=None, repr=False)
    bound: str = ""

    def belongs_to(self, secret: str) -> bool:
        """True when whoever shows `secret` is the browser that began."""
        return hmac.compare_digest(_hashed(secret), self.bound)


def begin(platform: UUID, hints: Mapping[str, str], storage: str = "") -> SignIn:
    """A new sign-in. Writes nothing."""
    secret = secrets.token_urlsafe(24)
    said = {
        "i": secrets.token_urlsafe(16),
        "n": secrets.token_urlsafe(24),
        "p": platform.hex,
        "b": _hashed(secret),
        "s": storage[:100],
        "h": dict(hints) if sum(map(len, hints.values())) <= _MOST_HINTS else {},
    }
    return _sign_in(_signer("state").dumps(said), said, secret)


def read_state(text: str) -> SignIn:
    """The sign-in that a state belongs to. Raises LaunchRefused: STATE when it is not ours, LATE when it is too old."""
    try:
        said = _signer("state").loads(text, max_age=int(LASTS.total_seconds()))
    except SignatureExpired as error:
        raise LaunchRefused(Fault.LATE) from error
    except BadSignature as error:
        raise LaunchRefused(Fault.STATE) from error
    return _sign_in(text, said, None)


def use(sign_in: SignIn) -> None:
    """Use a sign-in up, in the caller's transaction. Raises LaunchRefused(REPLAY) when it was used before."""
    if not _spend(f"state {sign_in.id}", LASTS):
        raise LaunchRefused(Fault.REPLAY)


def ticket(**said: str) -> str:
    """A ticket that says this, good once and for five minutes. Writes nothing."""
    return _signer("ticket").dumps({**said, "i": secrets.token_urlsafe(16)})


def use_ticket(text: str) -> Mapping[str, str]:
    """What the ticket says. Uses it up, in the caller's transaction. Raises TicketSpent."""
    try:
        said: dict[str, str] = _signer("ticket").loads(text, max_age=int(TICKET_LASTS.total_seconds()))
    except BadSignature as error:
        raise TicketSpent from error
    if not _spend(f"ticket {said.pop('i')}", TICKET_LASTS):
        raise TicketSpent
    return said


def _spend(what: str, lasts: timedelta) -> bool:
    """Note that this was used. False when somebody did before."""
    db.session.execute(delete(Spent).where(Spent.expires < now()))
    try:
        with db.session.begin_nested():
            db.session.add(Spent(hashed=_hashed(what), expires=now() + lasts + timedelta(minutes=1)))
    except IntegrityError:
        return False
    return True


def _sign_in(text: str, said: Mapping[str, Any], secret: str | None) -> SignIn:
    return SignIn(
        text=text,
        id=said["i"],
        nonce=said["n"],
        platform=UUID(said["p"]),
        storage=said["s"],
        hints=said["h"],
        secret=secret,
        bound=said["b"],
    )


def _hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _signer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=f"lti {purpose}")
