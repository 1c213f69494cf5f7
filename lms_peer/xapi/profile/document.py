"""The profile as one JSON-LD document: who says it, which version it is, concepts, templates, patterns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

from lms_peer.domain.facts import Actor
from lms_peer.xapi import activities, kinds, verbs
from lms_peer.xapi.profile import meanings
from lms_peer.xapi.profile.patterns import patterns
from lms_peer.xapi.profile.templates import english, extension_id, templates
from lms_peer.xapi.write import extension_fields

CONTEXT = "https://w3id.org/xapi/profiles/context"
CONFORMS_TO = "https://w3id.org/xapi/profiles#1.0"

Concept = dict[str, Any]
_SIMPLE: Mapping[Any, dict[str, Any]] = {
    str: {"type": "string"},
    UUID: {"type": "string", "format": "uuid"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    Actor: {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2},
}


@cache
def as_json() -> bytes:
    """The document as UTF-8 JSON, always the same bytes for the same version."""
    return json.dumps(document(), ensure_ascii=False, indent=2).encode() + b"\n"


def document() -> dict[str, Any]:
    """The whole profile."""
    day = verbs.PROFILE_VERSION.rpartition("/")[2]
    return {
        "id": verbs.PROFILE,
        "@context": CONTEXT,
        "type": "Profile",
        "conformsTo": CONFORMS_TO,
        "prefLabel": english(meanings.TITLE),
        "definition": english(meanings.ABOUT),
        "versions": [{"id": verbs.PROFILE_VERSION, "generatedAtTime": f"{day}T00:00:00Z"}],
        "author": {"type": "Organization", "name": "lms_peer"},
        "concepts": list(_concepts()),
        "templates": templates(),
        "patterns": patterns(),
    }


def _concepts() -> Iterator[Concept]:
    for verb, meaning in meanings.VERBS.items():
        yield _concept(verb, "Verb", (verbs.DISPLAY[verb], meaning))
    for noun, explained in meanings.ACTIVITY_TYPES.items():
        yield _concept(activities.TYPES[noun], "ActivityType", explained)
    for usage, explained in meanings.ATTACHMENTS.items():
        yield _concept(kinds.USAGE + usage, "AttachmentUsageType", explained)
    hints = dict(_extension_hints())
    for name, explained in meanings.EXTENSIONS.items():
        yield _concept(extension_id(name), "ContextExtension", explained) | {
            "recommendedVerbs": [kind.verb for kind in kinds.KINDS if name in extension_fields(kind)],
            "inlineSchema": json.dumps(_schema(hints[name])),
        }


def _concept(iri: str, kind: str, explained: meanings.Meaning) -> Concept:
    label, meaning = explained
    return {
        "id": iri,
        "type": kind,
        "inScheme": verbs.PROFILE_VERSION,
        "prefLabel": english(label),
        "definition": english(meaning),
    }


def _extension_hints() -> Iterator[tuple[str, Any]]:
    """Each extension with the type of the field that travels as it."""
    for kind in kinds.KINDS:
        hints = get_type_hints(kind.fact)
        for name in extension_fields(kind):
            yield name, hints[name]


def _schema(hint: Any) -> dict[str, Any]:
    """JSON Schema of a field's type."""
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    if given := [option for option in get_args(hint) if get_origin(hint) is UnionType and option is not NoneType]:
        return _schema(given[0])  # a part that may be left out, and then is
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _schema(get_args(hint)[0])}
    if issubclass(hint, StrEnum):
        return {"type": "string", "enum": [member.value for member in hint]}
    raise TypeError(f"no schema for {hint}")
