"""`lms-peer certificates`: what there is, a copy to change, and looking at it."""

from __future__ import annotations

from pathlib import Path


def test_the_list_says_where_each_document_comes_from(shell, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "ours" / "theme").mkdir(parents=True)
    monkeypatch.setenv("LMS_PEER_CERTIFICATES", str(tmp_path / "ours"))
    said = shell("certificates", "list")
    assert said.status == 0
    for name in ("portfolio", "statement_of_achievement", "observation_form", "theme"):
        assert f"{name}\n" in said.out
    assert str(tmp_path / "ours" / "theme") in said.out
    assert str(tmp_path / "ours" / "portfolio") not in said.out


def test_a_copy_can_be_changed_and_is_looked_at_as_a_pdf(shell, tmp_path: Path) -> None:
    said = shell("certificates", "copy", "theme", "observation_form", tmp_path / "ours")
    assert said.status == 0, said.err
    assert f"LMS_PEER_CERTIFICATES={tmp_path / 'ours'}" in said.out
    said = shell("certificates", "preview", tmp_path / "ours" / "observation_form", "-o", tmp_path / "form.pdf")
    assert (said.status, said.err) == (0, "")
    assert f"Drawn: {tmp_path / 'form.pdf'}" in said.out
    before = (tmp_path / "form.pdf").read_bytes()
    assert before.startswith(b"%PDF-")

    template = tmp_path / "ours" / "observation_form" / "template.html"
    template.write_text("<p>one</p>\n{{ form.lerner }}", "utf-8")
    said = shell("certificates", "preview", template.parent, "-o", tmp_path / "form.pdf")
    assert said.status == 1
    assert f"{template}:2: There is no value lerner here. Did you mean learner?" in said.err
    assert "Nothing was drawn." in said.err
    assert (tmp_path / "form.pdf").read_bytes() == before


def test_what_is_there_is_never_copied_over(shell, tmp_path: Path) -> None:
    (tmp_path / "theme").mkdir()
    said = shell("certificates", "copy", "theme", tmp_path)
    assert said.status == 1
    assert f"{tmp_path / 'theme'} is there already." in said.err
    assert list((tmp_path / "theme").iterdir()) == []


def test_a_folder_that_is_not_there_is_said(shell, tmp_path: Path) -> None:
    said = shell("certificates", "preview", tmp_path / "nowhere", "-o", tmp_path / "form.pdf")
    assert said.status == 1
    assert f"There is no folder {tmp_path / 'nowhere'}." in said.err


def test_a_folder_without_a_document_is_answered_with_what_to_name(shell, tmp_path: Path) -> None:
    assert shell("certificates", "copy", "theme", "portfolio", tmp_path).status == 0
    said = shell("certificates", "preview", tmp_path)
    assert said.status == 1
    assert str(tmp_path / "portfolio") in said.err
    assert "has no sample of its own" in shell("certificates", "preview", tmp_path / "theme").err
    (tmp_path / "portfolio" / "style.css").unlink()
    said = shell("certificates", "preview", tmp_path / "portfolio")
    assert f"{tmp_path / 'portfolio' / 'style.css'} is not there." in said.err
