"""Reads the certificates in a signature so that no byte of them is free, and follows who issued whom.

Knows the standard library and `cryptography` only, and runs on machines of strangers: see `offline/__init__.py`.
"""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from lms_peer.seal.offline.der import der, packed
from lms_peer.seal.offline.syntax import require

# What reading a damaged certificate, or checking what it signed, raises.
UNREADABLE = (
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    InvalidSignature,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
)


def certificate_in(written: bytes) -> x509.Certificate:
    """The certificate that is written in DER. Raises what UNREADABLE lists."""
    found = x509.load_der_x509_certificate(written)
    algorithm = der(written).parts()[1].whole
    require(written == packed(0x30, found.tbs_certificate_bytes, algorithm, packed(3, b"\0", found.signature)))
    # `cryptography` reads a part of a certificate when it is asked for it, and complains then.
    _ = found.subject, found.issuer, found.public_key(), found.signature_hash_algorithm
    return found


def issuers_of(certificate: x509.Certificate, known: list[x509.Certificate]) -> list[x509.Certificate]:
    """Who issued it, and who issued theirs, nearest first. Raises ValueError when not all that are known belong there.

    Only the last one may vouch for itself, and then it must do so rightly.
    """
    line, others = [certificate], [one for one in known if one != certificate]
    while found := next((one for one in others if issued(line[-1], one)), None):
        others.remove(found)
        line.append(found)
    last = line[-1]
    require(not others, last.subject != last.issuer or issued(last, last))
    return line[1:]


def issued(certificate: x509.Certificate, by: x509.Certificate) -> bool:
    """True when the one was issued with the key of the other."""
    try:
        certificate.verify_directly_issued_by(by)
    except UNREADABLE:
        return False
    return True


def name_of(certificate: x509.Certificate) -> bytes:
    """How a signer names its certificate: IssuerAndSerialNumber (RFC 5652, 10.2.4), in DER."""
    number = certificate.serial_number
    serial = number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True)
    return packed(0x30, certificate.issuer.public_bytes(), packed(2, serial))
