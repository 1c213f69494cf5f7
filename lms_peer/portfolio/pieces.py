"""Each piece of evidence as it is printed, with everything that was said about it since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from lms_peer.domain import facts as f
from lms_peer.domain.facts import Actor, Verdict
from lms_peer.domain.qualification import CriterionRef
from lms_peer.domain.standing import EvidenceStanding
from lms_peer.domain.words import Words
from lms_peer.people.models import Witness
from lms_peer.portfolio import wording
from lms_peer.portfolio.album import Album
from lms_peer.portfolio.files import print_files
from lms_peer.portfolio.gather import Record
from lms_peer.portfolio.observations import plan_of, title_of
from lms_peer.portfolio.values import (
    Asked,
    Covered,
    CriterionLine,
    JudgementLine,
    Line,
    Piece,
    Signature,
)

OWN_WORK = "The learner declared: this is my own work."
NO_AI = "The learner answered that they used no computer program (AI) for it."
OUTSIDE = "Another system told us this by itself. The learner was not asked to declare it as their own work."
UNLISTED = "Not on the witness status list"


@dataclass(frozen=True)
class Pages:
    """What the printing of each piece needs: the record, the pictures, short names for evidence and assessors."""

    record: Record
    album: Album
    references: Mapping[UUID, str]
    initials: Mapping[Actor, str]


def references_of(evidence: Iterable[UUID]) -> dict[UUID, str]:
    """E1, E2, … in the order put on record, so that a piece keeps its reference in every later version."""
    return {piece: f"E{number}" for number, piece in enumerate(evidence, 1)}


def print_piece(pages: Pages, standing: EvidenceStanding) -> Piece:
    """One piece of evidence. What the learner took back is listed, not shown."""
    said = pages.record.words(standing.submitted.words)
    piece = replace(_about(pages, standing, said), state=_state(pages, standing), counts=_counts(standing))
    if standing.withdrawn:
        return _taken_back(pages, standing.withdrawn, piece)
    pictures, files = print_files(pages.record, pages.album, standing.submitted.files, said.get("files", {}))
    return replace(
        piece,
        pictures=pictures,
        files=files,
        judgements=tuple(_judgement(pages, judged, standing) for judged in standing.judgements),
        undecided=tuple(str(ref) for ref in standing.open),
    )


def _about(pages: Pages, standing: EvidenceStanding, said: Words) -> Piece:
    match standing.submitted:
        case f.EvidenceSubmitted() as fact:
            return _own_work(pages, standing, fact, said)
        case f.WitnessTestimonyRecorded() as fact:
            return _testimony(pages, standing, fact, said)
        case f.DiscussionRecorded() as fact:
            return _discussion(pages, standing, fact, said)
        case f.OutsideEvidenceReported() as fact:
            return _outside(pages, standing, fact, said)
        case fact:
            return _observation(pages, standing, fact, said)


def _piece(pages: Pages, standing: EvidenceStanding, kind: str, title: str, *lines: Line) -> Piece:
    fact = standing.submitted
    stored = wording.moment(fact.stored) if fact.stored else ""
    return Piece(
        reference=pages.references[fact.id],
        kind=kind,
        title=title,
        method=wording.METHODS[standing.method],
        criteria=tuple(_criterion(pages, ref) for ref in fact.criteria),
        lines=(*lines, Line("Recorded", stored)),
    )


def _criterion(pages: Pages, ref: CriterionRef) -> CriterionLine:
    return CriterionLine(ref.unit, ref.number, pages.record.qualification.criteria_by_ref[ref].text)


def _own_work(pages: Pages, standing: EvidenceStanding, fact: f.EvidenceSubmitted, said: Words) -> Piece:
    method = wording.METHODS[fact.method]
    learner = pages.record.name(fact.by)
    piece = _piece(
        pages,
        standing,
        "Evidence from the learner",
        said.get("title") or method,
        Line("Happened", wording.day(fact.happened)),
        Line("Put forward by", learner),
    )
    ai_use = f"The learner answered how they used a computer program (AI): {said.get('ai_use', '')}"
    return replace(
        piece,
        text=said.get("text", ""),
        replaces=pages.references[fact.replaces] if fact.replaces else "",
        declaration=(OWN_WORK, ai_use if fact.used_ai else NO_AI),
        signatures=(Signature("Learner", learner, wording.moment(fact.at)),),
    )


def _testimony(pages: Pages, standing: EvidenceStanding, fact: f.WitnessTestimonyRecorded, said: Words) -> Piece:
    name = pages.record.name(fact.witness)
    listed = listed_witness(pages.record.witnesses, fact.witness)
    status = witness_status(fact.expert)
    lines = [
        Line("Happened", wording.day(fact.happened)),
        Line("Witness", f"{name}, {listed.occupation}" if listed else name),
        Line("Status", status if listed else f"{status}. {UNLISTED}"),
        Line("Put on record by", pages.record.name(fact.by)),
    ]
    if relationship := said.get("relationship"):
        lines.insert(3, Line("Knows the learner as", relationship))
    piece = _piece(pages, standing, "Witness testimony", f"Testimony of {name}", *lines)
    return replace(piece, text_heading="What the witness saw", text=said.get("text", ""))


def _discussion(pages: Pages, standing: EvidenceStanding, fact: f.DiscussionRecorded, said: Words) -> Piece:
    method = wording.METHODS[fact.method]
    piece = _piece(
        pages,
        standing,
        "Record of questions and answers",
        said.get("title") or method,
        Line("Happened", f"{wording.moment(fact.at)}, {wording.hours(fact.minutes)}"),
        Line("Assessor", pages.record.name(fact.by)),
    )
    return replace(
        piece,
        text_heading="Notes",
        text=said.get("text", ""),
        questions=_questions(said),
        signatures=(_signed(pages, "Assessor", fact),),
    )


def _outside(pages: Pages, standing: EvidenceStanding, fact: f.OutsideEvidenceReported, said: Words) -> Piece:
    lines = [
        Line("Happened", wording.moment(fact.at)),
        Line("Told by", f"{pages.record.name(fact.by)} (a connected system)"),
        Line("It said", said.get("outcome", "")),
        Line("Score", "" if fact.score is None else wording.per_cent(fact.score)),
        Line("Activity", fact.activity),
        Line("Statement", str(fact.source)),
    ]
    piece = _piece(
        pages,
        standing,
        "Evidence from another system",
        said.get("title") or wording.METHODS[fact.method],
        *(line for line in lines if line.text),
    )
    return replace(piece, note=OUTSIDE)


def _observation(pages: Pages, standing: EvidenceStanding, fact: f.ObservationRecorded, said: Words) -> Piece:
    observation = pages.record.standing.observations[fact.observation]
    piece = _piece(
        pages,
        standing,
        "Observation record",
        title_of(fact),
        Line("Happened", f"{wording.moment(fact.at)}, {wording.hours(fact.minutes)}"),
        Line("Setting", wording.setting(said.get("setting", ""))),
        Line("Observed by", pages.record.name(fact.by)),
        Line("Learner", pages.record.name(fact.learner)),
    )
    confirmed = observation.confirmed
    learner = (
        _signed(pages, "Learner", confirmed)
        if confirmed
        else Signature("Learner", pages.record.name(fact.learner), "Not signed yet", signed=False)
    )
    return replace(
        piece,
        plan=plan_of(pages.record, observation),
        text_heading="What the assessor saw",
        text=said.get("text", ""),
        covered=tuple(Covered(ref, how) for ref, how in said.get("covered", {}).items()),
        questions=_questions(said),
        comment=said.get("feedback", ""),
        signatures=(_signed(pages, "Assessor", fact), learner),
        note="An observation record decides nothing. The decisions below are records of their own.",
    )


def _questions(said: Words) -> tuple[Asked, ...]:
    return tuple(Asked(asked["question"], asked["answer"]) for asked in said.get("questions", []))


def _signed(pages: Pages, role: str, fact: f.Told) -> Signature:
    """Whoever put it on record signed it then; the moment is when the ledger wrote it down."""
    comment = pages.record.words(fact.words).get("comment", "")
    return Signature(role, pages.record.name(fact.by), wording.moment(fact.stored or fact.at), comment)


def _state(pages: Pages, standing: EvidenceStanding) -> str:
    if standing.replaced_by:
        return f"Replaced by {pages.references[standing.replaced_by]}"
    return "Withdrawn" if standing.withdrawn else ""


def _counts(standing: EvidenceStanding) -> bool:
    return not (standing.withdrawn or standing.replaced_by)


def _taken_back(pages: Pages, withdrawn: f.EvidenceWithdrawn, piece: Piece) -> Piece:
    who, when = pages.record.name(withdrawn.by), wording.moment(withdrawn.stored or withdrawn.at)
    reason = pages.record.words(withdrawn.words).get("reason", "")
    note = f"{who} took this back on {when}, before it was judged. It counts for nothing and is not shown."
    return replace(
        piece, text="", declaration=(), signatures=(), note=f"{note} Reason: {reason}" if reason else note
    )


def _judgement(pages: Pages, judged: f.CriterionJudged, piece: EvidenceStanding) -> JudgementLine:
    met = judged.verdict is Verdict.MET
    return JudgementLine(
        criterion=str(judged.criterion),
        met=met,
        verdict="Met" if met else "Not yet",
        feedback=pages.record.words(judged.words).get("feedback", ""),
        assessor=pages.record.name(judged.by),
        initials=pages.initials[judged.by],
        happened=wording.day(judged.at),
        stored=wording.moment(judged.stored or judged.at),
        countersigned=_countersigned(pages, judged, piece),
        counts=piece.verdicts.get(judged.criterion) is judged,
    )


def _countersigned(pages: Pages, judged: f.CriterionJudged, piece: EvidenceStanding) -> str:
    """What became of the decision of an assessor in training; empty for a qualified one."""
    if not judged.in_training:
        return ""
    said = piece.answers.get(judged.id)
    if said is None:
        return "Decided by an assessor in training. Not countersigned yet, so it does not count."
    who, when = pages.record.name(said.by), wording.moment(said.stored or said.at)
    if isinstance(said, f.JudgementCountersigned):
        return f"Decided by an assessor in training. Countersigned by {who}, {when}."
    reason = pages.record.words(said.words).get("reason", "")
    return (
        f"Decided by an assessor in training. Sent back by {who}, {when}, so it does not count. Reason: {reason}"
    )


def listed_witness(listed: Iterable[Witness], actor: Actor) -> Witness | None:
    """The line of the witness status list that this actor is on."""
    return next((one for one in listed if actor.name in {str(one.id), str(one.account_id)}), None)


def witness_status(expert: bool) -> str:
    """What a witness counts as."""
    return "Expert witness" if expert else "Non-expert witness"
