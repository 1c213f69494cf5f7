"""One bit of a sealed portfolio flipped, at many places: each is found, and what lies there is named."""

from __future__ import annotations

import random
import zlib
from pathlib import Path

import pytest

from lms_peer import keyring
from lms_peer.database import db
from lms_peer.seal import Given, check
from lms_peer.seal.offline.pdf import Pdf
from lms_peer.seal.offline.sealed import Answer, check_seal
from tests.plant import Plant, app_on
from tests.unit.seal.authority import certified, time_authority
from tests.unit.seal.given import Issued, issued, sealed

PLACES = 180


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Issued:
    """A sealed portfolio."""
    folder: Path = tmp_path_factory.mktemp("flipped")
    with app_on(f"sqlite:///{folder / 'test.sqlite'}", folder).app_context():
        found = issued()
        db.session.remove()
        db.engine.dispose()
    return found


@pytest.fixture(scope="module")
def stamped(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """A portfolio sealed with a key that another body certified, with a time-stamp; and that body's certificate."""
    folder = tmp_path_factory.mktemp("stamped")
    file, root = certified(b"open")
    with app_on(f"sqlite:///{folder / 'test.sqlite'}", folder).app_context(), time_authority() as url:
        centre = Plant.at("north").centre
        keyring.bring(file, "open", centre)
        db.session.commit()
        pdf = sealed(centre, (), url)
        db.session.remove()
        db.engine.dispose()
    return pdf, root


def flipped(pdf: bytes, at: int, bit: int) -> bytes:
    return pdf[:at] + bytes([pdf[at] ^ 1 << bit]) + pdf[at + 1 :]


def test_a_bit_flipped_anywhere_is_found(made: Issued) -> None:
    chance = random.Random(7)  # noqa: S311
    step = len(made.pdf) // PLACES
    for start in range(0, len(made.pdf), step):
        at, bit = min(start + chance.randrange(step), len(made.pdf) - 1), chance.randrange(8)
        answer = check(flipped(made.pdf, at, bit), Given(made.certificate))
        assert answer.wrong, f"bit {bit} of byte {at}"
    assert check(made.pdf, Given(made.certificate)).wrong == []


def test_every_byte_of_the_signature_counts(made: Issued) -> None:
    """What a signature does not sign, its own envelope and the room that is left behind it, is looked at too."""
    assert bits_that_may_flip(made.pdf, made.certificate, every=1) == []


def test_the_bytes_of_a_signature_with_issuers_and_a_time_stamp_count(
    stamped: tuple[bytes, bytes],
) -> None:
    pdf, root = stamped
    answer = Answer()
    assert check_seal(Pdf(pdf), answer, Given(root)) is not None
    assert answer.wrong == []
    assert bits_that_may_flip(pdf, root, every=5) == []


def bits_that_may_flip(pdf: bytes, certificate: bytes, every: int) -> list[tuple[int, int]]:
    """The bytes and bits of the signature that may be another without the seal's check saying so.

    Two bits of a byte are tried, not the same two in the next.
    """
    altered = Pdf(pdf)
    signature = altered.signature()
    assert signature is not None
    _, first, last, _ = signature["ByteRange"]
    used = len(pdf[first:last].rstrip(b"0>")) + 8
    free = []
    for number, at in enumerate([*range(first, first + used, every), *range(first + used, last, 97), last - 1]):
        for bit in (number % 8, (number + 3) % 8):
            altered.file = flipped(pdf, at, bit)
            answer = Answer()
            check_seal(altered, answer, Given(certificate))
            if not answer.wrong:
                free.append((at, bit))
    return free


@pytest.mark.parametrize(
    "name", ["photo.txt", "statements.jsonl", "proofs.json", "checkpoint.txt", "manifest.json"]
)
def test_the_file_in_which_the_bit_lies_is_named(made: Issued, name: str) -> None:
    stream = Pdf(made.pdf).attachments()[name].packed
    start = made.pdf.index(stream)
    for at in range(start + len(stream) // 4, start + len(stream), len(stream) // 5):
        found = check(flipped(made.pdf, at, 3)).wrong
        assert any(name in said for said in found), (at - start, found)


def test_the_page_on_which_the_bit_lies_is_named(made: Issued) -> None:
    pdf = Pdf(made.pdf)
    pages = list(pdf._kids(pdf.at(pdf.trailer["Root"], "Pages"), {}, 0))
    listed = pdf.get(pages[1]["Contents"])
    contents = [pdf.get(one) for one in (listed if isinstance(listed, list) else [listed])]
    longest = max(contents, key=lambda one: len(one.packed)).packed
    start, named = made.pdf.index(longest), 0
    for at in range(start + 2, start + len(longest)):
        altered = flipped(made.pdf, at, 0)
        try:
            zlib.decompress(altered[start : start + len(longest)])
        except zlib.error:
            continue
        assert "What a page shows was altered. Pages: 2." in check(altered).wrong
        named += 1
    whole = "What was altered can not be read: a page, or what holds the pages together."
    assert named or whole in check(flipped(made.pdf, start + len(longest) // 2, 0)).wrong
