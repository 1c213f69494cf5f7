"""The matrix, the judgements and the hours of a portfolio as rows of tables, in the language spoken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO
from urllib.parse import unquote

import pikepdf

from lms_peer.portfolio.speech import say
from lms_peer.portfolio.tables import Row
from lms_peer.portfolio.values import Piece, Portfolio, UnitPages

# The page that each anchor is on, counted from 1.
Places = Mapping[str, int]


def places_in(portfolio: BinaryIO) -> Places:
    """The pages of an issued portfolio, read from the file itself; nothing when it can not be read."""
    try:
        with pikepdf.open(portfolio) as pdf:
            pages: dict[object, int] = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
            named = pdf.Root.get("/Names", pikepdf.Dictionary()).get("/Dests")
            tree = pikepdf.NameTree(named) if named is not None else {}
            return {unquote(str(name)): pages[place[0].objgen] for name, place in tree.items()}
    except (pikepdf.PdfError, KeyError, TypeError, AttributeError):
        return {}


def matrix_rows(units: Iterable[UnitPages], places: Places) -> Iterator[Row]:
    """Each criterion with each piece of evidence for it. The page is empty where it is not known."""
    yield [
        *(say("Unit"), say("Unit title"), say("Criterion"), say("What it asks"), say("Evidence"), say("Method")),
        *(say("Page"), say("Decision"), say("Assessor"), say("Day")),
    ]
    for unit in units:
        for outcome in unit.matrix:
            for criterion in outcome.criteria:
                about = [unit.reference, unit.title, criterion.number, criterion.text]
                for row in criterion.rows:
                    page = places.get(row.reference, "")
                    yield [*about, row.reference, row.method, page, row.verdict, row.initials, row.happened]
                if not criterion.rows:
                    yield [*about, "", "", "", say("No evidence yet"), "", ""]


def judgement_rows(unit: UnitPages, pieces: Mapping[str, Piece]) -> Iterator[Row]:
    """Every decision on the criteria of a unit, those that do not count too. `pieces` holds evidence by reference."""
    yield [
        *(say("Evidence"), say("Criteria"), say("Decision"), say("Counts"), say("Feedback"), say("Assessor")),
        *(say("Initials"), say("Happened"), say("Recorded"), say("Countersigned")),
        say("Taken back"),
    ]
    used = dict.fromkeys(row.reference for outcome in unit.matrix for one in outcome.criteria for row in one.rows)
    for piece in (pieces[reference] for reference in used if reference in pieces):
        for one in piece.judgements:
            criteria = [ref for ref in one.criterion.split(", ") if ref.startswith(f"{unit.reference} ")]
            if criteria:
                yield [
                    *(piece.reference, ", ".join(criteria), one.verdict, say("Yes") if one.counts else say("No")),
                    *(one.feedback, one.assessor, one.initials, one.happened, one.stored, one.countersigned),
                    one.taken_back,
                ]


def hours_rows(portfolio: Portfolio) -> Iterator[Row]:
    """Every entry of every log of hours."""
    yield [
        *(say("Kind of hours"), say("Day"), say("Began"), say("Ended"), say("How long"), say("With")),
        *(say("Where it stands"), say("Counts"), say("Answered by"), say("Recorded"), say("What happened")),
        *(say("Setting"), say("Comment")),
    ]
    for log in portfolio.hours:
        for one in log.entries:
            yield [
                *(log.title, one.day, one.began, one.ended, one.length, one.staff, one.status),
                *(say("Yes") if one.counts else say("No"), one.answered, one.stored, one.text),
                *(one.setting, one.comment),
            ]
