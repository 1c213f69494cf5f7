"""Checks the seal itself: the signature of the PDF, its certificate and its time-stamp.

Knows the standard library and `cryptography` only, and runs on machines of strangers: see `offline/__init__.py`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from lms_peer.seal.offline.certificates import issued
from lms_peer.seal.offline.cms import Signed, read_signed, stamped
from lms_peer.seal.offline.der import der
from lms_peer.seal.offline.pdf import Pdf
from lms_peer.seal.offline.syntax import Broken, moment_of, text_of


@dataclass
class Given:
    """What the one who checks brings along: each makes the answer stronger."""

    certificate: bytes | None = None
    checkpoint: bytes | None = None
    centre: str | None = None


@dataclass
class Answer:
    """What was found: `wrong` says what was altered, and is empty when nothing was; `right` says what holds.

    `unread` is how much of `wrong` only says that something could not be read, so that it was not checked.
    """

    wrong: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)
    unread: int = 0

    @property
    def status(self) -> int:
        """The exit status: 0 when nothing is wrong, 2 when all that is wrong is that something was not read, else 1."""
        if not self.wrong:
            return 0
        return 2 if self.unread == len(self.wrong) else 1

    def can_not_read(self, why: str) -> None:
        """Put down that something could not be read."""
        self.wrong.append(why)
        self.unread += 1

    def lines(self) -> list[str]:
        """What to tell a person: what is wrong, or else what holds, and the sum of it."""
        if self.wrong:
            failed = "This portfolio did NOT pass the check."
            return [*self.wrong, failed if self.status == 1 else "This portfolio could NOT be checked."]
        return [*self.right, "This portfolio is as it was sealed."]


def check_seal(pdf: Pdf, answer: Answer, given: Given) -> Signed | None:
    """The signature: it covers everything but itself, fits, and is by the certificate that is expected."""
    try:
        value = pdf.signature()
        if value is None:
            answer.wrong.append("The PDF is not sealed: it holds no signature named Seal.")
            return None
        start, length, resume, rest = value["ByteRange"]
        if (start, resume + rest) != (0, len(pdf.file)) or not 0 < length < resume:
            answer.wrong.append("The PDF was altered: something was added or taken away after it was sealed.")
            return None
        hole = pdf.file[length:resume]
        cms = bytes.fromhex(hole[1:-1].decode("ascii"))
        cms = cms[: len(der(cms).whole)]
        signed = read_signed(cms)
        written = b"<" + cms.hex().encode().ljust(len(hole) - 2, b"0") + b">"
        if hole not in (written, written.upper()):
            raise Broken("the signature")
    except (Broken, ValueError, KeyError, TypeError):
        answer.wrong.append("The signature of the PDF was altered: it can not be read, or is not right.")
        return None
    digest = hashlib.new(signed.algorithm().name, pdf.file[:length] + pdf.file[resume:]).digest()
    if digest != signed.digest:
        answer.wrong.append("The PDF was altered after it was sealed.")
        return None
    who = signed.certificate.subject.rfc4514_string()
    answer.right.append(
        f"The PDF is as it was when it was sealed by {who}, certificate SHA-256 "
        f"{signed.certificate.fingerprint(SHA256()).hex()}."
    )
    _check_issuers(signed, answer, given)
    _check_time(signed, value, answer)
    return signed


def _check_issuers(signed: Signed, answer: Answer, given: Given) -> None:
    if given.certificate is None:
        answer.right.append(
            "Ask the centre for its certificate, and compare that one with it: this check was made without it."
        )
        return
    try:
        expected = x509.load_pem_x509_certificates(given.certificate)[0]
    except ValueError:
        answer.can_not_read("The certificate that you gave can not be read. It must be a PEM file.")
        return
    line = [signed.certificate, *signed.issuers]
    if expected in line or issued(line[-1], expected):
        answer.right.append("It was sealed with the certificate that you gave.")
    else:
        answer.wrong.append("The PDF was sealed with another certificate than the one you gave.")


def _check_time(signed: Signed, value: dict[str, Any], answer: Answer) -> None:
    if signed.token is None:
        said = value.get("M")
        when = moment_of(text_of(said)) if isinstance(said, bytes) else "a day that it does not name"
        answer.right.append(f"The centre says that it was sealed on {when}.")
        return
    try:
        when, who = stamped(signed, signed.token)
    except Broken:
        answer.wrong.append("The time-stamp of the signature was altered, or belongs to another signature.")
    else:
        answer.right.append(f"A time-stamp says that it was sealed by {moment_of(when)}: {who}.")
