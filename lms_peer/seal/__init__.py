"""The seal: what lets a stranger see that a portfolio, and the record behind it, was not changed.

Checkpoints over a centre's ledger, the proofs that a portfolio carries, its signature, its public address, and the
check of all that. It reads the ledger and uses keys; it decides no rule, draws nothing and knows no request. What it
makes for good (tree, checkpoints, keys) it commits by itself, in transactions of its own. pyHanko is used here only.
"""

from __future__ import annotations

from typing import BinaryIO
from uuid import UUID

from lms_peer.seal.addresses import Portfolio, portfolio_at, publish, qr_code, verify_url
from lms_peer.seal.checkpoints import (
    Compared,
    HistoryRewritten,
    Signed,
    Standing,
    checkpoint,
    checkpoints,
    compare,
    hand_out,
    origin_of,
)
from lms_peer.seal.evidence import Attachment, Sealed, evidence_of, manifest
from lms_peer.seal.offline import Answer, Given, check, script
from lms_peer.seal.offline.pdf import FIELD
from lms_peer.seal.room import ROOM, blanked
from lms_peer.seal.unsealed import NotTimed

__all__ = [
    "FIELD",
    "ROOM",
    "Answer",
    "Attachment",
    "Compared",
    "Given",
    "HistoryRewritten",
    "NotTimed",
    "Portfolio",
    "Sealed",
    "Signed",
    "Standing",
    "blanked",
    "check",
    "checkpoint",
    "checkpoints",
    "compare",
    "evidence_of",
    "hand_out",
    "manifest",
    "origin_of",
    "portfolio_at",
    "publish",
    "qr_code",
    "script",
    "sign",
    "verify_url",
]


def sign(pdf: BinaryIO, centre: UUID, *, called: str, timestamp_url: str | None = None) -> None:
    """Write the centre's signature into the room that the PDF in this file has for one: see `seal.signing`."""
    from lms_peer.seal import signing  # noqa: PLC0415 - pyHanko takes a second, and few processes sign

    signing.sign(pdf, centre, called=called, timestamp_url=timestamp_url)
