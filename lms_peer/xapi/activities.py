"""Activity types, and activity ids made from what they name.

An id is `{issuer}/activities/{noun}/{part}/{part}…`. Reading looks at the path only, so a record stays readable when
the service moves to another address.
"""

from __future__ import annotations

from urllib.parse import quote, unquote

from lms_peer.xapi.verbs import PROFILE

_TYPES = f"{PROFILE}/activity-types/"

QUALIFICATION = "qualifications"
UNIT = "units"
CRITERION = "criteria"
EVIDENCE = "evidence"
TESTIMONY = "testimonies"
DISCUSSION = "discussions"
OUTSIDE_EVIDENCE = "outside-evidence"
OBSERVATION = "observations"
OBSERVATION_RECORD = "observation-records"
HOURS = "hours"
PORTFOLIO = "portfolios"

TYPES = {
    QUALIFICATION: f"{_TYPES}qualification",
    UNIT: f"{_TYPES}unit",
    CRITERION: f"{_TYPES}assessment-criterion",
    EVIDENCE: f"{_TYPES}evidence",
    TESTIMONY: f"{_TYPES}witness-testimony",
    DISCUSSION: f"{_TYPES}professional-discussion",
    OUTSIDE_EVIDENCE: f"{_TYPES}outside-evidence",
    OBSERVATION: f"{_TYPES}observation-plan",
    OBSERVATION_RECORD: f"{_TYPES}observation-record",
    HOURS: f"{_TYPES}hours",
    PORTFOLIO: f"{_TYPES}portfolio",
}
NOUNS = {iri: noun for noun, iri in TYPES.items()}
PROFILE_ACTIVITY_TYPE = "http://adlnet.gov/expapi/activities/profile"

_MARK = "/activities/"


def activity_id(issuer: str, noun: str, *parts: str) -> str:
    """The IRI of the `noun` that `parts` name, at this service."""
    return f"{issuer}{_MARK}{noun}/" + "/".join(quote(part, safe="") for part in parts)


def parts_of(iri: str, noun: str) -> tuple[str, ...]:
    """What `activity_id` was given. Raises ValueError when the IRI names something else."""
    _, mark, path = iri.rpartition(f"{_MARK}{noun}/")
    if not mark:
        raise ValueError(f"{iri} is not one of our {noun}")
    return tuple(unquote(part) for part in path.split("/"))
