"""The tree over a ledger in a real database: kept in tiles, the same as worked out anew, and guarded."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from lms_peer.database import db
from lms_peer.ledger import Tree, append_all, entries, extend, first_finding, leaf_of, merkle, root_anew
from lms_peer.ledger.tree import TILE, attachments_named
from lms_peer.seal.offline.record import consistent, included
from tests.unit.ledger.given import (
    AUTHORITY,
    CENTRE,
    NOON,
    a_statement,
    ledger_app,
    ledger_at,
    said,
    with_document,
)

LENGTH = 2 * TILE + 88
SIZES = (0, 1, 2, TILE - 1, TILE, TILE + 1, 2 * TILE, LENGTH)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of two tiles and a bit, made once for each test to have a copy of."""
    path = tmp_path_factory.mktemp("tree") / "grown.sqlite"
    with ledger_at(f"sqlite:///{path}"):
        grow()
    return path


@pytest.fixture
def grown(template: Path, tmp_path: Path) -> Iterator[list[bytes]]:
    """That ledger; answers the hash of each leaf."""
    copy = shutil.copy(template, tmp_path / "copy.sqlite")
    with ledger_app(f"sqlite:///{copy}").app_context():
        yield [leaf_of(entry) for entry in entries(CENTRE)]
        db.session.remove()
        db.engine.dispose()


def grow() -> list[bytes]:
    append_all(CENTRE, [said(a_statement(number)) for number in range(1, LENGTH + 1)], AUTHORITY, NOON)
    while not extend(CENTRE, LENGTH, most=1):
        pass
    db.session.commit()
    return [leaf_of(entry) for entry in entries(CENTRE)]


def test_the_tree_is_that_of_its_leaves_at_every_size(grown: list[bytes]) -> None:
    for size in SIZES:
        tree = Tree(CENTRE, size)
        assert tree.root == merkle.root_of(grown[:size]) == root_anew(CENTRE, size)
        for position in {one for one in (1, size // 2, size) if 0 < one <= size}:
            assert tree.leaf(position) == grown[position - 1]
            assert included(grown[position - 1], position - 1, size, tree.inclusion(position), tree.root)
        for before in (one for one in SIZES if one <= size):
            old = merkle.root_of(grown[:before])
            assert consistent(before, size, old, tree.root, tree.consistency(before))


def test_it_is_the_same_on_postgresql(postgres_ledger: Flask) -> None:
    leaves = grow()
    assert Tree(CENTRE, LENGTH).root == merkle.root_of(leaves)
    assert first_finding(CENTRE) is None
    with pytest.raises(DatabaseError):
        db.session.execute(text("UPDATE ledger_tile SET number = 7"))


def test_there_is_no_tree_over_statements_that_are_not_there(grown: list[bytes]) -> None:
    with pytest.raises(LookupError):
        Tree(CENTRE, LENGTH + 1)


def test_extending_again_changes_nothing(grown: list[bytes]) -> None:
    assert extend(CENTRE, LENGTH, most=8)
    assert db.session.scalar(text("SELECT count(*) FROM ledger_tile")) == 2


@pytest.mark.parametrize("change", ["UPDATE ledger_tile SET root = leaves", "DELETE FROM ledger_tile"])
def test_the_database_refuses_to_change_the_tree(grown: list[bytes], change: str) -> None:
    with pytest.raises(DatabaseError):
        db.session.execute(text(change))


def altered(*changes: str) -> str | None:
    """What is found when someone who owns the database takes the guards away, and puts them back."""
    kept = db.session.execute(text("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")).all()
    for name, _ in kept:
        db.session.execute(text(f"DROP TRIGGER {name}"))
    for change in changes:
        db.session.execute(text(change))
    for _, sql in kept:
        db.session.connection().exec_driver_sql(sql)
    db.session.commit()
    found = first_finding(CENTRE)
    return f"{found.position}: {found.what}" if found else None


def test_a_whole_tree_is_found_to_be_right(grown: list[bytes]) -> None:
    assert altered() is None


def test_verify_names_the_leaf_that_was_altered(grown: list[bytes]) -> None:
    found = altered(
        "UPDATE ledger_tile SET leaves = CAST(substr(leaves, 33) || substr(leaves, 1, 32) AS BLOB) WHERE number = 1"
    )
    assert found == f"{TILE + 1}: The tree over the statements was made from another statement than this one."


def test_verify_finds_a_root_that_was_altered(grown: list[bytes]) -> None:
    found = altered("UPDATE ledger_tile SET root = CAST('é' AS TEXT) WHERE number = 1")
    assert found == f"{TILE + 1}: The tree over the statements from here to {2 * TILE} was altered."
    found = altered("UPDATE ledger_tile SET root = substr(leaves, 1, 32) WHERE number = 0")
    assert found == f"1: The tree over the statements from here to {TILE} was altered."


def test_verify_finds_a_tile_that_was_removed(grown: list[bytes]) -> None:
    assert altered("DELETE FROM ledger_tile WHERE number = 0") == (
        "1: A part of the tree over the statements was removed."
    )


def test_a_ledger_cut_with_its_head_moved_back_is_found_by_the_tree(grown: list[bytes]) -> None:
    end = 2 * TILE - 5
    tables = ("ledger_statement", "ledger_found_by", "ledger_mention")
    found = altered(
        *(f"DELETE FROM {table} WHERE position > {end}" for table in tables),  # noqa: S608
        f"UPDATE ledger_head SET position = {end}, chain_hash = (SELECT chain_hash "  # noqa: S608
        f"FROM ledger_statement WHERE position = {end})",
    )
    assert found == f"{end + 1}: The tree over the statements goes on here: its statements were removed."


def test_attachments_are_found_however_their_name_is_written() -> None:
    sha256 = "ab" * 32
    plain = said(a_statement(attachments=[with_document(sha256)]))
    escaped = plain.replace(b'"attachments"', b'"\\u0061ttachments"')
    hidden = plain.replace(b'"attachments"', b'"a\\u0074tachments"')
    assert [attachments_named(body) for body in (plain, escaped, hidden)] == [(sha256,)] * 3
    assert attachments_named(said(a_statement())) == ()
