"""Which page of a long list an address asks for."""

from __future__ import annotations

import pytest
from flask import Flask

from lms_peer.web.turning import PAGE, read_page, turned

LONG = range(2 * PAGE + 1)


@pytest.mark.parametrize(
    ("asked", "page", "first", "lines", "more"),
    [
        ("", 1, 0, PAGE, True),
        ("?page=2", 2, PAGE, PAGE, True),
        ("?page=3", 3, 2 * PAGE, 1, False),
        ("?page=99", 3, 2 * PAGE, 1, False),
        ("?page=0", 1, 0, PAGE, True),
        ("?page=-1", 1, 0, PAGE, True),
        ("?page=two", 1, 0, PAGE, True),
    ],
)
def test_a_page_that_is_not_there_is_the_nearest_one(
    asked: str, page: int, first: int, lines: int, more: bool
) -> None:
    with Flask(__name__).test_request_context(f"/{asked}"):
        whole, read = turned(LONG), read_page(lambda start, most: LONG[start : start + most])
    for found in (whole, read):
        assert (found.page, found.lines[0], len(found.lines), found.more) == (page, first, lines, more)
        assert (found.first, found.last) == (first + 1, first + lines)
    assert whole.total == len(LONG)
    assert read.total == (None if more else len(LONG))  # nobody counts what comes after


def test_a_list_without_lines_has_one_page() -> None:
    with Flask(__name__).test_request_context("/?page=7"):
        for found in (turned(()), read_page(lambda _start, _most: ())):
            assert (found.lines, found.page, found.more, found.total) == ((), 1, False, 0)
