"""From a registration and an issue to the bytes of a PDF, before anybody signs it: the whole way, in one call."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import chain
from typing import BinaryIO
from uuid import UUID

from lms_peer.domain.qualification import Qualification
from lms_peer.domain.refusals import SectionsNotDrawn
from lms_peer.domain.standing import Standing
from lms_peer.portfolio.album import Album
from lms_peer.portfolio.binding import About, Attachment, BindingRefused, Manifest, Section, Signature
from lms_peer.portfolio.binding.bind import bind
from lms_peer.portfolio.context import build
from lms_peer.portfolio.gather import Record, gather
from lms_peer.portfolio.making import Made, Making, Progress
from lms_peer.portfolio.numbering import any_page, make_all
from lms_peer.portfolio.originals import enclosures
from lms_peer.portfolio.pieces import references_of
from lms_peer.portfolio.press import Press, kept_press
from lms_peer.portfolio.sections import WRONG, Desk, Part, parts_of
from lms_peer.portfolio.shelf import Shelf
from lms_peer.portfolio.speech import ENGLISH, say, speaking
from lms_peer.portfolio.spool import Spool
from lms_peer.portfolio.task import USUAL, Limits
from lms_peer.portfolio.theme import Certificate
from lms_peer.portfolio.values import Issue, Portfolio
from lms_peer.vault.store import Vault

QualificationOf = Callable[[Standing], Qualification]

__all__ = ["Progress", "draw", "draw_ahead"]


def draw(  # noqa: PLR0913 - all that a portfolio is made of, by name
    centre: UUID,
    registration: UUID,
    issue: Issue,
    *,
    qualification_of: QualificationOf,
    vault: Vault,
    secret: str,
    certificate: Certificate,
    progress: Progress,
    attachments: Sequence[Attachment] = (),
    signature: Signature | None = None,
    manifest: Manifest | None = None,
    limits: Limits = USUAL,
) -> BinaryIO:
    """The portfolio as PDF: the same bytes for the same issue, as long as people's names stay the same.

    A temporary file from its beginning on, for whoever asked to close: with photos it is too large to hold twice.

    Reads the database and the vault; writes nothing but sections on the shelf, signed with the service's `secret`.
    Raises NotFound, VaultMissing, VaultDamaged, PressFailed, and SectionsNotDrawn with every section that could not be
    drawn within `limits`, or when the template makes sections that do not fit together.
    """
    record, album = _read(centre, registration, issue, qualification_of, vault)
    portfolio = build(
        record,
        issue,
        album,
        lambda done, of: progress(0, of, f"Reading evidence {done + 1} of {of}"),
    )
    parts = tuple(parts_of(portfolio))
    desk, shelf = Desk(certificate, portfolio), Shelf(vault, centre, secret)
    with Spool() as spool, _refused(), speaking(portfolio.language):
        with _press_when_needed(certificate, limits) as press:
            making = Making(shelf, spool, album, press, progress, len(parts))
            made = make_all(desk, parts, making.make, shelf, registration)
        progress(len(parts), len(parts), "Binding the sections")
        enclosed = chain(enclosures(record, album, references_of(record.standing.evidence)), attachments)
        return bind(
            _taken_up(spool, parts, made),
            _about(registration, issue, portfolio),
            enclosed,
            _page_words,
            signature,
            manifest,
        )


def draw_ahead(
    centre: UUID,
    registration: UUID,
    issue: Issue,
    *,
    qualification_of: QualificationOf,
    vault: Vault,
    secret: str,
    certificate: Certificate,
    limits: Limits = USUAL,
) -> None:
    """Draw the sections of all evidence that was decided on, so that whoever issues finds them on the shelf.

    `issue` says which place in the ledger is meant; evidence prints nothing else of it. Raises what `draw` raises.
    """
    record, album = _read(centre, registration, issue, qualification_of, vault)
    portfolio = build(record, issue, album, lambda *_: None)
    references = references_of(record.standing.evidence)
    decided = {references[piece.id] for piece in record.standing.evidence.values() if piece.judgements}
    parts = [part for part in parts_of(portfolio) if part.name in decided]
    desk = Desk(certificate, portfolio)
    with Spool() as spool, _press_when_needed(certificate, limits) as press:
        making = Making(Shelf(vault, centre, secret), spool, album, press, lambda *_: None, len(parts))
        making.make([desk.fill(part).with_pages(any_page) for part in parts])


def _read(
    centre: UUID, registration: UUID, issue: Issue, qualification_of: QualificationOf, vault: Vault
) -> tuple[Record, Album]:
    record = gather(
        centre,
        registration,
        position=issue.position,
        by=issue.by,
        qualification_of=qualification_of,
        vault=vault,
    )
    return record, Album(vault, centre)


@contextmanager
def _press_when_needed(certificate: Certificate, limits: Limits) -> Iterator[Callable[[], Press]]:
    """A way to the press, which is not touched when all is on the shelf."""
    with ExitStack() as stack:
        yield cache(lambda: stack.enter_context(kept_press(certificate, limits)))


def _taken_up(spool: Spool, parts: Sequence[Part], made: Sequence[Made]) -> Iterator[Section]:
    """The sections, one after the other."""
    for part, one in zip(parts, made, strict=True):
        yield Section(part.name, spool.take_up(one.pdf), part.level, one.sha256)


def _page_words(number: int, total: int) -> str:
    return "" if number == 1 else say("Page %(number)s of %(total)s", number=number, total=total)


@contextmanager
def _refused() -> Iterator[None]:
    """Sections that do not fit together are the template's fault."""
    try:
        yield
    except BindingRefused as error:
        raise SectionsNotDrawn((("The portfolio as a whole", WRONG.format(why=error)),)) from error


def _about(registration: UUID, issue: Issue, portfolio: Portfolio) -> About:
    """What tells this PDF from every other comes from what it is, not from chance."""
    name = f"{registration}:{issue.version}:{issue.position}:{issue.chain_hash}"
    with speaking(portfolio.language):
        return About(
            title=say(
                "Evidence portfolio of %(learner)s, version %(version)s: %(course)s",
                learner=portfolio.learner,
                version=portfolio.version,
                course=portfolio.course,
            ),
            author=portfolio.centre,
            subject=say("Evidence portfolio. This is not a certificate."),
            language="en-GB" if portfolio.language == ENGLISH else portfolio.language,
            issued=issue.at,
            identifier=hashlib.sha256(name.encode()).digest()[:16],
            watermark="" if portfolio.final else say("DRAFT"),
        )
