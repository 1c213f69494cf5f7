"""The sampling plan of a cohort, for pages and a table: each unit of each learner, and what no sample looked at.

Reads records once for the whole cohort; decides nothing and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from lms_peer import progress
from lms_peer.domain.facts import Actor, ObservationRecorded, SamplePlanned
from lms_peer.domain.qualification import Unit
from lms_peer.domain.sampling_plan import Cell, Coverage, Covered, Reach, cell, coverage, plan_of
from lms_peer.domain.stages import units_taken
from lms_peer.domain.standing import Standing
from lms_peer.domain.uk import uk_day
from lms_peer.people import enrolments
from lms_peer.portfolio.tables import Row
from lms_peer.web.access import current_centre
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.records import names_for, qualification_for, words_of
from lms_peer.web.wording import day, listing, method, setting

REACH = {
    Reach.NOTHING_DECIDED: lazy_gettext("Nothing decided"),
    Reach.NOT_PLANNED: lazy_gettext("Not planned"),
    Reach.TO_SAMPLE: lazy_gettext("To sample"),
    Reach.OVERDUE: lazy_gettext("Late"),
    Reach.SAMPLED: lazy_gettext("Sampled"),
    Reach.ACTION_OPEN: lazy_gettext("To do"),
    Reach.LEFT_OUT: lazy_gettext("Not needed"),
}


class PlanLine(NamedTuple):
    """What was planned for a unit, in words."""

    planned: SamplePlanned
    reason: str


class Learner(NamedTuple):
    """One learner of a cohort with their record and the units that they take."""

    name: str
    standing: Standing
    units: tuple[Unit, ...]

    @property
    def registration(self) -> UUID:
        """Which record it is."""
        return self.standing.registration


class Group(NamedTuple):
    """The learners of a cohort by name, or with no `cohort` those who are in none."""

    cohort: UUID | None
    title: str
    learners: tuple[Learner, ...]


class CellLine(NamedTuple):
    """One unit of one learner: how far its sampling is, in a few words."""

    unit: Unit
    found: Cell
    text: str

    @property
    def linked(self) -> bool:
        """True when there is something to look at in the unit, or to read of its plan."""
        return self.found.reach is not Reach.NOTHING_DECIDED

    @property
    def pressing(self) -> bool:
        """True when something has to be done now."""
        return self.found.reach in (Reach.OVERDUE, Reach.ACTION_OPEN)


class Course(NamedTuple):
    """The learners of one course, each with a cell for each of its `units`; None for a unit that they do not take."""

    title: str
    units: tuple[Unit, ...]
    rows: tuple[tuple[Learner, tuple[CellLine | None, ...]], ...]


class Counts(NamedTuple):
    """How much samples looked at of one sort: (what, pieces decided on, pieces looked at), by name."""

    title: str
    lines: tuple[tuple[str, int, int], ...]

    @property
    def unseen(self) -> list[str]:
        """What no sample looked at."""
        return [text for text, _, looked_at in self.lines if not looked_at]


def plan_line(standing: Standing, unit: str) -> PlanLine | None:
    """What was planned last for the unit, if anything was."""
    plan = plan_of(standing, unit)
    if plan is None:
        return None
    return PlanLine(plan.planned, words_of(plan.planned).get("reason", ""))


def group_of(cohort: UUID | None) -> Group:
    """The learners of a cohort of this centre, or of none. Raises NotFound."""
    centre = current_centre().id
    if cohort is None:
        title, roll = gettext("Learners who are in no cohort"), enrolments.outside_cohorts(centre)
    else:
        title, roll = enrolments.cohort(centre, cohort).title, enrolments.cohort_roll(centre, cohort)
    registrations = [enrolled.registration for enrolled, _ in roll]
    standings = {one.registration: one for one in progress.standings(centre, registrations=registrations)}
    learners = (
        Learner(account.name, standing, units_taken(standing, qualification_for(standing)))
        for enrolled, account in roll
        for standing in [standings[enrolled.registration]]
    )
    return Group(cohort, title, tuple(learners))


def units_in(learners: Iterable[Learner]) -> tuple[Unit, ...]:
    """Every unit that one of them takes, each once."""
    return tuple({unit.reference: unit for learner in learners for unit in learner.units}.values())


def courses_of(learners: Iterable[Learner], today: date) -> list[Course]:
    """The learners under the courses that they take, each with their cells."""
    by_course: dict[str, list[Learner]] = {}
    for one in learners:
        by_course.setdefault(one.standing.qualification.slug, []).append(one)
    return [_course(some, today) for some in by_course.values()]


def _course(learners: Sequence[Learner], today: date) -> Course:
    qualification = qualification_for(learners[-1].standing)
    taken = {unit.reference: unit for unit in units_in(learners)}
    printed = [unit.reference for unit in qualification.units if unit.reference in taken]
    units = tuple(taken[reference] for reference in dict.fromkeys((*printed, *taken)))
    return Course(qualification.title, units, tuple((one, _cells(one, units, today)) for one in learners))


def _cells(learner: Learner, units: Iterable[Unit], today: date) -> tuple[CellLine | None, ...]:
    own = {unit.reference for unit in learner.units}
    return tuple(cell_line(learner.standing, unit, today) if unit.reference in own else None for unit in units)


def cell_line(standing: Standing, unit: Unit, today: date) -> CellLine:
    """One unit of the record in the plan."""
    found = cell(standing, unit.reference, today)
    return CellLine(unit, found, _in_words(found))


def _in_words(found: Cell) -> str:
    by_day = found.plan and found.plan.planned.by_day
    if by_day and found.reach is Reach.TO_SAMPLE:
        return gettext("Sample by %(day)s", day=day(by_day))
    if by_day and found.reach is Reach.OVERDUE:
        return gettext("Late: by %(day)s", day=day(by_day))
    sample = found.sample and found.sample.sampled
    if sample and found.reach is Reach.ACTION_OPEN:
        return gettext("To do since %(day)s", day=day(sample.at))
    if sample:
        summative, interim = gettext("Summative sample, %(day)s"), gettext("Interim sample, %(day)s")
        return (summative if sample.summative else interim) % {"day": day(sample.at)}
    return str(REACH[found.reach])


def counts_of(group: Group) -> list[Counts]:
    """How much samples looked at, of each learner, assessor, method, unit and place."""
    found = coverage([one.standing for one in group.learners], _places(group.learners))
    learners = {one.registration: one.name for one in group.learners}
    units = {unit.reference: f"{unit.reference} {unit.title}" for unit in units_in(group.learners)}
    return [one for one in _counts(found, learners, units) if one.lines]


def _counts(found: Coverage, learners: Mapping[UUID, str], units: Mapping[str, str]) -> Iterator[Counts]:
    assessors = names_for(one.what for one in found.assessors)
    yield _count(gettext("Learners"), ((learners[one.what], one) for one in found.learners))
    yield _count(gettext("Assessors"), ((assessors[one.what], one) for one in found.assessors))
    yield _count(gettext("Methods"), ((method(one.what), one) for one in found.methods))
    yield _count(gettext("Units"), ((units.get(one.what, one.what), one) for one in found.units))
    yield _count(gettext("Places of observations"), ((setting(one.what), one) for one in found.places))


def _count(title: str, lines: Iterable[tuple[str, Covered[Any]]]) -> Counts:
    found = ((text, one.decided, one.looked_at) for text, one in lines)
    return Counts(title, tuple(sorted(found)))


def _places(learners: Iterable[Learner]) -> dict[UUID, str]:
    """Where an assessor watched, as far as they said so: by the id of the evidence."""
    pieces = (piece for one in learners for piece in one.standing.evidence.values() if piece.judgements)
    seen = (piece.submitted for piece in pieces if isinstance(piece.submitted, ObservationRecorded))
    said = {fact.id: words_of(fact).get("setting", "") for fact in seen}
    return {evidence: place for evidence, place in said.items() if setting(place)}


def table_of(group: Group, today: date) -> Iterator[Row]:
    """The plan as a table: a line for each unit of each learner."""
    lines = [(one, cell_line(one.standing, unit, today)) for one in group.learners for unit in one.units]
    plans = [line.found.plan.planned for _, line in lines if line.found.plan]
    samples = [line.found.sample.sampled for _, line in lines if line.found.sample]
    names = names_for({fact.by for fact in (*plans, *samples)})
    yield [
        *(gettext("Learner"), gettext("Course"), gettext("Unit"), gettext("How it stands")),
        *(gettext("Sample by"), gettext("Why"), gettext("Planned by"), gettext("Planned on")),
        *(gettext("Evidence decided on"), gettext("Sampled on"), gettext("Sampled by")),
    ]
    for learner, line in lines:
        plan = line.found.plan and line.found.plan.planned
        sample = line.found.sample and line.found.sample.sampled
        yield [
            *(learner.name, qualification_for(learner.standing).title, line.unit.reference),
            str(REACH[line.found.reach]),
            (plan and plan.by_day) or "",
            *((words_of(plan).get("reason", ""), names[plan.by], uk_day(plan.at)) if plan else ("", "", "")),
            line.found.decided,
            *((uk_day(sample.at), names[sample.by]) if sample else ("", "")),
        ]


def hints_of(group: Group) -> dict[UUID, str]:
    """What helps to choose whom to sample: who decided, what was sampled, and the units where not all take the same."""
    deciders = {one.registration: assessors_of(one.standing) for one in group.learners}
    names = names_for({by for some in deciders.values() for by in some})
    alike = len({one.units for one in group.learners}) <= 1
    return {
        one.registration: " ".join(_hint(one, deciders[one.registration], names, alike)) for one in group.learners
    }


def assessors_of(standing: Standing) -> set[Actor]:
    """Who decided something on the record."""
    return {judged.by for piece in standing.evidence.values() for judged in piece.judgements}


def _hint(learner: Learner, deciders: Iterable[Actor], names: Mapping[Actor, str], alike: bool) -> Iterator[str]:
    if not alike:
        yield gettext("Takes %(units)s.", units=listing(unit.reference for unit in learner.units))
    if by := sorted(names[one] for one in deciders):
        yield gettext("Assessed by %(names)s.", names=listing(by))
    else:
        yield gettext("Nothing is decided yet.")
    if sampled := dict.fromkeys(one.sampled.unit for one in learner.standing.samples.values()):
        yield gettext("Sampled: %(units)s.", units=listing(sampled))
