"""The signature, as others see it: pdfsig, pyHanko, veraPDF; and the time that an authority adds."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask

from lms_peer import keyring, seal
from lms_peer.database import db
from lms_peer.keyring import Purpose
from lms_peer.seal import Given, check
from lms_peer.seal.offline.pdf import Pdf
from lms_peer.seal.room import room_in
from lms_peer.seal.unsealed import NotTimed
from tests import judges
from tests.unit.keyring.test_keyring import packed
from tests.unit.seal.authority import time_authority
from tests.unit.seal.given import Issued, bound, issued, sealed


def test_pdfsig_and_pyhanko_say_that_it_is_valid(made: Issued, tmp_path: Path) -> None:
    (tmp_path / "sealed.pdf").write_bytes(made.pdf)
    (tmp_path / "centre.pem").write_bytes(made.certificate)
    seen = _ran("pdfsig", tmp_path / "sealed.pdf")
    assert "Signature is Valid" in seen
    assert "Total document signed" in seen
    assert "ETSI.CAdES.detached" in seen
    tool = Path(sys.executable).with_name("pyhanko")
    words = [
        "--trust",
        tmp_path / "centre.pem",
        "--no-revocation-check",
        "--pretty-print",
        tmp_path / "sealed.pdf",
    ]
    assert "The signature is judged VALID" in _ran(tool, "sign", "validate", *words)


def _ran(*words: object) -> str:
    return subprocess.run(list(map(str, words)), capture_output=True, text=True, check=True).stdout  # noqa: S603


def test_signing_breaks_neither_pdfa_nor_pdfua(made: Issued) -> None:
    assert judges.verapdf(made.pdf) == [[]]
    assert judges.qpdf(made.pdf) == []


def test_what_was_bound_stays_but_for_the_room_of_the_seal(made: Issued) -> None:
    with bound(made.parts) as unsigned:
        before = unsigned.read()
    assert len(made.pdf) == len(before)
    assert seal.blanked(made.pdf) == before


def test_a_key_that_a_centre_brought_signs() -> None:
    east = issued("east")
    own = rsa.generate_private_key(65537, 2048)
    keyring.bring(packed(own), "open", east.centre)
    db.session.commit()
    pdf = sealed(east.centre, east.parts)
    assert check(pdf, Given(_pem(east.centre))).wrong == []
    assert check(pdf, Given(east.certificate)).wrong == [
        "The PDF was sealed with another certificate than the one you gave."
    ]


def _pem(centre: object) -> bytes:
    return (keyring.current(Purpose.SIGNATURE, centre).certificate or "").encode()  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def authority() -> Iterator[str]:
    """The address of a time-stamp authority on this machine."""
    with time_authority() as url:
        yield url


def test_a_time_stamp_says_when(made: Issued, here: Flask, authority: str) -> None:
    pdf = sealed(made.centre, made.parts, authority)
    answer = check(pdf, Given(made.certificate))
    assert answer.wrong == []
    assert any(
        re.search(
            r"^A time-stamp says that it was sealed by \d+ [A-Z][a-z]+ \d{4}, .* UTC: .*authority for time", one
        )
        for one in answer.right
    )
    at = pdf.index(b"/Contents <") + 5000  # in the token, behind the signature
    assert check(pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]).wrong


def test_without_an_answer_of_the_authority_nothing_is_signed(made: Issued) -> None:
    with bound(()) as file:
        before = file.read()
        with pytest.raises(NotTimed, match="LMS_PEER_TIMESTAMP_URL"):
            seal.sign(file, made.centre, called="North", timestamp_url="http://127.0.0.1:9/")
        file.seek(0)
        assert file.read() == before


def test_a_time_stamp_that_nobody_could_check_is_not_used(made: Issued) -> None:
    with bound(()) as file:
        before = file.read()
        with time_authority(stranger=True) as url, pytest.raises(NotTimed):
            seal.sign(file, made.centre, called="North", timestamp_url=url)
        file.seek(0)
        assert file.read() == before


def test_a_file_is_signed_once(made: Issued) -> None:
    with bound(()) as file:
        seal.sign(file, made.centre, called="North")
        with pytest.raises(ValueError, match="no empty room"):
            seal.sign(file, made.centre, called="North")


def test_a_signature_that_is_too_long_is_refused_and_nothing_is_written(made: Issued) -> None:
    with bound(()) as file:
        before = file.read()
        with room_in(file) as room, pytest.raises(ValueError, match="room for 20000"):
            room.fill(bytes(seal.ROOM + 1))
        file.seek(0)
        assert file.read() == before


def test_what_looks_like_room_inside_an_attachment_is_left_alone(made: Issued) -> None:
    """A photo is kept as it is, so whoever sends one chooses bytes of the file."""
    bait = b"1 0 obj\n<< /ByteRange [ 0 9999999999 9999999999 9999999999 ] /Contents <" + b"0" * 900 + b"> >>"
    photo = seal.Attachment("bait.jpg", bait * 3, "image/jpeg", "A photo")
    pdf = sealed(made.centre, (*made.parts, photo))
    assert pdf.count(bait) == 3
    assert check(pdf, Given(made.certificate)).wrong == []


def test_a_file_without_a_field_for_it_is_not_signed(made: Issued) -> None:
    with TemporaryFile() as file:
        with pikepdf.new() as empty:
            empty.add_blank_page()
            empty.save(file)
        with pytest.raises(ValueError, match="no field"):
            seal.sign(file, made.centre, called="North")


def test_the_manifest_names_what_a_check_reads_from_the_file(made: Issued) -> None:
    said = json.loads(Pdf(made.pdf).unpacked(Pdf(made.pdf).attachments()["manifest.json"]))
    assert said["pages"] == Pdf(made.pdf).pages()
    assert len(set(said["pages"])) == 2
