"""Each piece of evidence as it is printed, with everything that was said about it since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from uuid import UUID

from lms_peer.domain import facts as f
from lms_peer.domain.combination import units_of
from lms_peer.domain.facts import Actor, Verdict
from lms_peer.domain.qualification import CriterionRef, Method
from lms_peer.domain.standing import EvidenceStanding
from lms_peer.domain.words import Words
from lms_peer.portfolio import wording
from lms_peer.portfolio.album import Album
from lms_peer.portfolio.files import print_files, redactions_of
from lms_peer.portfolio.gather import Record
from lms_peer.portfolio.lines import (
    Asked,
    Covered,
    CriterionLine,
    JudgementLine,
    Line,
    Signature,
)
from lms_peer.portfolio.observations import plan_of, title_of
from lms_peer.portfolio.speech import N_, say
from lms_peer.portfolio.values import Piece
from lms_peer.portfolio.witnesses import listed_witness, witness_status

OWN_WORK = N_("The learner declared: this is my own work.")
NO_AI = N_("The learner answered that they used no computer program (AI) for it.")
OUTSIDE = N_("Another system told us this by itself. The learner was not asked to declare it as their own work.")
UNLISTED = N_("Not on the witness status list")


@dataclass(frozen=True)
class Pages:
    """What the printing of each piece needs: the record, the pictures, short names for evidence and assessors, and
    what forms are called here.
    """

    record: Record
    album: Album
    references: Mapping[UUID, str]
    initials: Mapping[Actor, str]
    forms: Mapping[str, str]


def references_of(evidence: Iterable[UUID]) -> dict[UUID, str]:
    """E1, E2, … in the order put on record, so that a piece keeps its reference in every later version."""
    return {piece: f"E{number}" for number, piece in enumerate(evidence, 1)}


def print_piece(pages: Pages, standing: EvidenceStanding) -> Piece:
    """One piece of evidence. What the learner took back is listed, not shown."""
    said = pages.record.words(standing.submitted.words)
    piece = replace(_about(pages, standing, said), state=_state(pages, standing), counts=_counts(standing))
    if standing.withdrawn:
        return _taken_back(pages, standing.withdrawn, piece)
    pictures, files = print_files(pages.record, pages.album, standing, pages.references)
    return replace(
        piece,
        redacted=redactions_of(pages.record, standing),
        pictures=pictures,
        files=files,
        judgements=tuple(_alike(_judgement(pages, judged, standing) for judged in standing.judgements)),
        undecided=tuple(ref.label for ref in standing.open),
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


def _piece(pages: Pages, standing: EvidenceStanding, kind: str, title: str, *lines: Line, form: str = "") -> Piece:
    """What every piece has. `form` is a key of `forms.FORMS`; without one, the kind of evidence heads the page."""
    fact = standing.submitted
    stored = wording.moment(fact.stored) if fact.stored else ""
    return Piece(
        reference=pages.references[fact.id],
        form=pages.forms[form] if form else kind,
        kind=kind,
        title=title,
        method=wording.method(standing.method),
        criteria=tuple(_criterion(pages, ref) for ref in fact.criteria),
        lines=(*lines, Line(say("Recorded"), stored)),
        text_heading=say("In the learner’s own words"),
    )


def _criterion(pages: Pages, ref: CriterionRef) -> CriterionLine:
    qualification = pages.record.qualification
    taken = {unit.reference for unit in units_of(qualification, pages.record.standing.optional_units)}
    anchor = f"{anchor_of(ref.unit)}-{ref.number}" if ref.unit in taken else ""
    return CriterionLine(ref.unit, ref.number, qualification.criteria_by_ref[ref].text, anchor)


def anchor_of(unit: str) -> str:
    """The name of a unit's pages within the document."""
    return f"unit-{unit}"


def _own_work(pages: Pages, standing: EvidenceStanding, fact: f.EvidenceSubmitted, said: Words) -> Piece:
    method = wording.method(fact.method)
    learner = pages.record.name(fact.by)
    piece = _piece(
        pages,
        standing,
        say("Evidence from the learner"),
        said.get("title") or method,
        Line(say("Happened"), wording.day(fact.happened)),
        Line(say("Put forward by"), learner),
    )
    ai_use = say("The learner answered how they used a computer program (AI): %(how)s", how=said.get("ai_use", ""))
    return replace(
        piece,
        text=said.get("text", ""),
        replaces=pages.references[fact.replaces] if fact.replaces else "",
        declaration=(say(OWN_WORK), ai_use if fact.used_ai else say(NO_AI)),
        signatures=(Signature(say("Learner"), learner, wording.moment(fact.at)),),
    )


def _testimony(pages: Pages, standing: EvidenceStanding, fact: f.WitnessTestimonyRecorded, said: Words) -> Piece:
    name = pages.record.name(fact.witness)
    listed = listed_witness(pages.record.witnesses, fact.witness)
    status = witness_status(fact.expert)
    lines = [
        Line(say("Happened"), wording.day(fact.happened)),
        Line(say("Witness"), f"{name}, {listed.occupation}" if listed else name),
        Line(say("Status"), status if listed else f"{status}. {say(UNLISTED)}"),
        Line(say("Put on record by"), pages.record.name(fact.by)),
    ]
    if relationship := said.get("relationship"):
        lines.insert(3, Line(say("Knows the learner as"), relationship))
    piece = _piece(pages, standing, say("Witness testimony"), say("Testimony of %(name)s", name=name), *lines)
    return replace(piece, text_heading=say("What the witness saw"), text=said.get("text", ""))


def _discussion(pages: Pages, standing: EvidenceStanding, fact: f.DiscussionRecorded, said: Words) -> Piece:
    method = wording.method(fact.method)
    piece = _piece(
        pages,
        standing,
        say("Record of questions and answers"),
        said.get("title") or method,
        Line(say("Happened"), f"{wording.moment(fact.at)}, {wording.hours(fact.minutes)}"),
        Line(say("Assessor"), pages.record.name(fact.by)),
        form="questioning" if fact.method is Method.QUESTIONING else "discussion",
    )
    return replace(
        piece,
        text_heading=say("Notes"),
        text=said.get("text", ""),
        questions=_questions(said),
        signatures=(_signed(pages, say("Assessor"), fact),),
    )


def _outside(pages: Pages, standing: EvidenceStanding, fact: f.OutsideEvidenceReported, said: Words) -> Piece:
    lines = [
        Line(say("Happened"), wording.moment(fact.at)),
        Line(say("Told by"), say("%(name)s (a connected system)", name=pages.record.name(fact.by))),
        Line(say("It said"), said.get("outcome", "")),
        Line(say("Score"), "" if fact.score is None else wording.per_cent(fact.score)),
        Line(say("Activity"), fact.activity),
        Line(say("Statement"), str(fact.source)),
    ]
    piece = _piece(
        pages,
        standing,
        say("Evidence from another system"),
        said.get("title") or wording.method(fact.method),
        *(line for line in lines if line.text),
    )
    return replace(piece, note=say(OUTSIDE))


def _observation(pages: Pages, standing: EvidenceStanding, fact: f.ObservationRecorded, said: Words) -> Piece:
    observation = pages.record.standing.observations[fact.observation]
    piece = _piece(
        pages,
        standing,
        say("Observation record"),
        title_of(fact),
        Line(say("Happened"), f"{wording.moment(fact.at)}, {wording.hours(fact.minutes)}"),
        Line(say("Setting"), wording.setting(said.get("setting", ""))),
        Line(say("Observed by"), pages.record.name(fact.by)),
        Line(say("Learner"), pages.record.name(fact.learner)),
        form="observation",
    )
    confirmed = observation.confirmed
    learner = (
        _signed(pages, say("Learner"), confirmed)
        if confirmed
        else Signature(say("Learner"), pages.record.name(fact.learner), say("Not signed yet"), signed=False)
    )
    return replace(
        piece,
        plan=plan_of(pages.record, observation),
        text_heading=say("What the assessor saw"),
        text=said.get("text", ""),
        covered=tuple(Covered(CriterionRef.parse(ref).label, how) for ref, how in said.get("covered", {}).items()),
        questions=_questions(said),
        comment=said.get("feedback", ""),
        signatures=(_signed(pages, say("Assessor"), fact), learner),
        note=say("An observation record decides nothing. The decisions below are records of their own."),
    )


def _questions(said: Words) -> tuple[Asked, ...]:
    return tuple(Asked(asked["question"], asked["answer"]) for asked in said.get("questions", []))


def _signed(pages: Pages, role: str, fact: f.Told) -> Signature:
    """Whoever put it on record signed it then; the moment is when the ledger wrote it down."""
    comment = pages.record.words(fact.words).get("comment", "")
    return Signature(role, pages.record.name(fact.by), wording.moment(fact.stored or fact.at), comment)


def _state(pages: Pages, standing: EvidenceStanding) -> str:
    if standing.replaced_by:
        return say("Replaced by %(evidence)s", evidence=pages.references[standing.replaced_by])
    return say("Withdrawn") if standing.withdrawn else ""


def _counts(standing: EvidenceStanding) -> bool:
    return not (standing.withdrawn or standing.replaced_by)


def _taken_back(pages: Pages, withdrawn: f.EvidenceWithdrawn, piece: Piece) -> Piece:
    who, when = pages.record.name(withdrawn.by), wording.moment(withdrawn.stored or withdrawn.at)
    reason = pages.record.words(withdrawn.words).get("reason", "")
    note = say(
        "%(name)s took this back on %(moment)s, before it was judged. It counts for nothing and is not shown.",
        name=who,
        moment=when,
    )
    if reason:
        note += " " + say("Reason: %(reason)s", reason=reason)
    return replace(piece, text="", declaration=(), signatures=(), note=note)


def _alike(lines: Iterable[JudgementLine]) -> Iterator[JudgementLine]:
    """Decisions that differ in nothing but the criterion, one after another, become one line."""
    for alike, group in groupby(lines, key=lambda line: replace(line, criterion="")):
        yield replace(alike, criterion=", ".join(line.criterion for line in group))


def _judgement(pages: Pages, judged: f.CriterionJudged, piece: EvidenceStanding) -> JudgementLine:
    met = judged.verdict is Verdict.MET
    return JudgementLine(
        criterion=judged.criterion.label,
        met=met,
        verdict=say("Met") if met else say("Not yet"),
        feedback=pages.record.words(judged.words).get("feedback", ""),
        assessor=pages.record.name(judged.by),
        initials=pages.initials[judged.by],
        happened=wording.day(judged.at),
        stored=wording.moment(judged.stored or judged.at),
        countersigned=_countersigned(pages, judged, piece),
        taken_back=_overturned(pages, piece.withdrawals.get(judged.id)),
        counts=piece.verdicts.get(judged.criterion) is judged,
    )


def _overturned(pages: Pages, said: f.JudgementWithdrawn | None) -> str:
    """Why a decision counts no more; empty when it was not taken back."""
    if said is None:
        return ""
    return say(
        "Taken back by %(name)s, %(moment)s, so it does not count. Reason: %(reason)s",
        name=pages.record.name(said.by),
        moment=wording.moment(said.stored or said.at),
        reason=pages.record.words(said.words).get("reason", ""),
    )


def _countersigned(pages: Pages, judged: f.CriterionJudged, piece: EvidenceStanding) -> str:
    """What became of the decision of an assessor in training; empty for a qualified one."""
    if not judged.in_training:
        return ""
    said = piece.answers.get(judged.id)
    if said is None:
        return say("Decided by an assessor in training. Not countersigned yet, so it does not count.")
    who, when = pages.record.name(said.by), wording.moment(said.stored or said.at)
    if isinstance(said, f.JudgementCountersigned):
        return say(
            "Decided by an assessor in training. Countersigned by %(name)s, %(moment)s.", name=who, moment=when
        )
    return say(
        "Decided by an assessor in training. Sent back by %(name)s, %(moment)s, so it does not count. "
        "Reason: %(reason)s",
        name=who,
        moment=when,
        reason=pages.record.words(said.words).get("reason", ""),
    )
