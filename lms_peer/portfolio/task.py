"""What goes between the press and its drawers: plain values one way, bytes the other. Draws nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lms_peer.portfolio.theme import Certificate

# The first byte of an answer. After DRAWN comes the PDF, after REFUSED a sentence, after the others nothing.
DRAWN, REFUSED, TIME, MEMORY, LOST = b"D", b"R", b"T", b"M", b"L"


@dataclass(frozen=True)
class Limits:
    """What drawing one section may take: seconds of processor, seconds by the clock, bytes of address space."""

    cpu_seconds: int = 60
    wall_seconds: float = 180
    memory: int = 1024 * 1024 * 1024


USUAL = Limits()


@dataclass(frozen=True)
class Room:
    """What every drawer has at hand."""

    certificate: Certificate
    limits: Limits


@dataclass(frozen=True)
class Task:
    """One section to draw: its HTML, and the pictures it names by their addresses."""

    html: str
    pictures: Mapping[str, bytes]
