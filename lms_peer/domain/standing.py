"""Where one registration stands: the facts about it, grouped by what they are about, and questions they answer.

A standing holds facts and nothing that could disagree with them. How the next fact changes it is in `fold`. What is
asked again and again is worked out once for each standing: nothing in one ever changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from lms_peer.domain import facts as f
from lms_peer.domain.facts import Actor, Verdict
from lms_peer.domain.qualification import CriterionRef, Method, QualificationRef

Change = f.RegistrationPaused | f.RegistrationResumed | f.RegistrationEnded | f.RegistrationCompleted


class Status(StrEnum):
    """What a registration is doing."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"
    COMPLETED = "completed"


class HoursStatus(StrEnum):
    """What became of an hours entry."""

    WAITING = "waiting"
    COUNTERSIGNED = "countersigned"
    REFUSED = "refused"
    VOIDED = "voided"


class ObservationStatus(StrEnum):
    """What became of a planned observation."""

    PLANNED = "planned"
    CANCELLED = "cancelled"
    RECORDED = "recorded"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class EvidenceStanding:
    """One piece of evidence and what was said about it since."""

    submitted: f.Evidence
    judgements: tuple[f.CriterionJudged, ...] = ()
    countersigning: tuple[f.JudgementCountersigned | f.JudgementSentBack, ...] = ()
    taken_back: tuple[f.JudgementWithdrawn, ...] = ()
    withdrawn: f.EvidenceWithdrawn | None = None
    replaced_by: UUID | None = None
    redactions: tuple[f.EvidenceRedacted, ...] = ()

    @property
    def id(self) -> UUID:
        """The evidence's id."""
        return self.submitted.id

    @cached_property
    def method(self) -> Method:
        """How it shows what it shows."""
        match self.submitted:
            case f.WitnessTestimonyRecorded():
                return Method.WITNESS_TESTIMONY
            case f.ObservationRecorded():
                return Method.OBSERVATION
            case _:
                return self.submitted.method

    @property
    def redaction(self) -> f.EvidenceRedacted | None:
        """What portfolios leave out of it now; None when they show everything."""
        last = self.redactions[-1] if self.redactions else None
        return last if last and last.hides else None

    @cached_property
    def answers(self) -> dict[UUID, f.JudgementCountersigned | f.JudgementSentBack]:
        """What a qualified assessor said to the decisions of one in training, by the judgement's id."""
        return {answer.judgement: answer for answer in self.countersigning}

    @cached_property
    def withdrawals(self) -> dict[UUID, f.JudgementWithdrawn]:
        """How each decision that was taken back was, by the judgement's id."""
        return {back.judgement: back for back in self.taken_back}

    @cached_property
    def verdicts(self) -> dict[CriterionRef, f.CriterionJudged]:
        """The judgement that counts on each criterion. One by an assessor in training counts once countersigned."""
        answers, withdrawals = self.answers, self.withdrawals
        return {
            judgement.criterion: judgement
            for judgement in self.judgements
            if judgement.id not in withdrawals
            and (not judgement.in_training or isinstance(answers.get(judgement.id), f.JudgementCountersigned))
        }

    @cached_property
    def uncountersigned(self) -> dict[CriterionRef, f.CriterionJudged]:
        """The judgement on each criterion that waits for a qualified assessor to countersign it."""
        answers = self.answers
        return {
            judgement.criterion: judgement
            for judgement in self.judgements
            if judgement.in_training and judgement.id not in answers
        }

    @cached_property
    def sent_back(self) -> dict[CriterionRef, f.JudgementSentBack]:
        """Why each criterion that has to be judged anew was not countersigned."""
        last = {judgement.criterion: self.answers.get(judgement.id) for judgement in self.judgements}
        return {ref: said for ref, said in last.items() if isinstance(said, f.JudgementSentBack)}

    @cached_property
    def to_judge_anew(self) -> dict[CriterionRef, f.JudgementWithdrawn]:
        """The last decision on each of these criteria was taken back: how, and why."""
        last = {judgement.criterion: self.withdrawals.get(judgement.id) for judgement in self.judgements}
        return {ref: back for ref, back in last.items() if back is not None}

    @cached_property
    def open(self) -> tuple[CriterionRef, ...]:
        """Criteria that an assessor still has to decide on this evidence."""
        if self.withdrawn or self.replaced_by:
            return ()
        decided = self.verdicts.keys() | self.uncountersigned.keys()
        return tuple(ref for ref in self.submitted.criteria if ref not in decided)

    @cached_property
    def referred_back(self) -> tuple[CriterionRef, ...]:
        """Criteria that were judged `not yet` on this evidence, while nothing replaced it."""
        if self.replaced_by:
            return ()
        return tuple(ref for ref, said in self.verdicts.items() if said.verdict is Verdict.NOT_YET)


@dataclass(frozen=True)
class ObservationStanding:
    """One planned observation and what became of it."""

    planned: f.ObservationPlanned
    changes: tuple[f.ObservationRebooked | f.ObservationCancelled, ...] = ()
    recorded: f.ObservationRecorded | None = None
    confirmed: f.ObservationConfirmed | None = None

    @property
    def status(self) -> ObservationStatus:
        """What became of it."""
        if self.confirmed:
            return ObservationStatus.CONFIRMED
        if self.recorded:
            return ObservationStatus.RECORDED
        if self.changes and isinstance(self.changes[-1], f.ObservationCancelled):
            return ObservationStatus.CANCELLED
        return ObservationStatus.PLANNED

    @property
    def _agreed(self) -> f.ObservationPlanned | f.ObservationRebooked:
        rebookings = [change for change in self.changes if isinstance(change, f.ObservationRebooked)]
        return rebookings[-1] if rebookings else self.planned

    @property
    def due(self) -> datetime:
        """When it is agreed for now."""
        return self._agreed.due

    @property
    def assessor(self) -> Actor:
        """Who is to observe."""
        return self._agreed.assessor


@dataclass(frozen=True)
class HoursStanding:
    """One hours entry and what became of it."""

    logged: f.HoursLogged
    answer: f.HoursCountersigned | f.HoursRefused | f.HoursVoided | None = None

    @property
    def status(self) -> HoursStatus:
        """What became of it."""
        match self.answer:
            case f.HoursCountersigned():
                return HoursStatus.COUNTERSIGNED
            case f.HoursRefused():
                return HoursStatus.REFUSED
            case f.HoursVoided():
                return HoursStatus.VOIDED
            case _:
                return HoursStatus.WAITING


@dataclass(frozen=True)
class Reopening:
    """A sign-off that counts no more, and how it was taken back."""

    signed_off: f.UnitSignedOff
    reopened: f.UnitReopened


@dataclass(frozen=True)
class Sample:
    """What a quality assurer found in a unit, and that what they asked for was done."""

    sampled: f.UnitSampled
    closed: f.ActionClosed | None = None

    @property
    def open(self) -> bool:
        """True while what they asked for has still to be done."""
        return not self.sampled.agreed and self.closed is None


@dataclass(frozen=True)
class SamplePlan:
    """What a quality assurer planned for a unit. `sampled` is the sample that was taken next, if one was."""

    planned: f.SamplePlanned
    sampled: UUID | None = None


@dataclass(frozen=True)
class Standing:
    """Everything that happened on one registration, grouped. Mappings keep the order in which things happened."""

    registered: f.LearnerRegistered
    status: Status = Status.ACTIVE
    changes: tuple[Change, ...] = ()
    evidence: dict[UUID, EvidenceStanding] = field(default_factory=dict)
    observations: dict[UUID, ObservationStanding] = field(default_factory=dict)
    hours: dict[UUID, HoursStanding] = field(default_factory=dict)
    sign_offs: dict[str, f.UnitSignedOff] = field(default_factory=dict)
    reopenings: tuple[Reopening, ...] = ()
    samples: dict[UUID, Sample] = field(default_factory=dict)
    sample_plans: tuple[SamplePlan, ...] = ()
    portfolios: tuple[f.PortfolioIssued, ...] = ()
    withdrawn: dict[UUID, f.PortfolioWithdrawn] = field(default_factory=dict)
    choices: tuple[f.UnitsChosen, ...] = ()
    last_at: datetime | None = None

    @property
    def registration(self) -> UUID:
        """Which registration this is."""
        return self.registered.registration

    @property
    def learner(self) -> Actor:
        """Whose it is."""
        return self.registered.learner

    @property
    def qualification(self) -> QualificationRef:
        """What it is for, at which version."""
        return self.registered.qualification

    @property
    def optional_units(self) -> tuple[str, ...]:
        """The optional units that the learner takes now: as chosen last, else as registered."""
        return self.choices[-1].optional_units if self.choices else self.registered.optional_units

    @property
    def dropped_units(self) -> frozenset[str]:
        """Optional units that the learner once took and does not take now."""
        earlier = (self.registered.optional_units, *(choice.optional_units for choice in self.choices))
        return frozenset(unit for units in earlier for unit in units) - set(self.optional_units)

    @property
    def open_actions(self) -> tuple[f.UnitSampled, ...]:
        """The samples that ask for something which nobody saw done yet, in units that the learner still takes."""
        open_ = (one.sampled for one in self.samples.values() if one.open)
        return tuple(fact for fact in open_ if fact.unit not in self.dropped_units)

    def said(self, stamp: f.Stamp) -> dict[str, Any]:
        """The envelope of one more fact on this registration: what every fact holds."""
        return {
            "id": stamp.id,
            "by": stamp.by,
            "at": stamp.at,
            "learner": self.learner,
            "registration": self.registration,
            "qualification": self.qualification,
        }

    @cached_property
    def evidence_by_criterion(self) -> dict[CriterionRef, tuple[EvidenceStanding, ...]]:
        """The evidence that aims at each criterion, the oldest first, without what was taken back."""
        found: dict[CriterionRef, list[EvidenceStanding]] = {}
        for piece in self.evidence.values():
            for ref in dict.fromkeys(piece.submitted.criteria) if piece.withdrawn is None else ():
                found.setdefault(ref, []).append(piece)
        return {ref: tuple(pieces) for ref, pieces in found.items()}

    @cached_property
    def undecided(self) -> tuple[EvidenceStanding, ...]:
        """Evidence with a criterion that waits for a decision, or for its countersigning; the oldest first."""
        return tuple(piece for piece in self.evidence.values() if piece.open or piece.uncountersigned)

    @cached_property
    def undecided_criteria(self) -> frozenset[CriterionRef]:
        """The criteria that such a decision is about."""
        return frozenset(ref for piece in self.undecided for ref in (*piece.open, *piece.uncountersigned))

    @cached_property
    def planned_criteria(self) -> frozenset[CriterionRef]:
        """The criteria that an observation still to come is for."""
        ahead = (one for one in self.observations.values() if one.status is ObservationStatus.PLANNED)
        return frozenset(ref for one in ahead for ref in one.planned.criteria)

    @cached_property
    def _judged(self) -> dict[CriterionRef, list[tuple[EvidenceStanding, f.CriterionJudged]]]:
        found: dict[CriterionRef, list[tuple[EvidenceStanding, f.CriterionJudged]]] = {}
        for piece in self.evidence.values():
            for ref, judgement in piece.verdicts.items():
                found.setdefault(ref, []).append((piece, judgement))
        return found

    def judgements(self, ref: CriterionRef) -> Iterator[tuple[EvidenceStanding, f.CriterionJudged]]:
        """Every judgement that counts on a criterion with its evidence, the oldest evidence first."""
        yield from self._judged.get(ref, ())

    def met(self, ref: CriterionRef, *, by_observation: bool = False) -> bool:
        """True when an assessor decided `met` on it (`by_observation`: on an observation record)."""
        return ref in (self._seen_to_be_met if by_observation else self._met)

    @cached_property
    def _met(self) -> frozenset[CriterionRef]:
        return frozenset(
            ref for ref, judged in self._judged.items() if any(one.verdict is Verdict.MET for _, one in judged)
        )

    @cached_property
    def _seen_to_be_met(self) -> frozenset[CriterionRef]:
        return frozenset(
            ref
            for ref, judged in self._judged.items()
            if any(one.verdict is Verdict.MET and piece.method is Method.OBSERVATION for piece, one in judged)
        )

    def countersigned_minutes(self, kind: str) -> int:
        """Minutes of `kind` that a member of staff confirmed. Nothing else counts."""
        return sum(
            entry.logged.minutes
            for entry in self.hours.values()
            if entry.logged.kind == kind and entry.status is HoursStatus.COUNTERSIGNED
        )
