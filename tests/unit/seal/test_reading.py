"""The list of a PDF's parts is read however its rows were packed (ISO 32000-1, 7.5.8; PNG, 9.2)."""

from __future__ import annotations

import zlib

import pytest

from lms_peer.seal.offline.pdf import Pdf
from lms_peer.seal.offline.syntax import Broken

WIDTH = 4  # of a row: a byte for its kind, two for the place, one for the generation


def a_pdf(kinds: list[int] | None) -> bytes:
    """A catalogue, and a list of three rows; each packed in its way: 0 as it is, 1 beside, 2 above. None: no way."""
    begin = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Lang(cy)>>\nendobj\n"
    rows = [bytes(4), bytes([1, 0, 9, 0]), bytes([1, *len(begin).to_bytes(2, "big"), 0])]
    plain, how = b"".join(rows), b""
    if kinds is not None:
        above = [bytes(WIDTH), *rows]
        plain = b"".join(
            bytes([kind]) + packed(kind, row, over) for kind, row, over in zip(kinds, rows, above, strict=False)
        )
        how = b"/DecodeParms<</Predictor 12/Columns %d>>" % WIDTH
    body = zlib.compress(plain)
    says = b"2 0 obj\n<</Type/XRef/Size 3/W[1 2 1]/Root 1 0 R/Filter/FlateDecode%s/Length %d>>\nstream\n"
    return begin + says % (how, len(body)) + body + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % len(begin)


def packed(kind: int, row: bytes, over: bytes) -> bytes:
    """What is left of a row."""
    other = {1: bytes([0, *row[:-1]]), 2: over}.get(kind, bytes(WIDTH))
    return bytes((one - less) % 256 for one, less in zip(row, other, strict=True))


@pytest.mark.parametrize("kinds", [None, [0, 0, 0], [1, 1, 1], [2, 2, 2], [2, 0, 1], [0, 2, 2]])
def test_every_part_is_found(kinds: list[int] | None) -> None:
    pdf = Pdf(a_pdf(kinds))
    assert pdf.places[1] == (0, 9)
    assert pdf.at(pdf.trailer["Root"], "Lang") == b"cy"


def test_rows_that_were_packed_in_another_way_are_not_guessed_at() -> None:
    with pytest.raises(Broken):
        Pdf(a_pdf([4, 2, 2]))
