"""The checks for verbs and activities (xAPI 1.0.3 part 2, 2.4.3 and 2.4.4.1)."""

from __future__ import annotations

from typing import Any

from lms_peer.xapi.validate.values import extensions, iri, language_map, text
from lms_peer.xapi.validate.walk import Invalid, a_list, an_object, exactly

verb = an_object({"id": iri, "display": language_map}, required=("id",))

_component = an_object({"id": text, "description": language_map}, required=("id",))
_components = a_list(_component)


def _distinct_components(value: Any) -> None:
    _components(value)
    seen: set[str] = set()
    for at, component in enumerate(value):
        if component["id"] in seen:
            raise Invalid(f"[{at}].id", "stands twice in this list; every id must differ")
        seen.add(component["id"])


_LISTS = ("choices", "scale", "source", "target", "steps")
_INTERACTIONS = (
    "true-false",
    "choice",
    "fill-in",
    "long-fill-in",
    "matching",
    "performance",
    "sequencing",
    "likert",
    "numeric",
    "other",
)


_OF_INTERACTIONS = ("correctResponsesPattern", *_LISTS)
_none_of_interactions = frozenset(_OF_INTERACTIONS).isdisjoint


def _interaction(value: dict[str, Any]) -> None:
    if "interactionType" in value or _none_of_interactions(value):
        return
    for name in _OF_INTERACTIONS:
        if name in value:
            raise Invalid("interactionType", f"is missing: {name} needs it")


definition = an_object(
    {
        "name": language_map,
        "description": language_map,
        "type": iri,
        "moreInfo": iri,
        "interactionType": exactly(*_INTERACTIONS),
        "correctResponsesPattern": a_list(text),
        **dict.fromkeys(_LISTS, _distinct_components),
        "extensions": extensions,
    },
    rule=_interaction,
)
activity = an_object({"objectType": exactly("Activity"), "id": iri, "definition": definition}, required=("id",))
_activities = a_list(activity)


def activity_or_activities(value: Any) -> None:
    """One activity, or a list of them."""
    if value.__class__ is dict:
        activity(value)
    else:
        _activities(value)
