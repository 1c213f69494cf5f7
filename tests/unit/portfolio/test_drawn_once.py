"""The memory of drawn sections that tests use: it answers what was drawn, and forgets what could not be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from lms_peer.portfolio.press import Drawn, Press, Sheet
from lms_peer.portfolio.theme import Certificate
from tests.sheets import drawn_once


def press(style: str = "") -> Press:
    return Press(Certificate(Path("none"), (style,), {}, Path("none")))


def sheet(name: str, html: str, picture: bytes = b"") -> Sheet:
    return Sheet(name, html, lambda: {"certificate:a.png": picture})


@pytest.fixture
def drew() -> list[str]:
    """The HTML of what really had to be drawn."""
    return []


@pytest.fixture
def ask(tmp_path: Path, drew: list[str]) -> Callable[..., dict[str, bytes | str]]:
    """Asks for sheets, and answers for each name its PDF, or why there is none."""

    def draw(_press: Press, sheets: Iterable[Sheet], _tick: Callable[[], None]) -> Iterator[Drawn]:
        for one in sheets:
            drew.append(one.html)
            yield Drawn(one.name, why="too long") if "bad" in one.html else Drawn(one.name, pdf=one.html.encode())

    remembering = drawn_once(tmp_path, draw)

    def asked(*sheets: Sheet, style: str = "") -> dict[str, bytes | str]:
        return {one.name: one.pdf or one.why for one in remembering(press(style), sheets, lambda: None)}

    return asked


def test_the_same_sheet_is_drawn_once_whatever_it_is_called(ask, drew: list[str]) -> None:
    assert ask(sheet("A", "<p>one"), sheet("B", "<p>two")) == {"A": b"<p>one", "B": b"<p>two"}
    assert ask(sheet("C", "<p>one"), sheet("D", "<p>three")) == {"C": b"<p>one", "D": b"<p>three"}
    assert drew == ["<p>one", "<p>two", "<p>three"]


def test_another_picture_or_another_style_is_another_sheet(ask, drew: list[str]) -> None:
    ask(sheet("A", "<p>one"))
    ask(sheet("A", "<p>one", b"a face"))
    ask(sheet("A", "<p>one"), style="p { color: red }")
    assert drew == ["<p>one", "<p>one", "<p>one"]


def test_what_could_not_be_drawn_is_tried_again(ask, drew: list[str]) -> None:
    for _ in range(2):
        assert ask(sheet("A", "<p>bad")) == {"A": "too long"}
    assert drew == ["<p>bad", "<p>bad"]
