"""The contents of a portfolio: what there is, in the order bound, and where each line leads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lms_peer.portfolio.lines import ContentsLine
from lms_peer.portfolio.speech import say
from lms_peer.portfolio.values import UnitPages


def contents_of(units: Sequence[UnitPages], *, final: bool) -> tuple[ContentsLine, ...]:
    """Every section and piece of evidence, in the order bound. What is missing stands first in a draft."""
    return tuple(_contents(units, final))


def _contents(units: Sequence[UnitPages], final: bool) -> Iterator[ContentsLine]:
    missing = ContentsLine("missing", say("What is missing"))
    summary = ContentsLine("summary", say("Summary of achievement"))
    yield from (summary, missing) if final else (missing, summary)
    yield ContentsLine("details", say("Learner and centre"))
    yield ContentsLine("combination", say("How the units go together"))
    yield ContentsLine("profile", say("Profile"))
    yield ContentsLine("witnesses", say("Witness status list"))
    yield ContentsLine("people", say("Assessors and quality assurers"))
    yield ContentsLine("authenticity", say("Authenticity and appeals"))
    for unit in units:
        yield ContentsLine(unit.anchor, say("Unit %(unit)s: %(title)s", unit=unit.reference, title=unit.title))
        for piece in unit.pieces:
            yield ContentsLine(piece.reference, f"{piece.reference} {piece.title}", 2)
    yield ContentsLine("hours", say("Hours"))
    yield ContentsLine("verification", say("Internal quality assurance"))
    yield ContentsLine("ledger", say("Where this comes from"))
    yield ContentsLine("statements", say("Every statement in this portfolio"))
