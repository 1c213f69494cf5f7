"""What internal quality assurers found in a unit, as it is printed, or what they planned, and how it was put right."""

from __future__ import annotations

from lms_peer.domain import sampling_plan
from lms_peer.domain.qualification import Unit
from lms_peer.domain.standing import Sample
from lms_peer.portfolio import wording
from lms_peer.portfolio.lines import PlanLine, SampleLine
from lms_peer.portfolio.pieces import Pages
from lms_peer.portfolio.speech import say


def samples_of(pages: Pages, unit: Unit) -> tuple[SampleLine, ...]:
    """Every sample of the unit, the earliest first."""
    found = pages.record.standing.samples.values()
    return tuple(_line(pages, one) for one in found if one.sampled.unit == unit.reference)


def plan_of(pages: Pages, unit: Unit) -> PlanLine | None:
    """What was planned last for a unit that nobody sampled since.

    Why it is left out is for all who read the portfolio; why it is looked at is for those who work on the record.
    """
    record = pages.record
    plan = sampling_plan.plan_of(record.standing, unit.reference)
    if plan is None or plan.sampled:
        return None
    fact = plan.planned
    by, day = record.name(fact.by), wording.short_day(fact.at)
    if fact.by_day:
        return PlanLine(say("To be sampled by %(day)s", day=wording.short_day(fact.by_day)), by, day)
    return PlanLine(say("Not sampled"), by, day, record.words(fact.words).get("reason", ""))


def _line(pages: Pages, one: Sample) -> SampleLine:
    fact, record = one.sampled, pages.record
    return SampleLine(
        day=wording.short_day(fact.at),
        what=say("Summative sample") if fact.summative else say("Interim sample"),
        by=record.name(fact.by),
        found=_found(one),
        settled=not one.open,
        references=tuple(pages.references[piece] for piece in fact.sampled),
        said=record.words(fact.words).get("feedback", ""),
        closed=f"{record.name(one.closed.by)}, {wording.short_day(one.closed.at)}" if one.closed else "",
        done=record.words(one.closed.words).get("comment", "") if one.closed else "",
    )


def _found(one: Sample) -> str:
    if one.sampled.agreed:
        return say("The decisions stand")
    return say("Something had to be done, and is done") if one.closed else say("Something has to be done")
