"""An upload is what its name says, whole, not too big, and hides nothing that runs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pikepdf
import pytest

from lms_peer.domain.refusals import (
    FileDamaged,
    FileEmpty,
    FileTooBig,
    FileTypeRefused,
    FileUnpacksTooBig,
)
from lms_peer.vault.media import Taken, UploadLimits, clean_name, take
from tests.unit.vault.uploads import (
    TAKEN,
    TYPES,
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
)

MACRO_TYPES = TYPES.replace("officedocument.wordprocessingml.document.main", "ms-word.document.macroEnabled.main")


def upload(name: str, content: bytes, limits: UploadLimits | None = None) -> Taken:
    """Hand one file in."""
    return take(name, io.BytesIO(content), limits or UploadLimits())


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


def action(**entries: object) -> pikepdf.Dictionary:
    """A PDF action, with names as `/Name`."""
    return pikepdf.Dictionary({f"/{key}": value for key, value in entries.items()})


def script() -> pikepdf.Dictionary:
    """Runs a script."""
    return action(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def launch() -> pikepdf.Dictionary:
    """Starts a program."""
    return action(S=pikepdf.Name.Launch, F="cmd.exe")


PACKED = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}


@pytest.mark.parametrize("packing", [{}, PACKED], ids=["plain", "packed objects"])
@pytest.mark.parametrize(
    ("make_root", "found"),
    [
        (lambda: {"/OpenAction": script()}, "a PDF with a script inside"),
        (lambda: {"/OpenAction": launch()}, "a PDF with a program to start inside"),
        (lambda: {"/AA": action(WC=script())}, "a PDF with a script inside"),
        (lambda: {"/Names": action(JavaScript=action(Names=pikepdf.Array(["x"])))}, "a PDF with a script inside"),
        (lambda: {"/Deep": pikepdf.Array([pikepdf.Array([launch()])])}, "a PDF with a program to start inside"),
    ],
)
def test_a_pdf_that_runs_something_is_refused(
    make_root: Callable[[], dict[str, object]], found: str, packing: dict[str, object]
) -> None:
    with pytest.raises(FileTypeRefused) as refused:
        upload("notes.pdf", pdf(root=make_root(), **packing))
    assert refused.value.found == found


def test_a_pdf_with_a_file_inside_is_refused() -> None:
    made = pikepdf.new()
    made.add_blank_page()
    made.attachments["evil.exe"] = b"MZ"
    made.save(out := io.BytesIO())
    with pytest.raises(FileTypeRefused) as refused:
        upload("notes.pdf", out.getvalue())
    assert refused.value.found == "a PDF with another file inside"


def with_part(put: Callable[[pikepdf.Pdf], None]) -> bytes:
    """A PDF of one page, with what `put` puts into it."""
    made = pikepdf.new()
    made.add_blank_page()
    put(made)
    made.save(out := io.BytesIO())
    return out.getvalue()


def _hidden_file(made: pikepdf.Pdf) -> None:
    """A file that does not say that it is one: its /Type may be left out (PDF 32000-1, table 45)."""
    file = action(Type=pikepdf.Name.Filespec, F="evil.exe", EF=action(F=made.make_stream(b"MZ")))
    names = action(Names=pikepdf.Array(["evil.exe", made.make_indirect(file)]))
    made.Root.Names = action(EmbeddedFiles=names)


def _form(made: pikepdf.Pdf, xml: bytes) -> None:
    parts = pikepdf.Array(["template", made.make_stream(xml)])
    made.Root.AcroForm = action(Fields=pikepdf.Array([]), XFA=parts)


SCRIPTED = b"<event><script contentType='application/x-javascript'>app.alert(1)</script></event>"


@pytest.mark.parametrize(
    ("put", "found"),
    [
        (_hidden_file, "another file"),
        (lambda made: _form(made, SCRIPTED), "a script"),
        (lambda made: setattr(made.Root, "OpenAction", action(S=pikepdf.Name.Rendition)), "a film"),
        (lambda made: setattr(made.Root, "OpenAction", action(S=pikepdf.Name.Movie)), "a film"),
    ],
)
def test_a_pdf_that_hides_something_is_refused(put: Callable[[pikepdf.Pdf], None], found: str) -> None:
    with pytest.raises(FileTypeRefused) as refused:
        upload("notes.pdf", with_part(put))
    assert refused.value.found == f"a PDF with {found} inside"


def test_a_form_without_a_script_is_taken() -> None:
    upload("form.pdf", with_part(lambda made: _form(made, b"<template><field name='a'/></template>")))


def test_a_pdf_with_links_bookmarks_and_packed_objects_is_taken() -> None:
    opens = action(S=pikepdf.Name.GoTo, D=pikepdf.Array([]))
    upload(
        "notes.pdf",
        pdf(3, {"/OpenAction": opens, "/Hint": action(S=pikepdf.Name.URI, URI="https://a.org")}, **PACKED),
    )


def test_a_pdf_with_a_password_is_refused() -> None:
    locked = pdf(encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(FileTypeRefused) as refused:
        upload("notes.pdf", locked)
    assert refused.value.found == "a PDF with a password"


@pytest.mark.parametrize(
    "content",
    [
        pdf(5)[:-200],
        pdf(5)[: len(pdf(5)) // 2],
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.7\n" + b"\0\xff" * 500 + b"%%EOF",
        pdf(0),
    ],
    ids=["end missing", "half", "nothing inside", "noise", "no pages"],
)
def test_a_pdf_that_is_broken_is_refused(content: bytes) -> None:
    with pytest.raises(FileDamaged):
        upload("notes.pdf", content)


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
