"""What others say of a bound document: it is PDF/A-3a and PDF/UA-1, before and after it is signed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from asn1crypto import keys, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from lms_peer.portfolio.binding.bind import bind
from lms_peer.seal.room import blanked, room_in
from tests import judges
from tests.unit.portfolio.binding.given import (
    ABOUT,
    FRONT,
    PHOTO,
    SIGNATURE,
    STATEMENTS,
    bound,
    drawn,
    english,
    rich,
)

ROOM = replace(SIGNATURE, words="Llofnod y ganolfan", room=2000)


@pytest.fixture(scope="module")
def whole() -> bytes:
    """The rich sections with two files."""
    return bound(*rich(), attachments=(STATEMENTS, PHOTO))


@pytest.fixture(scope="module")
def signed() -> bytes:
    """The same with room for a signature, signed with a key of its own."""
    with bind(rich(), ABOUT, (STATEMENTS, PHOTO), english, ROOM) as file:
        with room_in(file) as found:
            found.fill(asyncio.run(_signer().async_sign(found.digest(), "sha256", use_pades=True)).dump())
        file.seek(0)
        return file.read()


def test_it_says_who_made_it_what_it_is_and_which_standards_it_meets(whole: bytes):
    with pikepdf.open(BytesIO(whole)) as document, document.open_metadata(update_docinfo=False) as xmp:
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "A")
        assert xmp["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert (xmp["dc:title"], xmp["dc:creator"]) == (ABOUT.title, [ABOUT.author])
        assert xmp["xmp:CreateDate"] == "2026-03-04T05:06:07Z"
        assert str(document.docinfo.Title) == ABOUT.title
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert len(document.Root.OutputIntents) == 1
        assert bytes(document.trailer.ID[0]) == ABOUT.identifier


def test_the_field_takes_no_room_on_the_page_and_says_what_it_is(signed: bytes):
    with pikepdf.open(BytesIO(signed)) as document:
        (field,) = document.Root.AcroForm.Fields
        assert (str(field.T), str(field.TU)) == (SIGNATURE.field, "Llofnod y ganolfan")
        assert (str(field.V.Name), str(field.V.Reason), str(field.V.M)) == (
            SIGNATURE.by, SIGNATURE.reason, "D:20260304050607Z",
        )  # fmt: skip
        assert [float(side) for side in field.Rect] == [0, 0, 0, 0]
        tag = pikepdf.NumberTree(document.Root.StructTreeRoot.ParentTree)[field.StructParent]
        assert (tag.S, tag.K[0].Obj.objgen) == (pikepdf.Name.Form, field.objgen)
        assert tag.objgen in [part.objgen for part in document.Root.StructTreeRoot.K[0].K]


def test_the_quick_judges_find_nothing_wrong_before_and_after_signing(whole: bytes, signed: bytes):
    for pdf in (whole, signed):
        assert judges.page(pdf) == []
        assert judges.qpdf(pdf) == []


def test_it_can_be_signed_and_whatever_is_altered_then_is_found(signed: bytes):
    said = judges.pdfsig(signed)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    spoilt = signed[:2000] + bytes([signed[2000] ^ 1]) + signed[2001:]
    assert "Signature is Valid" not in judges.pdfsig(spoilt)


def test_verapdf_finds_nothing_wrong_before_and_after_signing(whole: bytes, signed: bytes):
    unbound = drawn("front", FRONT).pdf
    first, then, alone = judges.verapdf(whole, signed, unbound)
    assert first == []
    assert then == []
    assert any(rule.startswith("ua1 5 1 ") for rule in alone), "a section alone does not say that it is PDF/UA"


def test_what_is_said_of_the_signature_is_there_before_it_is(signed: bytes):
    with bind(
        rich(), ABOUT, (STATEMENTS, PHOTO), english, replace(SIGNATURE, words="Llofnod y ganolfan", room=2000)
    ) as file:
        assert blanked(signed) == file.read()


def _signer() -> signers.SimpleSigner:
    key = ec.generate_private_key(ec.SECP256R1())
    name = certificates.Name([certificates.NameAttribute(certificates.NameOID.COMMON_NAME, "Example centre")])
    usage = certificates.KeyUsage(True, True, *[False] * 7)
    today = datetime.now(UTC)
    certificate = (
        certificates.CertificateBuilder(name, name, key.public_key(), 1, today, today + timedelta(days=1))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        cert_registry=SimpleCertificateStore(),
    )
