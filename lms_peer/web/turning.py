"""Turning the pages of a list that is long: which page the address asks for, and what stands on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import Generic, NamedTuple, TypeVar

from flask import request

PAGE = 25  # lines
_LAST = 10_000
Line = TypeVar("Line")


class Turned(NamedTuple, Generic[Line]):
    """One page of a list, after `before` lines. `more`: there is a page after it.

    `total` is how many lines there are, or None while nobody has counted them.
    """

    lines: Sequence[Line]
    page: int
    more: bool
    before: int
    total: int | None

    @property
    def first(self) -> int:
        """The number of its first line, the list's being 1."""
        return self.before + 1

    @property
    def last(self) -> int:
        """The number of its last line."""
        return self.before + len(self.lines)


def page_number() -> int:
    """The page that the address asks for, the first being 1."""
    return max(1, min(request.args.get("page", default=1, type=int), _LAST))


def turned(listed: Sequence[Line], size: int = PAGE) -> Turned[Line]:
    """The page of the whole list that the address asks for; the last one when it asks for a page after it."""
    page = min(page_number(), max(1, ceil(len(listed) / size)))
    end = size * page
    return Turned(listed[end - size : end], page, len(listed) > end, end - size, len(listed))


def read_page(read: Callable[[int, int], Sequence[Line]], size: int = PAGE) -> Turned[Line]:
    """The same of a list of which only that page is read: `read` answers so many lines at most, from a place on.

    The whole is read, to find the last page, only for an address that asks for a page after it.
    """
    page = page_number()
    before = size * (page - 1)
    lines = read(before, size + 1)
    if before and not lines:
        return turned(read(0, size * _LAST), size)
    more = len(lines) > size
    return Turned(lines[:size], page, more, before, None if more else before + len(lines))
