"""Taking what people upload: it is what its name says, whole, not too big, and hides nothing that runs.

Only looks; `Vault.keep` keeps. A file that is taken is kept byte for byte, and pictures are shown only as
drawn anew by `pictures.show_picture`. What opens pictures and PDFs is loaded when the first one comes: it takes 15 MB,
which a process that only takes statements never needs.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from lms_peer.domain.refusals import FileDamaged, FileEmpty, FileTooBig, FileTypeRefused
from lms_peer.vault.kinds import DOCX, KINDS, PDF, TEXT, Kind, looks_like, plainly
from lms_peer.vault.limits import USUAL, UploadLimits
from lms_peer.vault.recordings import check_recording

NAME_LENGTH = 120
_HEAD = 4096
# What another reader would take this file for: PDF readers look in the first kilobyte, browsers at the start.
_ALSO = ((b"%pdf-", "a PDF"), (b"<script", "a web page"), (b"<html", "a web page"), (b"<?php", "a program"))


@dataclass(frozen=True)
class Taken:
    """An upload that passed: its cleaned name, kind, usual suffix (`.jpg`) and length in bytes."""

    name: str
    media_type: str
    suffix: str
    size: int


def take(name: str, stream: BinaryIO, limits: UploadLimits = USUAL) -> Taken:
    """Look at one upload (a stream that can seek) and leave it at its start, ready to be kept.

    Raises FileEmpty, FileTooBig, FileTypeRefused, FileDamaged or FileUnpacksTooBig with the cleaned name.
    """
    shown = clean_name(name)
    size = stream.seek(0, 2)
    if not size:
        raise FileEmpty(shown)
    if size > limits.file_bytes:
        raise FileTooBig(shown, limits.file_bytes)
    stream.seek(0)
    kind = _kind(shown, stream.read(_HEAD))
    _refuse_two_in_one(shown, stream, kind)
    stream.seek(0)
    _check(shown, stream, kind, size, limits)
    stream.seek(0)
    return Taken(shown, kind.media_type, kind.suffixes[0], size)


def clean_name(name: str) -> str:
    """A file's name fit to show: no folders, no control or direction characters, at most 120 characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in last)
    words = re.sub(r"\s+", " ", visible).strip(" .")
    path = PurePosixPath(words or "file")
    suffix = path.suffix[:20]
    return path.name.removesuffix(suffix)[: NAME_LENGTH - len(suffix)].rstrip() + suffix


def _kind(name: str, head: bytes) -> Kind:
    suffix = PurePosixPath(name).suffix.lower()
    looks = found = looks_like(head)
    if suffix == ".txt" and found != "text/html":
        looks = TEXT  # words may begin with the letters that mark another kind; check_text looks at all of them
    if found == "application/zip":
        looks = DOCX  # only Word files are taken of all packed files, and check_docx knows them better
    kind = next((kind for kind in KINDS if kind.fits(looks, suffix)), None)
    if kind is None:
        raise FileTypeRefused(name, plainly(found))
    return kind


def _refuse_two_in_one(name: str, stream: BinaryIO, kind: Kind) -> None:
    """A file that two programs read in two ways gets past checks as one and does harm as the other."""
    stream.seek(0)
    head = stream.read(_HEAD).lower()
    for mark, found in _ALSO:
        if mark in (head[5:] if kind.media_type == PDF else head):
            raise FileTypeRefused(name, f"{plainly(kind.media_type)} and {found} in one")
    if kind.media_type != DOCX and zipfile.is_zipfile(stream):
        raise FileTypeRefused(name, f"{plainly(kind.media_type)} and a ZIP file in one")


def _check(name: str, stream: BinaryIO, kind: Kind, size: int, limits: UploadLimits) -> None:
    try:
        if kind.media_type.startswith("image/"):
            from lms_peer.vault.pictures import check_picture

            check_picture(name, stream, kind.media_type, limits)
        elif kind.media_type in {DOCX, PDF, TEXT}:
            from lms_peer.vault.papers import check_paper

            check_paper(name, stream, kind.media_type, limits)
        else:
            check_recording(name, stream, kind.media_type, size)
    except (OverflowError, MemoryError, RecursionError) as error:
        raise FileDamaged(name) from error
