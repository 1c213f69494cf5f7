"""What every refusal is, and those that any rule may raise."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lms_peer.domain.roles import Role


class Refusal(Exception):
    """A rule said no. Nothing was written."""


@dataclass
class NotFound(Refusal):
    """No such thing at this centre (`what` is the plain noun). Another centre's thing is not found either."""

    what: str


@dataclass
class NotAllowed(Refusal):
    """This person holds none of the roles that may do it."""

    needed: tuple[Role, ...]


@dataclass
class NotYours(Refusal):
    """Only the person it belongs to may do this."""

    what: str


@dataclass
class AlreadySaid(Refusal):
    """The statement id is taken by a different statement."""

    statement: UUID


@dataclass
class TakesBackNothing(Refusal):
    """A statement that takes another back can not be taken back itself."""

    statement: UUID
