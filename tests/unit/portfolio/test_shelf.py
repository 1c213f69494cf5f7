"""What is on the shelf is whole, or it is not there."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from lms_peer.portfolio.binding import Bookmark, Sidecar
from lms_peer.portfolio.shelf import Kept, Shelf
from lms_peer.vault.store import open_vault

CENTRE = uuid4()
KEY, SECRET = "ab" * 32, "known to the service only"
KEPT = Kept(b"%PDF-1.7 a section", Sidecar(3, {"E1": 0, "E1-end": 2}, (Bookmark(1, "E1 Größe 🙂", 0, 700.5),)))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """An empty one, in a folder."""
    return Shelf(open_vault(f"file://{tmp_path / 'vault'}"), CENTRE, SECRET)


def kept_as(folder: Path, key: str = KEY) -> Path:
    """The file that a section is kept in."""
    [file] = (folder / "vault" / "shelf").rglob(f"{key}.*")
    return file


def test_a_section_is_found_as_it_was_put_there(shelf: Shelf):
    assert shelf.find(KEY) is None
    shelf.keep(KEY, KEPT)
    assert shelf.find(KEY) == KEPT
    assert shelf.find("cd" * 32) is None


def test_another_centre_does_not_find_it(shelf: Shelf, tmp_path: Path):
    shelf.keep(KEY, KEPT)
    assert Shelf(open_vault(f"file://{tmp_path / 'vault'}"), uuid4(), SECRET).find(KEY) is None


def test_a_section_that_was_changed_is_not_there(shelf: Shelf, tmp_path: Path):
    shelf.keep(KEY, KEPT)
    file = kept_as(tmp_path)
    file.write_bytes(file.read_bytes() + b" ")
    assert shelf.find(KEY) is None
    shelf.keep(KEY, KEPT)
    assert shelf.find(KEY) == KEPT


def test_a_section_that_somebody_else_put_there_is_not_there(shelf: Shelf, tmp_path: Path):
    Shelf(open_vault(f"file://{tmp_path / 'vault'}"), CENTRE, "guessed").keep(KEY, KEPT)
    assert shelf.find(KEY) is None
    shelf.keep(KEY, KEPT)
    shelf.keep("cd" * 32, Kept(b"another section", KEPT.sidecar))
    # A good section of this service, in the place of another.
    kept_as(tmp_path).write_bytes(kept_as(tmp_path, "cd" * 32).read_bytes())
    assert shelf.find(KEY) is None


@pytest.mark.parametrize("said", [b"", b"{", b"[]", b"{}", b'{"pages": 1}', b"\xff"])
@pytest.mark.parametrize("behind", [b"", b"\n", b"\n" + KEPT.pdf])
def test_a_section_of_which_nothing_sound_is_said_is_not_there(
    shelf: Shelf, tmp_path: Path, said: bytes, behind: bytes
):
    shelf.keep(KEY, KEPT)
    kept_as(tmp_path).write_bytes(said + behind)
    assert shelf.find(KEY) is None


def test_a_section_that_came_to_an_end_too_early_is_not_there(shelf: Shelf, tmp_path: Path):
    shelf.keep(KEY, KEPT)
    whole = kept_as(tmp_path).read_bytes()
    for length in range(0, len(whole), 7):
        kept_as(tmp_path).write_bytes(whole[:length])
        assert shelf.find(KEY) is None


def test_the_shelf_can_be_deleted(shelf: Shelf, tmp_path: Path):
    shelf.keep(KEY, KEPT)
    kept_as(tmp_path).unlink()
    assert shelf.find(KEY) is None


def test_how_long_a_section_was_is_remembered_by_its_shape(shelf: Shelf):
    assert shelf.shape(KEY) is None
    shelf.keep_shape(KEY, KEPT.sidecar)
    assert shelf.shape(KEY) == KEPT.sidecar
    assert shelf.find(KEY) is None
