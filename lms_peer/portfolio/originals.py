"""The files that people sent, as one portfolio treats them: what each is shown as, and what is enclosed.

In one fixed order: evidence as it was put on record, files as they were sent. What a trainer hid is neither shown nor
enclosed. Of a file nothing leaves but what can be seen and heard in it: not the place where it was made.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from uuid import UUID

from lms_peer.domain.facts import Document
from lms_peer.domain.redaction import shown_as
from lms_peer.domain.standing import EvidenceStanding
from lms_peer.portfolio.album import Album
from lms_peer.portfolio.binding import Attachment
from lms_peer.portfolio.gather import Record
from lms_peer.portfolio.speech import N_, say
from lms_peer.portfolio.wording import MEBIBYTE

RECORDINGS = ("audio/", "video/")
_LONGEST = 80  # characters of a file's own name
_SUFFIXES = {"image/jpeg": ".jpg", "application/pdf": ".pdf"}
# What Windows, or a program that unpacks the file, would take for something else.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*%]+|█')


class Fate(StrEnum):
    """What became of a file."""

    AS_SENT = "as_sent"
    PLACELESS = "placeless"
    REDACTED = "redacted"
    LEFT_OUT = "left_out"
    TOO_LARGE = "too_large"
    STAYS = "stays"
    WITHDRAWN = "withdrawn"


DESCRIPTIONS = {
    Fate.AS_SENT: N_("%(evidence)s: %(name)s, as it was sent"),
    Fate.PLACELESS: N_("%(evidence)s: %(name)s, without the place where it was made"),
    Fate.REDACTED: N_("%(evidence)s: %(name)s, a copy with parts blacked out"),
}


@dataclass(frozen=True, kw_only=True)
class Original:
    """One file. `sent` is the file as it came, under `name`; `shown` what stands for it on the page, if anything does.

    `enclosed` is what is attached under `file_name`: `Album.bytes_leaving(shown)` has its bytes. It is None when the
    file only stays at the centre.
    """

    evidence: UUID
    reference: str
    sent: Document
    name: str
    fate: Fate
    shown: Document | None = None
    enclosed: Document | None = None
    file_name: str = ""

    @property
    def description(self) -> str:
        """What the attachment is, in the language spoken."""
        return say(DESCRIPTIONS[self.fate], evidence=self.reference, name=self.name)


def originals_of(record: Record, album: Album, references: Mapping[UUID, str]) -> tuple[Original, ...]:
    """Every file of the record. Raises VaultMissing or VaultDamaged."""
    return tuple(
        original
        for piece in record.standing.evidence.values()
        for original in originals_of_piece(record, album, piece, references[piece.id])
    )


def originals_of_piece(
    record: Record, album: Album, piece: EvidenceStanding, reference: str
) -> Iterator[Original]:
    """The files of one piece of evidence, each once. Raises VaultMissing or VaultDamaged."""
    names = record.words(piece.submitted.words).get("files", {})
    taken: set[str] = set()
    for sent in dict.fromkeys(piece.submitted.files):
        name = names.get(sent.sha256) or say("File without a name")
        shown = None if piece.withdrawn else shown_as(record.standing, piece, sent)
        fate, enclosed = (Fate.WITHDRAWN, None) if piece.withdrawn else _fate(record, album, sent, shown)
        file_name = _file_name(reference, name, enclosed, taken) if enclosed else ""
        yield Original(
            evidence=piece.id,
            reference=reference,
            sent=sent,
            name=name,
            fate=fate,
            shown=shown,
            enclosed=enclosed,
            file_name=file_name,
        )


def enclosures(record: Record, album: Album, references: Mapping[UUID, str]) -> Iterator[Attachment]:
    """What is attached to the portfolio, read one after another. Raises VaultMissing or VaultDamaged."""
    for one in originals_of(record, album, references):
        if one.enclosed and one.shown:
            fact = record.standing.evidence[one.evidence].submitted
            yield Attachment(
                name=one.file_name,
                content=album.bytes_leaving(one.shown),
                media_type=one.enclosed.media_type,
                description=one.description,
                relationship="Source",
                modified=fact.stored or fact.at,
                # A copy is made anew; of the file itself the vault has just seen that it is whole.
                sha256=one.shown.sha256 if one.enclosed == one.shown else "",
            )


def _fate(record: Record, album: Album, sent: Document, shown: Document | None) -> tuple[Fate, Document | None]:
    """What becomes of a file, and what is enclosed of it."""
    if shown is None:
        return Fate.LEFT_OUT, None
    if shown.media_type.startswith(RECORDINGS) and shown.size > record.settings.listed_above * MEBIBYTE:
        return Fate.TOO_LARGE, None
    enclosed = album.leaving(shown)
    if enclosed is None:
        return Fate.STAYS, None
    if shown != sent:
        return Fate.REDACTED, enclosed
    return (Fate.AS_SENT if enclosed == sent else Fate.PLACELESS), enclosed


def _file_name(reference: str, name: str, enclosed: Document, taken: set[str]) -> str:
    """A name that is no folder anywhere, that ends as the file does, and that no other file here has."""
    safe = _UNSAFE.sub("_", unicodedata.normalize("NFC", name))
    path = PurePosixPath("".join(sign for sign in safe if unicodedata.category(sign)[0] != "C").strip(" ."))
    suffix = _SUFFIXES.get(enclosed.media_type, path.suffix[:10])
    if path.suffix.lower() in (".jpeg", ".jpg") and suffix == ".jpg":
        suffix = path.suffix
    stem = (path.stem or "file")[:_LONGEST].rstrip(" .")
    file_name, number = f"{reference}-{stem}{suffix}", 1
    while file_name.casefold() in taken:
        number += 1
        file_name = f"{reference}-{stem}-{number}{suffix}"
    taken.add(file_name.casefold())
    return file_name
