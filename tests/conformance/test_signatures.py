"""Signed statements: what is signed must be what is said (part 2, 2.6)."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.conformance.conftest import Lrs, a_statement
from tests.conformance.multipart import MIXED, mixed, naming, part

SIGNATURE = "http://adlnet.gov/expapi/attachments/signature"
MEBIBYTE = 1024 * 1024


def jws(payload: object, algorithm: str = "RS256") -> bytes:
    """A JSON web signature in form; nobody made it, so there is no certificate to check it with."""
    pieces = (json.dumps({"alg": algorithm}).encode(), json.dumps(payload).encode(), b"signed")
    return b".".join(base64.urlsafe_b64encode(piece).rstrip(b"=") for piece in pieces)


def signed(statement: dict[str, Any], signature: bytes, **parts: Any) -> bytes:
    """A request with the statement and its signature."""
    named = naming(signature, usageType=SIGNATURE, contentType="application/octet-stream", **parts)
    whole = statement | {"attachments": [named]}
    return mixed(whole, part(signature, Content_Type="application/octet-stream"))


def test_a_signature_of_this_very_statement_is_taken(lrs: Lrs) -> None:
    statement = a_statement()
    assert lrs.post("statements", signed(statement, jws(statement)), headers=MIXED).status_code == 200


WRONG = {
    "of another statement": jws(a_statement()),
    "by a shared secret": jws(a_statement(), "HS256"),
    "by nobody": jws(a_statement(), "none"),
    "that is none": b"signed, Ann",
    "that is empty": b"",
}


@pytest.mark.parametrize("signature", list(WRONG.values()), ids=list(WRONG))
def test_a_wrong_signature_is_refused(lrs: Lrs, signature: bytes) -> None:
    statement = a_statement()
    assert lrs.post("statements", signed(statement, signature), headers=MIXED).status_code == 400
    assert lrs.get("statements", statementId=statement["id"]).status_code == 404


def test_a_signature_that_lies_elsewhere_can_not_be_checked_and_is_refused(lrs: Lrs) -> None:
    named = naming(
        b"x", usageType=SIGNATURE, contentType="application/octet-stream", fileUrl="http://lms.example/s"
    )
    assert lrs.post("statements", a_statement(attachments=[named])).status_code == 400


def test_an_endless_signature_is_refused(lrs: Lrs) -> None:
    statement = a_statement()
    endless = jws(statement) + b"A" * (MEBIBYTE + 1)
    assert lrs.post("statements", signed(statement, endless), headers=MIXED).status_code == 413
