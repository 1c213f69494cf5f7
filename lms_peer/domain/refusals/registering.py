"""Registering a learner, the units they take, and where a registration stands."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lms_peer.domain.refusals.refusal import Refusal


@dataclass
class BadULN(Refusal):
    """Not a Unique Learner Number: ten digits, the last a check digit."""

    uln: str


@dataclass
class SpecificationChanged(Refusal):
    """The course file has other contents than those learners started on, under the same slug and version."""

    slug: str
    version: str


@dataclass
class UnknownUnits(Refusal):
    """These units are not among those the learner may choose."""

    units: tuple[str, ...]


@dataclass
class WrongCombination(Refusal):
    """The chosen units can never make the qualification; `why` are shortfalls or barred pairs in plain words."""

    why: tuple[str, ...]


@dataclass
class UnitStays(Refusal):
    """A unit that is signed off can not be dropped."""

    unit: str


@dataclass
class UnitInUse(Refusal):
    """A unit can not be dropped while evidence on it waits for a decision, or an observation of it is not over."""

    unit: str


class SameUnits(Refusal):
    """The learner takes these units already."""


@dataclass
class AssessesIt(Refusal):
    """Nobody verifies the work that they assess."""


class EndsTooSoon(Refusal):
    """A cohort ends after it starts."""


@dataclass
class AlreadyRegistered(Refusal):
    """This learner already has an open registration on this qualification."""

    registration: UUID


@dataclass
class NotActive(Refusal):
    """The registration is paused, ended or completed (`status`), so nothing can be added to it."""

    status: str


@dataclass
class NotStopped(Refusal):
    """The registration goes on, so there is nothing to start again."""


@dataclass
class NotComplete(Refusal):
    """The registration can not be completed yet; `blocks` says why, in plain words."""

    blocks: tuple[str, ...]
