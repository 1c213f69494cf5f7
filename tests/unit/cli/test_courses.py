"""`lms-peer courses`."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms_peer.catalogue import shipped_courses
from tests.plant import COURSES

BENCH = COURSES / "bench.yaml"


def test_a_good_course_has_no_mistakes(shell) -> None:
    assert shell("courses", "check", BENCH) == (0, "All right: no mistakes found.\n", "")


def test_figures_that_nobody_checked_are_named(shell) -> None:
    said = shell("courses", "check", shipped_courses() / "level-3-advice-and-guidance.yaml")
    assert said.status == 0
    assert "says of these that nobody checked them: Credits" in said.out


def test_every_mistake_is_said_at_once_with_file_and_line(shell, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        BENCH.read_text().replace("witness testimony", "hearsay").replace("mandatory: [H1]", "mandatory: [H9]")
    )
    said = shell("courses", "check", BENCH, bad)
    lines = said.out.splitlines()
    assert said.status == 1
    assert all(
        line.startswith(f"{bad}:") and line.split(":")[1].isdigit() for line in lines if line.startswith("/")
    )
    assert sum("hearsay" in line for line in lines) == 2
    assert any("H9" in line for line in lines)
    assert said.err.strip() == f"{len(lines)} things to put right."


@pytest.mark.parametrize(
    "content",
    [None, b"", b"\xff\xfe", b"[1, 2", b"slug: [" * 4000],
    ids=["missing", "empty", "bytes", "cut", "deep"],
)
def test_what_is_no_course_is_said_without_a_traceback(shell, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "course.yaml"
    if content is not None:
        path.write_bytes(content)
    said = shell("courses", "check", path)
    assert said.status == 1
    assert str(path) in said.out
    assert said.err.strip() == "1 thing to put right."


def test_courses_are_listed_with_their_versions(shell) -> None:
    assert "bench  version 1.0  Bench award in helping others" in shell("courses", "list").out


def test_a_broken_course_in_an_added_folder_is_named_by_every_command(shell, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "bad.yaml").write_text("slug: bad\n")
    monkeypatch.setenv("LMS_PEER_COURSES", str(tmp_path / "more"))
    for words in (("courses", "list"), ("upgrade",)):
        said = shell(*words)
        assert said.status == 1
        assert "bad.yaml" in said.err
        assert "Traceback" not in said.err
