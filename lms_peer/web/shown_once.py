"""Secrets that are shown once and kept nowhere: made anew from the form, so that a double click shows the same.

A secret is made of this service's own secret, one of this session, and the form's id. Whoever lacks one of the three
can not make it again; what is kept of it is a hash, by whoever needs it.
"""

from __future__ import annotations

import hmac
import secrets
from uuid import UUID

from flask import current_app, session

_PLACE = "shown_once"


def prepare() -> None:
    """Give the session its part of the secret. A view calls this before it shows or reads its form."""
    session.setdefault(_PLACE, secrets.token_hex(32))


def secret_for(purpose: str, submission: UUID) -> bytes:
    """32 bytes: the same for the same form in the same session, and for nothing else."""
    known = f"{purpose}:{session[_PLACE]}:{submission}".encode()
    return hmac.digest(str(current_app.secret_key).encode(), known, "sha256")
