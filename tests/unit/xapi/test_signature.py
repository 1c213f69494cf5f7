"""A signature is sound when it is made as the standard says, of this very statement."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from lms_peer.xapi.signature import check_signature
from lms_peer.xapi.validate import SIGNATURE, SIGNATURE_MEDIA_TYPE, Invalid, check
from lms_peer.xapi.versions import Version
from tests.unit.xapi.said import REF, attachment, full, plain

SIGNED = attachment(usageType=SIGNATURE, contentType=SIGNATURE_MEDIA_TYPE, sha2="ab" * 32)


def encoded(part):
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def jws(payload, header=None, signature=b"not looked at without a certificate"):
    return b".".join(
        [encoded({"alg": "RS256"} if header is None else header), encoded(payload), encoded(signature)]
    )


def signed(statement):
    return {**statement, "attachments": [*statement.get("attachments", []), SIGNED]}


def refusal(statement, token):
    with pytest.raises(Invalid) as caught:
        check_signature(statement, token)
    assert caught.value.path == "attachments"
    return caught.value.reason


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
def test_without_a_certificate_the_form_and_the_statement_are_checked(algorithm):
    check(signed(plain()), Version.V1_0_3)
    check_signature(signed(plain()), jws(plain(), {"alg": algorithm, "typ": "JWT"}))


def test_what_is_signed_is_the_statement_before_its_signature_with_its_other_files():
    check_signature(signed(full()), jws(full()))


def test_what_a_server_set_and_what_the_standard_lets_differ_need_not_be_signed():
    statement = plain(id=REF["id"], timestamp="2026-03-04T05:06:07Z", result={"duration": "P1DT12H36M0.1237S"})
    check_signature(signed(statement), jws(plain(result={"duration": "P1DT12H36M0.12S"})))


@pytest.mark.parametrize(
    "algorithm", ["none", "HS256", "ES256", "PS256", "rs256", "", None, 256, ["RS256"], {"RS256": 1}]
)
def test_other_algorithms_are_refused(algorithm):
    assert "RS256, RS384 or RS512" in refusal(signed(plain()), jws(plain(), {"alg": algorithm}))
    assert "RS256, RS384 or RS512" in refusal(signed(plain()), jws(plain(), {}))


@pytest.mark.parametrize(
    "token",
    [
        b"",
        b"..",
        b"a.b",
        b"a.b.c.d",
        jws(plain()) + b"\n",
        jws(plain()) + b"=",
        jws(plain()).replace(b".", b" ."),
        jws(plain(), signature=b""),
        b'{"payload": "", "signatures": []}',
        b"\xff\xfe",
        "ä.ö.ü".encode(),
    ],
)
def test_bytes_that_are_no_compact_web_signature_are_refused(token):
    assert "not a JSON web signature" in refusal(signed(plain()), token)


@pytest.mark.parametrize(
    "part", [b"text", b"[]", b"\xff", b'{"alg": "RS256", "alg": "RS256"}', b"{'alg': 'RS256'}", b"null"]
)
def test_a_header_and_a_payload_are_json_objects(part):
    assert "header that is not a JSON object" in refusal(signed(plain()), jws(plain(), part))
    assert "payload that is not a JSON object" in refusal(signed(plain()), jws(part))


def test_a_part_of_an_impossible_length_is_refused():
    header, payload, _ = jws(plain()).split(b".")
    assert "not base64url" in refusal(signed(plain()), b".".join([header, payload, b"abcde"]))


def test_a_header_may_not_ask_for_more_than_the_standard_knows():
    assert "crit" in refusal(signed(plain()), jws(plain(), {"alg": "RS256", "crit": ["b64"], "b64": False}))


@pytest.mark.parametrize(
    "payload",
    [
        {},
        plain(verb={"id": "urn:x:other"}),
        plain(result={"success": True}),
        plain(id="00" + REF["id"][2:]),
        plain(timestamp="2026-03-04T05:06:08Z"),
        plain(object={"objectType": "Person"}),
        plain(object="text"),
        plain(actor=None),
        plain(timestamp=5),
        {"actor": [], "verb": [], "object": {"objectType": []}},
    ],
    ids=str,
)
def test_a_signature_of_another_statement_is_refused(payload):
    statement = signed(plain(id=REF["id"], timestamp="2026-03-04T05:06:07Z"))
    assert "another statement" in refusal(statement, jws(payload))


def test_no_file_can_be_put_beside_what_was_signed_or_taken_away():
    assert "another statement" in refusal(signed(plain(attachments=[attachment()])), jws(plain()))
    assert "another statement" in refusal(signed(plain()), jws(plain(attachments=[attachment()])))
    other = plain(attachments=[attachment(sha2="00" * 32)])
    assert "another statement" in refusal(signed(plain(attachments=[attachment()])), jws(other))


class Signer(NamedTuple):
    """Somebody with a key, and a certificate that says so."""

    key: object
    certificate: bytes

    @property
    def chain(self):
        return [base64.b64encode(self.certificate).decode()]


def _signer(key, hash_of_certificate):
    from cryptography import x509

    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Example College")])
    began = datetime(2026, 1, 1, tzinfo=UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), 1, began, began + timedelta(days=1))
    certificate = built.sign(key, hash_of_certificate)
    from cryptography.hazmat.primitives.serialization import Encoding

    return Signer(key, certificate.public_bytes(Encoding.DER))


@pytest.fixture(scope="module")
def signers():
    """Two signers with RSA keys."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import rsa

    return [_signer(rsa.generate_private_key(65_537, 2_048), hashes.SHA256()) for _ in range(2)]


def sealed(signer, payload, algorithm="RS256", chain=None):
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    header = {"alg": algorithm, "x5c": signer.chain if chain is None else chain}
    said = jws(payload, header).rsplit(b".", 1)[0]
    made = signer.key.sign(said, padding.PKCS1v15(), getattr(hashes, f"SHA{algorithm[2:]}")())
    return said + b"." + encoded(made)


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
def test_a_signature_made_with_its_certificate_is_sound(signers, algorithm):
    check_signature(signed(full()), sealed(signers[0], full(), algorithm))


def test_the_first_certificate_of_a_chain_is_the_signers(signers):
    ours, other = signers
    check_signature(signed(plain()), sealed(ours, plain(), chain=[*ours.chain, *other.chain]))
    assert "was not made with" in refusal(
        signed(plain()), sealed(ours, plain(), chain=[*other.chain, *ours.chain])
    )


def test_one_changed_byte_breaks_the_signature(signers):
    token = sealed(signers[0], plain())
    said, made = token.rsplit(b".", 1)
    for broken in (b"A" * len(made), made[:-4], (b"B" if made[:1] == b"A" else b"A") + made[1:]):
        assert "was not made with" in refusal(signed(plain()), said + b"." + broken)


def test_a_statement_signed_for_one_hash_is_not_taken_for_another(signers):
    _, payload, made = sealed(signers[0], plain(), "RS256").split(b".")
    header = encoded({"alg": "RS512", "x5c": signers[0].chain})
    assert "was not made with" in refusal(signed(plain()), b".".join([header, payload, made]))


@pytest.mark.parametrize("chain", [[], {}, "text", None, [5], [None]])
def test_certificates_come_as_a_list_of_texts(chain):
    token = jws(plain(), {"alg": "RS256", "x5c": chain})
    assert "not a list of certificates" in refusal(signed(plain()), token)


@pytest.mark.parametrize(
    "text", ["", "not base64!", "AAAA", "A" * 4_000, base64.b64encode(b"\x30\x03\x02\x01\x05").decode()]
)
def test_a_certificate_that_can_not_be_read_is_refused(text):
    token = jws(plain(), {"alg": "RS256", "x5c": [text]})
    assert "can not be read" in refusal(signed(plain()), token)


def test_a_huge_certificate_is_not_even_read():
    assert "too large" in refusal(signed(plain()), jws(plain(), {"alg": "RS256", "x5c": ["A" * 70_000]}))


def test_a_certificate_with_another_kind_of_key_is_refused():
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    chain = _signer(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()).chain
    assert "without an RSA key" in refusal(signed(plain()), jws(plain(), {"alg": "RS256", "x5c": chain}))
