"""Word files that are taken, and all that may be hidden in one."""

from __future__ import annotations

import io
import zipfile

import pytest

from lms_peer.domain.refusals import (
    FileDamaged,
    FileTypeRefused,
    FileUnpacksTooBig,
)
from lms_peer.vault.limits import UploadLimits
from tests.unit.vault.uploads import (
    TYPES,
    docx,
    packed,
    upload,
)

MACRO_TYPES = TYPES.replace("officedocument.wordprocessingml.document.main", "ms-word.document.macroEnabled.main")


def with_password(content: bytes) -> bytes:
    """The same Word file, each entry marked as locked in both of its headers."""
    locked = bytearray(content)
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = locked.find(mark)
        while at >= 0:
            locked[at + flags] |= 1
            at = locked.find(mark, at + 4)
    return bytes(locked)


def flipped(content: bytes, at: int) -> bytes:
    """The same bytes, one of them wrong."""
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (docx(**{"word/vbaProject.bin": b"Sub AutoOpen()"}), "a Word file with macros"),
        (docx(MACRO_TYPES), "a Word file with macros"),
        (docx(**{"word/activeX/activeX1.xml": b"<x/>"}), "a Word file with macros"),
        (with_password(docx()), "a Word file with a password"),
        (docx(**{"word/embeddings/more.docx": docx()}), "a Word file with another packed file inside"),
        (
            docx(**{"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0 stuff"}),
            "a Word file with another file inside",
        ),
        (docx(**{"word/media/image1.png": b"MZ\x90\0"}), "a Word file with a program inside"),
        (docx("<Types>spreadsheetml.sheet.main+xml</Types>"), "a packed file that is not a Word document"),
        (
            docx(
                **{
                    "word/_rels/settings.xml.rels": '<Relationships><Relationship Id="r" Type="http://x/attachedTemplate'
                    '" Target="https://example.org/evil.dotm" TargetMode="External"/></Relationships>'
                }
            ),
            "a Word file that fetches something from elsewhere",
        ),
    ],
)
def test_a_word_file_that_hides_something_is_refused(content: bytes, found: str) -> None:
    with pytest.raises(FileTypeRefused) as refused:
        upload("diary.docx", content)
    assert refused.value.found == found


_FETCHING = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type='
    '"http://x/attachedTemplate" Target="https://example.org/evil.dotm" TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("settings.xml.rels", _FETCHING.replace('"External"', "'External'")),
        ("settings.xml.rels", _FETCHING.replace('"External"', '"&#69;xternal"')),
        ("settings.xml.rels", _FETCHING.replace("attached", "&#97;ttached")),
        ("settings.xml.rels", _FETCHING.replace('Id="r"', 'Id="r>"')),
        ("settings.xml.rels", f'<?xml version="1.0" encoding="UTF-16"?>{_FETCHING}'.encode("utf-16")),
        (
            "settings.xml.rels",
            _FETCHING.replace("<R", "<p:R").replace("</R", "</p:R").replace("xmlns=", "xmlns:p="),
        ),
        ("settings.xml.RELS", _FETCHING),
        ("webSettings.xml.rels", _FETCHING.replace("attachedTemplate", "frame")),
    ],
)
def test_a_word_file_that_fetches_something_is_refused_however_it_says_so(part: str, content: str | bytes) -> None:
    with pytest.raises(FileTypeRefused) as refused:
        upload("diary.docx", docx(**{f"word/_rels/{part}": content}))
    assert refused.value.found == "a Word file that fetches something from elsewhere"


@pytest.mark.parametrize("content", ["<Relationships>", "", "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>"])
def test_a_word_file_whose_parts_can_not_be_told_is_refused(content: str) -> None:
    with pytest.raises(FileDamaged):
        upload("diary.docx", docx(**{"word/_rels/settings.xml.rels": content}))


def test_a_word_file_with_a_link_to_a_web_page_is_taken() -> None:
    link = '<Relationships><Relationship Type="http://x/hyperlink" Target="https://a.org" TargetMode="External"/>'
    upload("diary.docx", docx(**{"word/_rels/document.xml.rels": link + "</Relationships>"}))


def lying(content: bytes, says: int) -> bytes:
    """A packed file whose largest entry says it unpacks to `says` bytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        real = max(entry.file_size for entry in package.infolist())
    return content.replace(real.to_bytes(4, "little"), says.to_bytes(4, "little"))


def test_a_word_file_that_unpacks_to_something_huge_is_refused() -> None:
    bomb = docx(**{"word/media/image1.bmp": b"\0" * 30_000_000})
    with pytest.raises(FileUnpacksTooBig):  # far more than a picture packs
        upload("bomb.docx", bomb)
    many = docx(**{f"word/media/{number}.xml": b"<p>words</p>" * 20_000 for number in range(20)})
    upload("long.docx", many)
    with pytest.raises(FileUnpacksTooBig):
        upload("long.docx", many, UploadLimits(unpacked_bytes=4_000_000))
    with pytest.raises((FileUnpacksTooBig, FileDamaged)):
        upload("bomb.docx", lying(bomb, 1000))


def test_a_word_file_of_thousands_of_parts_is_refused() -> None:
    with pytest.raises(FileUnpacksTooBig):
        upload("many.docx", docx(**{f"word/{number}.xml": b"x" for number in range(2_001)}))


@pytest.mark.parametrize(
    "content",
    [
        docx()[:-30],
        docx()[: len(docx()) // 2],
        flipped(docx(), docx().find(b"word/document.xml") + 25),
        packed({"[Content_Types].xml": TYPES}),
        docx(**{"../../escape.xml": b"x"}),
        docx(**{"/etc/passwd": b"x"}),
    ],
    ids=["no end", "half", "flipped byte", "no document", "leaves its folder", "absolute"],
)
def test_a_word_file_that_is_broken_is_refused(content: bytes) -> None:
    with pytest.raises(FileDamaged):
        upload("diary.docx", content)
