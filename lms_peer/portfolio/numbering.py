"""Which page everything begins on, found by drawing: front, units and back print page numbers of the whole.

How long they are does not depend on the numbers but for a rare line. So each is drawn with numbers that follow from
how long everything was last time, or is guessed to be, and drawn again only if it turns out that a number was wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from math import ceil
from uuid import UUID

from lms_peer.domain.refusals import SectionsNotDrawn
from lms_peer.portfolio.binding import Sidecar
from lms_peer.portfolio.making import Made
from lms_peer.portfolio.sections import WRONG, Desk, Manuscript, Part
from lms_peer.portfolio.shelf import Shelf

ROUNDS = 8
_LETTERS_A_PAGE = 4800  # of the HTML of a unit; a wrong guess costs a drawing

_NEVER_SETTLES = WRONG.format(why="its page numbers move the pages each time")

# Has all of these drawn or found, and answers them by name.
Make = Callable[[Sequence[Manuscript]], Mapping[str, Made]]


class NoSuchPlace(Exception):
    """The template asks for the page of an anchor that is nowhere in the portfolio; the message names it."""


def make_all(desk: Desk, parts: Sequence[Part], make: Make, shelf: Shelf, registration: UUID) -> list[Made]:
    """Every part of the registration's portfolio, drawn with the right page numbers, in order.

    Raises what `make` raises, and SectionsNotDrawn for a template that asks for the page of a place that is nowhere, or
    whose page numbers move the pages each time.
    """
    return _Numbering(desk, parts, make, shelf, registration).settle()


class _Numbering:
    """What is known of each section: as it is drawn, or was the last time, or is guessed to be."""

    def __init__(self, desk: Desk, parts: Sequence[Part], make: Make, shelf: Shelf, registration: UUID) -> None:
        self._parts, self._make, self._shelf = parts, make, shelf
        self._numbered = [part.name for part in parts if part.numbered]
        self._opening = {part.name for part in parts if part.opening}
        self._drafts = {part.name: desk.fill(part) for part in parts}
        self._places = {name: sha256(f"{registration}/{name}".encode()).hexdigest() for name in self._numbered}
        known = {name: shelf.shape(place) for name, place in self._places.items()}
        self._sides = {name: side for name, side in known.items() if side}
        self._unseen = self._places.keys() - self._sides.keys()
        self._made: dict[str, Made] = {}

    def settle(self) -> list[Made]:
        """Draw until every number is the one it should be."""
        self._draw_what_prints_no_pages()
        self._draw_one_unit_to_guess_the_others()
        # What opens the portfolio prints the pages of all the rest, so it waits until that stands still.
        self._draw_until_still([name for name in self._numbered if name not in self._opening], complete=False)
        self._draw_until_still(self._numbered, complete=True)
        self._remember()
        return [self._made[part.name] for part in self._parts]

    def _draw_until_still(self, names: Sequence[str], *, complete: bool) -> None:
        """Draw these until nothing moves any more; with `complete`, until each number in them is known as well."""
        for _ in range(ROUNDS):
            before, page_of = dict(self._sides), self._page_of()
            self._draw([self._filled(name, page_of) for name in names])
            moved = [name for name in before if not _same(before[name], self._sides[name])]
            if not moved and (page_of.complete or not complete):
                return
        raise SectionsNotDrawn(tuple((name, _NEVER_SETTLES) for name in moved))

    def _draw_what_prints_no_pages(self) -> None:
        """And what opens the portfolio and nobody has seen yet, for every number depends on how long it is."""
        early = [part for part in self._parts if not part.numbered or (part.opening and part.name in self._unseen)]
        self._draw([self._drafts[part.name].with_pages(any_page) for part in early])

    def _draw_one_unit_to_guess_the_others(self) -> None:
        """What a page of one unit holds is what a page of the next one holds, more or less."""
        unseen = [name for name in self._numbered if name in self._unseen]
        self._guess(_LETTERS_A_PAGE)
        if len(unseen) > 1:
            first = unseen[0]
            self._draw([self._filled(first, self._page_of())])
            self._guess(len(self._drafts[first].html) / (self._sides[first].pages - 0.4))

    def _filled(self, name: str, page_of: _PageOf) -> Manuscript:
        try:
            return self._drafts[name].with_pages(page_of)
        except NoSuchPlace as error:
            raise SectionsNotDrawn(((name, WRONG.format(why=error)),)) from error

    def _guess(self, letters_a_page: float) -> None:
        for name in self._unseen:
            self._sides[name] = Sidecar(ceil(len(self._drafts[name].html) / letters_a_page), {}, ())

    def _draw(self, manuscripts: Sequence[Manuscript]) -> None:
        made = self._make(manuscripts)
        self._made |= made
        self._sides |= {name: one.sidecar for name, one in made.items()}
        self._unseen -= made.keys()

    def _remember(self) -> None:
        for name, place in self._places.items():
            if self._shelf.shape(place) != self._sides[name]:
                self._shelf.keep_shape(place, self._sides[name])

    def _page_of(self) -> _PageOf:
        pages, before = dict[str, int](), 0
        for part in self._parts:
            side = self._sides[part.name]
            pages |= {anchor: before + page + 1 for anchor, page in side.anchors.items()}
            before += side.pages
        return _PageOf(pages, sure=self._made.keys() >= self._sides.keys())


class _PageOf:
    """Answers the page of an anchor, from 1, as far as is known; `complete` while it knew every one it was asked."""

    def __init__(self, pages: Mapping[str, int], sure: bool) -> None:
        self._pages, self._sure = pages, sure
        self.complete = True

    def __call__(self, anchor: str) -> int:
        """Raises NoSuchPlace when every section is drawn, and none has the anchor."""
        if anchor in self._pages:
            return self._pages[anchor]
        if self._sure:
            raise NoSuchPlace(f"there is no {anchor} to give the page of")
        self.complete = False
        return any_page(anchor)


def any_page(_anchor: str) -> int:
    """A number with as many digits as most, for when none is known yet, or none is asked for."""
    return 100


def _same(one: Sidecar, other: Sidecar) -> bool:
    return one.pages == other.pages and one.anchors == other.anchors
