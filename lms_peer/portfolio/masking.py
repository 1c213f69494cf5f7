"""What people wrote, as a portfolio may print it: with the words blacked out that a trainer hid.

Every text of a portfolio comes through here, so that none is forgotten. Changes nothing that is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from lms_peer.domain.facts import Document
from lms_peer.domain.redaction import black_out, words_about
from lms_peer.domain.standing import Standing
from lms_peer.domain.words import Words

ReadWords = Callable[[Document], Words]


def hidden_words(standing: Standing, read: ReadWords) -> dict[UUID, tuple[str, ...]]:
    """The words that are hidden in each piece of evidence that has any."""
    return {
        piece.id: tuple(read(said.words).get("hidden_words", ()))
        for piece in standing.evidence.values()
        if (said := piece.redaction) and said.hides_words and said.words
    }


def masked(
    standing: Standing, hidden: Mapping[UUID, tuple[str, ...]], read: ReadWords
) -> Callable[[Document | None], Words]:
    """A way to read what was written beside a fact, with what is hidden blacked out; empty when nothing was written."""
    masks: dict[str, tuple[str, ...]] = {}
    for evidence, words in hidden.items():
        for document in words_about(standing, standing.evidence[evidence]):
            masks[document.sha256] = (*masks.get(document.sha256, ()), *words)

    def say(document: Document | None) -> Words:
        return black_out(read(document), masks.get(document.sha256, ())) if document else {}

    return say
