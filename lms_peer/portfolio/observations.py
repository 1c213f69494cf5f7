"""Observations as they are printed: what was planned, what became of the plan, and those that have no record."""

from __future__ import annotations

from collections.abc import Iterator

from lms_peer.domain import facts as f
from lms_peer.domain.qualification import Unit
from lms_peer.domain.standing import ObservationStanding
from lms_peer.portfolio import wording
from lms_peer.portfolio.gather import Record
from lms_peer.portfolio.values import Line, Plan, PlannedLine


def title_of(fact: f.ObservationRecorded) -> str:
    """What an observation is called: the day it took place. A plan may be long, and is printed inside."""
    return f"Observation, {wording.day(fact.at)}"


def plan_of(record: Record, observation: ObservationStanding) -> Plan:
    """What was planned, and each time it was agreed, cancelled or agreed again, in order."""
    said = record.words(observation.planned.words)
    return Plan(
        text=said.get("text", ""),
        setting=wording.setting(said.get("setting", "")),
        criteria=_criteria(observation),
        history=tuple(_history(record, observation)),
    )


def without_record(record: Record, unit: Unit) -> tuple[PlannedLine, ...]:
    """The observations planned for a criterion of the unit that have no record, cancelled or not."""
    return tuple(
        PlannedLine(plan_of(record, one), cancelled=_cancelled(one))
        for one in record.standing.observations.values()
        if one.recorded is None and any(ref.unit == unit.reference for ref in one.planned.criteria)
    )


def _criteria(observation: ObservationStanding) -> str:
    return ", ".join(str(ref) for ref in observation.planned.criteria)


def _cancelled(observation: ObservationStanding) -> bool:
    return bool(observation.changes) and isinstance(observation.changes[-1], f.ObservationCancelled)


def _history(record: Record, observation: ObservationStanding) -> Iterator[Line]:
    """The reason of a cancellation is one of a few; the notes beside it are for staff and never printed."""
    for fact in (observation.planned, *observation.changes):
        when = wording.day(fact.at)
        match fact:
            case f.ObservationCancelled():
                yield Line("Cancelled", f"On {when}: {wording.CANCELLED[fact.reason]}")
            case f.ObservationRebooked():
                yield Line("Planned again", _agreed(record, when, fact))
            case _:
                yield Line("Planned", _agreed(record, when, fact))


def _agreed(record: Record, when: str, fact: f.ObservationPlanned | f.ObservationRebooked) -> str:
    return f"On {when}, for {wording.moment(fact.due)}, with {record.name(fact.assessor)}"
