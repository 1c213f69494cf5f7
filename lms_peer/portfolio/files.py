"""The files of one piece of evidence as they are printed: photos, pages of PDFs, one picture of a film, short texts.

Each with what it is, how to know it again, and what became of it: enclosed, or kept at the centre, and why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import takewhile
from uuid import UUID

from lms_peer.domain.facts import Document, EvidenceRedacted
from lms_peer.domain.redaction import black_out
from lms_peer.domain.standing import EvidenceStanding
from lms_peer.portfolio import wording
from lms_peer.portfolio.album import Album
from lms_peer.portfolio.gather import Record
from lms_peer.portfolio.lines import FileLine, PagePicture, Picture
from lms_peer.portfolio.originals import RECORDINGS, Fate, Original, originals_of_piece
from lms_peer.portfolio.speech import N_, say

PDF = "application/pdf"
PLAIN_TEXT = "text/plain"
LONGEST_TEXT = 20_000  # bytes: about seven printed pages

FATES = {
    Fate.AS_SENT: N_("Enclosed as %(file)s."),
    Fate.PLACELESS: N_(
        "Enclosed as %(file)s, without the place where it was made. SHA-256 of what is enclosed: %(sha256)s."
    ),
    Fate.REDACTED: N_(
        "Parts are blacked out. The original is kept out of this portfolio. Enclosed is the copy, as %(file)s."
    ),
    Fate.LEFT_OUT: N_("The centre keeps this file and left it out of this portfolio."),
    Fate.TOO_LARGE: N_("It is larger than %(limit)s MB, so the centre keeps it and shows it to whoever asks."),
    Fate.STAYS: N_(
        "It is not enclosed: it could not be opened, or it says where it was made. The centre keeps it."
    ),
    Fate.WITHDRAWN: N_("The centre keeps this file."),
}


def print_files(
    record: Record, album: Album, piece: EvidenceStanding, references: Mapping[UUID, str]
) -> tuple[tuple[Picture, ...], tuple[FileLine, ...]]:
    """The pictures, then everything else, each in the order sent. Raises VaultMissing or VaultDamaged."""
    pictures, files = [], []
    for original in originals_of_piece(record, album, piece, references[piece.id]):
        shown = original.shown
        if shown and (url := album.show(shown)):
            size = wording.size(original.sent.size)
            pictures.append(Picture(url, original.name, size, original.sent.sha256, _fate(record, original)))
        else:
            files.append(_file(record, album, original))
    return tuple(pictures), tuple(files)


def redactions_of(record: Record, piece: EvidenceStanding) -> tuple[str, ...]:
    """Who hid parts of a piece of evidence, when and why; nothing when nothing is hidden."""
    latest = takewhile(lambda said: said.hides, reversed(piece.redactions))
    return tuple(_redaction(record, said) for said in reversed(list(latest)))


def _redaction(record: Record, said: EvidenceRedacted) -> str:
    return say(
        "Redacted by %(name)s on %(moment)s: %(reason)s",
        name=record.name(said.by),
        moment=wording.moment(said.stored or said.at),
        reason=record.words(said.words).get("reason", ""),
    )


def _fate(record: Record, original: Original) -> str:
    return say(
        FATES[original.fate],
        file=original.file_name,
        sha256=original.enclosed.sha256 if original.enclosed else "",
        limit=record.settings.listed_above,
    )


def _file(record: Record, album: Album, original: Original) -> FileLine:
    sent, shown = original.sent, original.shown
    hidden = record.hidden.get(original.evidence, ())
    seconds, film = _recording(album, shown)
    pages, unshown = _pages(album, original, hidden) if shown and shown.media_type == PDF else ((), "")
    return FileLine(
        name=original.name,
        kind=wording.kind_of_file(sent.media_type),
        size=wording.size(sent.size),
        sha256=sent.sha256,
        fate=_fate(record, original),
        text=black_out(_text(record, shown), hidden) if shown else "",
        length=seconds,
        film=film,
        pages=pages,
        unshown=unshown,
    )


def _recording(album: Album, shown: Document | None) -> tuple[str, str]:
    """How long sound or film is in words, and the address of a picture of the film; empty for any other file."""
    if shown is None or not shown.media_type.startswith(RECORDINGS):
        return "", ""
    recording, film = album.recording(shown)
    if recording.seconds is None:
        return say("length not known"), film or ""
    return say("length %(length)s", length=wording.length(recording.seconds)), film or ""


def _pages(album: Album, original: Original, hidden: tuple[str, ...]) -> tuple[tuple[PagePicture, ...], str]:
    """The pages of a PDF that are shown, and a sentence about those that are not."""
    assert original.shown is not None  # noqa: S101 - asked only of what is shown
    paper, urls = album.paper(original.shown)
    if not paper.pages:
        return (), say("Its pages could not be shown.")
    texts = (black_out(text, hidden) for text in paper.texts)
    shown = tuple(_page(original, paper.pages, urls, texts))
    if paper.pages == len(shown):
        return shown, ""
    return shown, say("Pages 1 to %(shown)s of %(pages)s are shown here.", shown=len(shown), pages=paper.pages)


def _page(original: Original, of: int, urls: tuple[str, ...], texts: Iterator[str]) -> Iterator[PagePicture]:
    for number, (url, text) in enumerate(zip(urls, texts, strict=True), 1):
        named = {"number": number, "pages": of, "name": original.name, "evidence": original.reference}
        caption = say("Page %(number)s of %(pages)s of %(name)s", **named)
        alt = say("Page %(number)s of %(pages)s of %(name)s, put forward as evidence %(evidence)s.", **named)
        said = say("It says: %(words)s", words=text) if text else ""
        yield PagePicture(url, caption, f"{alt} {said}".strip())


def _text(record: Record, document: Document) -> str:
    """What a short text file says; empty for any other file, and for text in an encoding that can only be guessed."""
    if document.media_type != PLAIN_TEXT or document.size > LONGEST_TEXT:
        return ""
    try:
        return record.original(document).decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
