"""The one table from refusal to answer: an HTTP status, a title and a sentence in plain words.

Every refusal has a line, in the module here that has the name of its own in `domain.refusals`; refusals of other
rules stand with the work that they are about. A sentence says what is wrong and what to do next; `facts` writes what
is filled in. Nothing here reads the request: showing an answer is `error_pages`' or a form's.
"""

from __future__ import annotations

from typing import NamedTuple

from lms_peer.domain.refusals import Refusal
from lms_peer.web.errors import (
    accounts,
    anywhere,
    beside_the_record,
    evidence,
    files,
    hours,
    observations,
    platforms,
    portfolios,
    registering,
    systems,
    writing,
)
from lms_peer.web.errors.facts import ROLE_NAMES, plain
from lms_peer.web.errors.line import Line, Lines
from lms_peer.web.language import gettext

__all__ = ["ANSWERS", "ROLE_NAMES", "Answer", "Line", "answer"]

ANSWERS: Lines = {
    **anywhere.LINES,
    **registering.LINES,
    **writing.LINES,
    **files.LINES,
    **evidence.LINES,
    **hours.LINES,
    **observations.LINES,
    **portfolios.LINES,
    **accounts.LINES,
    **systems.LINES,
    **platforms.LINES,
    **beside_the_record.LINES,
}


class Answer(NamedTuple):
    """What a person is told. `field` is the form field that it is about, if it is about one."""

    status: int
    title: str
    sentence: str
    field: str | None = None


def answer(refusal: Refusal) -> Answer:
    """What to tell the person whom `refusal` stops. Raises KeyError for a refusal the table does not know."""
    line = ANSWERS[type(refusal)]
    facts = {name: plain(name, value) for name, value in vars(refusal).items()}
    facts |= {name: write(refusal) for name, write in line.fill.items()}
    sentence = gettext(line.sentence).format_map(facts).strip()
    field = line.field or getattr(refusal, "field", None)
    return Answer(line.status, gettext(line.title), sentence[:1].upper() + sentence[1:], field)
