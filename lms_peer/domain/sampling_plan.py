"""The sampling plan: which units a quality assurer means to look at, by when and why, and why not the others.

And what their samples reached of all that was decided: which learners, assessors, methods, units and places. Pure
rules.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import UUID

from lms_peer.domain.combination import units_of
from lms_peer.domain.facts import Actor, Document, SamplePlanned, Stamp
from lms_peer.domain.qualification import Method, Qualification
from lms_peer.domain.refusals import InThePast, Missing, NotFound, TooFarAhead
from lms_peer.domain.sampling import Verifier, decided, require_sampler
from lms_peer.domain.standing import Sample, SamplePlan, Standing
from lms_peer.domain.uk import uk_day

FARTHEST = timedelta(days=2 * 366)
What = TypeVar("What", bound=Hashable)


class Reach(StrEnum):
    """How far the sampling of a unit is."""

    NOTHING_DECIDED = "nothing_decided"
    NOT_PLANNED = "not_planned"
    TO_SAMPLE = "to_sample"
    OVERDUE = "overdue"
    SAMPLED = "sampled"
    ACTION_OPEN = "action_open"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class Cell:
    """One unit of one learner in the plan: what was planned last, the sample it is about, how much was decided."""

    reach: Reach
    plan: SamplePlan | None
    sample: Sample | None
    decided: int


@dataclass(frozen=True)
class Covered(Generic[What]):
    """Of the evidence of one kind on which something was decided (`decided` pieces), how much samples looked at."""

    what: What
    decided: int
    looked_at: int


@dataclass(frozen=True)
class Coverage:
    """What samples looked at of several records. A learner is named by their registration, a unit by its reference."""

    learners: tuple[Covered[UUID], ...]
    assessors: tuple[Covered[Actor], ...]
    methods: tuple[Covered[Method], ...]
    units: tuple[Covered[str], ...]
    places: tuple[Covered[str], ...]


def plan(
    standing: Standing,
    qualification: Qualification,
    stamp: Stamp,
    *,
    verifier: Verifier,
    unit: str,
    by_day: date | None,
    words: Document | None,
) -> SamplePlanned:
    """Say by which day the unit is to be sampled, or with None that it need not be. Why is always said.

    Who may not sample plans no sample. Raises what `require_sampler` does, NotFound for a unit that the learner does
    not take, InThePast for a day before today, TooFarAhead, Missing (reason).
    """
    require_sampler(standing, verifier)
    if unit not in {one.reference for one in units_of(qualification, standing.optional_units)}:
        raise NotFound("learner's unit")
    if by_day is not None:
        require_day(by_day, uk_day(stamp.at))
    if words is None:
        raise Missing("reason")
    return SamplePlanned(**standing.said(stamp), unit=unit, by_day=by_day, words=words)


def require_day(by_day: date, today: date) -> None:
    """Check the day by which something is to be sampled. Raises InThePast, TooFarAhead."""
    if by_day < today:
        raise InThePast("by_day")
    if by_day > today + FARTHEST:
        raise TooFarAhead("by_day", today + FARTHEST)


def plan_of(standing: Standing, unit: str) -> SamplePlan | None:
    """What was planned last for the unit."""
    return _latest(standing).get(unit)


def to_sample(standing: Standing) -> tuple[SamplePlanned, ...]:
    """What is planned and not sampled since, the earliest day first, in units that the learner still takes."""
    found = [
        one.planned
        for one in _latest(standing).values()
        if one.planned.by_day and one.sampled is None and one.planned.unit not in standing.dropped_units
    ]
    return tuple(sorted(found, key=lambda fact: (fact.by_day or date.max, fact.id)))


def _latest(standing: Standing) -> dict[str, SamplePlan]:
    return {one.planned.unit: one for one in standing.sample_plans}


def cell(standing: Standing, unit: str, today: date) -> Cell:
    """How far the sampling of the unit is. What has to be done comes before what was done."""
    planned, pieces = plan_of(standing, unit), len(decided(standing, unit))
    samples = [one for one in standing.samples.values() if one.sampled.unit == unit]
    if unsettled := [one for one in samples if one.open]:
        return Cell(Reach.ACTION_OPEN, planned, unsettled[0], pieces)
    last = samples[-1] if samples else None
    return Cell(_reach(planned, last, pieces, today), planned, last, pieces)


def _reach(planned: SamplePlan | None, last: Sample | None, pieces: int, today: date) -> Reach:
    by_day = planned.planned.by_day if planned else None
    if planned and by_day and planned.sampled is None:
        return Reach.OVERDUE if by_day < today else Reach.TO_SAMPLE
    if last:
        return Reach.SAMPLED
    if planned:
        return Reach.LEFT_OUT
    return Reach.NOT_PLANNED if pieces else Reach.NOTHING_DECIDED


@dataclass
class _Tally(Generic[What]):
    """The evidence of each kind on which something was decided, and what of it was looked at."""

    decided: dict[What, set[UUID]] = field(default_factory=dict)
    looked_at: dict[What, set[UUID]] = field(default_factory=dict)

    def add(self, what: What, piece: UUID, seen: bool) -> None:
        self.decided.setdefault(what, set()).add(piece)
        if seen:
            self.looked_at.setdefault(what, set()).add(piece)

    def covered(self) -> tuple[Covered[What], ...]:
        return tuple(
            Covered(what, len(pieces), len(self.looked_at.get(what, ()))) for what, pieces in self.decided.items()
        )


def coverage(standings: Iterable[Standing], places: Mapping[UUID, str]) -> Coverage:
    """What samples looked at of all that was decided in units that the learners take.

    `places` is where evidence was assessed, by its id, as far as it is known. A sample looks at what was decided on a
    piece in its own unit only.
    """
    learners, assessors, methods = _Tally[UUID](), _Tally[Actor](), _Tally[Method]()
    units, where = _Tally[str](), _Tally[str]()
    for standing in standings:
        for piece, unit, by, method, seen in _decisions(standing):
            learners.add(standing.registration, piece, seen)
            assessors.add(by, piece, seen)
            methods.add(method, piece, seen)
            units.add(unit, piece, seen)
            if piece in places:
                where.add(places[piece], piece, seen)
    return Coverage(learners.covered(), assessors.covered(), methods.covered(), units.covered(), where.covered())


def _decisions(standing: Standing) -> Iterator[tuple[UUID, str, Actor, Method, bool]]:
    """Each decision: on which evidence, in which unit, by whom, by which method, and whether a sample looked at it."""
    seen = {(piece, one.sampled.unit) for one in standing.samples.values() for piece in one.sampled.sampled}
    for piece in standing.evidence.values():
        for judged in piece.judgements:
            unit = judged.criterion.unit
            if unit not in standing.dropped_units:
                yield piece.id, unit, judged.by, piece.method, (piece.id, unit) in seen
