"""Reading a table of learners: what Excel and others write, and what is no table."""

from __future__ import annotations

import pytest

from lms_peer.domain.learner_table import (
    MOST_BYTES,
    MOST_ROWS,
    ColumnsMissing,
    ColumnsTwice,
    LearnerRow,
    NotATable,
    Shortened,
    TooManyRows,
    read_table,
    require_whole,
    write_table,
)

SIAN = "Name,Username,ULN\r\nSiân O’Nëil,sian,9276308686\r\n"
READ = (LearnerRow(2, name="Siân O’Nëil", username="sian", uln="9276308686"),)


@pytest.mark.parametrize(
    "content",
    [
        SIAN.encode(),
        SIAN.encode("utf-8-sig"),
        SIAN.encode("cp1252"),
        SIAN.replace(",", ";").encode("cp1252"),
        SIAN.replace(",", "\t").encode("utf-16"),
        b"\xfe\xff" + SIAN.encode("utf-16-be"),
        SIAN.replace("\r\n", "\n").encode(),
        SIAN.replace("\r\n", "\r").encode(),
        'Name;"Username";ULN\r\n"Siân O’Nëil";sian;9276308686'.encode(),
    ],
    ids=["utf-8", "with a mark", "windows", "semicolons", "utf-16", "utf-16 be", "unix", "old mac", "quotes"],
)
def test_every_encoding_and_separator_of_a_spreadsheet_is_read(content: bytes) -> None:
    assert read_table(content).rows == READ


@pytest.mark.parametrize("first", ["sep=;", "SEP=;;;", "sep=\t"])
def test_excels_own_first_line_is_understood_and_rows_keep_their_numbers(first: str) -> None:
    text = f"{first}\r\n" + SIAN.replace(",", first[4])
    assert [row.number for row in read_table(text.encode()).rows] == [3]


def test_headings_come_in_any_order_and_case_and_with_other_names() -> None:
    text = "unique learner number, E-MAIL ,FULL NAME,legal_name\n9276308686,a@example.org, Ann , Ann Sample \n"
    assert read_table(text.encode()).rows == (
        LearnerRow(2, name="Ann", legal_name="Ann Sample", email="a@example.org", uln="9276308686"),
    )


def test_empty_rows_are_left_out_and_do_not_change_the_numbers() -> None:
    rows = read_table(b"\nName\n\nAnn\n,\n   \nBo\n").rows
    assert [(row.number, row.name) for row in rows] == [(4, "Ann"), (7, "Bo")]


def test_a_comma_in_a_name_is_part_of_the_name() -> None:
    assert read_table(b'Name,Username\n"Rowan, Casey",casey\n').rows[0].name == "Rowan, Casey"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\n  \n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"Name,Username\n", "no learner"),
        (b"PK\x03\x04 and so on", "Excel file"),
        (b"\xd0\xcf\x11\xe0 and so on", "old Excel"),
        (b"%PDF-1.7", "a PDF"),
        (b"Name\x00\x01\nAnn\n", "not a text file"),
        (b"Name\nAnn \x81\x8d\n", "letters"),
        (b"\xff\xfeN", "letters"),
        (b"Name\nAnn,extra\n", "Row 2 has a cell without a heading"),
        (b"Name\n" + b"A" * MOST_BYTES, "bigger"),
        (b'Name\n"' + b"A" * 200_000 + b'"', "cells can not be read"),
    ],
)
def test_what_is_no_table_is_said(content: bytes, why: str) -> None:
    with pytest.raises(NotATable) as refused:
        read_table(content)
    assert why in refused.value.found


def test_a_table_needs_names() -> None:
    with pytest.raises(ColumnsMissing) as refused:
        read_table(b"Username\nann\n")
    assert refused.value.columns == ("Name",)


def test_a_column_that_nobody_asked_for_is_named_and_left_out() -> None:
    table = read_table(b"Shoe size,Name,,Hat\n5,Ann,,\n")
    assert table.left_out == ("Shoe size", "Hat")
    assert table.rows == (LearnerRow(2, name="Ann"),)


def test_a_column_that_is_there_twice_is_refused() -> None:
    with pytest.raises(ColumnsTwice) as refused:
        read_table(b"Name,ULN,uln\nAnn,1,2\n")
    assert refused.value.columns == ("uln",)


@pytest.mark.parametrize("number", ["9.27631E+09", "9,27631e+09", "9E+09"])
def test_a_number_that_excel_shortened_is_not_whole(number: str) -> None:
    with pytest.raises(Shortened):
        require_whole("uln", number)


@pytest.mark.parametrize("number", ["", "9276308686", "AB/12E5", "12E5"])
def test_other_numbers_are_whole(number: str) -> None:
    require_whole("uln", number)


def test_there_is_a_most() -> None:
    assert len(read_table(b"Name\n" + b"Ann\n" * MOST_ROWS).rows) == MOST_ROWS
    with pytest.raises(TooManyRows):
        read_table(b"Name\n" + b"Ann\n" * (MOST_ROWS + 1))


def test_what_is_written_is_read_again_with_the_same_numbers() -> None:
    rows = (LearnerRow(4, name='Ann "A" Sample', uln="9276308686"), LearnerRow(9, name="Bo\nBee", username="bo"))
    assert read_table(write_table(rows).encode()).rows == rows
    assert write_table(()).strip() == "Name,Legal name,Username,Email,ULN,Awarding body number"
