"""What people typed is text, and a template can reach nothing but its values."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import TemplateError

from lms_peer.portfolio import Certificate, certificate
from lms_peer.portfolio.html import fill, paragraphs


def filled(folder: Path, template: str, **values: object) -> str:
    (folder / "template.html").write_text(template, "utf-8")
    used = Certificate(folder=folder, styles=(), pictures={}, fonts=certificate("portfolio").fonts)
    return fill(used, SimpleNamespace(**values))  # type: ignore[arg-type]


def test_markup_that_someone_typed_is_printed_as_they_typed_it(tmp_path: Path):
    typed = "<img src='http://127.0.0.1/x'><script>alert(1)</script>{{ 7 * 7 }}&amp;"
    html = filled(tmp_path, "<p>{{ portfolio.text }}</p>", text=typed)
    assert "<img" not in html
    assert "<script" not in html
    assert "{{ 7 * 7 }}" in html
    assert "&amp;amp;" in html


@pytest.mark.parametrize(
    "template",
    [
        "{{ portfolio.__class__.__mro__ }}",
        "{{ portfolio.text.__class__.__subclasses__() }}",
        "{{ portfolio.values.append(1) }}",
        "{{ portfolio.missing }}",
        "{% include '../secret.html' %}",
    ],
)
def test_a_template_can_not_reach_beyond_its_values(tmp_path: Path, template: str):
    (tmp_path / "own").mkdir()
    (tmp_path / "secret.html").write_text("secret", "utf-8")
    with pytest.raises(TemplateError):
        filled(tmp_path / "own", template, text="x", values=[])


def test_text_is_cut_at_its_empty_lines_and_keeps_its_line_ends():
    assert paragraphs("one\r\ntwo\n\n \n\nthree\n") == ["one\ntwo", "three"]
    assert paragraphs(" \n\n ") == []
