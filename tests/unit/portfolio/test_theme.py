"""A certificate is read with its colours and sizes in place, so that nobody looks them up for each element."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms_peer.portfolio.theme import certificate


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A centre's own folder, with a theme and a portfolio that have no styles yet."""
    for name in ("theme", "portfolio"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "style.css").write_text("", "utf-8")
    return tmp_path


def styles(own: Path, *, theme: str = "", portfolio: str) -> tuple[str, ...]:
    (own / "theme" / "style.css").write_text(theme, "utf-8")
    (own / "portfolio" / "style.css").write_text(portfolio, "utf-8")
    return certificate("portfolio", (own,)).styles


def test_a_colour_of_the_theme_stands_where_it_is_asked_for_on_the_same_line(own: Path):
    theme = ":root {\n  --ink: #123; /* --ink: text */\n}\n"
    assert styles(own, theme=theme, portfolio="p {\n color: var(--ink); }") == (theme, "p {\n color: #123; }")


@pytest.mark.parametrize(
    "said",
    [
        ":root { --ink: red } :root { --ink: blue }",
        ":root { --ink: red } h2 { --ink: blue }",
        "h2 { --ink: blue }",
        ":root { --ink: var(--other) }",
        ":root { --ink: red !important }",
        "/* :root { --ink: red } */",
    ],
)
def test_a_colour_that_depends_on_more_is_left_to_the_renderer(own: Path, said: str):
    asked = "h2 { color: var(--ink); }"
    assert styles(own, theme=said, portfolio=asked)[1] == asked


def test_what_is_shipped_asks_for_nothing_more():
    for name in ("portfolio", "statement_of_achievement", "observation_form"):
        assert not [style for style in certificate(name).styles if "var(" in style]
