"""What an external quality assurer opens is written down: who, when, whose record, and what of it.

Each opening is kept in a transaction of its own, after the page was made and before it is sent: whoever only reads
takes no lock meanwhile, and a page that could not be written down is not shown.
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from flask import Flask, Response, request

from lms_peer.database import db, writing
from lms_peer.domain.visits import VISITORS
from lms_peer.people.readings import note_reading
from lms_peer.web.access import person_if_any
from lms_peer.web.language import gettext, lazy_gettext


class Kind(NamedTuple):
    """A kind of page or file: the word that is kept, what people read, and which part of the address names it."""

    word: str
    text: str
    part: str = ""


# Pictures are left out: they stand on the page of their evidence.
LOGGED = {
    "record.overview": Kind("record", lazy_gettext("the record")),
    "record.unit": Kind("unit", lazy_gettext("unit"), "unit"),
    "record.evidence": Kind("evidence", lazy_gettext("evidence")),
    "record.observation": Kind("observation", lazy_gettext("an observation")),
    "record.file": Kind("file", lazy_gettext("a file")),
    "record.portfolio": Kind("portfolio", lazy_gettext("portfolio version"), "version"),
    "achievements.statement": Kind("statement", lazy_gettext("the statement of achievement for unit"), "unit"),
    "sampling_plan.plan": Kind("plan", lazy_gettext("a sampling plan")),
    "sampling_plan.table": Kind("plan_table", lazy_gettext("a sampling plan, as a table")),
    "sampling.table": Kind("samples", lazy_gettext("every sample of the centre, as a table")),
}
_TEXTS = {kind.word: kind.text for kind in LOGGED.values()}


def furnish(app: Flask) -> None:
    """Write down what visitors open. Comes before the transaction of a request, so that it runs after it."""
    app.after_request(_note)


def what_was_opened(what: str, part: str) -> str:
    """What was opened, for people."""
    text = _TEXTS.get(what) or gettext("a page")
    return f"{text} {part}".strip()


def _note(response: Response) -> Response:
    kind = LOGGED.get(request.endpoint or "")
    if kind is None or request.method != "GET" or response.status_code >= 300:
        return response
    person = person_if_any()
    if person is None or not person.roles & VISITORS:
        return response
    about = request.view_args or {}
    registration: UUID | None = about.get("registration")
    with writing():
        note_reading(person.centre.id, person.account_id, registration, kind.word, str(about.get(kind.part, "")))
        db.session.commit()
    return response
