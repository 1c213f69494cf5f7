"""What pages show of a record: small frozen values made of a standing, its qualification and people's words.

Reads words and names through `records`; decides nothing and changes nothing. Templates only print what stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import NamedTuple
from uuid import UUID

from lms_peer.domain import facts as f
from lms_peer.domain import stages
from lms_peer.domain.facts import Document
from lms_peer.domain.qualification import Criterion, CriterionRef, Method, Qualification, Unit
from lms_peer.domain.stages import Stage
from lms_peer.domain.standing import (
    EvidenceStanding,
    HoursStanding,
    HoursStatus,
    ObservationStanding,
    Standing,
)
from lms_peer.domain.uk import uk_day
from lms_peer.domain.words import Words
from lms_peer.web.language import gettext
from lms_peer.web.records import names_for, words_of
from lms_peer.web.wording import method


@dataclass(frozen=True)
class UnitLine:
    """One unit in a list: how far it is, and how many of its criteria are met."""

    unit: Unit
    stage: Stage
    met: int
    total: int


@dataclass(frozen=True)
class HoursTotal:
    """One kind of hours, in minutes: what was signed, what waits to be signed, what is asked for."""

    kind: str
    title: str
    signed: int
    waiting: int
    needed: int

    @property
    def missing(self) -> int:
        """Minutes that still have to be signed."""
        return max(0, self.needed - self.signed)


@dataclass(frozen=True)
class HoursLine:
    """One entry of the hours log. `answer` is what the member of staff or the learner said about it.

    `link_from` is who made the link that the member of staff answered by; empty when they signed in.
    """

    id: UUID
    title: str
    began: datetime
    minutes: int
    staff: str
    status: HoursStatus
    text: str
    answer: str
    link_from: str = ""


@dataclass(frozen=True)
class EvidenceLine:
    """One piece of evidence in a list. `stage` is about the criterion it stands under, if it stands under one."""

    id: UUID
    title: str
    method: Method
    happened: date
    stage: str


@dataclass(frozen=True)
class CriterionLine:
    """One criterion, how far it is, the evidence for it, and the next observation that is planned for it."""

    ref: CriterionRef
    criterion: Criterion
    stage: Stage
    evidence: tuple[EvidenceLine, ...] = ()
    planned: ObservationStanding | None = None


@dataclass(frozen=True)
class FileShown:
    """A file of a fact, under the name it came with. `family` is image, audio, video or something else."""

    document: Document
    name: str

    @property
    def family(self) -> str:
        """The first half of the media type."""
        return self.document.media_type.partition("/")[0]

    @property
    def kind(self) -> str:
        """What kind of file it is, as people say it."""
        names = {"image": gettext("photo"), "audio": gettext("sound"), "video": gettext("film")}
        return names.get(self.family) or PurePosixPath(self.name).suffix.lstrip(".").upper() or gettext("file")


@dataclass(frozen=True)
class Feedback:
    """One thing that an assessor said: the decisions it came with, what their criteria ask for, and the words."""

    decisions: tuple[f.CriterionJudged, ...]
    criteria: tuple[tuple[CriterionRef, Criterion], ...]
    text: str


def unit_lines(standing: Standing, qualification: Qualification) -> tuple[UnitLine, ...]:
    """Every unit of the learner, in the order printed."""
    return tuple(unit_line(standing, qualification, unit) for unit in stages.units_taken(standing, qualification))


def unit_line(standing: Standing, qualification: Qualification, unit: Unit) -> UnitLine:
    """One unit, for a list."""
    refs = unit.refs()
    met = sum(stages.criterion_stage(standing, qualification, ref) is Stage.MET for ref in refs)
    return UnitLine(unit, stages.unit_stage(standing, qualification, unit), met, len(refs))


def hours_totals(standing: Standing, qualification: Qualification) -> tuple[HoursTotal, ...]:
    """One total for each kind of hours that the qualification asks for."""
    return tuple(
        HoursTotal(
            needed.kind,
            needed.title,
            standing.countersigned_minutes(needed.kind),
            sum(
                entry.logged.minutes
                for entry in standing.hours.values()
                if entry.logged.kind == needed.kind and entry.status is HoursStatus.WAITING
            ),
            needed.minutes.value,
        )
        for needed in qualification.hours
    )


def hours_log(standing: Standing) -> list[HoursStanding]:
    """Every entry of the hours log, the latest day first."""
    return sorted(standing.hours.values(), key=lambda entry: entry.logged.at, reverse=True)


def hours_lines(entries: Sequence[HoursStanding], qualification: Qualification) -> tuple[HoursLine, ...]:
    """Entries of the hours log, in their order, with what was written about them."""
    titles = {needed.kind: needed.title for needed in qualification.hours}
    makers = {entry.logged.id: getattr(entry.answer, "link_from", None) for entry in entries}
    names = names_for({entry.logged.staff for entry in entries} | {maker for maker in makers.values() if maker})
    return tuple(
        HoursLine(
            id=entry.logged.id,
            title=titles.get(entry.logged.kind, entry.logged.kind),
            began=entry.logged.at,
            minutes=entry.logged.minutes,
            staff=names[entry.logged.staff],
            status=entry.status,
            text=words_of(entry.logged).get("text", ""),
            answer=answer.get("reason") or answer.get("comment") or "",
            link_from=names[maker] if (maker := makers[entry.logged.id]) else "",
        )
        for entry in entries
        for answer in (words_of(entry.answer),)
    )


def criterion_line(standing: Standing, qualification: Qualification, ref: CriterionRef) -> CriterionLine:
    """One criterion with its evidence and what is planned for it."""
    pieces = stages.evidence_for(standing, ref)
    return CriterionLine(
        ref,
        qualification.criteria_by_ref[ref],
        stages.criterion_stage(standing, qualification, ref),
        tuple(evidence_line(piece, ref) for piece in pieces),
        next((one for one in stages.planned(standing) if ref in one.planned.criteria), None),
    )


def evidence_line(piece: EvidenceStanding, ref: CriterionRef | None = None) -> EvidenceLine:
    """One piece of evidence for a list, with its stage on `ref`, or as a whole."""
    return EvidenceLine(
        piece.id, title_of(piece), piece.method, happened_on(piece.submitted), evidence_stage(piece, ref)
    )


def feedback(judgements: Iterable[f.CriterionJudged], qualification: Qualification) -> tuple[Feedback, ...]:
    """What was said about a piece of evidence; the same words about several criteria at once are told once."""
    alike: dict[object, tuple[str, list[f.CriterionJudged]]] = {}
    for judged in judgements:
        text = words_of(judged).get("feedback", "")
        said = (judged.verdict, text, judged.by, uk_day(judged.at), judged.in_training)
        alike.setdefault(said, (text, []))[1].append(judged)
    return tuple(
        Feedback(tuple(all_), criteria_shown(qualification, [one.criterion for one in all_]), text)
        for text, all_ in alike.values()
    )


def title_of(piece: EvidenceStanding, words: Words | None = None) -> str:
    """What to call a piece of evidence: its own title, or what it is."""
    said = words_of(piece.submitted) if words is None else words
    return said.get("title") or method(piece.method)


class TakenBack(NamedTuple):
    """A decision that counts no more: what it was, who took it back, and why."""

    judged: f.CriterionJudged
    back: f.JudgementWithdrawn
    reason: str


def taken_back(piece: EvidenceStanding) -> list[TakenBack]:
    """The decisions on a piece of evidence that were taken back, in that order."""
    judged = {one.id: one for one in piece.judgements}
    return [TakenBack(judged[back.judgement], back, words_of(back).get("reason", "")) for back in piece.taken_back]


def happened_on(fact: f.Evidence) -> date | datetime:
    """When the work was done."""
    return getattr(fact, "happened", fact.at)


def evidence_stage(piece: EvidenceStanding, ref: CriterionRef | None = None) -> str:
    """How far a piece of evidence is: on one criterion, or as a whole."""
    if piece.withdrawn:
        return "withdrawn"
    said = [piece.verdicts[one].verdict for one in ([ref] if ref else piece.verdicts) if one in piece.verdicts]
    if f.Verdict.NOT_YET in said:
        return "replaced" if piece.replaced_by else "referred_back"
    if piece.replaced_by and not said:
        return "replaced"
    undecided = {*piece.open, *piece.uncountersigned}
    open_here = ref in undecided if ref else bool(undecided)
    return "to_assess" if open_here else "met"


def files_of(fact: f.Evidence, words: Words) -> tuple[FileShown, ...]:
    """The files of a fact with their names, in the order sent."""
    named = words.get("files", {})
    return tuple(FileShown(document, named.get(document.sha256, "file")) for document in fact.files)


def criteria_shown(
    qualification: Qualification, refs: Iterable[CriterionRef]
) -> tuple[tuple[CriterionRef, Criterion], ...]:
    """References with what they ask for, in the order printed."""
    wanted = set(refs)
    return tuple((ref, one) for ref, one in qualification.criteria_by_ref.items() if ref in wanted)
