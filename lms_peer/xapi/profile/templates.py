"""One statement template for each kind of fact, made from where `kinds` says that its parts travel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from typing import Any, get_args

from lms_peer.domain import facts as f
from lms_peer.domain.facts import Fact
from lms_peer.xapi import activities, kinds, verbs
from lms_peer.xapi.kinds import Kind
from lms_peer.xapi.profile.meanings import FACTS, LANGUAGE
from lms_peer.xapi.write import extension_fields

Template = dict[str, Any]
Rule = dict[str, Any]

INCLUDED, RECOMMENDED = "included", "recommended"

# Where a part of a fact travels, if it is neither the object, an attachment nor an extension.
LOCATIONS = {
    **dict.fromkeys(kinds.INSTRUCTOR, "$.context.instructor.account.name"),
    **dict.fromkeys(kinds.CONTEXT_STATEMENT, "$.context.statement.id"),
    **dict.fromkeys(kinds.OTHER, "$.context.contextActivities.other[*].id"),
    "criteria": "$.context.contextActivities.parent[*].definition.type",
    "minutes": "$.result.duration",
    "verdict": "$.result.success",
    "score": "$.result.score.scaled",
}
# Which of our statements a part that points to one may point to. What another system said is none of ours.
REFERENCES: dict[str, tuple[type[Fact], ...]] = {
    "evidence": get_args(f.Evidence),
    "observation": (f.ObservationPlanned,),
    "hours": (f.HoursLogged,),
    "judgement": (f.CriterionJudged,),
    "issued": (f.PortfolioIssued,),
    "sample": (f.UnitSampled,),
}
# What the values there may be.
ONLY_TYPES = {"criteria": [activities.TYPES[activities.CRITERION]]}


def english(text: str) -> dict[str, str]:
    """A language map of one text in plain English."""
    return {LANGUAGE: text}


def dashed(fact: type[Fact]) -> str:
    """`EvidenceSubmitted` as `evidence-submitted`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", fact.__name__).lower()


def template_id(fact: type[Fact]) -> str:
    """The address of the template of a kind of fact. It holds the version: a template that changes gets a new one."""
    return f"{verbs.PROFILE_VERSION}/templates/{dashed(fact)}"


def templates() -> list[Template]:
    """Every template, in the order of `kinds.KINDS`."""
    return [_template(kind) for kind in kinds.KINDS]


def _template(kind: Kind) -> Template:
    label = dashed(kind.fact).replace("-", " ").capitalize()
    return {
        "id": template_id(kind.fact),
        "type": "StatementTemplate",
        "inScheme": verbs.PROFILE_VERSION,
        "prefLabel": english(label),
        "definition": english(FACTS[kind.fact]),
        "verb": kind.verb,
        **_object(kind),
        "contextGroupingActivityType": [activities.TYPES[activities.QUALIFICATION]],
        "contextCategoryActivityType": [activities.PROFILE_ACTIVITY_TYPE],
        **_references(kind),
        **_attached(kind),
        "rules": [*_common(), *_rules(kind)],
    }


def _object(kind: Kind) -> Template:
    if kind.noun == kinds.STATEMENT:
        return {"objectStatementRefTemplate": [template_id(fact) for fact in REFERENCES[kind.names]]}
    return {"objectActivityType": activities.TYPES[kind.noun]}


def _references(kind: Kind) -> Template:
    for field in _own(kind):
        earlier = field.name in kinds.CONTEXT_STATEMENT and field.name in REFERENCES and _needed(field)
        if earlier and field.name != kind.names:
            return {"contextStatementRefTemplate": [template_id(fact) for fact in REFERENCES[field.name]]}
    return {}


def _attached(kind: Kind) -> Template:
    needed = [_usage(field) for field in _own(kind) if field.name in kinds.ATTACHED and _needed(field)]
    return {"attachmentUsageType": needed} if needed else {}


def _common() -> list[Rule]:
    return [
        _rule("$.id", INCLUDED),
        _rule("$.actor.account.name", INCLUDED, "Who did it. The name says nothing about the person."),
        _rule("$.object.id", INCLUDED),
        _rule("$.timestamp", INCLUDED, "When it happened. For what takes time: when it began."),
        _rule("$.context.registration", INCLUDED, "One learner on one qualification."),
        _rule(
            "$.context.team.member[*].account.name", RECOMMENDED, "The learner, when somebody else is the actor."
        ),
    ]


def _rules(kind: Kind) -> Iterator[Rule]:
    if kind.noun == kinds.STATEMENT:
        yield _rule("$.object.objectType", INCLUDED) | {"all": [kinds.STATEMENT]}
    extensions = extension_fields(kind)
    for field in _own(kind):
        presence = INCLUDED if _needed(field) else RECOMMENDED
        if field.name in extensions:
            yield _rule(f"$.context.extensions['{extension_id(field.name)}']", presence)
        elif field.name in LOCATIONS and field.name != kind.names:
            rule = _rule(LOCATIONS[field.name], presence)
            yield rule | {"all": ONLY_TYPES[field.name]} if field.name in ONLY_TYPES else rule
    usages = [_usage(field) for field in _own(kind) if field.name in kinds.ATTACHED]
    needed = any(_needed(field) for field in _own(kind) if field.name in kinds.ATTACHED)
    yield _rule("$.attachments[*].usageType", INCLUDED if needed else RECOMMENDED) | {"all": usages}


def _rule(location: str, presence: str, note: str = "") -> Rule:
    rule: Rule = {"location": location, "presence": presence}
    return rule | {"scopeNote": english(note)} if note else rule


def extension_id(name: str) -> str:
    """The address of the extension that a field travels as."""
    return kinds.EXTENSION + name.replace("_", "-")


def _usage(field: Field[Any]) -> str:
    return kinds.USAGE + kinds.ATTACHED[field.name]


def _own(kind: Kind) -> list[Field[Any]]:
    return [field for field in fields(kind.fact) if field.name not in kinds.ENVELOPE]


def _needed(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING
