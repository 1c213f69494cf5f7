"""Observations: planned, recorded and confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lms_peer.domain.qualification import CriterionRef
from lms_peer.domain.refusals.refusal import Refusal


@dataclass
class ObservationClosed(Refusal):
    """The observation was recorded or cancelled already (`how`)."""

    how: str


@dataclass
class ObservationNotRecorded(Refusal):
    """There is no record of the observation to confirm yet."""


@dataclass
class InThePast(Refusal):
    """A plan must lie ahead."""

    field: str


@dataclass
class TooFarAhead(Refusal):
    """A plan must be for `latest` or before: a year that was mistyped is found so."""

    field: str
    latest: date


@dataclass
class SameTime(Refusal):
    """The observation is planned for this time, with this assessor, already."""


@dataclass
class NotCovered(Refusal):
    """The record does not say how these criteria were covered."""

    criteria: tuple[CriterionRef, ...]
