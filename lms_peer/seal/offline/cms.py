"""Reads a signature (CMS, RFC 5652) and checks it against the certificate in it. Every byte must be as it is written.

Knows the standard library and `cryptography` only, and runs on machines of strangers: see `offline/__init__.py`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

from lms_peer.seal.offline.syntax import Broken, require

_HASHES: dict[str, type[HashAlgorithm]] = {
    "608648016503040201": SHA256, "608648016503040202": SHA384, "608648016503040203": SHA512,
}  # fmt: skip
_SIGNED_DATA, _DATA, _TIME = "2a864886f70d010702", "2a864886f70d010701", "2a864886f70d0109100104"
_DIGEST, _CERTIFICATE, _TOKEN = "2a864886f70d010904", "2a864886f70d010910022f", "2a864886f70d010910020e"
_RSA = ("2a864886f70d010101", "2a864886f70d01010b", "2a864886f70d01010c", "2a864886f70d01010d")


@dataclass
class Der:
    """One DER value: its tag, its content, and all of its bytes."""

    tag: int
    content: bytes
    whole: bytes

    def parts(self) -> list[Der]:
        """The values inside it."""
        found, rest = [], self.content
        while rest:
            found.append(der(rest))
            rest = rest[len(found[-1].whole) :]
        return found


def der(text: bytes) -> Der:
    """The DER value that bytes begin with. Raises Broken."""
    try:
        length, start = text[1], 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(text[2:start], "big")
        whole = text[: start + length]
    except IndexError as error:
        raise Broken("the signature") from error
    if len(whole) < start + length or len(whole) < 2:
        raise Broken("the signature")
    return Der(text[0], whole[start:], whole)


def packed(tag: int, *parts: bytes) -> bytes:
    """DER with this tag around these parts, its length said in the shortest way."""
    content = b"".join(parts)
    size = len(content)
    long = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag]) + (bytes([size]) if size < 128 else bytes([0x80 | len(long)]) + long) + content


@dataclass
class Signed:
    """What a CMS signature says: over which digest, by whom, and with what proof of the time."""

    algorithm: type[HashAlgorithm]
    digest: bytes
    certificate: x509.Certificate
    others: list[x509.Certificate]
    signature: bytes
    content: bytes
    token: bytes | None = None


def read_signed(cms: bytes) -> Signed:
    """A CMS SignedData with one signer whose signature is right. Raises Broken when any of it is not."""
    try:
        return _read_signed(cms)
    except (ValueError, IndexError, KeyError, StopIteration, InvalidSignature, TypeError) as error:
        raise Broken("the signature") from error


def _read_signed(cms: bytes) -> Signed:
    outer = der(cms)
    kind, wrapped = outer.parts()
    (signed,) = wrapped.parts()
    version, _, content, certificates, signers = signed.parts()
    (signer,) = signers.parts()
    fields = signer.parts()
    inner_version, who, algorithm, attributes, how, signature, *more = fields
    # Everything that the signature itself does not cover is put together again and compared, so that no byte is free.
    again = packed(
        0x30,
        bytes.fromhex("0609" + _SIGNED_DATA),
        packed(
            0xA0,
            packed(
                0x30,
                version.whole,
                packed(0x31, algorithm.whole),
                content.whole,
                packed(0xA0, *(one.whole for one in certificates.parts())),
                packed(0x31, packed(0x30, *(one.whole for one in fields))),
            ),
        ),
    )
    named = {one.parts()[0].content.hex(): one.parts()[1].parts()[0] for one in attributes.parts()}
    hashes = hash_named(algorithm)
    known = [x509.load_der_x509_certificate(one.whole) for one in certificates.parts()]
    mine = next(one for one in known if _is(one, who))
    require(
        again == cms == outer.whole,
        kind.content.hex() == _SIGNED_DATA,
        version.content in (b"\1", b"\3"),
        inner_version.content == b"\1",
        (attributes.tag, signature.tag) == (0xA0, 4),
    )
    _check_certificate(named, mine)
    _check_signature(mine, signature.content, packed(0x31, attributes.content), how, hashes)
    said = content.parts()
    eaten = said[1].parts()[0].content if len(said) > 1 else b""
    require(said[0].content.hex() in (_DATA, _TIME), named["2a864886f70d010903"].whole == said[0].whole)
    token = next((one.parts()[1].parts()[0].whole for part in more for one in part.parts()), None)
    require(len(more) < 2, all(part.tag == 0xA1 and len(part.parts()) == 1 for part in more))
    require(not more or more[0].parts()[0].parts()[0].content.hex() == _TOKEN)
    others = [one for one in known if one != mine]
    return Signed(hashes, named[_DIGEST].content, mine, others, signature.content, eaten, token)


def hash_named(algorithm: Der) -> type[HashAlgorithm]:
    """The hash that an AlgorithmIdentifier names. Raises ValueError, KeyError."""
    name, *parameters = algorithm.parts()
    require([one.whole for one in parameters] in ([], [b"\5\0"]))
    return _HASHES[name.content.hex()]


def _is(certificate: x509.Certificate, who: Der) -> bool:
    issuer, serial = who.parts()
    number = int.from_bytes(serial.content, "big", signed=True)
    return certificate.issuer.public_bytes() == issuer.whole and certificate.serial_number == number


def _check_certificate(named: dict[str, Der], certificate: x509.Certificate) -> None:
    """The signer's certificate is the one that the signature names (RFC 5035, signing-certificate-v2)."""
    if _CERTIFICATE not in named:
        return
    first = named[_CERTIFICATE].parts()[0].parts()[0].parts()
    hashes = hash_named(first.pop(0)) if first[0].tag == 0x30 else SHA256
    require(first[0].content == certificate.fingerprint(hashes()))


def _check_signature(
    certificate: x509.Certificate, signature: bytes, signed: bytes, how: Der, hashes: type[HashAlgorithm]
) -> None:
    public, name = certificate.public_key(), how.parts()[0].content.hex()
    parameters = [one.whole for one in how.parts()[1:]]
    if isinstance(public, rsa.RSAPublicKey):
        require(name in _RSA, parameters in ([], [b"\5\0"]))
        public.verify(signature, signed, padding.PKCS1v15(), hashes())
    elif isinstance(public, ec.EllipticCurvePublicKey):
        require(name.startswith("2a8648ce3d0403"), name[-2:] == {SHA256: "02", SHA384: "03", SHA512: "04"}[hashes])
        require(not parameters)
        public.verify(signature, signed, ec.ECDSA(hashes()))
    else:
        raise TypeError


def stamped(signed: Signed, token: bytes) -> tuple[str, str]:
    """When a time-stamp (RFC 3161) says that a signature was there, and who says so. Raises Broken."""
    stamp = read_signed(token)
    try:
        _, _, imprint, _, when = der(stamp.content).parts()[:5]
        hashes = hash_named(imprint.parts()[0])
        require(
            hashlib.new(stamp.algorithm().name, stamp.content).digest() == stamp.digest,
            hashlib.new(hashes().name, signed.signature).digest() == imprint.parts()[1].content,
        )
        return when.content.decode(), stamp.certificate.subject.rfc4514_string()
    except (ValueError, IndexError, KeyError) as error:
        raise Broken("the time-stamp") from error
