"""A key that a centre already has, brought as a PKCS#12 file (.p12, .pfx) with its certificate."""

from __future__ import annotations

from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from sqlalchemy import select

from lms_peer.database import db, now
from lms_peer.keyring import made, store
from lms_peer.keyring.tables import KeptKey, Purpose

RSA_BITS = 2048  # NIST SP 800-131A: shorter ones are no longer to be used
_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)  # those of NIST SP 800-186 that are at least as strong


class KeyRefused(ValueError):
    """A file holds no key that can be used; the message says why and what to do."""


def bring(file: bytes, passphrase: str, centre: UUID) -> store.Key:
    """Use the key in a PKCS#12 file for the centre's signatures from now on; the one before is retired.

    Raises KeyRefused.
    """
    private, certificate, issuers = _opened(file, passphrase)
    _require_good(private, certificate)
    if db.session.scalar(select(KeptKey.id).where(KeptKey.id == made.key_id(made.public_text(private)))):
        raise KeyRefused(
            "This key is known already. A key is used by one centre, and not again once it was changed."
        )
    store.retire(Purpose.SIGNATURE, centre)
    chain = "".join(one.public_bytes(Encoding.PEM).decode() for one in (certificate, *issuers))
    return store.keep(private, Purpose.SIGNATURE, centre, chain)


def _opened(file: bytes, passphrase: str) -> tuple[made.PrivateKey, x509.Certificate, list[x509.Certificate]]:
    try:
        private, certificate, issuers = pkcs12.load_key_and_certificates(file, passphrase.encode() or None)
    except (ValueError, TypeError) as error:
        raise KeyRefused(
            "The file can not be opened. Is it a PKCS#12 file, and is the passphrase right?"
        ) from error
    if private is None or certificate is None:
        raise KeyRefused("The file must hold a private key and its certificate. One of them is missing.")
    if not isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) or (
        isinstance(private, ec.EllipticCurvePrivateKey) and not isinstance(private.curve, _CURVES)
    ):
        raise KeyRefused("The key must be an RSA key, or one on a NIST curve such as P-256.")
    return private, certificate, issuers


def _require_good(private: made.PrivateKey, certificate: x509.Certificate) -> None:
    if isinstance(private, rsa.RSAPrivateKey) and private.key_size < RSA_BITS:
        raise KeyRefused(f"The key is too short: {private.key_size} bits. Bring one of {RSA_BITS} or more.")
    if not certificate.not_valid_before_utc <= now() <= certificate.not_valid_after_utc:
        raise KeyRefused(
            f"The certificate is good from {certificate.not_valid_before_utc:%d %B %Y} to "
            f"{certificate.not_valid_after_utc:%d %B %Y}, and not today. Ask its issuer for a new one."
        )
    if not _may_sign(certificate):
        raise KeyRefused("The certificate is not for signing documents. Ask its issuer for one that is.")


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment
