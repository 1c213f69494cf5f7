"""Checkpoints as text that anyone can keep and check (C2SP tlog-checkpoint, in a C2SP signed note). Pure."""

from __future__ import annotations

import base64
import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_ED25519 = b"\x01"  # the signature type in a key and in its hash


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """What is signed: whose record, how many statements, the root over them."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def signed_note(text: str, origin: str, private: Ed25519PrivateKey) -> str:
    """The text with the signature under it."""
    public = private.public_key()
    signature = _short(origin, public) + private.sign(text.encode())
    return f"{text}\n— {origin} {base64.b64encode(signature).decode()}\n"


def key_text(origin: str, public: Ed25519PublicKey) -> str:
    """The public key as signed notes write it: `name+hash+base64`."""
    coded = base64.b64encode(_ED25519 + _raw(public)).decode()
    return f"{origin}+{_short(origin, public).hex()}+{coded}"


def _short(origin: str, public: Ed25519PublicKey) -> bytes:
    return hashlib.sha256(origin.encode() + b"\n" + _ED25519 + _raw(public)).digest()[:4]


def _raw(public: Ed25519PublicKey) -> bytes:
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)
