"""Reads a signature (CMS, RFC 5652) and checks it against the certificate in it. Every byte must be as it is written.

Knows the standard library and `cryptography` only, and runs on machines of strangers: see `offline/__init__.py`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA384, SHA512, HashAlgorithm

from lms_peer.seal.offline.certificates import UNREADABLE, certificate_in, issuers_of, name_of
from lms_peer.seal.offline.der import NULL, Der, der, oid, packed
from lms_peer.seal.offline.syntax import Broken, require

_HASHES: dict[str, type[HashAlgorithm]] = {
    "608648016503040201": SHA256, "608648016503040202": SHA384, "608648016503040203": SHA512,
}  # fmt: skip
_SIGNED_DATA, _DATA, _TIME = "2a864886f70d010702", "2a864886f70d010701", "2a864886f70d0109100104"
_KIND, _DIGEST = "2a864886f70d010903", "2a864886f70d010904"
_CERTIFICATE, _CERTIFICATE_V2 = "2a864886f70d010910020c", "2a864886f70d010910022f"
_STAMP = "2a864886f70d010910020e"
_RSA = "2a864886f70d010101"
_RSA_WITH = {SHA256: "2a864886f70d01010b", SHA384: "2a864886f70d01010c", SHA512: "2a864886f70d01010d"}
_ECDSA_WITH = {SHA256: "2a8648ce3d040302", SHA384: "2a8648ce3d040303", SHA512: "2a8648ce3d040304"}


@dataclass
class Signed:
    """What a CMS signature says: over which digest, by whom, and with what proof of the time."""

    algorithm: type[HashAlgorithm]
    digest: bytes
    certificate: x509.Certificate
    issuers: list[x509.Certificate]
    signature: bytes
    content: bytes
    token: bytes | None = None


def read_signed(cms: bytes) -> Signed:
    """A CMS SignedData with one signer whose signature is right. Raises Broken when any of it is not."""
    try:
        return _read_signed(cms)
    except (StopIteration, *UNREADABLE) as error:
        raise Broken("the signature") from error


def _read_signed(cms: bytes) -> Signed:
    """Read what the signature says, then write all of it that the signature does not cover anew, and compare.

    So no byte is free: not one of a tag, a length, a version or the name of an algorithm.
    """
    (signed,) = der(cms).parts()[1].parts()
    _, _, content, certificates, signers = signed.parts()
    (signer,) = signers.parts()
    _, _, algorithm, attributes, how, signature, *more = signer.parts()
    named = {one.parts()[0].content.hex(): one.parts()[1].parts()[0] for one in attributes.parts()}
    hashes = hash_named(algorithm)
    known = [certificate_in(one.whole) for one in certificates.parts()]
    mine = next(one for one in known if name_of(one) in signer.content)
    _check_certificate(named, mine)
    _check_signature(mine, signature.content, packed(0x31, attributes.content), how, hashes)
    said = content.parts()
    kind, eaten = said[0].content.hex(), [one.parts()[0].content for one in said[1:]]
    token = [one.parts()[0].parts()[1].parts()[0].whole for one in more]
    again = _signer(mine, algorithm.whole, attributes.content, how.whole, signature.content, token)
    whole = _wrapped(kind, eaten, algorithm.whole, [one.whole for one in certificates.parts()], again)
    require(cms == whole, kind in (_DATA, _TIME), named[_KIND].whole == oid(kind), len(eaten) < 2, len(token) < 2)
    digest = named[_DIGEST].content
    return Signed(
        hashes, digest, mine, issuers_of(mine, known), signature.content, b"".join(eaten), b"".join(token) or None
    )


def _signer(
    mine: x509.Certificate, algorithm: bytes, attributes: bytes, how: bytes, signature: bytes, token: list[bytes]
) -> bytes:
    """A SignerInfo (5.3) that names its certificate by issuer and serial number."""
    more = [packed(0xA1, packed(0x30, oid(_STAMP), packed(0x31, one))) for one in token]
    return packed(
        0x30, b"\2\1\1", name_of(mine), algorithm, packed(0xA0, attributes), how, packed(4, signature), *more
    )


def _wrapped(kind: str, content: list[bytes], algorithm: bytes, certificates: list[bytes], signer: bytes) -> bytes:
    """A SignedData (5.1) in its ContentInfo; its version follows from the kind of its content."""
    inside = packed(0x30, oid(kind), *(packed(0xA0, packed(4, one)) for one in content))
    version = b"\2\1\1" if kind == _DATA else b"\2\1\3"
    listed = packed(0xA0, *certificates)
    signed = packed(0x30, version, packed(0x31, algorithm), inside, listed, packed(0x31, signer))
    return packed(0x30, oid(_SIGNED_DATA), packed(0xA0, signed))


def hash_named(algorithm: Der) -> type[HashAlgorithm]:
    """The hash that an AlgorithmIdentifier names. Raises ValueError, KeyError."""
    name = algorithm.parts()[0].content.hex()
    require(algorithm.whole in (packed(0x30, oid(name)), packed(0x30, oid(name), NULL)))
    return _HASHES[name]


def _check_certificate(named: dict[str, Der], certificate: x509.Certificate) -> None:
    """The signer's certificate is the one that the signature names (RFC 5035; version 1 of it hashes with SHA-1)."""
    first = named[_CERTIFICATE_V2 if _CERTIFICATE_V2 in named else _CERTIFICATE].parts()[0].parts()[0].parts()
    hashes: type[HashAlgorithm] = SHA256 if _CERTIFICATE_V2 in named else SHA1
    if first[0].tag == 0x30:
        hashes = hash_named(first.pop(0))
    require(first[0].content == certificate.fingerprint(hashes()))


def _check_signature(
    certificate: x509.Certificate, signature: bytes, signed: bytes, how: Der, hashes: type[HashAlgorithm]
) -> None:
    public = certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        require(how.whole in [packed(0x30, oid(name), NULL) for name in (_RSA, _RSA_WITH[hashes])])
        public.verify(signature, signed, padding.PKCS1v15(), hashes())
    elif isinstance(public, ec.EllipticCurvePublicKey):
        require(how.whole == packed(0x30, oid(_ECDSA_WITH[hashes])))
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
