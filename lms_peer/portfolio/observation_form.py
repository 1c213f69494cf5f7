"""The form on which an observation is written by hand where no device may go: plain values, and how they are printed.

It holds what was planned and room to write. The place is printed by its kind only. Asks the database nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from uuid import UUID

from lms_peer.domain.qualification import Qualification
from lms_peer.domain.standing import ObservationStanding
from lms_peer.domain.words import Words
from lms_peer.portfolio import wording
from lms_peer.portfolio.html import fill_in
from lms_peer.portfolio.theme import Certificate


@dataclass(frozen=True)
class AimedAt:
    """A criterion that the observation aims at."""

    unit: str
    number: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ObservationForm:
    """Everything that is printed. `reference` tells which plan it belongs to when it is typed up later."""

    learner: str
    assessor: str
    centre: str
    course: str
    planned_for: str
    setting: str
    plan: str
    units: tuple[tuple[str, str], ...]
    criteria: tuple[AimedAt, ...]
    reference: str
    made_iso: str


def observation_form_of(
    observation: ObservationStanding,
    qualification: Qualification,
    said: Words,
    *,
    learner: str,
    assessor: str,
    centre: str,
) -> ObservationForm:
    """The form for an observation that is planned. `learner`, `assessor` and `centre` are names; `said` is its plan."""
    planned = observation.planned
    refs = [ref for ref in qualification.criteria_by_ref if ref in planned.criteria]
    units = qualification.units_by_reference
    return ObservationForm(
        learner=learner,
        assessor=assessor,
        centre=centre,
        course=qualification.title,
        planned_for=wording.moment(observation.due),
        setting=wording.setting(said.get("setting", "")),
        plan=said.get("text", ""),
        units=tuple((name, units[name].title) for name in dict.fromkeys(ref.unit for ref in refs)),
        criteria=tuple(AimedAt(ref.unit, ref.number, qualification.criteria_by_ref[ref].text) for ref in refs),
        reference=str(planned.id),
        made_iso=f"{(planned.stored or planned.at).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    )


def draw_observation_form(form: ObservationForm, certificate: Certificate) -> bytes:
    """The form as PDF. Raises FetchRefused when the template names anything but the certificate's own."""
    from lms_peer.portfolio.pdf import draw_pdf  # noqa: PLC0415 - only who draws needs WeasyPrint's libraries

    return draw_pdf(fill_in(certificate, form=form), certificate, {}, UUID(form.reference).bytes)
