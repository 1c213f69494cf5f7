"""A statement back as the fact it says; the inverse of `write`.

Only statements that this service wrote are facts: the caller passes those whose authority is `AUTHORITY`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import UTC, datetime, timedelta
from typing import Any, get_type_hints
from uuid import UUID

import aniso8601

from lms_peer.domain.facts import Actor, Document, Fact, Verdict
from lms_peer.domain.qualification import CriterionRef, QualificationRef
from lms_peer.xapi import activities, kinds
from lms_peer.xapi.activities import parts_of
from lms_peer.xapi.kinds import Kind
from lms_peer.xapi.write import converter, extension_fields

Statement = Mapping[str, Any]
_HINTS = {kind.fact: get_type_hints(kind.fact) for kind in kinds.KINDS}
_OWN = {kind.fact: [one for one in fields(kind.fact) if one.name not in kinds.ENVELOPE] for kind in kinds.KINDS}


class NotOurs(ValueError):
    """The statement is none of our kinds of fact."""


def read(body: bytes, stored: datetime | None = None) -> Fact:
    """The fact that the statement says. Raises NotOurs when `write` can not have written it."""
    try:
        statement = json.loads(body)
        kind = _kind(statement)
        return kind.fact(**_envelope(statement), **_own(statement, kind), stored=stored)
    except NotOurs:
        raise
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise NotOurs(f"not a statement of ours: {error}") from error


def _kind(statement: Statement) -> Kind:
    about = statement["object"]
    if about.get("objectType") == kinds.STATEMENT:
        noun = kinds.STATEMENT
    else:
        noun = activities.NOUNS.get(about["definition"]["type"], "")
    try:
        return kinds.OF_STATEMENT[statement["verb"]["id"], noun]
    except KeyError:
        raise NotOurs(f"no fact has the verb {statement['verb']['id']} and an object of this type") from None


def _actor(agent: Statement) -> Actor:
    return Actor(agent["account"]["homePage"], agent["account"]["name"])


def _envelope(statement: Statement) -> dict[str, Any]:
    context = statement["context"]
    by = _actor(statement["actor"])
    grouping = context["contextActivities"]["grouping"][0]["id"]
    return {
        "id": UUID(statement["id"]),
        "by": by,
        "at": datetime.fromisoformat(statement["timestamp"]).astimezone(UTC),
        "learner": _actor(context["team"]["member"][0]) if "team" in context else by,
        "registration": UUID(context["registration"]),
        "qualification": QualificationRef(*parts_of(grouping, activities.QUALIFICATION)),
    }


def _own(statement: Statement, kind: Kind) -> dict[str, Any]:
    """The fields that this kind of fact has beyond the envelope, each from the place where it travels."""
    found: dict[str, Any] = {}
    for field in _OWN[kind.fact]:
        name = field.name
        if name == kind.names:
            found[name] = _object(statement, kind)
        elif name in kinds.ATTACHED:
            found[name] = _attached(statement, name, many=field.default == ())
        elif name in _ELSEWHERE:
            found[name] = _ELSEWHERE[name](statement)
    return found | _extensions(statement["context"].get("extensions", {}), kind)


def _instructor(statement: Statement) -> Actor:
    return _actor(statement["context"]["instructor"])


def _context_statement(statement: Statement) -> UUID | None:
    context = statement["context"]
    return UUID(context["statement"]["id"]) if "statement" in context else None


def _criteria(statement: Statement) -> tuple[CriterionRef, ...]:
    parents = statement["context"]["contextActivities"].get("parent", ())
    return tuple(_criterion(parent["id"]) for parent in parents)


def _minutes(statement: Statement) -> int:
    duration: timedelta = aniso8601.parse_duration(statement["result"]["duration"])
    return int(duration.total_seconds()) // 60


def _verdict(statement: Statement) -> Verdict:
    return Verdict.MET if statement["result"]["success"] else Verdict.NOT_YET


def _score(statement: Statement) -> float | None:
    score: float | None = statement.get("result", {}).get("score", {}).get("scaled")
    return score


def _other(statement: Statement) -> str:
    activity: str = statement["context"]["contextActivities"]["other"][0]["id"]
    return activity


_ELSEWHERE: Mapping[str, Callable[[Statement], Any]] = {
    **dict.fromkeys(kinds.INSTRUCTOR, _instructor),
    **dict.fromkeys(kinds.CONTEXT_STATEMENT, _context_statement),
    **dict.fromkeys(kinds.OTHER, _other),
    "criteria": _criteria,
    "minutes": _minutes,
    "verdict": _verdict,
    "score": _score,
}


def _criterion(iri: str) -> CriterionRef:
    _slug, _version, unit, number = parts_of(iri, activities.CRITERION)
    return CriterionRef(unit, number)


def _object(statement: Statement, kind: Kind) -> Any:
    if kind.noun == kinds.STATEMENT:
        return UUID(statement["object"]["id"])
    if kind.noun == activities.CRITERION:
        return _criterion(statement["object"]["id"])
    return parts_of(statement["object"]["id"], kind.noun)[-1]


def _attached(statement: Statement, name: str, *, many: bool) -> Any:
    usage = kinds.USAGE + kinds.ATTACHED[name]
    documents = tuple(
        Document(attachment["sha2"], attachment["length"], attachment["contentType"])
        for attachment in statement.get("attachments", ())
        if attachment["usageType"] == usage
    )
    if many:
        return documents
    return documents[0] if documents else None


def _extensions(extensions: Statement, kind: Kind) -> dict[str, Any]:
    hints = _HINTS[kind.fact]
    defaults = {field.name for field in _OWN[kind.fact] if field.default is not MISSING}
    return {
        name: converter.structure(extensions[key], hints[name])
        for name in extension_fields(kind)
        if (key := kinds.EXTENSION + name.replace("_", "-")) in extensions or name not in defaults
    }
