"""Turning the pages of a list that is long: which page the address asks for, and what stands on it."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Generic, NamedTuple, TypeVar

from flask import request

PAGE = 25  # lines
_LAST = 10_000
Line = TypeVar("Line")


class Turned(NamedTuple, Generic[Line]):
    """One page of a list. `more`: there is a page after it."""

    lines: Sequence[Line]
    page: int
    more: bool


def page_number() -> int:
    """The page that the address asks for, the first being 1."""
    return max(1, min(request.args.get("page", default=1, type=int), _LAST))


def start() -> int:
    """How many lines stand on the pages before."""
    return PAGE * (page_number() - 1)


def turned(listed: Sequence[Line]) -> Turned[Line]:
    """The page of the whole list that the address asks for; the last one when it asks for a page after it."""
    page = min(page_number(), max(1, ceil(len(listed) / PAGE)))
    end = PAGE * page
    return Turned(listed[end - PAGE : end], page, len(listed) > end)


def read_on(lines: Sequence[Line]) -> Turned[Line]:
    """The page whose lines were read from `start()` on, and one more if there is one."""
    return Turned(lines[:PAGE], page_number(), len(lines) > PAGE)
