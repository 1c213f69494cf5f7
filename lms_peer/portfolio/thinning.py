"""Takes out of a drawn document, before it is written, the tags that say nothing to anybody (ISO 32000-1, 14.7).

WeasyPrint makes an element of each line of text and of each word in bold, which is most of the tree, and makes a link
again of everything within a link. Here its own objects are still at hand, as dictionaries and lists: to find the same
in the file takes many times as long, and it need not be written first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

LINK = "/Link"
SAYS_NOTHING = ("/Span", "/NonStruct")
HOLDS_TEXT = (
    "/P", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/TD", "/TH", "/Lbl", "/LBody", "/Caption", LINK, *SAYS_NOTHING,
)  # fmt: skip
_PLAIN = {"Type", "S", "P", "K", "Pg"}


def thin(_document: object, pdf: Any) -> None:
    """Mend the tags of a `pydyf.PDF` that was drawn with them: for WeasyPrint to call before it writes."""
    tags = _Tags(pdf)
    for page in pdf.page_references:
        tags.drop_stray_links(tags.at(page))
    tags.melt(tags.whole)
    tags.close()


class _Tags:
    """The tree of one document. What refers to an object is `b"12 0 R"`; a mark on a page is a number."""

    def __init__(self, pdf: Any) -> None:
        self._objects = pdf.objects
        tree = self.at(pdf.catalog["StructTreeRoot"])
        (whole,) = tree["K"]
        self.whole = self.at(whole)
        self._numbers = self.at(tree["ParentTree"])["Nums"]
        self._parents = dict(zip(self._numbers[::2], self._numbers[1::2], strict=True))
        self._number_of = {page: number for number, page in enumerate(pdf.page_references)}
        self._in_the_tree = {element.reference for element in self._below(self.whole)}

    def at(self, reference: bytes) -> Any:
        """The object that is referred to."""
        return self._objects[int(reference.partition(b" ")[0])]

    def drop_stray_links(self, page: Any) -> None:
        """Take off the links of a page that have no tag of their own."""
        stay = []
        for reference in page.get("Annots", ()):
            annotation = self.at(reference)
            element = self.at(self._parents[annotation["StructParent"]])
            own = element["S"] == LINK and element.reference in self._in_the_tree
            if annotation["Subtype"] != LINK or own:
                stay.append(reference)
            else:
                element["K"][:] = [kid for kid in element["K"] if not self._is_for(kid, reference)]
                del self._parents[annotation["StructParent"]]
                annotation.free = "f"
        if "Annots" in page:
            page["Annots"][:] = stay

    def melt(self, element: Any) -> None:
        """Let what is in elements that say nothing belong to this one, and so on further down."""
        for kid in self._kids(element):
            self.melt(kid)
        if element["S"] in HOLDS_TEXT:
            element["K"][:] = [inner for kid in element["K"] for inner in self._held(kid, element)]

    def close(self) -> None:
        """Write down what belongs to which element now."""
        self._numbers[:] = [part for pair in self._parents.items() for part in pair]

    def _held(self, kid: bytes | int, element: Any) -> list[bytes | int]:
        """What this element holds in place of a kid: the kid, or all that is in it."""
        inside = self.at(kid) if isinstance(kid, bytes) else None
        if inside is None or not self._says_nothing(inside, element):
            return [kid]
        for inner in inside["K"]:
            if isinstance(inner, bytes):
                self.at(inner)["P"] = element.reference
            else:
                self._parents[self._number_of[element["Pg"]]][inner] = element.reference
        inside.free = "f"
        return list(inside["K"])

    def _says_nothing(self, inside: Any, above: Any) -> bool:
        return (
            inside.get("S") in SAYS_NOTHING
            and inside.keys() <= _PLAIN
            and inside["Pg"] == above["Pg"]
            and not any(isinstance(kid, bytes) and "Obj" in self.at(kid) for kid in inside["K"])
        )

    def _below(self, element: Any) -> Iterator[Any]:
        yield element
        for kid in self._kids(element):
            yield from self._below(kid)

    def _kids(self, element: Any) -> list[Any]:
        """The elements right under this one, without marks and annotations."""
        there = (self.at(kid) for kid in element["K"] if isinstance(kid, bytes))
        return [kid for kid in there if "S" in kid]

    def _is_for(self, kid: bytes | int, annotation: bytes) -> bool:
        return isinstance(kid, bytes) and self.at(kid).get("Obj") == annotation
