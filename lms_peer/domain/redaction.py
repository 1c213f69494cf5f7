"""What portfolios leave out of a piece of evidence, so that nobody can tell who a client is. Pure.

The evidence itself stays as it is, for those who assess it. Who redacts, when and why is on record; the words that are
blacked out are in the vault and not in the fact.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from lms_peer.domain import facts as f
from lms_peer.domain.evidence import find
from lms_peer.domain.facts import Document, EvidenceRedacted, Stamp
from lms_peer.domain.refusals import Missing, NotFound, NothingHidden, OwnRecord
from lms_peer.domain.standing import EvidenceStanding, Standing

BLACK = "████"  # of one length, so that it does not tell how long the word was

# Signs that nobody sees and that could keep a word from being found: soft hyphens, joiners, marks of direction.
_UNSEEN = "[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]*"
_SAME = {"'": "['’ʼ]", "’": "['’ʼ]", "-": "[-‐‑–]", "‐": "[-‐‑–]", "‑": "[-‐‑–]", "–": "[-‐‑–]"}

Said = TypeVar("Said")


class Box(NamedTuple):
    """A rectangle on a page, counted from 1, of a file; the rest in percent of its width and height."""

    page: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Redaction:
    """What is hidden of one piece of evidence. `boxes` and `left_out` name files by SHA-256."""

    boxes: Mapping[str, Sequence[Box]] = field(default_factory=dict)
    left_out: Collection[str] = ()
    words: Sequence[str] = ()


def redact(
    standing: Standing,
    stamp: Stamp,
    *,
    evidence: UUID,
    copies: Mapping[str, Document],
    left_out: Collection[str],
    hides_words: bool,
    words: Document | None,
) -> EvidenceRedacted:
    """Put on record what portfolios leave out of this evidence from now on; nothing at all to show it again.

    `copies` maps the SHA-256 of a file to what is shown in its place, `words` says why. It may be done at any time: a
    client's name matters most once the record is complete. Raises NotFound (evidence, file), OwnRecord (nobody hides
    anything in a portfolio of their own), Missing (reason) and NothingHidden.
    """
    piece = find(standing, evidence)
    if stamp.by == standing.learner:
        raise OwnRecord
    files = {document.sha256 for document in piece.submitted.files}
    if not files >= {*copies, *left_out}:
        raise NotFound("file")
    if words is None:
        raise Missing("reason")
    replaced = sorted(copies.keys() - set(left_out))
    said = EvidenceRedacted(
        **standing.said(stamp),
        evidence=evidence,
        replaced=tuple(replaced),
        copies=tuple(copies[sha256] for sha256 in replaced),
        left_out=tuple(sorted(left_out)),
        hides_words=hides_words,
        words=words,
    )
    if not (said.hides or piece.redaction):
        raise NothingHidden
    return said


def shown_as(standing: Standing, piece: EvidenceStanding, document: Document) -> Document | None:
    """What a portfolio shows and encloses in place of a file of `piece`: itself, a copy, or nothing.

    A file that is hidden in one piece is hidden in every piece that has the same bytes.
    """
    for one in (piece, *standing.evidence.values()):
        said = one.redaction
        if said and document.sha256 in said.left_out:
            return None
        if said and document.sha256 in said.replaced:
            return said.copies[said.replaced.index(document.sha256)]
    return document


def words_about(standing: Standing, piece: EvidenceStanding) -> Iterator[Document]:
    """Every text that a portfolio prints with a piece of evidence: its own, and what was said about it since."""
    told: list[f.Told | None] = [piece.submitted, *piece.judgements, *piece.countersigning, *piece.taken_back]
    told.append(piece.withdrawn)
    told += piece.redactions
    if isinstance(piece.submitted, f.ObservationRecorded):
        observation = standing.observations[piece.submitted.observation]
        told += [observation.planned, *observation.changes, observation.confirmed]
    yield from dict.fromkeys(one.words for one in told if one and one.words)


def black_out(said: Said, words: Sequence[str]) -> Said:
    """The same with these words blacked out wherever they stand in it: a text, or lists and mappings with texts.

    A word is found whole, whatever its capitals, apostrophes and spaces; a single letter only as it is written, since
    “A” is a client and “a” is not. Keys of mappings stay as they are.
    """
    if not words:
        return said
    masked: Any = said
    if isinstance(said, str):
        masked = _pattern(tuple(words)).sub(BLACK, unicodedata.normalize("NFC", said))
    elif isinstance(said, Mapping):
        masked = {key: black_out(value, words) for key, value in said.items()}
    elif isinstance(said, list):
        masked = [black_out(value, words) for value in said]
    result: Said = masked
    return result


def stands_in(said: object, word: str) -> bool:
    """True when the word would be blacked out somewhere in it."""
    if isinstance(said, str):
        return bool(_pattern((word,)).search(unicodedata.normalize("NFC", said)))
    inside = said.values() if isinstance(said, Mapping) else said if isinstance(said, list) else ()
    return any(stands_in(part, word) for part in inside)


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """The longest first, so that a full name goes before a first name."""
    found = sorted((unicodedata.normalize("NFC", word.strip()) for word in words), key=len, reverse=True)
    whole = (
        rf"(?<!{_more(word[0])})(?{'' if len(word) == 1 else 'i'}:{_letters(word)})(?!{_more(word[-1])})"
        for word in found
        if word
    )
    return re.compile("|".join(whole) or r"(?!)")


def _more(edge: str) -> str:
    """What beside the edge of a word makes it another word. Names of files say `Mary_Sample` and `Mary2`."""
    return r"[^\W\d_]" if edge.isalpha() else r"[^\W_]"


def _letters(word: str) -> str:
    parts = (_UNSEEN.join(_SAME.get(sign, re.escape(sign)) for sign in part) for part in word.split())
    return rf"{_UNSEEN}\s+{_UNSEEN}".join(parts)
