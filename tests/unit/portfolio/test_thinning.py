"""A drawn section keeps every tag that says something, and no other."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from tests.unit.portfolio.binding.given import EVIDENCE, FRONT, UNIT, alone, elements, unprepared

SECTIONS = {"front": FRONT, "unit 1": UNIT, "E1": EVIDENCE}


def tags(pdf: bytes) -> list[str]:
    """Every tag of the tree, in the order in which it is read."""
    with pikepdf.open(BytesIO(pdf)) as drew:
        return [str(one.S) for one in elements(drew.Root.StructTreeRoot)]


@pytest.mark.parametrize("name", SECTIONS)
def test_only_tags_that_say_nothing_are_left_out(name: str):
    whole, thinned = tags(alone(name, SECTIONS[name])), tags(unprepared(name, SECTIONS[name]))
    assert len(thinned) < len(whole) * 0.8
    said = ("/H1", "/H2", "/H3", "/P", "/Table", "/TR", "/TH", "/TD", "/L", "/LI", "/Figure", "/Sect")
    assert [tag for tag in thinned if tag in said] == [tag for tag in whole if tag in said]


@pytest.mark.parametrize("name", SECTIONS)
def test_every_mark_on_a_page_belongs_to_the_element_that_holds_it(name: str):
    with pikepdf.open(BytesIO(unprepared(name, SECTIONS[name]))) as drew:
        parents = pikepdf.NumberTree(drew.Root.StructTreeRoot.ParentTree)
        marks = 0
        for one in elements(drew.Root.StructTreeRoot):
            for mark in (kid for kid in one.get("/K", ()) if isinstance(kid, int)):
                marks += 1
                assert parents[one.Pg.StructParents][mark].objgen == one.objgen
        assert marks > 5
        every = [link for page in drew.pages for link in page.get("/Annots", ())]
        assert all(parents[link.StructParent].S == "/Link" for link in every)


def test_what_was_taken_out_leaves_no_hole_in_the_file():
    with pikepdf.open(BytesIO(unprepared("E1", EVIDENCE))) as drew:
        assert not drew.check_pdf_syntax()
    assert not {"/Span", "/NonStruct"} & set(tags(unprepared("E1", EVIDENCE)))
