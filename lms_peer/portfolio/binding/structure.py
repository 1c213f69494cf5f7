"""The tags of the whole: each section's tree is a Part under one Document (ISO 32000-1, 14.7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf


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

    def take(self, tree: Any, pages: Sequence[Any], language: str) -> None:
        """Take in the tree of a section whose `pages` are in the bound document; `tree` is already its own copy."""
        part = tree.K
        part.P = self._document
        if language != self._language:
            part.Lang = language
        self._document.K.append(part)
        self._roles |= dict(tree.get("/RoleMap", {}).items())
        names = tree.get("/IDTree", Dictionary(Names=())).Names
        self._headers |= {bytes(name): header for name, header in zip(names[::2], names[1::2], strict=True)}
        self._renumber(list(tree.ParentTree.Nums), pages)

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

    def _element(self, tag: str, parent: Any) -> Any:
        element = self._bound.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name("/" + tag), P=parent, K=Array())
        )
        parent.K.append(element)
        return element

    def _renumber(self, numbered: Sequence[Any], pages: Sequence[Any]) -> None:
        """Let the keys of a section follow those of the sections before it."""
        offset = self._next_key
        for page in pages:
            page.StructParents += offset
            for annotation in page.get("/Annots", ()):
                annotation.StructParent += offset
        for key, element in zip(numbered[::2], numbered[1::2], strict=True):
            self._parents += [offset + key, element]
            self._next_key = offset + key + 1
