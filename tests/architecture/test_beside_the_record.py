"""What is kept beside the record can not reach it: the record knows nothing of it, and its actions write no fact."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.test_imports import imported_names, modules

BESIDE = ("lms_peer.pastoral", "lms_peer.messages")
RECORD = (
    "lms_peer.ledger",
    "lms_peer.vault",
    "lms_peer.xapi",
    "lms_peer.portfolio",
    "lms_peer.outbox",
    "lms_peer.actions.issue_portfolio",
)
# What writes facts and words, wherever it is imported from.
WRITERS = {"record", "perform", "keep_words"}
OWN_TABLES = ("pastoral", "messages")
KEEPERS = ("keep_habits", "keep_notes", "keep_matches", "announce", "use_board")


def below(name: str, packages: tuple[str, ...]) -> bool:
    """Is the dotted name one of the packages, or inside one?"""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def knowing(folder: str, packages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each module below `folder` that imports from `packages`, and what."""
    for name, tree in modules(folder):
        for imported in imported_names(tree):
            if below(imported, packages):
                yield name, imported


def test_nothing_that_makes_the_record_knows_what_is_beside_it() -> None:
    strangers = [
        found
        for folder in (
            "domain",
            "xapi",
            "ledger",
            "vault",
            "documents",
            "progress",
            "portfolio",
            "seal",
            "outbox",
            "catalogue",
        )
        for found in knowing(folder, BESIDE)
    ]
    assert strangers == []


def test_what_is_beside_the_record_knows_nothing_that_writes_it() -> None:
    assert [found for folder in OWN_TABLES for found in knowing(folder, RECORD)] == []


def test_its_actions_write_no_fact_and_keep_no_words_in_the_vault() -> None:
    found = {name.removesuffix(".py").rpartition("/")[2]: tree for name, tree in modules("actions")}
    assert set(KEEPERS) <= set(found)
    for name in KEEPERS:
        tree = found[name]
        assert not any(below(imported, RECORD) for imported in imported_names(tree)), name
        called = {
            ast.unparse(node.func).rpartition(".")[2] for node in ast.walk(tree) if isinstance(node, ast.Call)
        }
        assert not called & WRITERS, name


def test_the_pages_of_a_record_that_others_read_know_nothing_of_it() -> None:
    reached = [
        (name, imported)
        for name, tree in modules("web/pages")
        if name in ("web/pages/record.py", "web/pages/quality.py")
        for imported in imported_names(tree)
        if below(imported, ("lms_peer.pastoral", "lms_peer.web.looking_after", "lms_peer.web.community"))
    ]
    assert reached == []


def test_the_check_would_see_it() -> None:
    tree = ast.parse("from lms_peer.pastoral import habits\nimport lms_peer.messages.board")
    assert {name for name in imported_names(tree) if below(name, BESIDE)} == {
        "lms_peer.pastoral.habits",
        "lms_peer.messages.board",
    }
    assert not below("lms_peer.pastorale", BESIDE)
