"""The statement of achievement for one unit that is signed off: plain values, and how they are printed.

It says what the ledger says, and that it is no certificate: only awarding bodies issue those (Ofqual Condition I3).
The same statement of the ledger gives the same bytes while names stay the same. Asks the database nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from lms_peer.domain.facts import UnitSignedOff
from lms_peer.domain.qualification import Qualification
from lms_peer.portfolio import wording
from lms_peer.portfolio.html import fill_in
from lms_peer.portfolio.theme import Certificate


@dataclass(frozen=True)
class Outcome:
    """A learning outcome with its criteria, each as its number and its words."""

    title: str
    criteria: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Achievement:
    """Everything that is printed. `accredited` is False for a scheme of the centre's own."""

    learner: str
    centre: str
    centre_number: str
    course: str
    accredited: bool
    unit: str
    unit_title: str
    summary: str
    outcomes: tuple[Outcome, ...]
    signed_off: str
    signed_off_by: str
    statement: str
    position: int
    chain_hash: str
    made_iso: str


@dataclass(frozen=True)
class Place:
    """Where the sign-off stands in a centre's ledger, and which centre it is."""

    centre: str
    centre_number: str
    position: int
    chain_hash: str


def achievement_of(
    fact: UnitSignedOff, qualification: Qualification, place: Place, *, learner: str, assessor: str
) -> Achievement:
    """The statement for a unit that was signed off. `learner` and `assessor` are names."""
    unit = qualification.units_by_reference[fact.unit]
    when = fact.stored or fact.at
    return Achievement(
        learner=learner,
        centre=place.centre,
        centre_number=place.centre_number,
        course=qualification.title,
        accredited=qualification.accredited,
        unit=unit.reference,
        unit_title=unit.title,
        summary=unit.summary or "",
        outcomes=tuple(
            Outcome(outcome.title, tuple((one.number, one.text) for one in outcome.criteria))
            for outcome in unit.outcomes
        ),
        signed_off=wording.day(when),
        signed_off_by=assessor,
        statement=str(fact.id),
        position=place.position,
        chain_hash=place.chain_hash,
        made_iso=_iso(when),
    )


def draw_achievement(achievement: Achievement, certificate: Certificate) -> bytes:
    """The statement as PDF. Raises FetchRefused when the template names anything but the certificate's own."""
    from lms_peer.portfolio.pdf import draw_pdf  # noqa: PLC0415 - only who draws needs WeasyPrint's libraries

    html = fill_in(certificate, achievement=achievement)
    return draw_pdf(html, certificate, {}, hashlib.sha256(UUID(achievement.statement).bytes).digest()[:16])


def _iso(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
