"""The tags: each section's structure tree becomes a Part under one Document (ISO 32000-1, 14.7).

WeasyPrint tags what is in a page's margins but leaves it out of the tree; PDF/UA-1 wants it marked as an artifact.
So a section that is taken in says which marks of which page those are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pikepdf import Array, Dictionary, Name, NumberTree, Object, Pdf

from lms_peer.portfolio.binding.tables import mend_table

POINTS_PER_PIXEL = 0.75
LINK = Name.Link


class Structure:
    """The structure tree of the bound document, as it grows."""

    def __init__(self, bound: Pdf, language: str) -> None:
        self._bound = bound
        self._language = language
        self._root = bound.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array()))
        self._document = self._element("Document", self._root)
        self._parents: list[Any] = []
        self._roles: dict[str, Any] = {}
        self._headers: dict[bytes, Any] = {}
        self._next_key = 0
        self._tables = 0

    def take(self, tree: Any, pages: Sequence[Any], language: str) -> list[set[int]]:
        """Take in the tree of a section whose `pages` are in the bound document; `tree` is already its own copy.

        Gives for each page the numbers of the marks that are not in the tree.
        """
        part = self._element("Part", self._document)
        if language != self._language:
            part.Lang = language
        for document in tree.K:
            for child in document.K:
                child.P = part
                part.K.append(child)
        kept = {element.objgen for element in self._mended(part)}
        self._roles |= dict(tree.get("/RoleMap", {}).items())
        return self._renumber(dict(NumberTree(tree.ParentTree).items()), pages, kept)

    def add(self, tag: str, page: Any, annotation: Any) -> None:
        """An element for an annotation that stands for itself, such as a form field."""
        element = self._element(tag, self._document)
        element.Pg = page
        element.K = Array([Dictionary(Type=Name.OBJR, Obj=annotation, Pg=page)])
        annotation.StructParent = self._next_key
        self._parents += [self._next_key, element]
        self._next_key += 1

    def close(self) -> None:
        """Write the tree into the document, once all sections are in."""
        self._root.ParentTree = self._bound.make_indirect(Dictionary(Nums=Array(self._parents)))
        self._root.ParentTreeNextKey = self._next_key
        if self._headers:
            names = [part for pair in sorted(self._headers.items()) for part in pair]
            self._root.IDTree = Dictionary(Names=Array(names))
        if self._roles:
            self._root.RoleMap = Dictionary(self._roles)
        self._bound.Root.StructTreeRoot = self._root

    def _element(self, tag: str, parent: Object) -> Any:
        element = self._bound.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name("/" + tag), P=parent, K=Array())
        )
        parent.K.append(element)
        return element

    def _mended(self, part: Any) -> Iterator[Any]:
        waiting = [part]
        while waiting:
            element = waiting.pop()
            yield element
            tag = element.S
            if tag == Name.Table:
                self._tables += 1
                self._headers |= mend_table(element, self._tables)
            elif tag == Name.Figure:
                _mend_figure(element)
            waiting += elements_in(element)

    def _renumber(self, parents: dict[int, Any], pages: Sequence[Any], kept: set[Any]) -> list[set[int]]:
        offset, marks = self._next_key, []
        for page in pages:
            numbered = parents[page.StructParents]
            left_out = {mark for mark, element in enumerate(numbered) if element.objgen not in kept}
            for mark in left_out:
                numbered[mark] = None
            marks.append(left_out)
            for key in _drop_stray_links(page, parents, kept):
                del parents[key]
            page.StructParents += offset
            for annotation in page.get("/Annots", ()):
                annotation.StructParent += offset
        for key, value in sorted(parents.items()):
            self._parents += [offset + key, value]
            self._next_key = offset + key + 1
        return marks


def elements_in(element: Any) -> list[Any]:
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


def _drop_stray_links(page: Any, parents: dict[int, Any], kept: set[Any]) -> list[int]:
    """Take off the links without a tag of their own, and give the keys that they had.

    WeasyPrint makes a link again of everything within a link. And there are those in the margins.
    """
    dropped, stay = [], []
    for annotation in page.get("/Annots", ()):
        element = parents[annotation.StructParent]
        if annotation.Subtype != Name.Link or (element.S == LINK and element.objgen in kept):
            stay.append(annotation)
        else:
            dropped.append(annotation.StructParent)
            element.K = Array([kid for kid in element.K if not _is_for(kid, annotation)])
    if dropped:
        page.Annots = Array(stay)
    return dropped


def _is_for(kid: Any, annotation: Any) -> bool:
    return isinstance(kid, Dictionary) and "/Obj" in kid and kid.Obj.objgen == annotation.objgen
