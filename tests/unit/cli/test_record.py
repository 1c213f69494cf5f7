"""`lms-peer ledger`, `progress` and `portfolio`: what was altered is found and named, and the rest goes on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from lms_peer import ledger
from lms_peer.app import create_app
from lms_peer.database import db
from tests.plant import Plant


@pytest.fixture
def plant(south: Plant) -> Plant:
    """A second centre, called south, with one piece of evidence, judged, behind the shell."""
    return south


def evidence_on(plant: Plant) -> UUID:
    """The id of the one piece of evidence."""
    with create_app().app_context():
        return next(iter(plant.standing.evidence))


def tamper(home: Path, *changes: str) -> None:
    """Change the database file behind the service's back, as someone with its password could."""
    with closing(sqlite3.connect(home / "lms_peer.sqlite")) as file:
        guards = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        assert guards
        for name in guards:
            file.execute(f'DROP TRIGGER "{name}"')
        for change in changes:
            assert file.execute(change).rowcount == 1
        file.commit()


def flip(path: Path) -> None:
    """Another bit in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)


def test_an_untouched_ledger_verifies(shell, plant: Plant) -> None:
    said = shell("ledger", "verify")
    assert said.status == 0
    assert said.out.startswith("Nothing wrong was found. 3 statements at 1 centre and")
    assert shell("ledger", "verify", "--centre", "south").status == 0


def hash_at(plant: Plant, position: int) -> str:
    """The chain hash that a portfolio printed at this position would name."""
    with create_app().app_context():
        [entry] = ledger.entries(plant.centre, after=position - 1, upto=position)
    return entry.chain_hash


def test_the_hash_of_a_portfolio_is_found_again_however_it_was_typed(shell, plant: Plant) -> None:
    printed = hash_at(plant, 2)
    for typed in (printed, printed.upper(), f"{printed[:40]}\n {printed[40:]}"):
        said = shell("ledger", "verify", "--centre", "south", "--position", 2, "--hash", typed)
        assert said.status == 0
        assert "South centre, statement 2 has the hash you gave." in said.out


def test_another_hash_or_a_position_that_is_not_there_is_said(shell, plant: Plant) -> None:
    said = shell("ledger", "verify", "--centre", "south", "--position", 3, "--hash", hash_at(plant, 2))
    assert said.status == 1
    assert said.out.startswith("South centre, statement 3: its hash is not the one you gave.")
    said = shell("ledger", "verify", "--centre", "south", "--position", 4, "--hash", hash_at(plant, 3))
    assert said.status == 1
    assert said.out == "South centre has no statement 4. Its ledger ends at 3.\n"


def test_a_ledger_that_was_altered_is_not_said_to_have_the_hash(shell, home: Path, plant: Plant) -> None:
    printed = hash_at(plant, 2)
    tamper(home, "UPDATE ledger_statement SET version = 'x' WHERE position = 1")
    said = shell("ledger", "verify", "--centre", "south", "--position", 2, "--hash", printed)
    assert said.status == 1
    assert said.out.startswith("South centre, statement 1, ")
    assert "has the hash" not in said.out


@pytest.mark.parametrize(
    "words",
    [
        ("--position", "2"),
        ("--hash", "a" * 64),
        ("--centre", "south", "--position", "2"),
        ("--position", "2", "--hash", "a" * 64),
        ("--centre", "south", "--position", "0", "--hash", "a" * 64),
        ("--centre", "south", "--position", "2", "--hash", "abc"),
    ],
)
def test_a_comparison_that_lacks_something_is_explained(shell, plant: Plant, words: tuple[str, ...]) -> None:
    said = shell("ledger", "verify", *words)
    assert said.status == 2
    assert "--hash" in said.err or "--position" in said.err


def test_an_empty_ledger_verifies(centre) -> None:
    assert centre("ledger", "verify").out.startswith("Nothing wrong was found. 0 statements")


def test_a_centre_that_is_not_there_is_said(centre) -> None:
    said = centre("ledger", "verify", "--centre", "east")
    assert said.status == 1
    assert said.err.strip()


@pytest.mark.parametrize("words", [(), ("--centre", "south")], ids=["all", "one centre"])
def test_a_flipped_byte_in_a_statement_is_found_and_the_first_place_named(
    shell, home: Path, plant: Plant, words: tuple[str, ...]
) -> None:
    change = (
        "UPDATE ledger_statement SET body = CAST(replace(CAST(body AS TEXT), 'submitted', 'submittee') AS BLOB)"
    )
    evidence = evidence_on(plant)
    tamper(home, f"{change} WHERE position = 2", "UPDATE ledger_statement SET version = 'x' WHERE position = 3")
    said = shell("ledger", "verify", *words)
    assert said.status == 1
    assert said.out.startswith(f"South centre, statement 2, id {evidence}: The statement")
    assert len(said.out.strip().splitlines()) == 1


def test_a_removed_statement_is_found(shell, home: Path, plant: Plant) -> None:
    tamper(home, "DELETE FROM ledger_statement WHERE position = 2")
    said = shell("ledger", "verify")
    assert said.status == 1
    assert said.out.startswith("South centre, statement 2: The statement here was removed.")


def test_a_guard_that_is_gone_is_found(shell, home: Path, plant: Plant) -> None:
    tamper(home)
    said = shell("ledger", "verify")
    assert said.status == 1
    assert said.out.startswith("The database's guard ")


@pytest.mark.parametrize("how", ["flipped", "removed"])
def test_a_document_that_was_changed_or_removed_is_found_and_named(
    shell, home: Path, plant: Plant, how: str
) -> None:
    with create_app().app_context():
        (piece,) = plant.standing.evidence.values()
    words = piece.submitted.words
    (path,) = [one for one in (home / "vault").rglob(f"*{words.sha256[4:]}*") if one.is_file()]
    flip(path) if how == "flipped" else path.unlink()
    said = shell("ledger", "verify")
    assert said.status == 1
    assert words.sha256 in said.out
    assert ("changed" if how == "flipped" else "missing") in said.out


def test_a_standing_that_is_not_what_the_ledger_says_is_found_and_put_right(
    shell, home: Path, plant: Plant
) -> None:
    change = "UPDATE progress_registration SET state = replace(state, '\"active\"', '\"completed\"')"
    with closing(sqlite3.connect(home / "lms_peer.sqlite")) as file:
        file.execute(change)
        file.commit()
    said = shell("ledger", "verify")
    assert said.status == 1
    assert str(plant.registration) in said.out
    assert "lms-peer progress rebuild" in said.out
    assert shell("progress", "rebuild").out == (
        "North centre: 0 registrations rebuilt, 0 had been different.\n"
        "South centre: 1 registrations rebuilt, 1 had been different.\n"
    )
    assert shell("ledger", "verify").status == 0


def test_rebuilding_what_is_right_changes_nothing(shell, home: Path, plant: Plant) -> None:
    def kept() -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(home / "lms_peer.sqlite")) as file:
            tables = ("progress_registration", "progress_waiting")
            return [row for table in tables for row in file.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3")]  # noqa: S608

    before = kept()
    assert shell("progress", "rebuild", "--centre", "south").out.endswith(" 0 had been different.\n")
    assert kept() == before


def test_a_record_that_is_not_there_has_no_portfolio(shell, plant: Plant, tmp_path: Path) -> None:
    said = shell("portfolio", "issue", uuid4(), "-o", tmp_path / "out.pdf")
    assert said.status == 1
    assert "Traceback" not in said.err
    assert not (tmp_path / "out.pdf").exists()
    assert shell("portfolio", "issue", "casey", "-o", tmp_path / "out.pdf").status == 2


@pytest.mark.parametrize("more", [("-o", "no/such/folder/out.pdf"), ("-o", "out.pdf", "--by", "nobody")])
def test_nothing_is_issued_when_it_can_not_be_handed_over(shell, plant: Plant, more: tuple[str, ...]) -> None:
    said = shell("portfolio", "issue", plant.registration, *more)
    assert said.status == 1
    assert "Traceback" not in said.err
    with create_app().app_context():
        assert ledger.head(plant.centre).position == 3
        db.session.remove()


def test_issuing_writes_the_file_and_issuing_again_makes_version_2(shell, plant: Plant, tmp_path: Path) -> None:
    for version in (1, 2):
        said = shell("portfolio", "issue", plant.registration, "--draft", "-o", tmp_path / "out.pdf")
        assert said.status == 0
        assert said.out.startswith(f"Issued version {version}: ")
        assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF-")
    assert shell("ledger", "verify").out.startswith("Nothing wrong was found. 5 statements")
