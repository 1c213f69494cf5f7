"""How a private key is locked before it goes into the database: AES-256-GCM with a key that HKDF derives from the
service's own secret. A copy of the database alone gives no key away; nor can a locked key be put in another's place.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_INFO = b"lms_peer keyring 1"
_NONCE = 12


class KeyringLocked(Exception):
    """A key was locked with another secret than this service has now, or was altered. The message says what to do."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"Key {key} can not be opened. It was kept with another LMS_PEER_SECRET_KEY, or it was altered. "
            "Put back the secret key that the service had, or make new keys with: lms-peer keys rotate"
        )


def lock(private: bytes, secret_key: str, about: bytes) -> bytes:
    """The private part, locked. `about` says whose it is and what for; it must be the same when it is opened."""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher(secret_key).encrypt(nonce, private, about)


def unlock(locked: bytes, secret_key: str, about: bytes, key: str) -> bytes:
    """The private part again. Raises KeyringLocked, naming `key`."""
    try:
        return _cipher(secret_key).decrypt(locked[:_NONCE], locked[_NONCE:], about)
    except (InvalidTag, ValueError) as error:
        raise KeyringLocked(key) from error


def _cipher(secret_key: str) -> AESGCM:
    derived = HKDF(SHA256(), length=32, salt=None, info=_INFO).derive(secret_key.encode())
    return AESGCM(derived)
