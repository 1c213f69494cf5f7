"""A portfolio to take away in parts: as files in folders, and its matrix as a table. Writes nothing.

Files leave as they left in the portfolio. When more was hidden since, only a newer version can be taken away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from lms_peer import ledger, progress
from lms_peer.actions.record import qualification_of
from lms_peer.actions.workplace import workplace
from lms_peer.database import now
from lms_peer.domain.facts import PortfolioIssued
from lms_peer.domain.refusals import HiddenSince
from lms_peer.domain.standing import Standing
from lms_peer.domain.withdrawing import version_of
from lms_peer.portfolio import Issue
from lms_peer.portfolio.album import Album
from lms_peer.portfolio.context import build
from lms_peer.portfolio.folders import Inside, Issued, folders
from lms_peer.portfolio.gather import Record, gather
from lms_peer.portfolio.matrix import Places, matrix_rows, places_in
from lms_peer.portfolio.speech import speaking
from lms_peer.portfolio.tables import Row
from lms_peer.portfolio.values import Portfolio


@dataclass(frozen=True)
class Matrix:
    """The rows of a matrix, the heading first, and the learner whose it is."""

    learner: str
    rows: tuple[Row, ...]


def portfolio_in_folders(centre: UUID, registration: UUID, version: int) -> Iterator[Inside]:
    """The files of a version that was issued. All but the files' bytes is read before the first is answered.

    Raises NotFound, HiddenSince, VaultMissing and VaultDamaged.
    """
    standing = progress.standing(centre, registration)
    issued = version_of(standing, version)
    record, portfolio = _read(centre, registration, Issue.of(issued))
    if _hidden(standing, within=record.standing) != _hidden(record.standing, within=record.standing):
        raise HiddenSince(version)
    vault = workplace().vault
    found = Issued(portfolio, _places(centre, issued), issued.portfolio)
    return iter(list(folders(centre, vault, record, found)))


def matrix_of(centre: UUID, registration: UUID, version: int | None) -> Matrix:
    """The matrix of a version that was issued, with its pages; without a version, as the record stands, without pages.

    Raises NotFound, VaultMissing and VaultDamaged.
    """
    places: Places = {}
    if version is None:
        issue = _issue_now(centre, registration)
    else:
        issued = version_of(progress.standing(centre, registration), version)
        issue, places = Issue.of(issued), _places(centre, issued)
    _, portfolio = _read(centre, registration, issue)
    with speaking(portfolio.language):
        return Matrix(portfolio.learner, tuple(matrix_rows(portfolio.units, places)))


def _issue_now(centre: UUID, registration: UUID) -> Issue:
    standing, head = progress.standing(centre, registration), ledger.head(centre)
    return Issue(
        version=len(standing.portfolios) + 1,
        position=head.position,
        chain_hash=head.chain_hash,
        at=now(),
        by=standing.learner,
    )


def _read(centre: UUID, registration: UUID, issue: Issue) -> tuple[Record, Portfolio]:
    vault = workplace().vault
    record = gather(
        centre,
        registration,
        position=issue.position,
        by=issue.by,
        qualification_of=lambda standing: qualification_of(centre, standing),
        vault=vault,
    )
    return record, build(record, issue, Album(vault, centre), lambda *_: None)


def _places(centre: UUID, issued: PortfolioIssued) -> Places:
    with workplace().vault.borrow(centre, issued.portfolio.sha256) as pdf:
        return places_in(pdf)


def _hidden(standing: Standing, within: Standing) -> dict[UUID, UUID | None]:
    """What hides parts of each piece of evidence that was on record by then."""
    return {
        piece: redaction.id if (redaction := standing.evidence[piece].redaction) else None
        for piece in within.evidence
    }
