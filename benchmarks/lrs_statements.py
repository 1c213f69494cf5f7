"""The statements that are sent and looked for: realistic, about a kilobyte each, the same ones at every run.

Pure: makes bytes, sends and stores nothing.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import NamedTuple
from uuid import UUID

AGENTS, VERBS, ACTIVITIES, REGISTRATIONS = 2_000, 20, 500, 4_000
BYTES = 1_000  # of one statement, about
HOME = "https://college.example"
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
APART = timedelta(seconds=9)  # one statement and the next: a million take a hundred days

_VERB_WEIGHTS = list(accumulate(1 / (rank + 1) for rank in range(VERBS)))  # a few verbs are said most of the time


class Said(NamedTuple):
    """What one statement is about, as numbers. A registration has one learner; a learner has two registrations."""

    agent: int
    verb: int
    activity: int
    registration: int
    at: datetime


def said(seed: int) -> Iterator[Said]:
    """What is said, one after the other, for ever; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    moment = FIRST
    while True:
        registration = chance.randrange(REGISTRATIONS)
        (verb,) = chance.choices(range(VERBS), cum_weights=_VERB_WEIGHTS)
        yield Said(registration % AGENTS, verb, chance.randrange(ACTIVITIES), registration, moment)
        moment += APART


def agent(number: int) -> dict[str, object]:
    """An agent as a query names it."""
    return {"account": {"homePage": HOME, "name": f"learner-{number:04}"}}


def verb(number: int) -> str:
    """A verb's IRI."""
    return f"{HOME}/verb/{number:02}"


def activity(number: int) -> str:
    """An activity's IRI."""
    return f"{HOME}/activity/{number:03}"


def registration(number: int) -> str:
    """A registration's UUID."""
    return str(UUID(int=(0x4D1E << 112) | (4 << 76) | (8 << 60) | number))


def moment(at: datetime) -> str:
    """A time as statements say it."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def bodies(seed: int) -> Iterator[bytes]:
    """Statements as JSON, each with an id that was never used before."""
    for one in said(seed):
        identity = UUID(bytes=os.urandom(16), version=4)
        yield (_TEMPLATE % (identity, one.agent, one.agent, one.verb, one.verb, one.activity, one.activity,
                            registration(one.registration), moment(one.at))).encode()  # fmt: skip


def _template() -> str:
    """A statement with gaps for `%`, padded to the size that all have."""
    statement = {
        "id": "%s",
        "actor": {
            "objectType": "Agent",
            "name": "Learner %04d",
            "account": {"homePage": HOME, "name": "learner-%04d"},
        },
        "verb": {"id": f"{HOME}/verb/%02d", "display": {"en-GB": "verb %02d"}},
        "object": {
            "id": f"{HOME}/activity/%03d",
            "objectType": "Activity",
            "definition": {
                "type": "http://adlnet.gov/expapi/activities/module",
                "name": {"en-GB": "Module %03d"},
                "description": {"en-GB": ""},
            },
        },
        "result": {
            "score": {"scaled": 0.85, "raw": 17, "min": 0, "max": 20},
            "success": True,
            "completion": True,
            "duration": "PT12M30S",
        },
        "context": {
            "registration": "%s",
            "contextActivities": {
                "parent": [{"id": f"{HOME}/course/advising", "objectType": "Activity"}],
                "grouping": [{"id": f"{HOME}/qualification/level-3", "objectType": "Activity"}],
            },
            "language": "en-GB",
            "platform": "Benchmark",
        },
        "timestamp": "%s",
    }
    short = BYTES - len(json.dumps(statement, separators=(",", ":"))) - 70  # what the gaps will hold
    statement["object"]["definition"]["description"]["en-GB"] = ("How to listen and to sum up. " * 40)[:short]
    return json.dumps(statement, separators=(",", ":"))


_TEMPLATE = _template()
