"""Where documents stand: the one naming of them for all kinds. Pure values; nothing here reads or writes."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from lms_peer.domain.facts import Actor
from lms_peer.xapi.indexed import agent_key, fit

# PostgreSQL's indexes take 2,704 bytes a row; agent and activity take up to 500 each.
LONGEST_NAME = 1000


class Kind(StrEnum):
    """What a document is. Only the first three are xAPI's: no LRS resource names a draft, so no client reads one."""

    STATE = "state"
    ACTIVITY_PROFILE = "activity profile"
    AGENT_PROFILE = "agent profile"
    DRAFT = "draft"


class Place(NamedTuple):
    """Where documents stand side by side, each with a name of its own. Made by the functions below.

    `registration` is the UUID as text. Without one, a name means the document that has none, and a listing means
    every registration (xAPI 1.0.3 part 3, 2.3).
    """

    centre: UUID
    kind: Kind
    agent: str = ""
    activity: str = ""
    registration: str = ""


def states(centre: UUID, activity: str, agent: str, registration: UUID | None = None) -> Place:
    """State documents of one agent on one activity. `activity` is an IRI, `agent` an `xapi.indexed.agent_key`."""
    return Place(centre, Kind.STATE, agent, fit(activity), str(registration) if registration else "")


def activity_profiles(centre: UUID, activity: str) -> Place:
    """Profile documents of one activity, named by its IRI."""
    return Place(centre, Kind.ACTIVITY_PROFILE, activity=fit(activity))


def agent_profiles(centre: UUID, agent: str) -> Place:
    """Profile documents of one agent, given as `xapi.indexed.agent_key`."""
    return Place(centre, Kind.AGENT_PROFILE, agent)


def drafts(centre: UUID, learner: Actor, registration: UUID) -> Place:
    """A learner's unfinished evidence on one registration."""
    key = agent_key({"account": {"homePage": learner.issuer, "name": learner.name}})
    return Place(centre, Kind.DRAFT, key, registration=str(registration))
