"""Makes keys and certificates, and turns them into text and back. Keeps nothing."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_pem_public_key,
)
from cryptography.x509.oid import NameOID

from lms_peer.keyring.tables import Purpose

PrivateKey: TypeAlias = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
PublicKey: TypeAlias = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey

YEARS = 10
_NAME_LENGTH = 64  # ub-common-name and ub-organization-name, RFC 5280 appendix A.1
# What a document signature needs (RFC 5280, 4.2.1.3); PAdES and pyHanko ask for the second.
_USAGE = dict.fromkeys(
    (
        "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only",
        "decipher_only",
    ),
    False,
) | {"digital_signature": True, "content_commitment": True}  # fmt: skip


def make_private(purpose: Purpose) -> PrivateKey:
    """A new private key of the kind that the purpose asks for."""
    if purpose is Purpose.CHECKPOINT:
        return ed25519.Ed25519PrivateKey.generate()
    if purpose is Purpose.SIGNATURE:
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certify(private: PrivateKey, called: str, at: datetime) -> str:
    """A certificate (PEM) in which the key vouches for itself, good for ten years from a day before `at`.

    Whoever checks a signature with it has to get it, or its hash, from the centre by another way.
    """
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, called[:_NAME_LENGTH]),
            x509.NameAttribute(NameOID.COMMON_NAME, called[:_NAME_LENGTH]),
        ]
    )
    public = private.public_key()
    builder = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**_USAGE), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
    return builder.sign(private, SHA256()).public_bytes(Encoding.PEM).decode()


def public_text(private: PrivateKey) -> str:
    """The public part as PEM."""
    return private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def public_key(public: str) -> PublicKey:
    """The public part from PEM."""
    found = load_pem_public_key(public.encode())
    if not isinstance(found, PublicKey):
        raise TypeError(f"no key of ours: {type(found).__name__}")
    return found


def key_id(public: str) -> str:
    """What a key is called: the first 128 bits of the SHA-256 of its public part (DER), in hex."""
    der = public_key(public).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()[:32]


def to_bytes(private: PrivateKey) -> bytes:
    """The private part as PKCS#8 (DER), unencrypted."""
    return private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def from_bytes(private: bytes) -> PrivateKey:
    """The private part from what `to_bytes` made."""
    found = load_der_private_key(private, password=None)
    if not isinstance(found, PrivateKey):
        raise TypeError(f"no key of ours: {type(found).__name__}")
    return found
