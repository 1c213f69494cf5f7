"""What people write and choose in a form: too little, too much, not allowed, not now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lms_peer.domain.qualification import CriterionRef, Method
from lms_peer.domain.refusals.refusal import Refusal


@dataclass
class Missing(Refusal):
    """Something that must be said was left empty (`field` is the name of the field)."""

    field: str


@dataclass
class TooLong(Refusal):
    """More than `limit` characters in `field`."""

    field: str
    limit: int


@dataclass
class UnknownCriteria(Refusal):
    """These criteria are not in the learner's units."""

    criteria: tuple[CriterionRef, ...]


@dataclass
class MethodNotAllowed(Refusal):
    """These criteria may not be shown by this method."""

    method: Method
    criteria: tuple[CriterionRef, ...]


@dataclass
class NotDeclared(Refusal):
    """The declaration of authenticity was not made (Ofqual Condition G8)."""


@dataclass
class InTheFuture(Refusal):
    """It has not happened yet."""

    field: str


@dataclass
class TooLongAgo(Refusal):
    """Before the registration began, or before anything could have happened."""

    field: str
    earliest: date
