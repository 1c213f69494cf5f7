"""Coming in from a learning platform: who may, as what, and every way in which it is refused.

Pure: the protocol (LTI 1.3, OpenID Connect) is read elsewhere and comes in as plain values.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from lms_peer.domain.refusals import Refusal
from lms_peer.domain.roles import Role

_CONTEXT = "http://purl.imsglobal.org/vocab/lis/v2/membership"
_TEACHES = frozenset({f"{_CONTEXT}#Instructor", f"{_CONTEXT}#Administrator", "Instructor", "Administrator"})
_LEARNS = frozenset({f"{_CONTEXT}#Learner", "Learner"})
_HELPS = f"{_CONTEXT}/Instructor#TeachingAssistant"


def role_of(said: Collection[str], *, trusts_teachers: bool) -> Role | None:
    """What a person is here, from the roles in the course that the platform says they have (LTI 1.3 core, A.2.3).

    None for who is neither, and for who teaches there when the centre does not take the platform's word for that.
    Roles in the whole platform or in an institution count for nothing, and an assistant is no trainer.
    """
    if _TEACHES.intersection(said) and _HELPS not in said:
        return Role.TRAINER if trusts_teachers else None
    return Role.LEARNER if _LEARNS.intersection(said) else None


class Fault(StrEnum):
    """What is wrong with a launch."""

    NO_TOKEN = "no token"  # noqa: S105
    SAID_NO = "said no"
    ALGORITHM = "algorithm"
    UNKNOWN_KEY = "unknown key"
    SIGNATURE = "signature"
    NO_EXPIRY = "no expiry"
    EXPIRED = "expired"
    TOO_EARLY = "too early"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    PARTY = "party"
    STATE = "state"
    LATE = "late"
    BROWSER = "browser"
    NONCE = "nonce"
    REPLAY = "replay"
    VERSION = "version"
    MESSAGE = "message"
    DEPLOYMENT = "deployment"
    TARGET = "target"
    NOBODY = "nobody"
    CLOSED = "closed"


@dataclass
class LaunchRefused(Refusal):
    """A launch that is not to be believed, or can not be used."""

    fault: Fault


@dataclass
class UnknownPlatform(Refusal):
    """Nobody registered a platform with this issuer and client id."""

    issuer: str


@dataclass
class WhichPlatform(Refusal):
    """More than one registration has this issuer, and nothing says which of them it is."""

    issuer: str


@dataclass
class PlatformOff(Refusal):
    """The centre switched this platform off."""

    name: str


@dataclass
class PlatformUnreachable(Refusal):
    """A platform did not answer as it should. `trouble` is address, silent, slow, long, refused or nonsense."""

    host: str
    trouble: str


@dataclass
class PlatformTaken(Refusal):
    """This issuer and client id are registered already."""

    issuer: str


@dataclass
class BadPlatform(Refusal):
    """What a platform says about itself can not be used. `field` is what is wrong with it."""

    field: str


@dataclass
class InvitationSpent(Refusal):
    """The address for registering is unknown, was used, or is too old."""


@dataclass
class TicketSpent(Refusal):
    """The way into a new window is unknown, was used, or is too old."""


@dataclass
class NotJoinable(Refusal):
    """These two can not become one person. `reason` is work, self, elsewhere or joined."""

    reason: str
