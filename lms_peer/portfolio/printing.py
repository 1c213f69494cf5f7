"""From a registration and an issue to the bytes of a PDF: the whole way, in one call."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from lms_peer.domain.qualification import Qualification
from lms_peer.domain.standing import Standing
from lms_peer.portfolio.album import Album
from lms_peer.portfolio.context import build
from lms_peer.portfolio.gather import gather
from lms_peer.portfolio.html import fill
from lms_peer.portfolio.theme import Certificate
from lms_peer.portfolio.values import Issue
from lms_peer.vault import Vault


class Progress(Protocol):
    """Is told how far it is: `done` of `total` steps, and what is being done in plain words."""

    def __call__(self, done: int, total: int, words: str, /) -> None:
        """Called often."""


def draw(
    centre: UUID,
    registration: UUID,
    issue: Issue,
    *,
    qualification_of: Callable[[Standing], Qualification],
    vault: Vault,
    certificate: Certificate,
    progress: Progress,
) -> bytes:
    """The portfolio as PDF: the same bytes for the same issue, as long as people's names stay the same.

    Reads the database and the vault, writes nothing. Raises NotFound, VaultMissing, VaultDamaged, FetchRefused.
    """
    from lms_peer.portfolio.pdf import draw_pdf  # noqa: PLC0415 - only who draws needs WeasyPrint's libraries

    record = gather(
        centre,
        registration,
        position=issue.position,
        by=issue.by,
        qualification_of=qualification_of,
        vault=vault,
    )
    pieces = len(record.standing.evidence)
    total = 2 * pieces + 2  # a piece of evidence is read, and takes about a page
    album = Album(record.original)
    portfolio = build(
        record,
        issue,
        album,
        lambda done, of: progress(done, total, f"Reading evidence {done + 1} of {of}"),
    )
    furthest = 0

    def on_page(number: int) -> None:
        nonlocal furthest
        furthest = max(furthest, min(number, pieces))
        progress(pieces + furthest, total, f"Laying out page {number}")

    drawn = draw_pdf(
        fill(certificate, portfolio), certificate, album.shown, _identifier(registration, issue), on_page
    )
    progress(total - 1, total, "Keeping the portfolio")
    return drawn


def _identifier(registration: UUID, issue: Issue) -> bytes:
    """What tells this PDF from every other: 16 bytes that come from what it is, not from chance."""
    name = f"{registration}:{issue.version}:{issue.position}:{issue.chain_hash}"
    return hashlib.sha256(name.encode()).digest()[:16]
