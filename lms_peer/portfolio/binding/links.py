"""Links from section to section: named places in the bound document, and what a screen reader says of each link."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from string import printable
from typing import Any
from urllib.parse import quote, unquote

from pikepdf import Array, Dictionary, Name, Pdf, String

from lms_peer.portfolio.binding.values import UnknownAnchor

SCHEME = "portfolio:"
PRINTED = 4  # ISO 19005-3, 6.3.2: an annotation is printed, and never hidden


def key(name: str) -> str:
    """A name as it is kept in a tree of names. Those are sorted, and readers agree on the order of ASCII only."""
    return quote(name, safe=printable.replace("%", ""))


def name_places(bound: Pdf, places: Mapping[str, Any]) -> None:
    """Write the named places. `places` maps each anchor to the array that a destination is."""
    if places:
        named = sorted((key(anchor), place) for anchor, place in places.items())
        pairs = [part for anchor, place in named for part in (String(anchor), place)]
        bound.Root.Names = Dictionary(Dests=bound.make_indirect(Dictionary(Names=Array(pairs))))


def mend_links(section: str, page: Any, page_of: Mapping[str, int], say: Callable[[int], str]) -> None:
    """Point each link of this page into the bound document. `say` tells a page, from 0, in words.

    Raises UnknownAnchor.
    """
    for link in page.get("/Annots", ()):
        if link.get("/Subtype") != Name.Link:
            continue
        link.F = PRINTED
        anchor = _anchor_of(link)
        if anchor is None:
            continue
        if anchor not in page_of:
            raise UnknownAnchor(anchor, section)
        link.Contents = say(page_of[anchor])
        link.A = Dictionary(S=Name.GoTo, D=String(key(anchor)))
        if "/Dest" in link:
            del link.Dest


def _anchor_of(link: Any) -> str | None:
    if "/Dest" in link:
        return str(link.Dest)
    address = str(link.A.get("/URI", "")) if "/A" in link else ""
    return unquote(address.removeprefix(SCHEME)) if address.startswith(SCHEME) else None
