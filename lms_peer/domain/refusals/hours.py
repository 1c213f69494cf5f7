"""Hours that were logged, signing them, and the links by which that is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lms_peer.domain.refusals.refusal import Refusal


@dataclass
class UnknownHours(Refusal):
    """The qualification asks for no hours of this kind."""

    kind: str


@dataclass
class BadMinutes(Refusal):
    """Fewer than one minute, or more than a day."""

    minutes: int


@dataclass
class HoursOverlap(Refusal):
    """The learner already has hours at that time."""

    began: datetime
    ended: datetime


@dataclass
class HoursClosed(Refusal):
    """The hours were countersigned, refused or taken back already (`how`)."""

    how: str


@dataclass
class LinkShut(Refusal):
    """A link that lets someone sign once does not work any more.

    `why` is a LinkState, or: bad (it is none of ours), answered or hours_gone (there is nothing left to answer).
    """

    why: str


class NotSent(Refusal):
    """The mail server did not take the message."""


@dataclass
class TooMany(Refusal):
    """No more of these can be kept (`what` is the plain plural noun)."""

    what: str
    limit: int


@dataclass
class OwnHours(Refusal):
    """Nobody countersigns their own hours."""


@dataclass
class NotTheStaffShadowed(Refusal):
    """Only the member of staff named on the hours may countersign them."""
