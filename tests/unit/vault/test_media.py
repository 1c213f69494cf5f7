"""What may be uploaded: files that learners have, whole, and what their names say. Pictures and recordings too."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from lms_peer.domain.refusals import (
    FileDamaged,
    FileEmpty,
    FileTooBig,
    FileTypeRefused,
    FileUnpacksTooBig,
)
from lms_peer.vault.limits import UploadLimits
from lms_peer.vault.media import clean_name, take
from tests.unit.vault.uploads import (
    TAKEN,
    box,
    docx,
    film,
    heic,
    packed,
    pdf,
    photo,
    picture,
    png_saying,
    sound,
    upload,
)


@pytest.mark.parametrize("name", TAKEN)
def test_files_that_learners_have_are_taken(name: str) -> None:
    content, media_type = TAKEN[name]
    taken = upload(name, content)
    assert (taken.name, taken.media_type, taken.size) == (name, media_type, len(content))
    assert taken.suffix.startswith(".")


@pytest.mark.parametrize("name", TAKEN)
def test_a_taken_file_is_left_at_its_start(name: str) -> None:
    stream = io.BytesIO(TAKEN[name][0])
    take(name, stream)
    assert stream.read() == TAKEN[name][0]


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(FileEmpty):
        upload("empty.pdf", b"")


def test_a_file_over_the_limit_is_refused_and_one_at_the_limit_is_not() -> None:
    limits = UploadLimits(file_bytes=10)
    assert upload("a.txt", b"0123456789", limits).size == 10
    with pytest.raises(FileTooBig) as refused:
        upload("a.txt", b"0123456789!", limits)
    assert refused.value.limit == 10


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("photo.png", photo(), "a picture (jpeg)"),
        ("photo.jpg", heic(), "a picture (heic)"),
        ("photo.jpg", pdf(), "a PDF"),
        ("notes.pdf", photo(), "a picture (jpeg)"),
        ("notes.pdf", b"<html><script>alert(1)</script>", "a web page"),
        ("notes.pdf", b"only words", "a kind of file we do not know"),
        ("notes.pdf", docx(), "a Word file"),
        ("page.html", b"<!DOCTYPE html><p>Hello", "a web page"),
        ("page.txt", b"\n  <!DOCTYPE html><p>Hello", "a web page"),
        ("drawing.svg", b'<?xml version="1.0"?><svg onload="alert(1)"/>', "a web page"),
        ("drawing.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "a web page"),
        ("script.txt", b"#!/bin/sh\nrm -rf /", "a web page"),
        ("run.exe", b"MZ" + b"\0" * 200, "a program"),
        ("run.pdf", b"MZ" + b"\0" * 200, "a program"),
        ("run.pdf", b"\x7fELF" + b"\0" * 200, "a program"),
        ("moving.gif", picture("GIF"), "a picture (gif)"),
        ("holiday.bmp", picture("BMP"), "a picture (bmp)"),
        ("things.zip", packed({"a.txt": b"a"}), "a ZIP file"),
        ("things.jpg", packed({"a.txt": b"a"}), "a ZIP file"),
        ("things.docx", packed({"a.txt": b"a"}), "a packed file that is not a Word document"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, None),
        ("film.mp4", sound(), "a sound recording (x-wav)"),
        ("sound.wav", film(), "a film (mp4)"),
        ("film.avi", b"RIFF\0\0\0\0AVI LIST", "a film (x-msvideo)"),
        ("words.txt", b"\0\1\2\3 binary", "something that is not text"),
        ("words.txt", "naïve".encode("latin-1"), "text that is not saved as UTF-8"),
        ("words.txt", "words".encode("utf-16"), "text that is not saved as UTF-8"),
        ("words.txt", b"cut in the middle of a letter \xe2\x82", "text that is not saved as UTF-8"),
        ("words", b"only words", "a kind of file we do not know"),
        ("photo.jpg.exe", photo(), "a picture (jpeg)"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_or_of_another_kind_is_refused(
    name: str, content: bytes, found: str | None
) -> None:
    with pytest.raises(FileTypeRefused) as refused:
        upload(name, content)
    assert refused.value.name == name
    assert found is None or refused.value.found == found


def jpeg_with_comment(comment: bytes) -> bytes:
    """A good JPEG that carries something else in its first bytes."""
    return picture("JPEG", comment=comment)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pdf in a photo.jpg", jpeg_with_comment(b"%PDF-1.7\n1 0 obj")),
        ("page in a photo.jpg", jpeg_with_comment(b"<html><script>alert(1)</script>")),
        ("program in a photo.jpg", jpeg_with_comment(b"<?php system($_GET[0]);")),
        ("zip after a photo.jpg", photo() + packed({"evil.js": b"alert(1)"})),
        ("zip after a picture.png", picture("PNG") + packed({"evil.js": b"alert(1)"})),
        ("zip after a pdf.pdf", pdf() + packed({"evil.js": b"alert(1)"})),
        ("zip after a film.mp4", film() + packed({"evil.js": b"alert(1)"})),
        ("zip after words.txt", b"words" + packed({"evil.js": b"alert(1)"}, zipfile.ZIP_STORED)),
        ("page before a pdf.pdf", b"%PDF-1.4\n<script>alert(1)</script>" + pdf()),
        ("two pdfs.pdf", b"%PDF-1.4\n%PDF-1.7\n" + pdf()),
    ],
)
def test_two_files_in_one_are_refused(name: str, content: bytes) -> None:
    with pytest.raises(FileTypeRefused) as refused:
        upload(name, content)
    assert "in one" in refused.value.found


@pytest.mark.parametrize(
    "make", [photo, heic, lambda: picture("PNG", (300, 200)), lambda: picture("WEBP", (300, 200))]
)
def test_a_picture_that_was_cut_short_is_refused(make: Callable[[], bytes]) -> None:
    content = make()
    name = {b"\xff\xd8": "a.jpg", b"\x89P": "a.png", b"RI": "a.webp"}.get(content[:2], "a.heic")
    upload(name, content)
    for share in (0.95, 0.5):
        with pytest.raises(FileDamaged):
            upload(name, content[: int(len(content) * share)])


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_drawn() -> None:
    with pytest.raises(FileUnpacksTooBig):
        upload("bomb.png", png_saying(50_000, 50_000))
    with pytest.raises(FileUnpacksTooBig):
        upload("bomb.png", png_saying(8_000, 8_000))
    limits = UploadLimits(pictures_pixels=64 * 48)
    for name, content in (("a.jpg", picture("JPEG")), ("a.heic", heic()), ("a.webp", picture("WEBP"))):
        upload(name, content, limits)
        with pytest.raises(FileUnpacksTooBig):
            upload(name, content, UploadLimits(pictures_pixels=64 * 48 - 1))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cut short.mp4", film()[:-1]),
        ("no index.mp4", box(b"ftyp", b"isom\0\0\0\1isom") + box(b"mdat", b"\7" * 100)),
        ("noise after.mp4", film() + b"\0\0\0\2junk"),
        ("cut short.m4a", film(b"M4A ", b"isom")[:-1]),
        ("cut short.wav", sound()[:-1]),
        ("silent.wav", sound(0)),
    ],
)
def test_a_recording_that_was_cut_short_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(FileDamaged):
        upload(name, content)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("photo.jpg", "photo.jpg"),
        ("C:\\Users\\Someone\\Desktop\\my photo.jpg", "my photo.jpg"),
        ("/home/someone/../photo.jpg", "photo.jpg"),
        ("../../etc/passwd", "passwd"),
        ("line\r\nbreak\x00.jpg", "line break.jpg"),
        ("evil\u202egpj.exe", "evil gpj.exe"),
        ("zero\u200bwidth.jpg", "zero width.jpg"),
        ("  . spaced .jpg . ", "spaced.jpg"),
        ("Cafe\u0301.jpg", "Café.jpg"),
        ("tystiolaeth ŵy.jpg", "tystiolaeth ŵy.jpg"),
        ("", "file"),
        ("...", "file"),
        ("/", "file"),
    ],
)
def test_names_are_cleaned_before_they_are_shown(given: str, shown: str) -> None:
    assert clean_name(given) == shown


def test_long_names_are_shortened_and_keep_their_ending() -> None:
    assert clean_name("x" * 300 + ".jpg") == "x" * 116 + ".jpg"
    assert len(clean_name("x." + "y" * 300)) <= 120
