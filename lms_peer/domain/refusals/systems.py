"""Systems that are connected, and platforms."""

from __future__ import annotations

from dataclasses import dataclass

from lms_peer.domain.refusals.refusal import Refusal


@dataclass
class BadKey(Refusal):
    """Not 3 to 64 letters, digits and signs without a space or a colon, which HTTP's Basic scheme splits at."""

    key: str


@dataclass
class KeyTaken(Refusal):
    """Another connected system has this key."""

    key: str


@dataclass
class WeakSecret(Refusal):
    """Shorter than `shortest`, longer than `longest`, or with a sign that can not be sent as it is."""

    shortest: int
    longest: int


@dataclass
class BadAddress(Refusal):
    """Not the http(s) address of a Learning Record Store that statements can be sent to."""

    endpoint: str


@dataclass
class NameTaken(Refusal):
    """The centre sends to another system by this name already."""

    name: str
