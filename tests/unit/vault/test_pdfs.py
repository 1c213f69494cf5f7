"""PDFs that are taken, and all that may be hidden in one."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest

from lms_peer.domain.refusals import (
    FileDamaged,
    FileTypeRefused,
)
from tests.unit.vault.uploads import (
    pdf,
    upload,
)


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
