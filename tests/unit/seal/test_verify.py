"""The check of a sealed portfolio: what it finds, and how it names it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from lms_peer import keyring, seal
from lms_peer.database import db
from lms_peer.keyring import Purpose
from lms_peer.ledger import append
from lms_peer.seal import Given, check
from lms_peer.seal.notes import checkpoint_text, signed_note
from lms_peer.seal.offline.pdf import Pdf
from lms_peer.seal.offline.record import read_note
from tests.unit.ledger.given import AUTHORITY, NOON, a_statement, said
from tests.unit.seal.given import Issued, as_lines, issued, lines, sealed, with_files


def wrong(pdf: bytes, **given: bytes | str) -> str:
    """Everything that is found, in one text."""
    return "\n".join(check(pdf, Given(**given)).wrong)  # type: ignore[arg-type]


def test_a_portfolio_is_as_it_was_sealed(made: Issued) -> None:
    answer = check(made.pdf, Given(made.certificate, made.kept, "north"))
    assert answer.wrong == []
    told = "\n".join(answer.right)
    assert "North centre" in told
    assert "the certificate that you gave" in told
    assert "begins with the 2 statements of the checkpoint that you keep" in told
    assert "Its 4 statements are in the record of peer.example/centre/north" in told
    assert "very files they name: 1." in told


def test_without_a_certificate_it_says_what_to_compare(made: Issued) -> None:
    told = "\n".join(check(made.pdf).right)
    assert hashlib.sha256(keyring_der(made)).hexdigest() in told
    assert "this check was made without it" in told


def keyring_der(made: Issued) -> bytes:
    return x509.load_pem_x509_certificate(made.certificate).public_bytes(Encoding.DER)


def test_the_program_inside_checks_it_alone(made: Issued, tmp_path: Path) -> None:
    """In a folder of its own, where nothing of this service can be imported."""
    script = tmp_path / "verify_portfolio.py"
    script.write_bytes(Pdf(made.pdf).unpacked(Pdf(made.pdf).attachments()["verify_portfolio.py"]))
    assert script.read_bytes() == seal.script()
    assert b"lms_peer." not in script.read_bytes()
    for name, pdf, status in (("good.pdf", made.pdf, 0), ("bad.pdf", flipped(made.pdf, b"/Length"), 1)):
        (tmp_path / name).write_bytes(pdf)
        (tmp_path / "centre.pem").write_bytes(made.certificate)
        words = [sys.executable, "-I", script, tmp_path / name, "--certificate", tmp_path / "centre.pem"]
        ran = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603
        assert (ran.returncode, ran.stderr) == (status, "")
        assert ("did NOT pass the check" in ran.stdout) is bool(status)


@pytest.mark.parametrize(
    ("package", "here"), [('__version__ = "38.0.4"', "38.0.4"), ("raise ImportError", "none")], ids=["old", "none"]
)
def test_the_program_says_so_where_it_can_not_look(tmp_path: Path, package: str, here: str) -> None:
    script, there = tmp_path / "verify_portfolio.py", tmp_path / "cryptography"
    script.write_bytes(seal.script())
    there.mkdir()
    (there / "__init__.py").write_text(package)
    ran = subprocess.run([sys.executable, script, "any.pdf"], capture_output=True, text=True, check=False)  # noqa: S603
    assert (ran.returncode, ran.stderr) == (2, "")
    assert f"Nothing was checked. This needs the package cryptography, 40 or later; here is {here}." in ran.stdout


def flipped(pdf: bytes, near: bytes) -> bytes:
    """One bit changed in the byte before the first place that holds these bytes."""
    at = pdf.index(near) - 1
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def unsealed(made: Issued, change: object) -> bytes:
    """The portfolio saved anew with something changed: the signature is not right any more."""
    with pikepdf.open(BytesIO(made.pdf)) as document:
        change(document)  # type: ignore[operator]
        written = BytesIO()
        document.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    "name", ["photo.txt", "statements.jsonl", "proofs.json", "checkpoint.txt", "keys.json", "verify_portfolio.py"]
)
def test_an_altered_file_inside_is_named(made: Issued, name: str) -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.attachments[name].obj.EF.F.write(b"something else")

    found = wrong(unsealed(made, change))
    assert f"The attachment {name} was altered" in found
    assert "The signature of the PDF was altered" in found or "The PDF was altered" in found


def test_a_file_taken_out_or_put_in_is_named(made: Issued) -> None:
    def take_out(document: pikepdf.Pdf) -> None:
        del document.attachments["photo.txt"]

    def put_in(document: pikepdf.Pdf) -> None:
        document.attachments["reference.txt"] = b"He did very well."

    assert "The attachment photo.txt was altered, or is missing." in wrong(unsealed(made, take_out))
    assert "The attachment reference.txt was added." in wrong(unsealed(made, put_in))


def draw_on_the_second_page(document: pikepdf.Pdf) -> None:
    page = document.pages[1]
    page.Contents = pikepdf.Array([document.make_stream(b"q Q "), *page.Contents])


def test_an_altered_page_is_named(made: Issued) -> None:
    assert "What a page shows was altered. Pages: 2." in wrong(unsealed(made, draw_on_the_second_page))


def test_a_page_taken_out_is_counted(made: Issued) -> None:
    def take_out(document: pikepdf.Pdf) -> None:
        del document.pages[-1]

    count = len(Pdf(made.pdf).pages())
    said = f"What a page shows was altered. There were {count} pages, there are {count - 1}."
    assert said in wrong(unsealed(made, take_out))


def test_a_file_that_is_no_pdf_is_called_so() -> None:
    assert check(b"").wrong == check(b"\x89PNG").wrong == ["This is not a PDF, or its beginning was altered."]


def test_an_altered_page_is_named_where_the_manifest_holds_the_sums_of_former_versions(made: Issued) -> None:
    whole = Pdf(made.pdf).pages(parted=False)
    former = sealed(made.centre, made.parts, manifest=lambda files, _: seal.manifest(files, whole))
    assert wrong(former, certificate=made.certificate) == ""
    altered = unsealed(replace(made, pdf=former), draw_on_the_second_page)
    assert "What a page shows was altered. Pages: 2." in wrong(altered)


def test_an_altered_picture_is_named_by_every_page_that_draws_it(made: Issued) -> None:
    def share(document: pikepdf.Pdf) -> None:
        dot = document.make_stream(b"0" * 3, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
        for page in document.pages:
            page.Resources.XObject = pikepdf.Dictionary(Dot=dot)

    with pikepdf.open(BytesIO(made.pdf)) as document:
        share(document)
        before, after = BytesIO(), BytesIO()
        document.save(before)
        document.pages[0].Resources.XObject.Dot.write(b"1" * 3)
        document.save(after)
    for parted in (True, False):
        pairs = zip(Pdf(before.getvalue()).pages(parted), Pdf(after.getvalue()).pages(parted), strict=True)
        assert [one == other for one, other in pairs] == [False, False]


def test_what_was_added_behind_the_seal_is_found(made: Issued) -> None:
    assert "something was added" in wrong(made.pdf + b"\n% a line")
    assert "can not be read" in wrong(made.pdf[:-200])
    assert "not sealed" in wrong(unsealed(made, lambda document: document.Root.AcroForm.Fields.clear()))
    assert "not a PDF" in wrong(b"no PDF at all")


def test_an_altered_statement_is_named_even_when_all_is_sealed_anew(made: Issued) -> None:
    statements = lines(made)
    second = statements[1]
    second["statement"] = str(second["statement"]).replace("H1", "H2")
    found = wrong(with_files(made, {"statements.jsonl": as_lines(statements)}), certificate=made.certificate)
    assert found == (
        f"The statement at position {second['position']}, or its proof, was altered: it is not in the record that "
        "the centre signed."
    )


@pytest.mark.parametrize("part", ["centre", "stored", "version", "authority", "attachments", "id"])
def test_every_part_of_a_statement_is_under_the_proof(made: Issued, part: str) -> None:
    statements = lines(made)
    statements[0][part] = {
        "centre": "00000000-0000-4000-8000-000000000000",
        "id": "00000000-0000-4000-8000-000000000000",
        "attachments": ["ab" * 32],
    }.get(part, "2.0.0")
    assert "The statement at position 1" in wrong(with_files(made, {"statements.jsonl": as_lines(statements)}))


def test_a_statement_left_out_or_told_twice_is_named(made: Issued) -> None:
    first, *rest = lines(made)
    assert (
        wrong(with_files(made, {"statements.jsonl": as_lines(rest)})) == "The statement at position 1 is missing."
    )
    twice = with_files(made, {"statements.jsonl": as_lines([first, first, *rest])})
    assert wrong(twice) == "The statement at position 1 has no proof, or is there twice."


def test_an_altered_proof_is_named(made: Issued) -> None:
    proofs = json.loads(made.files["proofs.json"])
    proofs["statements"]["1"] = proofs["statements"]["1"][::-1]
    assert "The statement at position 1, or its proof" in wrong(
        with_files(made, {"proofs.json": json.dumps(proofs).encode()})
    )


def test_an_old_checkpoint_is_refused(made: Issued) -> None:
    found = wrong(with_files(made, {"checkpoint.txt": made.kept}))
    assert "The proofs do not belong to this checkpoint: they are for 4 statements, and it stands for 2." in found


def test_a_checkpoint_that_was_altered_is_refused(made: Issued) -> None:
    note = made.files["checkpoint.txt"].replace(b"\n4\n", b"\n5\n")
    assert wrong(with_files(made, {"checkpoint.txt": note})) == (
        "The checkpoint was altered: its signature is not right."
    )


def test_a_portfolio_of_another_centre_is_refused(made: Issued) -> None:
    other = issued("south")
    found = wrong(other.pdf, certificate=made.certificate, checkpoint=made.kept, centre="north")
    assert "sealed with another certificate than the one you gave" in found
    assert "a portfolio of another centre: peer.example/centre/south" in found
    assert "The checkpoint that you keep is of another centre: peer.example/centre/north." in found


def test_a_forked_ledger_is_refused(made: Issued) -> None:
    """Somebody keeps a checkpoint of another history, signed with the very key of the centre."""
    other = by_the_centre(made, 2, b"\7" * 32)
    assert "The record was rewritten" in wrong(made.pdf, checkpoint=other, certificate=made.certificate)
    other = by_the_centre(made, made.position, b"\7" * 32)
    assert "The record was rewritten" in wrong(made.pdf, checkpoint=other)


def test_a_portfolio_older_than_the_checkpoint_that_is_kept_is_refused(made: Issued) -> None:
    newer = by_the_centre(made, made.position + 1, b"\7" * 32)
    assert "The portfolio is older than the checkpoint that you keep" in wrong(made.pdf, checkpoint=newer)


def test_a_checkpoint_that_nobody_handed_out_proves_nothing(made: Issued) -> None:
    other = by_the_centre(made, 3, b"\7" * 32)
    assert "can not show that it follows the checkpoint" in wrong(made.pdf, checkpoint=other)
    assert "can not be read" in wrong(made.pdf, checkpoint=b"no checkpoint")


def by_the_centre(made: Issued, size: int, root: bytes) -> bytes:
    """A checkpoint signed with the centre's own key."""
    origin = read_note(made.kept).origin
    private = keyring.private(keyring.current(Purpose.CHECKPOINT, made.centre))
    return signed_note(checkpoint_text(origin, size, root), origin, private).encode()  # type: ignore[arg-type]


def test_with_a_new_key_the_old_checkpoint_needs_the_certificate() -> None:
    west = issued("west")
    keyring.rotate(Purpose.CHECKPOINT, west.centre)
    append(west.centre, said(a_statement(77)), AUTHORITY, NOON)
    db.session.commit()
    parts = seal.evidence_of(west.centre, west.registration, west.position + 1).attachments
    pdf = sealed(west.centre, parts)
    assert check(pdf).wrong == []
    assert "signed with another key" in wrong(pdf, checkpoint=west.kept)
    assert wrong(pdf, checkpoint=west.kept, certificate=west.certificate) == ""


def test_the_files_are_the_same_for_the_same_position(made: Issued) -> None:
    again = seal.evidence_of(made.centre, made.registration, made.position).attachments
    assert again == made.parts[:-1]
