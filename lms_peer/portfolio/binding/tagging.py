"""The tags of one section, as they should be (ISO 32000-1, 14.7 and 14.8; ISO 14289-1).

WeasyPrint tags what is in a page's margins but leaves it out of the tree; makes a link again of everything within a
link; gives the box of a picture in pixels; and makes an element of each line of text and each word in bold, which says
nothing to anybody and is most of the tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, NumberTree, Pdf

from lms_peer.portfolio.binding.tables import mend_table

POINTS_PER_PIXEL = 0.75
TABLE, FIGURE, LINK = Name.Table, Name.Figure, Name.Link
SAYS_NOTHING = (Name.Span, Name.NonStruct)
HOLDS_TEXT = (
    Name.P, Name.H1, Name.H2, Name.H3, Name.H4, Name.H5, Name.H6, Name.TD, Name.TH, Name.Lbl, Name.LBody, Name.Caption,
    LINK, *SAYS_NOTHING,
)  # fmt: skip
_PLAIN = {"/Type", "/S", "/P", "/K", "/Pg"}


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
        _melt(kid, parents)
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
    for key in _drop_stray_links(page, parents, kept):
        del parents[key]
    return left_out


def _drop_stray_links(page: Any, parents: dict[int, Any], kept: set[Any]) -> list[int]:
    """Take off the links without a tag of their own, and give the keys that they had."""
    dropped, stay = [], []
    for annotation in page.get("/Annots", ()):
        element = parents[annotation.StructParent]
        if annotation.Subtype != LINK or (element.S == LINK and element.objgen in kept):
            stay.append(annotation)
        else:
            dropped.append(annotation.StructParent)
            element.K = Array([kid for kid in element.K if not _is_for(kid, annotation)])
    if dropped:
        page.Annots = Array(stay)
    return dropped


def _is_for(kid: Any, annotation: Any) -> bool:
    return isinstance(kid, Dictionary) and "/Obj" in kid and kid.Obj.objgen == annotation.objgen


def _melt(element: Any, parents: dict[int, Any]) -> None:
    """Let what is in elements that say nothing belong to this one, and so on further down."""
    for kid in _kids(element):
        _melt(kid, parents)
    if element.S not in HOLDS_TEXT:
        return
    kids = Array()
    for kid in element.K:
        if _says_nothing(kid, element):
            for inner in kid.K:
                _hand_over(inner, element, parents)
                kids.append(inner)
        else:
            kids.append(kid)
    element.K = kids


def _says_nothing(kid: Any, above: Any) -> bool:
    return (
        isinstance(kid, Dictionary)
        and kid.get("/S") in SAYS_NOTHING
        and set(kid.keys()) <= _PLAIN
        and kid.Pg.objgen == above.Pg.objgen
        and not any(isinstance(inner, Dictionary) and "/Obj" in inner for inner in kid.K)
    )


def _hand_over(inner: Any, element: Any, parents: dict[int, Any]) -> None:
    if isinstance(inner, Dictionary):
        inner.P = element
    else:
        parents[element.Pg.StructParents][inner] = element
