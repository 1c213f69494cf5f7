"""The tags of one section, as they should be (ISO 32000-1, 14.7 and 14.8; ISO 14289-1).

WeasyPrint tags what is in a page's margins but leaves it out of the tree, and gives the box of a picture in pixels.
What it tags too much was taken out before (`portfolio.thinning`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, NumberTree, Pdf

from lms_peer.portfolio.binding.tables import mend_table

POINTS_PER_PIXEL = 0.75
TABLE, FIGURE = Name.Table, Name.Figure


def mend_tags(section: Pdf, own: str) -> list[set[int]]:
    """Mend the tree, which becomes one Part whose headers have ids that begin with `own`.

    Gives for each page the numbers of the marks that are not in the tree.
    """
    tree = section.Root.StructTreeRoot
    part = section.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Part, K=Array([kid for document in tree.K for kid in document.K]))
    )
    headers: dict[bytes, Any] = {}
    kept = {element.objgen for element in _mended(part, own, headers)}
    parents = dict(NumberTree(tree.ParentTree).items())
    marks = [_outside(page, parents, kept) for page in section.pages]
    for kid in _kids(part):
        kid.P = part
    part.P = tree
    tree.K = part
    tree.ParentTree = Dictionary(Nums=Array([each for pair in sorted(parents.items()) for each in pair]))
    if headers:
        tree.IDTree = Dictionary(Names=Array([each for pair in sorted(headers.items()) for each in pair]))
    return marks


def _mended(part: Any, own: str, headers: dict[bytes, Any]) -> Iterator[Any]:
    """Every element under the part; tables and figures are mended on the way, and `headers` filled."""
    waiting, tables = [part], 0
    while waiting:
        element = waiting.pop()
        yield element
        if element.S == TABLE:
            tables += 1
            headers |= mend_table(element, f"{own}-{tables}")
        elif element.S == FIGURE:
            _mend_figure(element)
        waiting += _kids(element)


def _kids(element: Any) -> list[Any]:
    """The elements right under this one, without marks and annotations."""
    kids = element.get("/K")
    return [kid for kid in kids if isinstance(kid, Dictionary) and "/S" in kid] if isinstance(kids, Array) else []


def _mend_figure(figure: Any) -> None:
    """WeasyPrint gives the box of a picture in pixels from the top of the page; it should be points from the bottom."""
    if "/A" not in figure or "/BBox" not in figure.A:
        return
    height = float(figure.Pg.MediaBox[3])
    left, top, right, bottom = (float(side) * POINTS_PER_PIXEL for side in figure.A.BBox)
    figure.A.BBox = Array([round(side, 3) for side in (left, height - bottom, right, height - top)])


def _outside(page: Any, parents: dict[int, Any], kept: set[Any]) -> set[int]:
    """The marks of this page that are not in the tree; nothing points to their elements any more."""
    numbered = parents[page.StructParents]
    left_out = {mark for mark, element in enumerate(numbered) if element.objgen not in kept}
    for mark in left_out:
        numbered[mark] = None
    return left_out
