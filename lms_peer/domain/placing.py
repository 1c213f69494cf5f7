"""Ways in which choosing an activity for a platform's course, or reading its roster, is refused."""

from __future__ import annotations

from dataclasses import dataclass

from lms_peer.domain.refusals import Refusal


@dataclass
class CanNotPlace(Refusal):
    """A platform's wish for an activity can not be met. `reason` is nowhere, kind, late or many."""

    reason: str


@dataclass
class NoRoster(Refusal):
    """The platform does not say who is in this course, at least not to us."""

    course: str
