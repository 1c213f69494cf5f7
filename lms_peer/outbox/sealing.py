"""Secrets that have to be sent can not be hashed: they lie in the database sealed with the service's own secret key.

A copy of the database alone does not give them away. Whoever has the key too can read them.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import TYPE_CHECKING

import structlog
from flask import current_app
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

_PURPOSE = b"lms_peer outbox secrets"
log = structlog.get_logger(__name__)


class SealedText(TypeDecorator[str]):
    """Text that is readable in the application and sealed in the database.

    What was sealed with another key is answered as empty: it has to be given anew.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Seal it."""
        return None if value is None else _seal(_key()).encrypt(value.encode()).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Open it."""
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - see `_seal`

        if value is None:
            return None
        try:
            return _seal(_key()).decrypt(value).decode()
        except InvalidToken:
            log.error("a secret was sealed with another key than LMS_PEER_SECRET_KEY")
            return ""


def _key() -> str:
    return str(current_app.secret_key)


@lru_cache
def _seal(secret_key: str) -> Fernet:
    from cryptography.fernet import Fernet  # noqa: PLC0415 - takes a tenth of a second, and few processes need it
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    derived = HKDF(SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
