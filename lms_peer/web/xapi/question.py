"""What a GET of statements asks for, read from its parameters (xAPI 1.0.3 part 3, 2.1.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from werkzeug.exceptions import BadRequest

from lms_peer.ledger import Query
from lms_peer.web.xapi import parameter
from lms_peer.web.xapi.cursor import Page
from lms_peer.web.xapi.protocol import parameters
from lms_peer.xapi.indexed import agent_key
from lms_peer.xapi.validate import check_uuid

FORMATS = ("exact", "ids", "canonical")
# How many statements a page holds when nobody says, and at most: it is put together in memory.
USUAL, MOST = 100, 500

_SHOWN_HOW = ("format", "attachments")
_SINGLE = ("statementId", "voidedStatementId")
_MANY = (
    *("agent", "verb", "activity", "registration", "related_activities", "related_agents"),
    *("since", "until", "limit", "ascending"),
)


class Single(NamedTuple):
    """One statement that was asked for by its id; `voided` when it must be one that was taken back."""

    statement_id: UUID
    voided: bool
    form: str
    attachments: bool


def asked_for() -> Single | Page | str:
    """One statement, a first page, or the text of a `more`. Raises BadRequest and Invalid."""
    asked = parameters(*_SINGLE, *_MANY, *_SHOWN_HOW, "more")
    named = [name for name in (*_SINGLE, "more") if name in asked]
    if not named:
        return _page(asked)
    alone = named[0]
    beside = set(asked) - {alone} - (set(_SHOWN_HOW) if alone != "more" else set())
    if beside:
        raise BadRequest(f"Beside {alone} there can not be {', '.join(sorted(beside))}.")
    if alone == "more":
        return asked["more"]
    check_uuid(asked[alone], alone)
    return Single(UUID(asked[alone]), alone == "voidedStatementId", _form(asked), _flag(asked, "attachments"))


def _page(asked: Mapping[str, str]) -> Page:
    query = Query(
        agent=agent_key(parameter.agent(asked)) if "agent" in asked else None,
        verb=parameter.iri(asked, "verb"),
        activity=parameter.iri(asked, "activity"),
        registration=parameter.uuid(asked, "registration"),
        since=parameter.moment(asked, "since"),
        until=parameter.moment(asked, "until"),
        related_agents=_flag(asked, "related_agents"),
        related_activities=_flag(asked, "related_activities"),
        ascending=_flag(asked, "ascending"),
        limit=_limit(asked),
        after=None,
        upto=None,
    )
    return Page(query, _form(asked), _flag(asked, "attachments"))


def _flag(asked: Mapping[str, str], name: str) -> bool:
    if asked.get(name, "false") not in ("true", "false"):
        raise BadRequest(f"{name} must be true or false.")
    return asked.get(name) == "true"


def _form(asked: Mapping[str, str]) -> str:
    form = asked.get("format", "exact")
    if form not in FORMATS:
        raise BadRequest(f"format must be {', '.join(FORMATS)}.")
    return form


def _limit(asked: Mapping[str, str]) -> int:
    """As many as a page may hold when 0 or more than that is asked for."""
    text = asked.get("limit", str(USUAL))
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadRequest("limit must be a whole number, 0 or more.")
    return min(int(text) or MOST, MOST)
