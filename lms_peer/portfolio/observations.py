"""Observations as they are printed: what was planned, and what became of each plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from lms_peer.domain import facts as f
from lms_peer.domain.qualification import Unit
from lms_peer.domain.standing import ObservationStanding
from lms_peer.portfolio import wording
from lms_peer.portfolio.gather import Record
from lms_peer.portfolio.lines import Line
from lms_peer.portfolio.speech import say
from lms_peer.portfolio.values import Plan, PlannedLine


def title_of(fact: f.ObservationRecorded) -> str:
    """What an observation is called: the day it took place. A plan may be long, and is printed inside."""
    return say("Observation, %(day)s", day=wording.day(fact.at))


def plan_of(record: Record, observation: ObservationStanding) -> Plan:
    """What was planned, and each time it was agreed, cancelled or agreed again, in order."""
    said = record.words(observation.planned.words)
    return Plan(
        text=said.get("text", ""),
        setting=wording.setting(said.get("setting", "")),
        criteria=_criteria(observation),
        history=tuple(_history(record, observation)),
    )


def planned_for(record: Record, unit: Unit, references: Mapping[UUID, str]) -> tuple[PlannedLine, ...]:
    """The observations planned for a criterion of the unit, cancelled or not; `references` names their records."""
    return tuple(
        PlannedLine(
            plan_of(record, one),
            cancelled=_cancelled(one),
            reference=references[one.recorded.id] if one.recorded else "",
        )
        for one in record.standing.observations.values()
        if any(ref.unit == unit.reference for ref in one.planned.criteria)
    )


def _criteria(observation: ObservationStanding) -> str:
    return ", ".join(ref.label for ref in observation.planned.criteria)


def _cancelled(observation: ObservationStanding) -> bool:
    return bool(observation.changes) and isinstance(observation.changes[-1], f.ObservationCancelled)


def _history(record: Record, observation: ObservationStanding) -> Iterator[Line]:
    """The reason of a cancellation is one of a few; the notes beside it are for staff and never printed."""
    for fact in (observation.planned, *observation.changes):
        when = wording.day(fact.at)
        match fact:
            case f.ObservationCancelled():
                why = say(wording.CANCELLED[fact.reason])
                yield Line(say("Cancelled"), say("On %(day)s: %(why)s", day=when, why=why))
            case f.ObservationRebooked():
                yield Line(say("Planned again"), _agreed(record, when, fact))
            case _:
                yield Line(say("Planned"), _agreed(record, when, fact))


def _agreed(record: Record, when: str, fact: f.ObservationPlanned | f.ObservationRebooked) -> str:
    return say(
        "On %(day)s, for %(due)s, with %(name)s",
        day=when,
        due=wording.moment(fact.due),
        name=record.name(fact.assessor),
    )
