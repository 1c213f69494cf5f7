"""The review of a unit as it is printed: what was put forward and sent again, each decision, what was said to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from lms_peer.domain import facts as f
from lms_peer.domain.facts import Verdict
from lms_peer.domain.qualification import CriterionRef, Unit
from lms_peer.domain.standing import EvidenceStanding
from lms_peer.portfolio import wording
from lms_peer.portfolio.lines import ReviewLine
from lms_peer.portfolio.pieces import Pages
from lms_peer.portfolio.speech import say

Step = tuple[datetime, ReviewLine]


def reviews_of(pages: Pages, unit: Unit) -> tuple[ReviewLine, ...]:
    """Every step of the unit's review, the earliest first. Long feedback is shortened: it is whole by the evidence."""
    steps = [
        step
        for piece in pages.record.standing.evidence.values()
        if any(ref.unit == unit.reference for ref in piece.submitted.criteria)
        for step in (*_put_forward(pages, unit, piece), *_decisions(pages, unit, piece))
    ]
    steps += _reopenings(pages, unit)
    return tuple(line for _, line in sorted(steps, key=lambda step: step[0]))


def _put_forward(pages: Pages, unit: Unit, piece: EvidenceStanding) -> Iterator[Step]:
    fact = piece.submitted
    replaces = fact.replaces if isinstance(fact, f.EvidenceSubmitted) else None
    what = say("Put on record")
    if replaces:
        what = say("Sent again, in place of %(evidence)s", evidence=pages.references[replaces])
    yield (
        fact.stored or fact.at,
        ReviewLine(
            day=wording.short_day(fact.stored or fact.at),
            what=what,
            reference=pages.references[fact.id],
            criteria=_numbers(unit, fact.criteria),
            by=pages.record.name(fact.by),
        ),
    )
    if back := piece.withdrawn:
        yield back.at, _line(pages, piece, back, say("Taken back"), _numbers(unit, fact.criteria))


def _decisions(pages: Pages, unit: Unit, piece: EvidenceStanding) -> Iterator[Step]:
    """One step for all that an assessor decided alike at one time, with one text."""
    own = (judged for judged in piece.judgements if judged.criterion.unit == unit.reference)
    for _, group in groupby(own, key=lambda judged: (judged.by, judged.at, judged.verdict, judged.words)):
        alike = list(group)
        first, numbers = alike[0], _numbers(unit, (judged.criterion for judged in alike))
        met = first.verdict is Verdict.MET
        line = _line(pages, piece, first, say("Met") if met else say("Not yet: sent back to the learner"), numbers)
        yield first.at, line
        for judged in alike:
            answer = piece.answers.get(judged.id)
            number = judged.criterion.number
            if isinstance(answer, f.JudgementSentBack):
                yield answer.at, _line(pages, piece, answer, say("Decision not countersigned"), number)
            if back := piece.withdrawals.get(judged.id):
                yield back.at, _line(pages, piece, back, say("Decision taken back"), number)


def _reopenings(pages: Pages, unit: Unit) -> Iterator[Step]:
    """Each sign-off of the unit that does not count any more, and how it was taken back."""
    for one in pages.record.standing.reopenings:
        if one.reopened.unit == unit.reference:
            yield one.signed_off.at, _of_unit(pages, one.signed_off, say("Unit signed off"))
            what = say("Unit opened again: the sign-off does not count")
            yield one.reopened.at, _of_unit(pages, one.reopened, what)


def _of_unit(pages: Pages, fact: f.UnitSignedOff | f.UnitReopened, what: str) -> ReviewLine:
    said = pages.record.words(fact.words)
    return ReviewLine(
        day=wording.short_day(fact.at),
        what=what,
        reference="",
        criteria="",
        by=pages.record.name(fact.by),
        said=wording.shortened(said.get("comment") or said.get("reason", "")),
        counts=isinstance(fact, f.UnitReopened),
    )


def _line(
    pages: Pages,
    piece: EvidenceStanding,
    fact: f.CriterionJudged | f.JudgementSentBack | f.JudgementWithdrawn | f.EvidenceWithdrawn,
    what: str,
    criteria: str,
) -> ReviewLine:
    said = pages.record.words(fact.words)
    judged = isinstance(fact, f.CriterionJudged)
    return ReviewLine(
        day=wording.short_day(fact.at),
        what=what,
        reference=pages.references[piece.id],
        criteria=criteria,
        by=pages.record.name(fact.by),
        said=wording.shortened(said.get("feedback") or said.get("reason", "")),
        met=fact.verdict is Verdict.MET if isinstance(fact, f.CriterionJudged) else None,
        counts=not judged or fact in piece.verdicts.values(),
    )


def _numbers(unit: Unit, refs: Iterable[CriterionRef]) -> str:
    return ", ".join(ref.number for ref in refs if ref.unit == unit.reference)
