"""A cohort's board: who may write on it, and what people are called there.

Posts are plain text. Nothing here is about assessment. Pure: what must be known comes in as arguments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from lms_peer.domain.refusals import Refusal
from lms_peer.domain.standing import Status

POST_LENGTH = 1000
REASON_LENGTH = 300

Who = TypeVar("Who")


class NotWhilePaused(Refusal):
    """Only a learner whose record is open can write. What they wrote before stays."""


class OwnPost(Refusal):
    """Nobody reports what they wrote themselves: they can take it back."""


@dataclass
class PostClosed(Refusal):
    """The post was taken back or hidden (`how`), so nobody can answer or report it."""

    how: str


def require_may_post(statuses: Collection[Status]) -> None:
    """Raises NotWhilePaused unless one of the learner's records in the cohort is active."""
    if Status.ACTIVE not in statuses:
        raise NotWhilePaused


def first_names(names: Mapping[Who, str]) -> dict[Who, str]:
    """What to call each person: their first name, with the first letter of the last one where two share it."""
    first = {who: (name.split() or [""])[0] for who, name in names.items()}
    shared = Counter(name.casefold() for name in first.values())
    return {who: _told_apart(names[who], name, shared[name.casefold()]) for who, name in first.items()}


def _told_apart(full: str, first: str, sharing: int) -> str:
    parts = full.split()
    return f"{first} {parts[-1][0]}." if sharing > 1 and len(parts) > 1 else first
