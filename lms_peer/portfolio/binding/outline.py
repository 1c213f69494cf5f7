"""The outline: the bookmarks of all sections, one under the other by their levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pikepdf import Array, Name, OutlineItem, Pdf

from lms_peer.portfolio.binding.values import Bookmark


def shift(bookmark: Bookmark, *, pages: int, level: int) -> Bookmark:
    """A bookmark of a section as one of the whole: the section begins after `pages` pages and at `level`."""
    return replace(bookmark, page=bookmark.page + pages, level=bookmark.level + level - 1)


def write_outline(bound: Pdf, bookmarks: Sequence[Bookmark], pages: Sequence[Any]) -> None:
    """Write the outline. A level that is skipped is closed up."""
    with bound.open_outline() as outline:
        above: list[tuple[int, list[OutlineItem]]] = [(0, outline.root)]
        for bookmark in bookmarks:
            while above[-1][0] >= bookmark.level:
                above.pop()
            place = Array([pages[bookmark.page], Name.XYZ, 0, bookmark.top, 0])
            line = OutlineItem(bookmark.title, destination=place)
            line.is_closed = len(above) > 1
            above[-1][1].append(line)
            above.append((bookmark.level, line.children))
    if bookmarks:
        bound.Root.PageMode = Name.UseOutlines
