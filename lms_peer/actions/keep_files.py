"""Uploads put into the vault, before anything is said of them and while nobody waits for the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from lms_peer.actions.submit_evidence import KeptFile
from lms_peer.actions.workplace import workplace
from lms_peer.database import db
from lms_peer.domain.refusals import Refusal, TooManyFiles
from lms_peer.vault.limits import UploadLimits
from lms_peer.vault.media import Taken, clean_name, take


@dataclass(frozen=True)
class Uploaded:
    """What became of uploads: those that are in the vault now, and by its name why each other is not.

    `blurred` holds the SHA-256 of photos that may be too blurred to read.
    """

    good: tuple[KeptFile, ...]
    blurred: frozenset[str]
    refused: tuple[tuple[str, Refusal], ...]


def most_files() -> int:
    """How many files one piece of evidence can have."""
    return _limits().files


def keep_files(centre: UUID, uploads: Iterable[tuple[str, BinaryIO]], already: int = 0) -> Uploaded:
    """Put the good ones of the uploads (name, stream that can seek) into the vault.

    What `media.take` refuses is left out, and so is what comes after the last place (TooManyFiles) when `already` so
    many are kept. Ends the transaction it is called in, so nothing may wait to be written before.
    """
    db.session.rollback()  # to look at a film takes seconds, in which others can write
    good: list[KeptFile] = []
    blurred: set[str] = set()
    refused: list[tuple[str, Refusal]] = []
    limits = _limits()
    for name, stream in uploads:
        try:
            if already + len(good) >= limits.files:
                raise TooManyFiles(limits.files)
            taken = take(name, stream, limits)
            soft = _may_be_blurred(stream, taken, limits)
        except Refusal as refusal:
            refused.append((clean_name(name), refusal))
            continue
        document = workplace().vault.keep(centre, stream, taken.media_type)
        good.append(KeptFile(document, taken.name))
        blurred |= {document.sha256} if soft else set()
    return Uploaded(tuple(good), frozenset(blurred), tuple(refused))


def _limits() -> UploadLimits:
    return UploadLimits(file_bytes=workplace().config.upload_bytes)


def _may_be_blurred(stream: BinaryIO, taken: Taken, limits: UploadLimits) -> bool:
    if not taken.media_type.startswith("image/"):
        return False
    from lms_peer.vault.pictures import looks_blurred  # noqa: PLC0415 - see `vault.media`

    soft = looks_blurred(stream, limits, taken.name)
    stream.seek(0)
    return soft
