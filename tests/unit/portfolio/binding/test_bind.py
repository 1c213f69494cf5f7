"""Sections become one document in which links, bookmarks, page numbers, tags and files are right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from lms_peer.portfolio.binding import (
    AnchorTwice,
    Bookmark,
    NameTwice,
    NotASection,
    NothingToBind,
    Section,
    UnknownAnchor,
    Unprintable,
)
from lms_peer.portfolio.binding.bind import bind
from lms_peer.portfolio.binding.preparing import prepare
from tests.unit.portfolio.binding.given import (
    ABOUT,
    EVIDENCE,
    FRONT,
    PHOTO,
    SIGNATURE,
    STATEMENTS,
    UNIT,
    alone,
    bound,
    content_of,
    drawn,
    elements,
    english,
    lands_on,
    links,
    rich,
    unprepared,
)
from tests.unit.portfolio.given import Read


@pytest.fixture(scope="module")
def whole() -> bytes:
    """The rich sections with two files, bound once."""
    return bound(*rich(), attachments=(STATEMENTS, PHOTO), signature=SIGNATURE)


@pytest.fixture(scope="module")
def document(whole: bytes) -> Iterator[pikepdf.Pdf]:
    """The same, open."""
    with pikepdf.open(BytesIO(whole)) as opened:
        yield opened


@pytest.fixture(scope="module")
def read(whole: bytes) -> Read:
    """The same, as text."""
    return Read(whole)


def test_a_section_says_how_long_it_is_and_where_its_anchors_are():
    sidecar = prepare(unprepared("front", FRONT), "front")[1]
    assert (sidecar.pages, sidecar.anchors) == (2, {"front": 0, "missing": 1})
    assert [(one.level, one.title, one.page) for one in sidecar.bookmarks] == [
        (1, "Evidence portfolio", 0),
        (2, "What is missing", 1),
    ]
    assert sidecar.bookmarks[0] == Bookmark(1, "Evidence portfolio", 0, pytest.approx(785.2, abs=1))


def test_an_anchor_that_nothing_links_to_is_known_all_the_same():
    assert "row" in prepare(unprepared("s", "<h1>A</h1><table><tr id=row><td>x</td></tr></table>"), "s")[1].anchors


def test_links_from_section_to_section_land_on_the_page_with_what_they_name(document: pikepdf.Pdf, read: Read):
    landed = {
        (number, str(link.A.D), lands_on(document, link)) for number, link in links(document) if "/D" in link.A
    }
    unit, evidence = read.begins["Listening"] - 1, read.begins["E1 A poster"] - 1
    assert {(0, "unit-1", unit), (0, "evidence-E1", evidence), (evidence, "unit-1", unit)} <= landed
    assert all(place == evidence for _, name, place in landed if name == "evidence-E1")
    assert len({number for number, name, _ in landed if name == "evidence-E1"}) > 2  # the table goes over pages
    assert "E1 A poster" in read.pages[evidence]


def test_an_anchor_may_have_letters_beyond_ascii(document: pikepdf.Pdf, read: Read):
    last = len(read.pages) - 1
    assert {number for number, link in links(document) if "/D" in link.A and lands_on(document, link) == last} == {
        0,
        last,
    }


def test_links_within_a_section_and_to_the_web_stay(document: pikepdf.Pdf):
    front = [link for number, link in links(document) if number == 0]
    assert [lands_on(document, link) for link in front if link.A.get("/D") == "missing"] == [1]
    assert [str(link.A.URI) for link in front if "/URI" in link.A] == ["https://example.org/"]


def test_a_screen_reader_is_told_the_page_that_a_link_goes_to(document: pikepdf.Pdf):
    for _, link in links(document):
        if link.A.S == "/GoTo":
            assert str(link.Contents) == english(lands_on(document, link) + 1, len(document.pages))


def test_a_link_to_a_page_without_words_is_said_to_go_to_the_document_by_its_title():
    top = drawn("top", "<h1 id=top>Top</h1><p><a href='#top'>Up</a></p>")
    with pikepdf.open(BytesIO(bound(top, page_words="".format))) as document:
        assert [str(link.Contents) for _, link in links(document)] == [ABOUT.title]


def test_the_bookmarks_are_nested_by_level_over_all_sections(whole: bytes, read: Read):
    outline = [
        (line.level, line.get_title(), line.get_dest().get_index())
        for line in pypdfium2.PdfDocument(whole).get_toc()
    ]
    last = len(read.pages) - 1
    assert outline == [
        (0, "Evidence portfolio", 0),
        (1, "What is missing", 1),
        (0, "Listening", 2),
        (1, "Criteria", 2),
        (1, "E1 A poster", last - 1),
        (0, "Geiriau", last),
    ]


def test_a_level_that_is_left_out_is_closed_up():
    deep = replace(drawn("deep", "<h1>Deep</h1><h2>Deeper</h2>"), level=4)
    toc = pypdfium2.PdfDocument(bound(drawn("top", "<h1>Top</h1>"), deep)).get_toc()
    assert [(line.level, line.get_title()) for line in toc] == [(0, "Top"), (1, "Deep"), (2, "Deeper")]


def test_each_page_says_which_page_of_how_many_it_is(read: Read):
    for number, text in enumerate(read.pages, start=1):
        assert text.endswith(f"Page {number} of {len(read.pages)}")


def test_the_words_can_be_welsh_and_a_page_can_be_without():
    def welsh(page: int, pages: int) -> str:
        return f"Tŷ: tudalen {page} o {pages}" if page > 1 else ""

    pages = Read(bound(*rich(), page_words=welsh)).pages
    assert "tudalen" not in pages[0]
    assert pages[1].endswith(f"Tŷ: tudalen 2 o {len(pages)}")


def test_a_watermark_is_behind_the_text_of_every_page_and_no_part_of_it():
    marked = pikepdf.open(BytesIO(bound(*rich(), about=replace(ABOUT, watermark="DRAFT"))))
    for page in marked.pages:
        drawn = content_of(page)
        assert drawn.startswith(b"/Artifact\n<</Type /Pagination /Subtype /Watermark>>")
        assert drawn.index(b"EMC") < drawn.index(b"/MCID")


def test_what_stands_in_the_margins_is_no_part_of_the_text(document: pikepdf.Pdf, read: Read):
    assert "Unit words" in read.pages[2]
    parents = pikepdf.NumberTree(document.Root.StructTreeRoot.ParentTree)
    reached = {element.objgen for element in elements(document.Root.StructTreeRoot)}
    for page in document.pages:
        marked = {int(mark) for mark in re.findall(rb"/MCID (\d+)", content_of(page))}
        named = {mark for mark, element in enumerate(parents[page.StructParents]) if element is not None}
        assert marked == named != set()
        assert {parents[page.StructParents][mark].objgen for mark in named} <= reached


def test_lines_and_words_in_bold_have_no_tags_of_their_own(document: pikepdf.Pdf):
    with pikepdf.open(BytesIO(alone("E1", EVIDENCE))) as drew:
        before = [str(one.S) for one in elements(drew.Root.StructTreeRoot)]
    assert before.count("/Span") > 5
    every = list(elements(document.Root.StructTreeRoot))
    assert not {str(one.S) for one in every} & {"/Span", "/NonStruct"}
    parents = pikepdf.NumberTree(document.Root.StructTreeRoot.ParentTree)
    for one in every:
        for kid in one.K:
            if isinstance(kid, int):
                assert parents[one.Pg.StructParents][kid].objgen == one.objgen
            elif "/S" in kid:
                assert kid.P.objgen == one.objgen


def test_every_link_leads_back_to_its_tag(document: pikepdf.Pdf):
    parents = pikepdf.NumberTree(document.Root.StructTreeRoot.ParentTree)
    for _, link in links(document):
        tag = parents[link.StructParent]
        assert tag.S == "/Link"
        named = [kid for kid in tag.K if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid]
        assert [kid.Obj.objgen for kid in named] == [link.objgen]


def test_what_stands_within_a_link_is_not_a_link_again(document: pikepdf.Pdf, read: Read):
    evidence = read.begins["E1 A poster"] - 1
    assert [str(link.A.D) for number, link in links(document) if number == evidence] == ["unit-1"]


def test_a_link_in_a_margin_is_printed_but_not_followed():
    moved = "<style>p { position: running(foot) } @page { @bottom-left { content: element(foot) } }</style>"
    section = drawn("top", f"{moved}<h1 id=top>Top</h1><p><a href='#top'>Up we go</a></p>")
    drew = alone("top", f"{moved}<h1 id=top>Top</h1><p><a href='#top'>Up we go</a></p>")
    with pikepdf.open(BytesIO(drew)) as before, pikepdf.open(BytesIO(bound(section))) as document:
        assert len(list(links(before))) == 1
        assert list(links(document)) == []
    assert "Up we go" in Read(bound(section)).text


def test_headers_of_a_table_say_what_they_are_for_and_cells_name_their_headers(document: pikepdf.Pdf):
    every = list(elements(document.Root.StructTreeRoot))
    headers = {bytes(one.ID): one for one in every if one.S == pikepdf.Name.TH}
    assert len(headers) == sum(one.S == pikepdf.Name.TH for one in every)
    assert {str(one.A.Scope) for one in headers.values()} == {"/Column", "/Row"}
    cells = [one for one in every if one.S == pikepdf.Name.TD and "/ColSpan" not in one.A]
    assert len(cells) > 100
    for cell in cells[:-1]:  # the last stands in a row without a header
        scopes = [str(headers[bytes(header)].A.Scope) for header in cell.A.Headers]
        assert scopes == ["/Row", "/Column"]
    assert bytes(document.Root.StructTreeRoot.IDTree.Names[0]) in headers


def test_a_picture_is_where_its_tag_says(document: pikepdf.Pdf):
    figure = next(one for one in elements(document.Root.StructTreeRoot) if one.S == "/Figure")
    left, bottom, right, top = (float(side) for side in figure.A.BBox)
    assert (left, right - left, top - bottom) == pytest.approx((51.0, 170.1, 113.4), abs=0.1)
    assert 500 < bottom < top < 786
    assert str(figure.Alt) == "A poster about listening"


def test_a_section_in_another_language_says_so(document: pikepdf.Pdf):
    parts = document.Root.StructTreeRoot.K[0].K
    assert [str(part.get("/Lang", "")) for part in parts] == ["", "", "", "cy", ""]
    assert document.Root.Lang == "en-GB"


def test_files_come_out_as_they_went_in(document: pikepdf.Pdf):
    named = {str(file.UF): file for file in pikepdf.NameTree(document.Root.Names.EmbeddedFiles).values()}
    assert list(named) == [STATEMENTS.name, PHOTO.name]
    for put in (STATEMENTS, PHOTO):
        file = named[put.name]
        assert file.EF.F.read_bytes() == put.content
        assert (str(file.UF), str(file.Desc), file.AFRelationship) == (
            put.name, put.description, "/" + put.relationship,
        )  # fmt: skip
        assert file.EF.F.Params.Size == len(put.content)
        assert str(file.EF.F.Params.ModDate) == f"D:{put.modified:%Y%m%d%H%M%S}Z"
    assert [file.objgen for file in document.Root.AF] == [named[put.name].objgen for put in (STATEMENTS, PHOTO)]


def test_files_are_read_one_by_one_and_wait_on_the_disk():
    megabytes = 8
    files = (
        replace(PHOTO, name=f"{number}.jpg", content=bytes([number]) * (megabytes << 20)) for number in range(15)
    )
    Path("/proc/self/clear_refs").write_text("5")  # the most memory is what is held now, proc(5)
    held = _most_megabytes()
    with bind([drawn("top", "<h1>Top</h1>")], ABOUT, files, english) as written:
        assert _most_megabytes() - held < 6 * megabytes
        with pikepdf.open(written) as opened:
            assert len(opened.Root.AF) == 15
            assert opened.Root.AF[14].EF.F.read_bytes() == bytes([14]) * (megabytes << 20)


def _most_megabytes() -> float:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1024


def test_what_the_sections_share_is_kept_once():
    twice = drawn("E1", EVIDENCE.replace("unit-1", "evidence-E1"))
    again = drawn("E2", EVIDENCE.replace("evidence-E1", "E2").replace("unit-1", "E2"))
    with pikepdf.open(BytesIO(bound(drawn("top", "<h1>Top</h1>"), twice, again))) as opened:
        streams = [one for one in opened.objects if isinstance(one, pikepdf.Stream)]
        assert sum(one.get("/Subtype") == pikepdf.Name.Image for one in streams) == 1
        assert sum("/N" in one and one.get("/Type") is None for one in streams) == 1  # the colour profile
        raw = [one.read_raw_bytes() for one in streams if "/Length1" in one]
        assert len(raw) == len(set(raw))


def test_the_same_sections_give_the_same_bytes_and_another_identifier_others(whole: bytes):
    assert bound(*rich(), attachments=(STATEMENTS, PHOTO), signature=SIGNATURE) == whole
    other = replace(ABOUT, identifier=b"f" * 16)
    assert bound(*rich(), attachments=(STATEMENTS, PHOTO), signature=SIGNATURE, about=other) != whole


def test_the_second_half_of_the_id_comes_from_all_that_is_bound():
    def second(*sections: Section, **more: Any) -> bytes:
        with pikepdf.open(BytesIO(bound(*sections, **more))) as opened:
            return bytes(opened.trailer.ID[1])

    top, other = drawn("top", "<h1>Top</h1>"), drawn("top", "<h1>Another top</h1>")
    photo = replace(PHOTO, content=PHOTO.content + b"1")
    seconds = [
        second(top),
        second(other),
        second(top, about=replace(ABOUT, title="Another title")),
        second(top, attachments=(PHOTO,)),
        second(top, attachments=(photo,)),
        second(top, page_words=lambda number, total: f"{number}/{total}"),
    ]
    assert len(set(seconds)) == len(seconds)
    assert {len(one) for one in seconds} == {16}
    assert second(top) == seconds[0]


def test_a_link_to_nowhere_is_refused_by_name():
    with pytest.raises(UnknownAnchor) as refused:
        bound(drawn("unit 1", UNIT))
    assert (refused.value.anchor, refused.value.section) == ("evidence-E1", "unit 1")


def test_two_sections_with_one_anchor_are_refused_by_name():
    with pytest.raises(AnchorTwice) as refused:
        bound(drawn("front", FRONT), Section("other", drawn("front", FRONT).pdf))
    assert (refused.value.anchor, refused.value.first, refused.value.second) == ("front", "front", "other")


def test_nothing_and_a_name_twice_are_refused():
    top = drawn("top", "<h1>Top</h1>")
    with pytest.raises(NothingToBind):
        bound()
    with pytest.raises(NameTwice, match="top"):
        bound(top, top)
    with pytest.raises(NameTwice, match=re.escape("poster.jpg")):
        bound(top, attachments=(PHOTO, replace(PHOTO, content=b"other")))


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7 cut sho", b"<html>"])
def test_bytes_that_are_no_pdf_are_refused_by_name(pdf: bytes):
    with pytest.raises(NotASection, match="torn"):
        bound(Section("torn", pdf))


def test_a_section_that_was_drawn_for_itself_is_refused():
    with pytest.raises(NotASection, match="OutputIntents"):
        prepare(alone("alone", "<h1>Top</h1>"), "alone")


def test_page_words_that_the_font_can_not_print_are_refused():
    with pytest.raises(Unprintable, match="頁"):
        bound(drawn("top", "<h1>Top</h1>"), page_words="{} 頁 {}".format)
