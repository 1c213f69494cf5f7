"""What others say of a bound document: it is PDF/A-3a and PDF/UA-1, before and after it is signed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from asn1crypto import keys, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests import judges
from tests.unit.portfolio.binding.given import ABOUT, FRONT, PHOTO, STATEMENTS, bound, drawn, rich

FIELD = "Seal"


@pytest.fixture(scope="module")
def whole() -> bytes:
    """The rich sections with two files and a field for a signature."""
    return bound(
        *rich(), attachments=(STATEMENTS, PHOTO), signature_field=FIELD, signature_words="Llofnod y ganolfan"
    )


@pytest.fixture(scope="module")
def signed(whole: bytes) -> bytes:
    """The same, signed with a key of its own."""
    writer = _AsItIs(BytesIO(whole))
    meta = signers.PdfSignatureMetadata(field_name=FIELD, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    written: BytesIO = signers.sign_pdf(writer, meta, signer=_signer())
    return written.getvalue()


class _AsItIs(IncrementalPdfFileWriter):
    def _update_meta(self) -> None:
        """Leave the metadata alone: pyHanko would write the description of pdfuaid anew, and wrongly."""


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


def test_the_field_is_empty_takes_no_room_and_says_what_it_is(whole: bytes):
    with pikepdf.open(BytesIO(whole)) as document:
        (field,) = document.Root.AcroForm.Fields
        assert (str(field.T), str(field.TU), "/V" in field) == (FIELD, "Llofnod y ganolfan", False)
        assert [float(side) for side in field.Rect] == [0, 0, 0, 0]
        tag = pikepdf.NumberTree(document.Root.StructTreeRoot.ParentTree)[field.StructParent]
        assert (tag.S, tag.K[0].Obj.objgen) == (pikepdf.Name.Form, field.objgen)
        assert tag.objgen in [part.objgen for part in document.Root.StructTreeRoot.K[0].K]


def test_the_quick_judges_find_nothing_wrong_before_and_after_signing(whole: bytes, signed: bytes):
    for pdf in (whole, signed):
        assert judges.page(pdf) == []
        assert judges.qpdf(pdf) == []


def test_it_can_be_signed_and_nothing_that_was_bound_is_written_again(whole: bytes, signed: bytes):
    assert signed.startswith(whole)
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
