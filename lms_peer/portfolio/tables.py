"""Tables as CSV for Excel: UTF-8 with a mark at the front, and nothing in a cell that would be taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
Row = Iterable[object]


def safe(value: object) -> str:
    """What a cell holds: an apostrophe before what a spreadsheet would run (OWASP, CSV injection)."""
    if isinstance(value, int):
        return str(value)
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """The table, line by line."""
    yield BOM
    for row in rows:
        line = io.StringIO(newline="")
        csv.writer(line).writerow([safe(value) for value in row])
        yield line.getvalue()


def csv_bytes(rows: Iterable[Row]) -> bytes:
    """The table as a file."""
    return "".join(csv_lines(rows)).encode()
