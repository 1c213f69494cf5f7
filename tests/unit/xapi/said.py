"""Statements to start from: each call gives a new one, free to be changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

LEARNER = {"objectType": "Agent", "name": "Amina Example", "mbox": "mailto:amina@example.com"}
TUTOR = {"account": {"homePage": "https://college.example", "name": "tutor-7"}}
LESSON = "https://college.example/lessons/1"
STATEMENT_ID = "3c9a0f2e-6f0b-4a7e-9d7b-0d4f2a1b6c55"
REF = {"objectType": "StatementRef", "id": "b8b1a0de-2a3f-4f0e-8b1c-1f2e3d4c5b6a"}
SHA2 = "5f" * 32


def plain(**parts: Any) -> dict[str, Any]:
    """The smallest statement, with `parts` added or put in place."""
    return {
        "actor": {"mbox": "mailto:amina@example.com"},
        "verb": {"id": "https://college.example/verbs/read"},
        "object": {"id": LESSON},
        **parts,
    }


def attachment(**parts: Any) -> dict[str, Any]:
    """What a statement says about a file, with `parts` added or put in place."""
    return {
        "usageType": "https://college.example/usage/essay",
        "display": {"en-GB": "Essay"},
        "contentType": "application/pdf",
        "length": 12_345,
        "sha2": SHA2,
        **parts,
    }


def full() -> dict[str, Any]:
    """A statement that uses nearly every property there is in both versions."""
    return json.loads(json.dumps(_FULL))  # type: ignore[no-any-return]


def substatement(**parts: Any) -> dict[str, Any]:
    """A SubStatement as the object of a statement."""
    return {"objectType": "SubStatement", **plain(**parts)}


def spots(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a statement, as the names and positions that lead to it; what extensions hold is free."""
    inside: Iterator[tuple[Any, Any]] = iter(())
    if isinstance(value, dict) and (not path or path[-1] != "extensions"):
        inside = iter(value.items())
    elif isinstance(value, list):
        inside = iter(enumerate(value))
    for name, part in inside:
        yield (*path, name)
        yield from spots(part, (*path, name))


def holder(statement: dict[str, Any], path: tuple[Any, ...]) -> Any:
    """The object or list that has the last name of `path`."""
    for name in path[:-1]:
        statement = statement[name]
    return statement


_FULL: dict[str, Any] = {
    "id": STATEMENT_ID,
    "actor": LEARNER,
    "verb": {"id": "https://college.example/verbs/answered", "display": {"en-GB": "answered", "cy": "atebodd"}},
    "object": {
        "objectType": "Activity",
        "id": LESSON,
        "definition": {
            "name": {"en-GB": "Which tool?"},
            "description": {"en-GB": "Choose the tool for the job."},
            "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
            "moreInfo": "https://college.example/lessons/1/about",
            "interactionType": "choice",
            "correctResponsesPattern": ["saw[,]file"],
            "choices": [{"id": "saw", "description": {"en-GB": "A saw"}}, {"id": "file"}],
            "extensions": {"https://college.example/ext/room": None},
        },
    },
    "result": {
        "score": {"scaled": 0.5, "raw": 5, "min": 0, "max": 10},
        "success": True,
        "completion": False,
        "response": "saw",
        "duration": "PT1M30.25S",
        "extensions": {"https://college.example/ext/tries": {"first": None, "Second": [1, None]}},
    },
    "context": {
        "registration": "0f7a2c1e-93d4-4c1b-8d2e-5a6b7c8d9e0f",
        "instructor": TUTOR,
        "team": {"objectType": "Group", "name": "Group A", "member": [LEARNER, TUTOR]},
        "contextActivities": {
            "parent": [{"id": "https://college.example/courses/1"}],
            "grouping": {"id": "https://college.example/years/2"},
        },
        "revision": "2",
        "platform": "Reading room",
        "language": "en-GB",
        "statement": REF,
        "extensions": {"https://college.example/ext/seat": 4},
    },
    "timestamp": "2026-03-04T05:06:07.890Z",
    "stored": "2026-03-04T05:06:08.000Z",
    "authority": TUTOR,
    "version": "1.0.0",
    "attachments": [attachment(description={"en-GB": "About saws"}, fileUrl="https://college.example/f/1")],
}
