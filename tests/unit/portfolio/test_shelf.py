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


def files(folder: Path, suffix: str) -> list[Path]:
    return list((folder / "vault" / "shelf").rglob(f"*.{suffix}"))


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
    [pdf] = files(tmp_path, "pdf")
    pdf.write_bytes(pdf.read_bytes() + b" ")
    assert shelf.find(KEY) is None
    shelf.keep(KEY, KEPT)
    assert shelf.find(KEY) == KEPT


def test_a_section_that_somebody_else_put_there_is_not_there(shelf: Shelf, tmp_path: Path):
    Shelf(open_vault(f"file://{tmp_path / 'vault'}"), CENTRE, "guessed").keep(KEY, KEPT)
    assert shelf.find(KEY) is None
    shelf.keep(KEY, KEPT)
    shelf.keep("cd" * 32, Kept(b"another section", KEPT.sidecar))
    for one in files(tmp_path, "json") + files(tmp_path, "pdf"):
        if one.name.startswith("ab"):  # a good section of this service, in the place of another
            one.write_bytes(next(one.parents[2].rglob(f"cdcd*{one.suffix}")).read_bytes())
    assert shelf.find(KEY) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"pages": 1}', b"\xff"])
def test_a_section_whose_description_is_damaged_is_not_there(shelf: Shelf, tmp_path: Path, content: bytes):
    shelf.keep(KEY, KEPT)
    [beside] = files(tmp_path, "json")
    beside.write_bytes(content)
    assert shelf.find(KEY) is None


@pytest.mark.parametrize("suffix", ["pdf", "json"])
def test_the_shelf_can_be_deleted_in_part(shelf: Shelf, tmp_path: Path, suffix: str):
    shelf.keep(KEY, KEPT)
    [one] = files(tmp_path, suffix)
    one.unlink()
    assert shelf.find(KEY) is None


def test_how_long_a_section_was_is_remembered_by_its_shape(shelf: Shelf):
    assert shelf.shape(KEY) is None
    shelf.keep_shape(KEY, KEPT.sidecar)
    assert shelf.shape(KEY) == KEPT.sidecar
    assert shelf.find(KEY) is None
