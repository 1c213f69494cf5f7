"""Folders of course files make one catalogue, in which a version means one thing only."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from lms_peer.catalogue import Catalogue, CourseErrors, check, load_folder, shipped_courses
from lms_peer.domain.qualification import QualificationRef
from tests.unit.catalogue.given import RIGHT


def write(folder: Path, name: str, text: str = RIGHT, version: str = "1", title: str = "Listening") -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(
        text.replace('version: "1"', f'version: "{version}"').replace("title: Listening\n", f"title: {title}\n")
    )
    return file


def test_every_course_file_of_every_folder_is_in_the_catalogue(tmp_path: Path) -> None:
    write(tmp_path / "a", "one.yaml")
    write(tmp_path / "b", "two.yml", RIGHT.replace("slug: listening", "slug: other"))
    write(tmp_path / "b", "README.md", "not a course")
    catalogue = load_folder([tmp_path / "a", tmp_path / "b"])
    assert set(catalogue) == {QualificationRef("listening", "1"), QualificationRef("other", "1")}
    assert len(catalogue) == 2
    assert QualificationRef("other", "2") not in catalogue


def test_a_specification_keeps_the_very_bytes_it_was_read_from(tmp_path: Path) -> None:
    file = write(tmp_path, "one.yaml")
    specification = load_folder([tmp_path])[QualificationRef("listening", "1")]
    assert specification.source == file.read_bytes()
    assert specification.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert specification.path == file


def test_the_newest_version_of_a_course_is_the_one_with_the_highest_number(tmp_path: Path) -> None:
    for version in ("1.9", "1.10", "1"):
        write(tmp_path, f"{version}.yaml", version=version)
    catalogue = load_folder([tmp_path])
    newest = catalogue.get("listening")
    assert newest is not None
    assert newest.qualification.version == "1.10"
    assert [specification.qualification.version for specification in catalogue.current()] == ["1.10"]
    assert len(catalogue) == 3


def test_the_current_courses_are_in_the_order_of_their_titles(tmp_path: Path) -> None:
    for slug, title in (("a", "zebras"), ("b", "Apples"), ("c", "mice")):
        write(tmp_path, f"{slug}.yaml", RIGHT.replace("slug: listening", f"slug: {slug}"), title=title)
    assert [one.qualification.title for one in load_folder([tmp_path]).current()] == ["Apples", "mice", "zebras"]


def test_a_course_that_is_not_there_is_none(tmp_path: Path) -> None:
    write(tmp_path, "one.yaml")
    catalogue = load_folder([tmp_path])
    assert catalogue.get("unknown") is None
    with pytest.raises(KeyError):
        catalogue[QualificationRef("listening", "2")]


def test_two_files_with_the_same_version_are_refused_and_the_later_one_is_to_raise_it(tmp_path: Path) -> None:
    write(tmp_path / "shipped", "one.yaml", version="1.9")
    mine = write(tmp_path / "mine", "two.yaml", version="1.9", title="Mine")
    with pytest.raises(CourseErrors) as wrong:
        load_folder([tmp_path / "shipped", tmp_path / "mine"])
    (error,) = wrong.value.errors
    assert (error.file, error.line) == (str(mine), 2)
    assert 'Raise the version in this file, such as version: "1.10"' in error.message


def test_every_mistake_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    one = write(tmp_path, "one.yaml", RIGHT.replace("tqt:", "tqd:"))
    two = write(tmp_path, "two.yaml", "title: [")
    with pytest.raises(CourseErrors) as wrong:
        load_folder([tmp_path])
    assert {error.file for error in wrong.value.errors} == {str(one), str(two)}


def test_a_folder_or_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    (error,) = check([tmp_path / "nowhere"])
    assert str(error).startswith(f"{tmp_path / 'nowhere'}: This can not be opened (no such file or directory).")


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    with file.open("wb") as opened:
        opened.truncate(10_000_000_000)
    (error,) = check([file])
    assert "The file is larger than 1,000,000 bytes." in error.message


def test_checking_a_file_twice_finds_it_right(tmp_path: Path) -> None:
    file = write(tmp_path, "one.yaml")
    assert check([file, file, tmp_path]) == []


def test_an_empty_folder_has_no_courses(tmp_path: Path) -> None:
    catalogue = load_folder([tmp_path])
    assert isinstance(catalogue, Catalogue)
    assert (len(catalogue), catalogue.current()) == (0, ())


def test_the_shipped_courses_are_found_in_a_checkout() -> None:
    assert (shipped_courses() / "README.md").is_file()
