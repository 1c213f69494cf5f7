"""A table of new learners, as a spreadsheet writes it: what its bytes say, row by row. Reads; checks no learner.

Excel writes CSV as UTF-8 with a mark in front, as Windows-1252, or as UTF-16 with tabs; with commas or, where a comma
stands in numbers, with semicolons. All are taken. Only the standard library is used.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields

from lms_peer.domain.refusals import Refusal

MOST_ROWS = 500
MOST_BYTES = 400_000

# What each column is called in our own table, and by what other headings it is known. Capitals and signs do not matter.
COLUMNS = {
    "name": "Name",
    "legal_name": "Legal name",
    "username": "Username",
    "email": "Email",
    "uln": "ULN",
    "awarding_body_number": "Awarding body number",
}
_ALSO = {
    "learner": "name",
    "learner name": "name",
    "full name": "name",
    "full legal name": "legal_name",
    "user name": "username",
    "user": "username",
    "e mail": "email",
    "email address": "email",
    "e mail address": "email",
    "unique learner number": "uln",
    "unique learner number uln": "uln",
    "number from the awarding body": "awarding_body_number",
    "enrolment number": "awarding_body_number",
}
# What Excel makes of a long number, as it shows it: 9.27631E+09, or 9,27631E+09 where a comma stands in numbers.
_SHORTENED = re.compile(r"\d[.,]?\d*E\+\d+", re.IGNORECASE)
_SEPARATORS = ",;\t"
_KNOWN_STARTS = {
    b"PK\x03\x04": "It is an Excel file.",
    b"\xd0\xcf\x11\xe0": "It is an old Excel file.",
    b"%PDF": "It is a PDF.",
}


@dataclass
class NotATable(Refusal):
    """The file is no table of learners that can be read; `found` is what it looks like, or what is wrong with it.

    `other_kind`: it is another kind of file, so that saving it as CSV helps.
    """

    found: str
    other_kind: bool = False


@dataclass
class ColumnsMissing(Refusal):
    """The table has no column with these headings."""

    columns: tuple[str, ...]


@dataclass
class ColumnsTwice(Refusal):
    """The table has these columns twice, so that nobody can tell which one counts."""

    columns: tuple[str, ...]


@dataclass
class TooManyRows(Refusal):
    """More than `limit` learners in one table."""

    limit: int


@dataclass
class TwiceInTable(Refusal):
    """Row `row` of the table has the same already (`what` is the plain noun)."""

    what: str
    row: int


@dataclass
class Shortened(Refusal):
    """Excel wrote a long number short, so that its last digits are lost (`number` is what is left of it)."""

    field: str
    number: str


@dataclass(frozen=True)
class LearnerRow:
    """One row as it was typed, without spaces around; `number` is the row's number in the spreadsheet."""

    number: int
    name: str = ""
    legal_name: str = ""
    username: str = ""
    email: str = ""
    uln: str = ""
    awarding_body_number: str = ""


@dataclass(frozen=True)
class LearnerTable:
    """The learners of a table, and the headings of columns that nobody asked for: they are left out."""

    rows: tuple[LearnerRow, ...]
    left_out: tuple[str, ...] = ()


def read_table(content: bytes) -> LearnerTable:
    """The learners of a table; rows that are empty are left out.

    Raises NotATable, ColumnsMissing, ColumnsTwice, TooManyRows.
    """
    rows = _cells(_text(content))
    heading = next((number for number, cells in enumerate(rows) if any(cells)), None)
    if heading is None:
        raise NotATable("The file is empty.")
    columns = _columns(rows[heading])
    left_out = [title for place, title in enumerate(rows[heading]) if title and place not in columns]
    learners = [
        _row(number, columns, rows[heading], cells)
        for number, cells in enumerate(rows[heading + 1 :], start=heading + 2)
        if any(cells)
    ]
    if not learners:
        raise NotATable("There is no learner below the headings.")
    if len(learners) > MOST_ROWS:
        raise TooManyRows(MOST_ROWS)
    return LearnerTable(tuple(learners), tuple(title[:60] for title in left_out))


def require_whole(field: str, number: str) -> None:
    """Raises Shortened for a number that a spreadsheet has rounded."""
    if _SHORTENED.fullmatch("".join(number.split())):
        raise Shortened(field, number)


def write_table(rows: Iterable[LearnerRow]) -> str:
    """The same learners as text that `read_table` reads, each under its number. No rows: the headings alone."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS.values())
    written = 1
    for row in rows:
        while written + 1 < row.number:  # an empty row keeps the others' numbers
            writer.writerow([])
            written += 1
        writer.writerow([getattr(row, column) for column in COLUMNS])
        written += 1
    return text.getvalue()


def _text(content: bytes) -> str:
    for start, found in _KNOWN_STARTS.items():
        if content.startswith(start):
            raise NotATable(found, other_kind=True)
    if len(content) > MOST_BYTES:
        raise NotATable(f"It is bigger than {MOST_BYTES // 1000} kB.")
    try:
        sixteen_bits = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        text = content.decode("utf-16") if sixteen_bits else _eight_bits(content)
    except UnicodeDecodeError as error:
        raise NotATable("Some of its letters can not be read.", other_kind=True) from error
    if re.search(r"[\x00-\x08\x0e-\x1f]", text):
        raise NotATable("It is not a text file.", other_kind=True)
    return text


def _eight_bits(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _cells(text: str) -> list[list[str]]:
    """Every row, the empty ones too, so that numbers agree with the spreadsheet's."""
    lines = text.splitlines()
    said = re.fullmatch(rf"sep=([{_SEPARATORS}])[{_SEPARATORS}]*", lines[0], re.IGNORECASE) if lines else None
    if said:  # Excel's own first line
        separator, text = said[1], text.removeprefix(said[0])
    else:
        first = next((line for line in lines if line.strip()), "")
        separator = max(_SEPARATORS, key=first.count)
    try:
        return [
            [cell.strip() for cell in cells]
            for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        ]
    except csv.Error as error:
        raise NotATable("One of its cells can not be read.") from error


def _columns(headings: list[str]) -> dict[int, str]:
    """Which cell of a row is what. Raises ColumnsMissing, ColumnsTwice."""
    known = {_plain(title): column for column, title in COLUMNS.items()} | _ALSO
    columns: dict[int, str] = {}
    for place, heading in enumerate(headings):
        column = known.get(_plain(heading))
        if column in columns.values():
            raise ColumnsTwice((heading[:60],))
        if column:
            columns[place] = column
    if "name" not in columns.values():
        raise ColumnsMissing((COLUMNS["name"],))
    return columns


def _plain(heading: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", heading.casefold()).split())


def _row(number: int, columns: dict[int, str], headings: list[str], cells: list[str]) -> LearnerRow:
    if any(cell and not "".join(headings[place : place + 1]) for place, cell in enumerate(cells)):
        raise NotATable(f"Row {number} has a cell without a heading.")
    values = {column: cells[place] for place, column in columns.items() if place < len(cells)}
    assert values.keys() <= {field.name for field in fields(LearnerRow)}  # noqa: S101 - COLUMNS names its fields
    return LearnerRow(number, **values)
