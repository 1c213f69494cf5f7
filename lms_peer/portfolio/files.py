"""The files of one piece of evidence: pictures are shown, short plain texts are printed, the rest is named."""

from __future__ import annotations

from collections.abc import Mapping

from lms_peer.domain.facts import Document
from lms_peer.portfolio import wording
from lms_peer.portfolio.album import Album
from lms_peer.portfolio.gather import Record
from lms_peer.portfolio.values import FileLine, Picture

PLAIN_TEXT = "text/plain"
LONGEST_TEXT = 20_000  # bytes: about seven printed pages


def print_files(
    record: Record, album: Album, documents: tuple[Document, ...], names: Mapping[str, str]
) -> tuple[tuple[Picture, ...], tuple[FileLine, ...]]:
    """The pictures, then everything else. `names` maps a SHA-256 to the name a file came under.

    Raises VaultMissing or VaultDamaged.
    """
    pictures, files = [], []
    for document in documents:
        name = names.get(document.sha256, "File without a name")
        size = wording.size(document.size)
        if url := album.show(document):
            pictures.append(Picture(url, name, size, document.sha256))
        else:
            kind = wording.kind_of_file(document.media_type)
            files.append(FileLine(name, kind, size, document.sha256, _text(record, document)))
    return tuple(pictures), tuple(files)


def _text(record: Record, document: Document) -> str:
    """What a short text file says; empty for any other file, and for text in an encoding that can only be guessed."""
    if document.media_type != PLAIN_TEXT or document.size > LONGEST_TEXT:
        return ""
    try:
        return record.original(document).decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
