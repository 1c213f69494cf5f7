"""What the documents point to is there: pictures, other pages, files of ours, commands, settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from lms_peer.cli import cli
from lms_peer.xapi.kinds import KINDS

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), ROOT / "courses/README.md", *(ROOT / "docs").rglob("*.md")])
FOLDERS = ("lms_peer", "tests", "courses", "certificates", "docs", "benchmarks", "frontend", "scripts")
SOURCE = re.compile(r"`((?:[\w.-]+/)*[\w-]+\.(?:py|html|css|js|sh|po|toml))`")
COMMAND = re.compile(r"(?:^|`)(?:[A-Z_]+=\S+ )*lms-peer ([a-z][^\n`|#]*)", re.MULTILINE)
# What people find in a file that is handed to them, or write themselves: none of it is a file of ours.
ELSEWHERE = {
    "index.html",
    "verify_portfolio.py",
    "ours/theme/style.css",
    "ours/statement_of_achievement/template.html",
}
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


@pytest.fixture(scope="module")
def files() -> tuple[str, ...]:
    """Every file of ours, from the top."""
    return tuple(f"/{path.relative_to(ROOT)}" for name in FOLDERS for path in (ROOT / name).rglob("*.*"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_file_that_a_document_names_is_there(page: Path, files: tuple[str, ...]) -> None:
    named = set(SOURCE.findall(page.read_text(encoding="utf-8"))) - ELSEWHERE
    missing = {name for name in named if not (ROOT / name).exists()}
    assert {name for name in missing if not any(file.endswith(f"/{name}") for file in files)} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_command_that_a_document_names_is_there_with_its_options(page: Path) -> None:
    lines = COMMAND.findall(page.read_text(encoding="utf-8"))
    assert [f"{line}: {word}" for line in lines for word in unknown_words(line)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_target_and_a_setting_that_a_document_names_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)) - targets == set()
    settings = (ROOT / "lms_peer/config.py").read_text(encoding="utf-8")
    assert [name for name in set(re.findall(r"LMS_PEER_[A-Z_]+", text)) if name.rstrip("_") not in settings] == []


def test_every_kind_of_statement_stands_on_the_page_about_statements() -> None:
    page = (ROOT / "docs/xapi.md").read_text(encoding="utf-8")
    told = set(re.findall(r"\w+", " ".join(re.findall(r"^\| ([A-Z][^|]+) \|", page, re.MULTILINE))))
    assert {kind.fact.__name__ for kind in KINDS} - told == set()


def test_the_readme_leads_to_every_page() -> None:
    pages = (page.relative_to(ROOT) for page in (ROOT / "docs").glob("*.md"))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [str(page) for page in pages if f"({page})" not in readme] == []


def unknown_words(line: str) -> Iterator[str]:
    """The words of a command line that are no command of ours, and the options that its command does not take."""
    words = [word.strip("[]()") for word in line.split()]
    command: click.Command = cli
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name = words.pop(0)
        if name not in command.commands:
            yield name
            return
        command = command.commands[name]
    taken = {"--help", *(option for one in command.params for option in (*one.opts, *one.secondary_opts))}
    yield from (word for word in words if word.startswith("--") and word.rstrip(".,:") not in taken)
