"""One statement against the templates of our profile: which it follows, and what is missing.

It sees one statement at a time, so where a statement points to another it does not look which. It knows no statement
of anybody else's: what does not name our profile need not follow it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from lms_peer.xapi import verbs
from lms_peer.xapi.profile.jsonpath import values
from lms_peer.xapi.profile.templates import INCLUDED, Rule, Template, templates

Statement = Mapping[str, Any]

_CATEGORIES = "$.context.contextActivities.category[*].id"
# The properties that decide whether a template is about a statement at all, and where the statement has them.
_DETERMINING = {
    "verb": "$.verb.id",
    "objectActivityType": "$.object.definition.type",
    "contextGroupingActivityType": "$.context.contextActivities.grouping[*].definition.type",
    "contextCategoryActivityType": "$.context.contextActivities.category[*].definition.type",
    "attachmentUsageType": "$.attachments[*].usageType",
}


def unmet(statement: Statement) -> list[str]:
    """What keeps the statement from following our profile, one line each; empty when it does."""
    if verbs.PROFILE_VERSION not in values(_CATEGORIES, statement):
        return [f"{_CATEGORIES} does not name {verbs.PROFILE_VERSION}"]
    found = matching(statement)
    if not found:
        return ["no template has this verb, object, grouping and attachments"]
    return [line for template in found for line in _unmet(template, statement)]


def matching(statement: Statement) -> list[Template]:
    """The templates that the statement is about: it has all that determines them."""
    return [template for template in _templates() if _is_about(template, statement)]


@cache
def _templates() -> tuple[Template, ...]:
    return tuple(templates())


def _is_about(template: Template, statement: Statement) -> bool:
    for name, location in _DETERMINING.items():
        wanted = template.get(name, [])
        there = values(location, statement)
        if any(one not in there for one in ([wanted] if isinstance(wanted, str) else wanted)):
            return False
    return True


def _unmet(template: Template, statement: Statement) -> Iterator[str]:
    name = template["id"].rpartition("/")[2]
    for rule in template["rules"]:
        why = _broken(rule, values(rule["location"], statement))
        if why:
            yield f"{name}: {rule['location']} {why}"


def _broken(rule: Rule, found: Sequence[object]) -> str:
    """Why the values do not follow the rule; empty when they do. Knows the kinds of rule that our templates have."""
    if not found:
        return "is missing" if rule["presence"] == INCLUDED else ""
    allowed = rule.get("all", found)
    return f"may only be {' or '.join(allowed)}" if any(one not in allowed for one in found) else ""
