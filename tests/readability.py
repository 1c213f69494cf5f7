"""How hard the words of each page are to read: the Flesch-Kincaid grade, a school year, as textstat computes it.

Only our own words are measured. What people typed, and what a course says, is left out; so is a label of one or two
words, which is no sentence. A heading, an entry of a list, a label and a cell each count as a sentence. textstat counts
syllables with words that came with it, and asks no network. Run it: `make readability`.
"""

from __future__ import annotations

import logging
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import structlog
import textstat
import yaml
from lxml import html
from lxml.html import HtmlElement

from tests.pages_seen import Seen, pages_seen
from tests.plant import COURSES, app_on

WORST, HARDEST = 10, 3
_SHORTEST_SENTENCE = 3
_UNSEEN = frozenset({"script", "style", "template", "textarea", "svg", "pre", "code"})
_INLINE = frozenset({"a", "abbr", "b", "em", "i", "span", "strong", "time", "small", "sup", "q"})
_ENDS = re.compile(r"(?<=[.!?…])\s+")
# What the people of the town wrote: no words of ours.
_TYPED = (
    *("I listened and asked what she needed.", "I went along on the visits.", "A first talk with a new client."),
    *("Asked open questions and waited.", "What would you do next?", "Ring the council.", "Clear and honest."),
    *("Likes to begin early.", "We meet at 10.", "Do they count?", "Yes, they do.", "Meet a new client"),
    *("My day", "My talk", "My hours", "I listened.", "Welcome.", "Well done.", "Friday"),
)


@dataclass(frozen=True)
class Graded:
    """A page and the school year that its words ask for."""

    page: Seen
    grade: float
    sentences: tuple[str, ...]

    @property
    def hardest(self) -> list[str]:
        """Its hardest sentences, the hardest first."""
        return sorted(self.sentences, key=grade_of, reverse=True)[:HARDEST]


def graded(pages: Iterable[Seen]) -> list[Graded]:
    """Every page with its grade, the hardest first."""
    found = [grade(page) for page in pages]
    return sorted(found, key=lambda one: one.grade, reverse=True)


def grade(page: Seen) -> Graded:
    """One page with its grade."""
    sentences = tuple(sentences_of(page.html))
    return Graded(page, grade_of(" ".join(sentences)), sentences)


def grade_of(text: str) -> float:
    """The Flesch-Kincaid grade; 0 for no words."""
    return float(textstat.flesch_kincaid_grade(text)) if text else 0.0


def sentences_of(page: str) -> Iterator[str]:
    """The sentences of our own that a page shows in <main>, each with a full stop or another end."""
    for main in html.fromstring(page).xpath("//main"):
        for block in _blocks(main):
            yield from as_sentences(block)


def as_sentences(text: str) -> Iterator[str]:
    """A text in sentences of our own words, without those of one or two words."""
    for words in _not_ours():
        text = text.replace(words, " ")
    for part in _ENDS.split(" ".join(text.split())):
        if textstat.lexicon_count(part) >= _SHORTEST_SENTENCE:
            yield part if part[-1] in ".!?…" else f"{part.rstrip(':,;')}."


def _blocks(element: HtmlElement) -> list[str]:
    """The texts of an element, one for each heading, paragraph, entry, label and cell."""
    blocks = [""]

    def read(one: HtmlElement) -> None:
        inline = one.tag in _INLINE
        if not inline:
            blocks.append("")
        if isinstance(one.tag, str) and one.tag not in _UNSEEN and "visually-hidden" not in one.get("class", ""):
            blocks[-1] += one.text or ""
            for child in one:
                read(child)
        if not inline:
            blocks.append("")
        blocks[-1] += one.tail or ""

    read(element)
    return blocks


@cache
def _not_ours() -> tuple[str, ...]:
    """What people typed, and every title and sentence of the town's course; the longest first."""
    course = yaml.safe_load((COURSES / "bench.yaml").read_text(encoding="utf-8"))
    return tuple(sorted({*_TYPED, *_said(course)}, key=len, reverse=True))


def _said(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (part[name] for name in ("title", "text", "summary") if name in part)
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from _said(one)


def main() -> None:
    """Print the worst pages, or all of them when asked for `all`."""
    with tempfile.TemporaryDirectory() as folder:
        app = app_on(f"sqlite:///{Path(folder) / 'town.sqlite'}", Path(folder))
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
        found = graded(pages_seen(app))
    for one in found if sys.argv[1:] == ["all"] else found[:WORST]:
        print(f"{one.grade:5.1f}  {one.page}")  # noqa: T201 - it is what was asked for
        for sentence in one.hardest:
            print(f"         {grade_of(sentence):5.1f}  {sentence}")  # noqa: T201


if __name__ == "__main__":
    main()
