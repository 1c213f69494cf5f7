"""A section is known by everything that it is drawn from, and by nothing else."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lms_peer.domain.refusals import SectionsNotDrawn
from lms_peer.portfolio import Certificate, certificate
from lms_peer.portfolio.sections import Desk, Part, fingerprint, parts_of

FONT = certificate("portfolio").fonts.parent / "fonts" / "AtkinsonHyperlegible-Regular.ttf"
TEMPLATE = "{{ section }}: {{ piece.text }}{% if section == 'unit' %} is on page {{ page_of('E&1') }}{% endif %}"
UNIT = Part("Unit H1", "unit", numbered=True, values={"piece": SimpleNamespace(text="This")})


@pytest.fixture
def plain(tmp_path: Path) -> Certificate:
    """A certificate of one line, with a style, a picture and a font."""
    folder = tmp_path / "own"
    (folder / "fonts").mkdir(parents=True)
    (folder / "template.html").write_text(TEMPLATE, "utf-8")
    (folder / "fonts" / "a.ttf").write_bytes(FONT.read_bytes())
    (folder / "fonts.conf").write_text("<fontconfig/>", "utf-8")
    return Certificate(
        folder=folder,
        styles=("p { color: red }",),
        pictures={"certificate:logo.png": b"a logo"},
        fonts=folder / "fonts.conf",
    )


def desk(plain: Certificate, **values: Any) -> Desk:
    return Desk(plain, SimpleNamespace(language="en", **values))  # type: ignore[arg-type]


def evidence(text: str) -> Part:
    return Part("E1", "evidence", values={"piece": SimpleNamespace(text=text)})


def key(plain: Certificate, text: str = "x", **values: Any) -> str:
    return desk(plain, **values).fill(evidence(text)).with_pages(lambda _: 1).key


def test_the_same_words_have_the_same_key_and_others_another(plain: Certificate):
    assert key(plain) == key(plain)
    assert key(plain, "y") != key(plain)


def test_what_a_section_does_not_print_leaves_its_key_alone(plain: Certificate):
    assert key(plain, version=1) == key(plain, version=2)


def test_another_style_picture_font_or_template_makes_another_key(plain: Certificate):
    keys = {key(plain)}
    keys.add(key(replace(plain, styles=("p { color: blue }",))))
    keys.add(key(replace(plain, styles=("p { color:", " red }"))))
    keys.add(key(replace(plain, pictures={"certificate:logo.png": b"another logo"})))
    keys.add(key(replace(plain, pictures={"certificate:sign.png": b"a logo"})))
    (plain.folder / "fonts" / "a.ttf").write_bytes(FONT.with_stem("AtkinsonHyperlegible-Bold").read_bytes())
    keys.add(key(plain))
    (plain.folder / "template.html").write_text("<p>{{ piece.text }}</p>", "utf-8")
    keys.add(key(plain))
    assert len(keys) == 7


def test_where_a_certificate_lies_does_not_count(plain: Certificate, tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(plain.fonts.parent / "fonts", elsewhere / "fonts")
    shutil.copy(plain.fonts, elsewhere)
    assert fingerprint(replace(plain, folder=elsewhere, fonts=elsewhere / "fonts.conf")) == fingerprint(plain)


def test_a_page_number_is_printed_and_part_of_the_key(plain: Certificate):
    draft = desk(plain).fill(UNIT)
    asked: list[str] = []

    def page_of(anchor: str) -> int:
        asked.append(anchor)
        return 7

    assert draft.with_pages(page_of).html == "unit: This is on page 7"
    assert asked == ["E&1"]
    assert draft.with_pages(page_of).key != draft.with_pages(lambda _: 8).key


def test_nobody_can_type_a_page_number_into_being(plain: Certificate):
    draft = desk(plain).fill(evidence(f"{desk(plain).fill(UNIT).mark}:E1: 0:E1:"))
    assert draft.with_pages(lambda _: pytest.fail("asked")).html == draft.html


def test_evidence_may_not_ask_for_a_page(plain: Certificate):
    (plain.folder / "template.html").write_text("{{ page_of('E1') }}", "utf-8")
    with pytest.raises(SectionsNotDrawn) as refused:
        desk(plain).fill(evidence("x"))
    [(name, why)] = refused.value.sections
    assert name == "E1"
    assert "page_of" in why


def test_only_pictures_that_are_named_are_asked_for(plain: Certificate):
    named = f'<img src="vault:{"a" * 64}"><img src="vault:{"b" * 64}/page-1/3"><img src="vault:{"a" * 64}">'
    (plain.folder / "template.html").write_text(f"{named}{{{{ piece.text }}}}", "utf-8")
    manuscript = desk(plain).fill(evidence(f'"vault:{"c" * 64}"')).with_pages(lambda _: 1)
    assert manuscript.pictures == (f"vault:{'a' * 64}", f"vault:{'b' * 64}/page-1/3")


def test_sections_come_in_the_order_they_are_bound():
    units = [
        SimpleNamespace(reference="H1", pieces=[SimpleNamespace(reference="E1"), SimpleNamespace(reference="E3")]),
        SimpleNamespace(reference="H2", pieces=[SimpleNamespace(reference="E2")]),
    ]
    parts = list(
        parts_of(
            SimpleNamespace(units=units, statements=[SimpleNamespace(position=place) for place in range(3, 180)])
        )
    )  # type: ignore[arg-type]
    assert [part.name for part in parts] == [
        *("The front", "The contents", "The summary", "The details", "The people", "The declarations"),
        *("Unit H1", "E1", "E3", "Unit H2", "E2", "The log of hours", "The back"),
        *("The statements from number 3", "The statements from number 153"),
    ]
    assert [part.template for part in parts if part.numbered] == [
        *("contents", "summary", "details", "authenticity", "unit", "unit"),
    ]


def test_the_shipped_certificate_has_a_fingerprint():
    assert len(fingerprint(certificate("portfolio"))) == 32
