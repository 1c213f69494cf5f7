"""Which kinds of file are taken, and what a file is by its first bytes. Reads no further than it is given."""

from __future__ import annotations

from dataclasses import dataclass

import filetype

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
TEXT = "text/plain"
HEIC = "image/heic"

# One container, many names: a phone's voice note and its film differ only by what is inside.
_FILM = ("video/mp4", "video/quicktime", "video/3gpp", "video/x-m4v", "audio/mp4")


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken: what it is kept as, how its name may end, what its bytes look like."""

    media_type: str
    suffixes: tuple[str, ...]
    looks_like: tuple[str, ...] = ()

    def fits(self, looks: str, suffix: str) -> bool:
        """True when bytes that look like `looks` may be called `*suffix`. No suffix promises nothing."""
        own = self.looks_like or (self.media_type,)
        return looks in own and suffix in self.suffixes if suffix else looks == own[0]


KINDS = (
    Kind("image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif")),
    Kind("image/png", (".png",)),
    Kind("image/webp", (".webp",)),
    Kind(HEIC, (".heic", ".heif", ".hif")),
    Kind(PDF, (".pdf",)),
    Kind(DOCX, (".docx",)),
    Kind(TEXT, (".txt",)),
    Kind("audio/mpeg", (".mp3",)),
    Kind("audio/mp4", (".m4a",), ("audio/mp4", *_FILM)),
    Kind("audio/aac", (".aac",)),
    Kind("audio/ogg", (".ogg", ".oga", ".opus")),
    Kind("audio/wav", (".wav",), ("audio/x-wav",)),
    Kind("audio/amr", (".amr",)),
    Kind("video/webm", (".webm",)),
    Kind("audio/webm", (".weba",), ("video/webm",)),
    Kind("video/mp4", (".mp4", ".m4v"), _FILM),
    Kind("video/quicktime", (".mov", ".qt"), ("video/quicktime", *_FILM)),
    Kind("video/3gpp", (".3gp", ".3gpp"), ("video/3gpp", *_FILM)),
)

# ISO 14496-12 brands that filetype does not know, by their first letters.
_BRANDS = (
    (b"3g", "video/3gpp"),
    (b"iso", "video/mp4"),
    (b"avc1", "video/mp4"),
    (b"dash", "video/mp4"),
    (b"mmp4", "video/mp4"),
    (b"MSNV", "video/mp4"),
    (b"M4V", "video/mp4"),
    (b"hei", HEIC),
    (b"hev", HEIC),
    (b"mif1", HEIC),
)

_PLAIN_NAMES = {
    "": "a kind of file we do not know",
    "application/zip": "a ZIP file",
    "application/x-msdownload": "a program",
    "application/x-executable": "a program",
    "application/msword": "an old Word file (.doc)",
    "application/vnd.oasis.opendocument.text": "an OpenDocument text (.odt)",
    "text/html": "a web page",
    DOCX: "a Word file",
    PDF: "a PDF",
    TEXT: "plain text",
}

_MARKUP = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<body", b"<head", b"<?php", b"#!/")


def looks_like(head: bytes) -> str:
    """The media type of a file by its first bytes (4 KiB are enough); empty when nothing is recognised."""
    if head[4:8] == b"ftyp":
        brand = next((kind for start, kind in _BRANDS if head[8:12].startswith(start)), None)
        if brand is not None:
            return brand
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:16].lower().startswith(_MARKUP):
        return "text/html"
    found = filetype.guess_mime(head)
    return str(found) if found else ""


def plainly(looks: str) -> str:
    """What a media type is called in a sentence: `It looks like …`."""
    if looks in _PLAIN_NAMES:
        return _PLAIN_NAMES[looks]
    family, _, detail = looks.partition("/")
    names = {"image": "a picture", "audio": "a sound recording", "video": "a film"}
    return f"{names.get(family, 'a file')} ({detail})"
