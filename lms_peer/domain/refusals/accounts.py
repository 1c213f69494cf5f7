"""Accounts, names and roles at a centre."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lms_peer.domain.refusals.refusal import Refusal
from lms_peer.domain.roles import Role


@dataclass
class BadUsername(Refusal):
    """Not 2 to 32 small letters, digits, dots, hyphens or underscores, beginning with a letter or digit."""

    username: str


@dataclass
class BadEmail(Refusal):
    """Not an e-mail address."""

    email: str


@dataclass
class UsernameTaken(Refusal):
    """Another account has this username."""

    username: str


@dataclass
class NotOnlyLearner(Refusal):
    """Somebody who is more than a learner signs in as they wish: whoever changes it for them could act as them."""


@dataclass
class EmailTaken(Refusal):
    """Another account has this e-mail address."""

    email: str


@dataclass
class WeakPassword(Refusal):
    """Shorter than `shortest`, longer than `longest`, or too easy to guess."""

    shortest: int
    longest: int


@dataclass
class BadSlug(Refusal):
    """Not a short name for an address: small letters, digits and hyphens."""

    slug: str


@dataclass
class SlugTaken(Refusal):
    """Another centre has this short name."""

    slug: str


@dataclass
class ULNTaken(Refusal):
    """Another learner at this centre has this Unique Learner Number."""

    uln: str


@dataclass
class NotAtCentre(Refusal):
    """This person does not hold the role at this centre that the work asks for."""

    role: Role


@dataclass
class AccessEnded(Refusal):
    """The last day of this role at the centre is over: `until` was the last on which it let them in."""

    role: Role
    centre: str
    until: date


@dataclass
class NotExternal(Refusal):
    """Somebody who works or learns at a centre can not be let in as an external quality assurer by a trainer."""
