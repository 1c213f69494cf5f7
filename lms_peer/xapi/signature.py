"""Whether a signed statement's signature is well made (xAPI 1.0.3 part 2, 2.6; IEEE 9274.1.1).

It finds mistakes in a signature. It does not say who signed: whether the certificate belongs to whom it names is for
the reader to judge. Bytes and a checked statement come in; nothing is read from a database or the network.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any

from lms_peer.xapi.parse import Json, Malformed, parse_object
from lms_peer.xapi.sameness import same
from lms_peer.xapi.validate import SIGNATURE, Invalid

LARGEST_CERTIFICATE = 65_536


def check_signature(statement: Mapping[str, Any], jws: bytes) -> None:
    """Raise Invalid unless `jws` is a sound signature of the statement.

    The statement is as it was received and has passed `validate.check`; `jws` is the attachment's bytes: a JSON web
    signature in compact form (RFC 7515) by RS256, RS384 or RS512, of the statement before the signature was added.
    When its header has certificates (`x5c`) the signature must have been made with the key of the first.
    """
    parts = _compact(jws.decode("ascii", "replace"))
    if parts is None:
        raise _wrong("is not a JSON web signature: three parts in base64url, with full stops between them")
    header, payload = _json(parts[1], "header"), _json(parts[2], "payload")
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in _HASHES:
        raise _wrong("must be made with RS256, RS384 or RS512")
    if "crit" in header:
        raise _wrong("has a crit header, which asks for more than the standard knows")
    signature = _decoded(parts[3], "signature")
    _check_payload(payload, _before_signing(statement))
    if "x5c" in header:
        _check_certificate(header["x5c"], _HASHES[algorithm], f"{parts[1]}.{parts[2]}".encode(), signature)


def _check_payload(payload: Json, unsigned: Json) -> None:
    try:
        alike = same(payload, unsigned)
    except (KeyError, TypeError, ValueError, AttributeError):
        alike = False  # a payload that is no statement at all
    # What is attached must have been signed too, or files could be put beside a signed statement.
    if not alike or bool(payload.get("attachments")) != bool(unsigned.get("attachments")):
        raise _wrong("signs another statement than this one")


def _before_signing(statement: Mapping[str, Any]) -> Json:
    kept = [one for one in statement.get("attachments", ()) if one["usageType"] != SIGNATURE]
    unsigned = {name: part for name, part in statement.items() if name != "attachments"}
    return {**unsigned, "attachments": kept} if kept else unsigned


def _check_certificate(chain: Any, hash_name: str, signed: bytes, signature: bytes) -> None:
    # Few statements are signed, and this library takes longer to load than all of xapi.
    from cryptography import x509  # noqa: PLC0415
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import padding, rsa  # noqa: PLC0415

    if not isinstance(chain, list) or not chain or not isinstance(chain[0], str):
        raise _wrong("has an x5c header that is not a list of certificates")
    if len(chain[0]) > LARGEST_CERTIFICATE:
        raise _wrong("has a certificate that is too large")
    try:
        key = x509.load_der_x509_certificate(base64.b64decode(chain[0], validate=True)).public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _wrong("has a certificate that can not be read") from error
    if not isinstance(key, rsa.RSAPublicKey):
        raise _wrong("has a certificate without an RSA key")
    try:
        key.verify(signature, signed, padding.PKCS1v15(), getattr(hashes, hash_name)())
    except (InvalidSignature, ValueError) as error:
        raise _wrong("was not made with the certificate that it carries") from error


def _json(part: str, name: str) -> Json:
    try:
        return parse_object(_decoded(part, name))
    except Malformed as error:
        raise _wrong(f"has a {name} that is not a JSON object: {error}") from error


def _decoded(part: str, name: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError as error:
        raise _wrong(f"has a {name} that is not base64url") from error


def _wrong(reason: str) -> Invalid:
    return Invalid("attachments", f"the signature {reason}")


_HASHES = {"RS256": "SHA256", "RS384": "SHA384", "RS512": "SHA512"}

_compact = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)").fullmatch
