"""What the documents point to is there: pictures, other pages, and a page for each role."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
ROLES = ["learners", "assessors", "staff", "trainers", "quality-assurers"]
POINTS_TO = re.compile(r"(!?)\[([^\]]*)\]\(([^)#\s]+)[^)]*\)")
LARGEST_PICTURE = 60_000  # bytes


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_document_points_only_to_what_is_there(page: Path) -> None:
    named = [target for _, _, target in POINTS_TO.findall(page.read_text(encoding="utf-8")) if ":" not in target]
    assert [target for target in named if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_a_page_with_small_pictures_that_are_told_in_words_too(role: str) -> None:
    page = ROOT / "docs" / f"for-{role}.md"
    pictures = [
        (words, page.parent / target)
        for mark, words, target in POINTS_TO.findall(page.read_text(encoding="utf-8"))
        if mark
    ]
    assert len(pictures) >= 2
    for words, picture in pictures:
        assert len(words.split()) > 2, picture.name
        assert picture.stat().st_size <= LARGEST_PICTURE, picture.name
    assert f"docs/for-{role}.md" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_picture_that_the_browser_tests_take_is_used() -> None:
    used = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [one.name for one in (ROOT / "docs/images/roles").iterdir() if one.name not in used] == []
