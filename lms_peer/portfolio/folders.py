"""A portfolio as files in folders, a folder for each unit: for awarding bodies that take no single file.

What leaves is what is attached to the portfolio itself, under the same names (see `originals`); what is hidden or kept
at the centre stays out. Texts and tables are made at once; files are read when their turn comes, one after another.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from lms_peer.domain.facts import Document
from lms_peer.portfolio.album import Album
from lms_peer.portfolio.gather import Record
from lms_peer.portfolio.lines import FileLine, Picture
from lms_peer.portfolio.matrix import Places, hours_rows, judgement_rows, matrix_rows
from lms_peer.portfolio.originals import Original, originals_of
from lms_peer.portfolio.pieces import references_of
from lms_peer.portfolio.speech import say, speaking
from lms_peer.portfolio.tables import csv_bytes
from lms_peer.portfolio.values import Piece, Portfolio, UnitPages
from lms_peer.vault.store import Vault

SUMS = "SHA256SUMS"
_LONGEST = 60  # characters of a folder's name: with what is in it, far below what Windows can bear
_NO_LETTERS = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class Inside:
    """One file: where it lies, its SHA-256, what opens it, and whether it is small already, as photos are."""

    name: str
    sha256: str
    chunks: Callable[[], Iterable[bytes]]
    packed: bool = False


@dataclass(frozen=True)
class Issued:
    """A portfolio that was issued: its values, where its pages are, and its PDF in the vault."""

    portfolio: Portfolio
    places: Places
    pdf: Document


def folders(centre: UUID, vault: Vault, record: Record, issued: Issued) -> Iterator[Inside]:
    """Every file, the list of their SHA-256 last. Raises VaultMissing or VaultDamaged."""
    with speaking(issued.portfolio.language):
        inside = list(_inside(centre, vault, record, issued))
    yield from inside
    yield _made(SUMS, "".join(f"{one.sha256}  {one.name}\n" for one in inside).encode())


def _inside(centre: UUID, vault: Vault, record: Record, issued: Issued) -> Iterator[Inside]:
    portfolio, album = issued.portfolio, Album(vault, centre)
    originals = originals_of(record, album, references_of(record.standing.evidence))
    pieces = {piece.reference: piece for unit in portfolio.units for piece in unit.pieces}
    yield _made("README.txt", _text(_about(portfolio)))
    pdf = issued.pdf
    yield Inside("portfolio.pdf", pdf.sha256, partial(vault.open, centre, pdf.sha256), packed=True)
    yield _made("hours.csv", csv_bytes(hours_rows(portfolio)))
    for number, unit in enumerate(portfolio.units, 1):
        folder = _folder(number, unit)
        yield _made(f"{folder}/matrix.csv", csv_bytes(matrix_rows([unit], issued.places)))
        yield _made(f"{folder}/judgements.csv", csv_bytes(judgement_rows(unit, pieces)))
        for piece in unit.pieces:
            yield _made(f"{folder}/evidence/{piece.reference}.txt", _text(_told(piece)))
            for one in originals:
                if one.reference == piece.reference and one.enclosed and one.shown:
                    yield _file(f"{folder}/evidence/", one, centre, vault, album)


def _file(folder: str, one: Original, centre: UUID, vault: Vault, album: Album) -> Inside:
    assert one.enclosed is not None and one.shown is not None  # noqa: S101 - seen by whoever calls
    kept, name = one.enclosed, f"{folder}{one.file_name}"
    packed = not kept.media_type.startswith("text/")
    if kept == one.shown:
        return Inside(name, kept.sha256, partial(vault.open, centre, kept.sha256), packed)
    shown = one.shown
    return Inside(name, kept.sha256, lambda: [album.bytes_leaving(shown)], packed)


def _folder(number: int, unit: UnitPages) -> str:
    """Numbered as printed, so that no two are alike, and with no sign that means something to a computer."""
    words = _NO_LETTERS.sub("-", unicodedata.normalize("NFC", f"{unit.reference} {unit.title}"))
    return f"{number:02}-{words[:_LONGEST].strip('-') or 'unit'}"


def _made(name: str, content: bytes) -> Inside:
    return Inside(name, hashlib.sha256(content).hexdigest(), lambda: [content])


def _text(lines: Iterable[str]) -> bytes:
    """A text that every editor reads."""
    whole = "\n".join(lines).replace("\r\n", "\n").replace("\r", "\n")
    return ("\ufeff" + whole.rstrip("\n") + "\n").replace("\n", "\r\n").encode("utf-8", "replace")


def _about(portfolio: Portfolio) -> Iterator[str]:
    yield say("Evidence portfolio of %(learner)s", learner=portfolio.learner)
    yield portfolio.course
    yield say("Version %(version)s, issued on %(day)s", version=portfolio.version, day=portfolio.issued)
    yield from ("", say("Evidence portfolio. This is not a certificate."), "")
    yield say("portfolio.pdf is the portfolio. Everything is in it, and it is the one that counts.")
    yield say("The folders hold the same, in parts: one folder for each unit.")
    yield from ("", say("In the folder of a unit:"))
    yield "- matrix.csv: " + say("each criterion with the evidence for it. The page is the page of portfolio.pdf.")
    yield "- judgements.csv: " + say("each decision of an assessor.")
    yield "- evidence: " + say("what is written in each piece of evidence (E1.txt), and its files (E1-photo.jpg).")
    yield from ("", say("Evidence for several units lies in the folder of the first of them."))
    yield (
        say("What was hidden so that nobody can tell who a client is, is not here.")
        + " "
        + say("Neither is what the centre keeps and shows to whoever asks.")
    )
    yield from ("", "hours.csv: " + say("the log of hours."))
    yield from ("", say("To see that no file was changed since, compare it with the list %(sums)s:", sums=SUMS))
    yield f"- Linux, macOS: sha256sum -c {SUMS}"
    yield "- Windows: certutil -hashfile portfolio.pdf SHA256"


def _told(piece: Piece) -> Iterator[str]:
    """What is written in a piece of evidence, and what was said about it."""
    yield f"{piece.reference} {piece.title}"
    yield piece.method + (f" · {piece.state}" if piece.state else "")
    yield f"{say('Criteria')}: " + ", ".join(f"{one.unit} {one.number}" for one in piece.criteria)
    yield from (f"{line.label}: {line.text}" for line in piece.lines)
    yield from piece.redacted
    yield from (piece.note,) if piece.note else ()
    if piece.plan:
        yield from _part(say("The plan"), [f"{line.label}: {line.text}" for line in piece.plan.history])
        yield piece.plan.text
    yield from _part(piece.text_heading, [piece.text] if piece.text else [])
    shown = [f"{one.criterion}: {one.text}" for one in piece.covered]
    yield from _part(say("How each criterion was shown"), shown)
    for one in piece.questions:
        yield from ("", f"{say('Question:')} {one.question}", f"{say('Answer:')} {one.answer}")
    yield from _part(say("The assessor’s comment"), [piece.comment] if piece.comment else [])
    sent: list[Picture | FileLine] = [*piece.pictures, *piece.files]
    files = [f"{one.name} ({one.size}). {one.fate} SHA-256: {one.sha256}" for one in sent]
    yield from _part(say("Files"), files)
    signed = [f"{one.role}: {one.name}, {one.happened}. {one.comment}".rstrip() for one in piece.signatures]
    yield from _part(say("Declaration") if piece.declaration else say("Signatures"), [*piece.declaration, *signed])


def _part(heading: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield from ("", heading, *lines)
