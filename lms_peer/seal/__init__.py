"""The seal: what lets a stranger see that a portfolio, and the record behind it, was not changed.

Checkpoints over a centre's ledger, the proofs that a portfolio carries, its signature, its public address, and the
check of all that. It reads the ledger and uses keys; it decides no rule, draws nothing and knows no request. What it
makes for good (tree, checkpoints, keys) it commits by itself, in transactions of its own. pyHanko is used here only.
"""

from __future__ import annotations

from datetime import datetime
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
from lms_peer.seal.evidence import Attachment, Sealed, evidence_of
from lms_peer.seal.offline import Answer, Given, check, script
from lms_peer.seal.offline.pdf import FIELD
from lms_peer.seal.unsealed import NotTimed

__all__ = [
    "FIELD",
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
    "check",
    "checkpoint",
    "checkpoints",
    "compare",
    "evidence_of",
    "hand_out",
    "origin_of",
    "portfolio_at",
    "publish",
    "qr_code",
    "script",
    "sign",
    "verify_url",
]


def sign(
    pdf: BinaryIO, centre: UUID, *, called: str, at: datetime, reason: str, timestamp_url: str | None = None
) -> None:
    """Add the manifest and the centre's signature to the PDF in this file: see `seal.signing`."""
    from lms_peer.seal import signing  # noqa: PLC0415 - pyHanko takes a second, and few processes sign

    signing.sign(pdf, centre, called=called, at=at, reason=reason, timestamp_url=timestamp_url)
