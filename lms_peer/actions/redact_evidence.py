"""A trainer hides what could tell who a client is: words, parts of pictures and pages, or whole files.

Nothing is taken away from the record: those who assess it see all of it. Portfolios made from then on show copies. What
is hidden of a piece is put on record as a whole each time, so a later statement takes the place of an earlier one, and
one that hides nothing shows everything again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from lms_peer import ledger, progress
from lms_peer.actions.draw_ahead import request_drawing
from lms_peer.actions.record import Acting, keep_words, perform
from lms_peer.actions.workplace import workplace
from lms_peer.database import db, reading
from lms_peer.domain import redaction as rules
from lms_peer.domain.evidence import find
from lms_peer.domain.facts import Document, EvidenceRedacted, PortfolioIssued
from lms_peer.domain.redaction import Box, Redaction
from lms_peer.domain.refusals import FileDamaged, FileUnpacksTooBig, NotBlackedOut, NotFound, WordsNotThere
from lms_peer.domain.standing import EvidenceStanding, Standing
from lms_peer.domain.withdrawing import finals_between
from lms_peer.vault.paper_pages import black_out_paper

PDF, TEXT, JPEG = "application/pdf", "text/plain", "image/jpeg"
LONGEST_TEXT = 5 * 1024 * 1024  # bytes of a text file in which words can be blacked out


def redaction_now(centre: UUID, piece: EvidenceStanding) -> Redaction:
    """What is hidden of a piece of evidence now."""
    fact = piece.redaction
    if fact is None or fact.words is None:
        return Redaction()
    said = workplace().vault.read_words(centre, fact.words)
    boxes = {
        sha256: tuple(Box(int(page), *rest) for page, *rest in found)
        for sha256, found in said.get("boxes", {}).items()
    }
    return Redaction(boxes, fact.left_out, tuple(said.get("hidden_words", ())))


def finals_showing(centre: UUID, standing: Standing, piece: EvidenceStanding) -> list[PortfolioIssued]:
    """The final portfolios that were made before parts of this piece were hidden, so that they may still show them."""
    if piece.redaction is None:
        return []
    written, hidden = ledger.entry(centre, piece.id), ledger.entry(centre, piece.redaction.id)
    return finals_between(standing, written.position, hidden.position) if written and hidden else []


def can_be_blacked_out(document: Document) -> bool:
    """True for a file of which parts can be blacked out by boxes: a picture or a PDF."""
    return document.media_type == PDF or document.media_type.startswith("image/")


def hide_words(
    acting: Acting,
    registration: UUID,
    submission: UUID,
    *,
    evidence: UUID,
    words: Sequence[str],
    left_out: Collection[str],
    reason: str,
) -> EvidenceRedacted:
    """Black out exactly these words and leave out exactly these files (SHA-256). Boxes stay as they are.

    Raises WordsNotThere, and what `redaction.redact` refuses.
    """

    def change(hidden: Redaction) -> Redaction:
        return replace(hidden, words=tuple(words), left_out=tuple(left_out))

    return _redact(acting, registration, submission, evidence, change, reason)


def cover(
    acting: Acting,
    registration: UUID,
    submission: UUID,
    *,
    evidence: UUID,
    sha256: str,
    page: int,
    boxes: Sequence[Box],
    reason: str,
) -> EvidenceRedacted:
    """Black out exactly these boxes on a page of a file (1 for a picture). Other pages and words stay as they are.

    Raises NotBlackedOut, and what `redaction.redact` refuses.
    """

    def change(hidden: Redaction) -> Redaction:
        elsewhere = [box for box in hidden.boxes.get(sha256, ()) if box.page != page]
        of_file = tuple(sorted([*elsewhere, *(box._replace(page=page) for box in boxes)]))
        kept = {name: found for name, found in hidden.boxes.items() if name != sha256}
        return replace(hidden, boxes={**kept, sha256: of_file} if of_file else kept)

    return _redact(acting, registration, submission, evidence, change, reason)


def show_everything(
    acting: Acting, registration: UUID, submission: UUID, *, evidence: UUID, reason: str
) -> EvidenceRedacted:
    """Hide nothing of it any more. Raises what `redaction.redact` refuses."""
    return _redact(acting, registration, submission, evidence, lambda _: Redaction(), reason)


def _redact(
    acting: Acting,
    registration: UUID,
    submission: UUID,
    evidence: UUID,
    change: Callable[[Redaction], Redaction],
    reason: str,
) -> EvidenceRedacted:
    """Begins a transaction of its own, for the caller to commit, so nothing may wait to be written before."""
    hidden, copies = _held(acting.centre, registration, evidence, change)
    words = keep_words(
        acting,
        reason=reason,
        hidden_words=list(hidden.words),
        boxes={sha256: [list(box) for box in boxes] for sha256, boxes in sorted(hidden.boxes.items())},
    )
    fact = perform(
        acting,
        registration,
        submission,
        EvidenceRedacted,
        lambda standing, _: rules.redact(
            standing,
            acting.stamp(submission),
            evidence=evidence,
            copies=copies,
            left_out=hidden.left_out,
            hides_words=bool(hidden.words),
            words=words if reason.strip() else None,
        ),
    )
    request_drawing(acting, registration)
    return fact


def _held(
    centre: UUID, registration: UUID, evidence: UUID, change: Callable[[Redaction], Redaction]
) -> tuple[Redaction, Mapping[str, Document]]:
    """What is to be hidden, and the copies for it in the vault. The record is held until the transaction ends.

    Prepared anew when another trainer was quicker, so that no two undo each other.
    """
    while True:
        piece, hidden, copies = _prepared(centre, registration, evidence, change)
        standing = progress.standing(centre, registration, lock=True)
        if find(standing, evidence).redactions == piece.redactions:
            return hidden, copies


def _prepared(
    centre: UUID, registration: UUID, evidence: UUID, change: Callable[[Redaction], Redaction]
) -> tuple[EvidenceStanding, Redaction, Mapping[str, Document]]:
    """Drawing the pages of a long PDF takes many seconds: nobody waits for the database meanwhile."""
    db.session.rollback()
    with reading():
        standing = progress.standing(centre, registration)
        db.session.rollback()
    piece = find(standing, evidence)
    earlier = redaction_now(centre, piece)
    hidden = change(earlier)
    _require_words(centre, standing, piece, hidden.words)
    return piece, hidden, _copies(centre, piece, earlier, hidden)


def _require_words(centre: UUID, standing: Standing, piece: EvidenceStanding, words: Sequence[str]) -> None:
    """Somebody who wrote a name in another way must not think that it is hidden. Raises WordsNotThere."""
    vault = workplace().vault
    redactions = {one.words for one in piece.redactions}
    said: list[object] = [
        vault.read_words(centre, document)
        for document in rules.words_about(standing, piece)
        if document not in redactions
    ]
    said += [_text_of(centre, document) for document in piece.submitted.files if document.media_type == TEXT]
    if absent := tuple(word for word in words if not rules.stands_in(said, word)):
        raise WordsNotThere(absent)


def _copies(
    centre: UUID, piece: EvidenceStanding, earlier: Redaction, hidden: Redaction
) -> Mapping[str, Document]:
    """What is shown in place of each file of which parts are hidden, kept in the vault."""
    files = {document.sha256: document for document in piece.submitted.files}
    if not files.keys() >= hidden.boxes.keys():
        raise NotFound("file")
    before = dict(zip(piece.redaction.replaced, piece.redaction.copies, strict=True)) if piece.redaction else {}
    copies: dict[str, Document] = {}
    for sha256, document in files.items():
        if boxes := hidden.boxes.get(sha256):
            same = earlier.boxes.get(sha256) == boxes and sha256 in before
            copies[sha256] = before[sha256] if same else _covered(centre, piece, document, boxes)
        elif hidden.words and document.media_type == TEXT:
            text = _text_of(centre, document)
            if (masked := rules.black_out(text, hidden.words)) != text:
                copies[sha256] = workplace().vault.keep(centre, masked.encode(), TEXT)
    return copies


def _covered(centre: UUID, piece: EvidenceStanding, document: Document, boxes: Sequence[Box]) -> Document:
    vault = workplace().vault
    name = vault.read_words(centre, piece.submitted.words).get("files", {}) if piece.submitted.words else {}
    refusal = NotBlackedOut(name.get(document.sha256, "file"))
    if document.media_type == PDF:
        with vault.borrow(centre, document.sha256) as paper:
            covered = black_out_paper(paper, boxes)
        if covered is None:
            raise refusal
        return vault.keep(centre, covered, PDF)
    if not document.media_type.startswith("image/"):
        raise refusal
    try:
        from lms_peer.vault.blacking import black_out_picture  # noqa: PLC0415 - see `vault.media`

        return vault.keep(centre, black_out_picture(vault.read(centre, document.sha256), boxes), JPEG)
    except (FileDamaged, FileUnpacksTooBig) as error:
        raise refusal from error


def _text_of(centre: UUID, document: Document) -> str:
    try:
        return workplace().vault.read(centre, document.sha256, limit=LONGEST_TEXT).decode("utf-8-sig")
    except ValueError:  # too long, or in an encoding that can only be guessed
        return ""
