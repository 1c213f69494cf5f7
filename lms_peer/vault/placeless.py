"""Files fit to leave the centre: without the place where they were made, or whose device it was.

A photo or film that tells neither leaves as it was sent, byte for byte. From one that does, what can not be seen is
taken out and what can be seen stays; that is a new file with a SHA-256 of its own.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from uuid import UUID

from PIL import Image

from lms_peer.domain.facts import Document
from lms_peer.domain.refusals import Refusal
from lms_peer.vault.films import recording_of, without_places
from lms_peer.vault.pictures import show_picture
from lms_peer.vault.store import Vault

VERSION = 2  # another number when files are changed in another way
_COPY = f"placeless-{VERSION}"
_FULL_SIZE, _FINE = 20_000, 92

# EXIF 3.0. Texts that people or their devices wrote: what is in the picture, whose it is, which device took it.
_TELLING = (0x010E, 0x013B, 0x013C, 0x8298, 0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F)
_TELLING_OF_CAMERA = (0x9286, 0xA430, 0xA431, 0xA435, 0xA436, 0xA437, 0xA438)
_PLACE, _CAMERA = 0x8825, 0x8769
_UPRIGHT, _TAKEN = 0x0112, 0x9003
_NOTE, _HARMLESS_NOTE = 0x927C, b"Apple iOS"  # other makers write owners, serial numbers and towns into theirs
_TELLING_WORDS = (
    b"GPS", b"ocation", b"creator", b"Serial", b"Owner", b"description", b"City", b"Country", b"Author", b"itle",
    b"mwg-rs", b"Raw profile",
)  # fmt: skip

# JPEG (ITU T.81, B.1.1.3): the segments that say how to draw it. All other APPn and COM segments are about it.
_START, _END, _SCAN = b"\xff\xd8", b"\xff\xd9", 0xDA
_ABOUT = frozenset(range(0xE0, 0xF0)) | {0xFE}
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_PNG = b"\x89PNG\r\n\x1a\n"
_FILM_IN_HEIC = b"mpvd"
_DRAWS = ((0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))


def leaving(vault: Vault, centre: UUID, document: Document) -> Document | None:
    """What a file leaves as: itself, a copy (see `copy_to_leave`), or None when it can not leave without telling.

    Found out once, and remembered. Raises VaultMissing, VaultDamaged.
    """
    if not document.media_type.startswith(("image/", "video/", "audio/")):
        return document
    try:
        known = json.loads(vault.shelved(centre, document.sha256, _COPY) or b"null")
        return Document(*known) if known else None if known == [] else _find_out(vault, centre, document)
    except (ValueError, TypeError):
        return _find_out(vault, centre, document)


def copy_to_leave(vault: Vault, centre: UUID, document: Document) -> bytes:
    """The bytes that `document` leaves as. Raises ValueError when it does not leave, VaultMissing, VaultDamaged."""
    left = leaving(vault, centre, document)
    if left is None:
        raise ValueError(f"{document.sha256} stays at the centre")
    if left == document:
        return vault.read(centre, document.sha256)
    return _changed(vault, centre, document)


def _find_out(vault: Vault, centre: UUID, document: Document) -> Document | None:
    left: Document | None = document
    if _tells(vault, centre, document):
        try:
            copy = _changed(vault, centre, document)
            kind = "image/jpeg" if document.media_type.startswith("image/") else document.media_type
            left = Document(hashlib.sha256(copy).hexdigest(), len(copy), kind)
        except (Refusal, _Stays):
            left = None
    vault.shelve(centre, document.sha256, _COPY, json.dumps(left or []).encode())
    return left


def _tells(vault: Vault, centre: UUID, document: Document) -> bool:
    if not document.media_type.startswith("image/"):
        return recording_of(vault, centre, document.sha256).places != ()
    try:
        return _photo_tells(vault.read(centre, document.sha256))
    except Exception:  # what a decoder says of a broken photo is anyone's guess: it is drawn anew, or stays
        return True


def _photo_tells(photo: bytes) -> bool:
    if _holds_more(photo):
        return True
    with Image.open(BytesIO(photo)) as picture:
        exif = picture.getexif()
        camera = exif.get_ifd(_CAMERA)
        words = b"".join(said if isinstance(said, bytes) else str(said).encode() for said in _beside(picture))
        return (
            bool(exif.get_ifd(_PLACE))
            or any(exif.get(tag) for tag in _TELLING)
            or any(camera.get(tag) for tag in _TELLING_OF_CAMERA)
            or not bytes(camera.get(_NOTE, _HARMLESS_NOTE)).startswith(_HARMLESS_NOTE)
            or any(word in words for word in _TELLING_WORDS)
            or getattr(picture, "n_frames", 1) > 1
        )


def _holds_more(photo: bytes) -> bool:
    """True when the file holds more than a picture, and of a JPEG more than one EXIF beside it. Raises ValueError.

    Behind a picture phones put the film of the moment before it was taken, and some the picture before it was cut.
    """
    if photo.startswith(_START):
        segments = list(_segments(photo))
        about = [segment for segment in segments if _is_about(segment)]
        more = len(about) > 1 or any(not one.startswith(b"Exif\0", 4) for one in about)
        return more or len(_START) + sum(map(len, segments)) < len(photo)
    if photo.startswith(_PNG):
        at = len(_PNG)
        while photo[at + 4 : at + 8] != b"IEND":
            if at >= len(photo):
                raise ValueError("the picture does not end")
            at += 12 + int.from_bytes(photo[at : at + 4])
        return at + 12 < len(photo)
    if photo.startswith(b"RIFF"):
        return 9 + int.from_bytes(photo[4:8], "little") < len(photo)  # with a byte to make it even
    return _FILM_IN_HEIC in photo


def _beside(picture: Image.Image) -> Iterator[object]:
    """What else is written in the file beside EXIF: XMP, IPTC, comments, texts."""
    for name in ("xmp", "photoshop", "comment", "XML:com.adobe.xmp", "Raw profile type iptc"):
        if said := picture.info.get(name):
            yield said
    yield from getattr(picture, "text", {}).items()


def _changed(vault: Vault, centre: UUID, document: Document) -> bytes:
    """The copy; that of a photo is kept beside the original. Raises FileDamaged, FileUnpacksTooBig, _Stays."""
    if document.media_type.startswith("image/"):
        return vault.drawn(centre, document.sha256, _COPY, _placeless_photo)
    places = recording_of(vault, centre, document.sha256).places
    changed = None if places is None else without_places(vault.read(centre, document.sha256), places)
    if changed is None:
        raise _Stays
    return changed


class _Stays(Exception):
    """The file can not be read, or the place stands in it in a way that can not be taken out without harm."""


def _placeless_photo(photo: bytes) -> bytes:
    """A JPEG keeps every pixel; any other picture is drawn anew in full size."""
    if photo.startswith(_START):
        with suppress(Exception):  # what broken EXIF does to a decoder is anyone's guess: then it is drawn anew
            return _START + _short_exif(photo) + b"".join(_that_draw(photo))
    return show_picture(photo, _FULL_SIZE, quality=_FINE)


def _short_exif(photo: bytes) -> bytes:
    """A segment that says which way up the picture is and when it was taken, and no more."""
    with Image.open(BytesIO(photo), formats=("JPEG",)) as picture:
        said = picture.getexif()
        upright, taken = said.get(_UPRIGHT), said.get_ifd(_CAMERA).get(_TAKEN)
    short = Image.Exif()
    if upright in range(2, 9):
        short[_UPRIGHT] = upright
    if isinstance(taken, str):
        short.get_ifd(_CAMERA)[_TAKEN] = taken
    content = short.tobytes() if upright or taken else b""
    return b"\xff\xe1" + (len(content) + 2).to_bytes(2) + content if content else b""


def _that_draw(photo: bytes) -> Iterator[bytes]:
    """The segments of the first picture in the file, without those that are only about it. Raises ValueError."""
    return (segment for segment in _segments(photo) if not _is_about(segment))


def _segments(photo: bytes) -> Iterator[bytes]:
    """Each segment of the first picture in a JPEG, from behind its start to its end. Raises ValueError."""
    at = len(_START)
    while photo[at : at + 2] != _END:
        if photo[at] != 0xFF:
            raise ValueError("no marker where there must be one")
        ends = at + 2 + int.from_bytes(photo[at + 2 : at + 4])
        if photo[at + 1] == _SCAN:
            found = _NEXT_MARKER.search(photo, ends)
            if found is None:
                raise ValueError("the picture does not end")
            ends = found.start()
        yield photo[at:ends]
        at = ends
    yield _END


def _is_about(segment: bytes) -> bool:
    draws = any(segment[1] == marker and segment.startswith(mark, 4) for marker, mark in _DRAWS)
    return segment[1] in _ABOUT and not draws
