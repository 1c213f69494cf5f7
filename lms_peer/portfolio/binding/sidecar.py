"""What a section knows of itself: pages, anchors, bookmarks. Reads one PDF; changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pikepdf import Dictionary, NameTree, Pdf, PdfError

from lms_peer.portfolio.binding.values import Bookmark, NotASection, Sidecar

READY = "/LmsPeerReady"  # in the catalogue of a section that was prepared


def open_section(name: str, pdf: bytes) -> Pdf:
    """A prepared section, opened. Raises NotASection when it is none."""
    section = open_drawn(name, pdf)
    if READY not in section.Root:
        section.close()
        raise NotASection(name, "it was not prepared")
    return section


def open_drawn(name: str, pdf: bytes) -> Pdf:
    """What was drawn, opened. Raises NotASection when it is no PDF, or lacks what a section must have."""
    try:
        section = Pdf.open(BytesIO(pdf))
    except PdfError as error:
        raise NotASection(name, f"it is no PDF ({error})") from error
    lacking = [key for key in ("/StructTreeRoot", "/OutputIntents", "/Lang") if key not in section.Root]
    if lacking or not section.pages:
        section.close()
        raise NotASection(name, f"it has no {lacking[0]}" if lacking else "it has no page")
    return section


def sidecar_of(section: Pdf) -> Sidecar:
    """The sidecar of a section that is open."""
    numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(section.pages)}
    return Sidecar(
        pages=len(numbers),
        anchors={anchor: numbers[place[0].objgen] for anchor, place in destinations(section)},
        bookmarks=tuple(_bookmarks(section.Root.get("/Outlines"), numbers, 1)),
    )


def destinations(section: Pdf) -> Iterator[tuple[str, Any]]:
    """Each anchor with its place: the page, /XYZ, and how far right and up, in points."""
    names = section.Root.get("/Names", Dictionary()).get("/Dests")
    if names is not None:
        for anchor, place in NameTree(names).items():
            yield str(anchor), place


def _bookmarks(parent: Any, numbers: dict[Any, int], level: int) -> Iterator[Bookmark]:
    line = parent.get("/First") if parent is not None else None
    while line is not None:
        page, _, _, top, *_ = line.Dest
        yield Bookmark(level, str(line.Title), numbers[page.objgen], float(top))
        yield from _bookmarks(line, numbers, level + 1)
        line = line.get("/Next")
