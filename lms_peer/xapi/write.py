"""A fact as the one xAPI 1.0.3 statement that says it.

The learner is the actor of what they do themselves. Where someone else acts, the learner is the team of one that
the statement relates to, so that a query with `related_agents` finds a learner's whole record.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import tincan
from cattrs.preconf.json import make_converter

from lms_peer.domain.facts import Actor, Document, Fact, Verdict
from lms_peer.domain.qualification import CriterionRef
from lms_peer.xapi import activities, kinds, verbs
from lms_peer.xapi.activities import activity_id
from lms_peer.xapi.kinds import Kind

VERSION = tincan.Version.latest
AUTHORITY = json.dumps(
    {"objectType": "Agent", "account": {"homePage": verbs.PROFILE, "name": "service"}}, sort_keys=True
)

converter = make_converter()
converter.register_structure_hook(UUID, lambda text, _: UUID(text))
converter.register_unstructure_hook(UUID, str)


def write(fact: Fact, issuer: str) -> bytes:
    """The statement that says `fact`, as UTF-8 JSON. `issuer` roots the activity ids.

    `stored`, `authority` and `version` are the ledger's to add (xAPI 1.0.3, Communication 2.1.3).
    """
    kind = kinds.OF_FACT[type(fact)]
    statement = tincan.Statement(
        id=str(fact.id),
        actor=_agent(fact.by),
        verb=tincan.Verb(id=kind.verb, display={"en-GB": verbs.DISPLAY[kind.verb]}),
        object=_object(fact, kind, issuer),
        timestamp=fact.at.astimezone(UTC),
        context=_context(fact, kind, issuer),
        result=_result(fact),
        attachments=list(_attachments(fact)) or None,
    )
    text: str = statement.to_json(VERSION)
    return text.encode()


def _agent(actor: Actor) -> tincan.Agent:
    return tincan.Agent(account=tincan.AgentAccount(home_page=actor.issuer, name=actor.name))


def _activity(issuer: str, noun: str, *parts: str) -> tincan.Activity:
    definition = tincan.ActivityDefinition(type=activities.TYPES[noun])
    return tincan.Activity(id=activity_id(issuer, noun, *parts), definition=definition)


def _object(fact: Fact, kind: Kind, issuer: str) -> tincan.Activity | tincan.StatementRef:
    named = getattr(fact, kind.names)
    if kind.noun == kinds.STATEMENT:
        return tincan.StatementRef(id=str(named))
    if kind.noun == activities.UNIT:
        return _activity(issuer, kind.noun, *fact.qualification, named)
    if isinstance(named, CriterionRef):
        return _activity(issuer, kind.noun, *fact.qualification, *named)
    return _activity(issuer, kind.noun, *(named if isinstance(named, tuple) else (str(named),)))


def _context(fact: Fact, kind: Kind, issuer: str) -> tincan.Context:
    own = {field.name: getattr(fact, field.name) for field in fields(fact)}
    instructor = next((own[name] for name in kinds.INSTRUCTOR if name in own), None)
    earlier = _earlier(own, kind)
    criteria = [
        _activity(issuer, activities.CRITERION, *fact.qualification, *ref) for ref in own.get("criteria", ())
    ]
    profile = tincan.Activity(
        id=verbs.PROFILE_VERSION, definition=tincan.ActivityDefinition(type=activities.PROFILE_ACTIVITY_TYPE)
    )
    return tincan.Context(
        registration=str(fact.registration),
        instructor=_agent(instructor) if instructor else None,
        team=None if fact.learner == fact.by else tincan.Group(member=[_agent(fact.learner)]),
        statement=tincan.StatementRef(id=str(earlier)) if earlier else None,
        context_activities=tincan.ContextActivities(
            parent=criteria or None,
            grouping=[_activity(issuer, activities.QUALIFICATION, *fact.qualification)],
            category=[profile],
            other=[tincan.Activity(id=own[name]) for name in kinds.OTHER if name in own] or None,
        ),
        extensions=tincan.Extensions(_extensions(own, kind)) or None,
    )


def _earlier(own: dict[str, Any], kind: Kind) -> Any:
    """The id of the statement that this one builds on, unless it is the object itself."""
    names = (name for name in kinds.CONTEXT_STATEMENT if name in own and name != kind.names)
    return next((own[name] for name in names), None)


@cache
def extension_fields(kind: Kind) -> tuple[str, ...]:
    """The names of the fields that travel as context extensions."""
    elsewhere = {
        *kinds.ENVELOPE,
        *kinds.ATTACHED,
        *kinds.INSTRUCTOR,
        *kinds.CONTEXT_STATEMENT,
        *kinds.OTHER,
        *kinds.RESULT,
        kind.names,
        "criteria",
    }
    return tuple(field.name for field in fields(kind.fact) if field.name not in elsewhere)


def _extensions(own: dict[str, Any], kind: Kind) -> dict[str, Any]:
    return {
        kinds.EXTENSION + name.replace("_", "-"): converter.unstructure(own[name])
        for name in extension_fields(kind)
        if own[name] is not None
    }


def _result(fact: Fact) -> tincan.Result | None:
    minutes = getattr(fact, "minutes", None)
    verdict = getattr(fact, "verdict", None)
    score = getattr(fact, "score", None)
    if minutes is None and verdict is None and score is None:
        return None
    return tincan.Result(
        duration=None if minutes is None else timedelta(minutes=minutes),
        success=None if verdict is None else verdict is Verdict.MET,
        score=None if score is None else tincan.Score(scaled=score),
    )


def _attachments(fact: Fact) -> Iterator[tincan.Attachment]:
    for name, usage in kinds.ATTACHED.items():
        held = getattr(fact, name, None)
        documents = (held,) if isinstance(held, Document) else held or ()
        for document in documents:
            yield tincan.Attachment(
                usage_type=kinds.USAGE + usage,
                display={"en-GB": usage},
                content_type=document.media_type,
                length=document.size,
                sha2=document.sha256,
            )
