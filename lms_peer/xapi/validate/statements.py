"""The checks for statements and their parts, one table for each version (xAPI 1.0.3 part 2; IEEE 9274.1.1, 4.2)."""

from __future__ import annotations

from typing import Any

from lms_peer.xapi.indexed import VOIDED
from lms_peer.xapi.validate.activities import activity, activity_or_activities, verb
from lms_peer.xapi.validate.actors import agent, agent_or_group, authority, group
from lms_peer.xapi.validate.values import (
    MOMENTS,
    boolean,
    duration,
    extensions,
    iri,
    language,
    language_map,
    length,
    media_type,
    number,
    scaled,
    sha2,
    text,
    uuid,
)
from lms_peer.xapi.validate.walk import Check, Invalid, a_list, an_object, exactly, of_kind
from lms_peer.xapi.versions import Version, version_named

SIGNATURE = "http://adlnet.gov/expapi/attachments/signature"
SIGNATURE_MEDIA_TYPE = "application/octet-stream"


def _within_bounds(score: dict[str, Any]) -> None:
    least, most, raw = score.get("min"), score.get("max"), score.get("raw")
    if least is not None and most is not None and not least < most:
        raise Invalid("min", "must be below max")
    if raw is None:
        return
    if least is not None and raw < least:
        raise Invalid("raw", "must not be below min")
    if most is not None and raw > most:
        raise Invalid("raw", "must not be above max")


def _signature_type(attachment: dict[str, Any]) -> None:
    if attachment["usageType"] == SIGNATURE and attachment["contentType"] != SIGNATURE_MEDIA_TYPE:
        raise Invalid("contentType", f"must be {SIGNATURE_MEDIA_TYPE} for a signature")


_score = an_object({"scaled": scaled, "raw": number, "min": number, "max": number}, rule=_within_bounds)
_result = an_object(
    {
        "score": _score,
        "success": boolean,
        "completion": boolean,
        "response": text,
        "duration": duration,
        "extensions": extensions,
    }
)
_attachments = a_list(
    an_object(
        {
            "usageType": iri,
            "display": language_map,
            "description": language_map,
            "contentType": media_type,
            "length": length,
            "sha2": sha2,
            "fileUrl": iri,
        },
        required=("usageType", "display", "contentType", "length", "sha2"),
        rule=_signature_type,
    )
)
_statement_ref = an_object({"objectType": exactly("StatementRef"), "id": uuid}, required=("objectType", "id"))

_CONTEXT: dict[str, Check] = {
    "registration": uuid,
    "instructor": agent_or_group,
    "team": group,
    "contextActivities": an_object(
        dict.fromkeys(("parent", "grouping", "category", "other"), activity_or_activities)
    ),
    "revision": text,
    "platform": text,
    "language": language,
    "statement": _statement_ref,
    "extensions": extensions,
}


def _related(kind: str, name: str, check: Check) -> Check:
    """A list of what IEEE 9274.1.1 (4.2.2.5) relates to a statement besides its actor."""
    properties = {"objectType": exactly(kind), name: check, "relevantTypes": a_list(iri, least=1)}
    return a_list(an_object(properties, required=("objectType", name)))


_CONTEXTS = {
    Version.V1_0_3: an_object(_CONTEXT),
    Version.V2_0_0: an_object(
        {
            **_CONTEXT,
            "contextAgents": _related("contextAgent", "agent", agent),
            "contextGroups": _related("contextGroup", "group", group),
        }
    ),
}


def _of_activities_only(value: dict[str, Any]) -> None:
    """Only an activity has a revision and a platform (xAPI 1.0.3 part 2, 2.4.6)."""
    context = value.get("context")
    if context and value["object"].get("objectType", "Activity") != "Activity":
        for name in ("revision", "platform"):
            if name in context:
                raise Invalid(f"context.{name}", "may only be given when the object is an activity")


def _statement_rule(value: dict[str, Any]) -> None:
    _of_activities_only(value)
    if value["verb"]["id"] == VOIDED and value["object"].get("objectType") != "StatementRef":
        raise Invalid("object.objectType", "must be StatementRef: only a statement can be voided")


_VERSIONS = {
    Version.V1_0_3: "1.0 or 1.0.x, such as 1.0.0",
    Version.V2_0_0: "1.0.x or 2.0.x, such as 2.0.0",
}


def _version_property(version: Version) -> Check:
    """A version no newer than the one spoken (xAPI 1.0.3 part 2, 2.4.10; IEEE 9274.1.1, 4.2.4.3)."""

    def check(value: Any) -> None:
        named = version_named(value) if value.__class__ is str else None
        if named is None or named > version:
            raise Invalid("", f"must be {_VERSIONS[version]}")

    return check


def _statement(version: Version) -> Check:
    said: dict[str, Check] = {
        "actor": agent_or_group,
        "verb": verb,
        "result": _result,
        "context": _CONTEXTS[version],
        "timestamp": MOMENTS[version],
        "attachments": _attachments,
    }
    objects: dict[str, Check] = {
        "Activity": activity,
        "Agent": agent,
        "Group": group,
        "StatementRef": _statement_ref,
    }
    substatement = an_object(
        {"objectType": exactly("SubStatement"), **said, "object": of_kind(objects, default="Activity")},
        required=("actor", "verb", "object"),
        rule=_of_activities_only,
    )
    return an_object(
        {
            "id": uuid,
            **said,
            "object": of_kind({**objects, "SubStatement": substatement}, default="Activity"),
            "stored": MOMENTS[version],
            "authority": authority,
            "version": _version_property(version),
        },
        required=("actor", "verb", "object"),
        rule=_statement_rule,
    )


STATEMENTS = {version: _statement(version) for version in Version}
