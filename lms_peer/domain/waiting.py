"""What waits for whom on a registration: the source of every queue and of "what to do next"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from lms_peer.domain.facts import Actor, EvidenceSubmitted
from lms_peer.domain.qualification import CriterionRef
from lms_peer.domain.sampling_plan import to_sample
from lms_peer.domain.standing import (
    EvidenceStanding,
    HoursStatus,
    ObservationStanding,
    ObservationStatus,
    Standing,
    Status,
)
from lms_peer.domain.uk import uk_midnight


class Wait(StrEnum):
    """What has to be done next, and by whom."""

    JUDGE_EVIDENCE = "judge_evidence"
    COUNTERSIGN_JUDGEMENT = "countersign_judgement"
    JUDGE_AGAIN = "judge_again"
    COUNTERSIGN_HOURS = "countersign_hours"
    OBSERVE = "observe"
    REBOOK_OBSERVATION = "rebook_observation"
    CONFIRM_OBSERVATION = "confirm_observation"
    SEND_AGAIN = "send_again"
    ASSESS_AGAIN = "assess_again"
    ACT_ON_SAMPLE = "act_on_sample"
    SAMPLE_UNIT = "sample_unit"


# What a learner who left is still owed: an answer to what they did. What a quality assurer asked or planned stays.
OWED = frozenset(
    {
        Wait.JUDGE_EVIDENCE,
        Wait.COUNTERSIGN_JUDGEMENT,
        Wait.JUDGE_AGAIN,
        Wait.COUNTERSIGN_HOURS,
        Wait.CONFIRM_OBSERVATION,
        Wait.ACT_ON_SAMPLE,
        Wait.SAMPLE_UNIT,
    }
)


@dataclass(frozen=True)
class Waiting:
    """One thing to do.

    `subject` is the evidence, hours entry, observation, sample or plan of one; `on` is the one person who can do it, if
    any. What is to be done by a day waits `since` that day, which may be to come.
    """

    wait: Wait
    subject: UUID
    since: datetime
    on: Actor | None = None


def waiting(standing: Standing) -> tuple[Waiting, ...]:
    """Everything that waits on this registration, oldest first.

    On one that was ended waits what somebody still owes the learner; on a completed one what a quality
    assurer asked or planned.
    """
    found = list(_samples(standing))
    if standing.status is not Status.COMPLETED:
        found += [*_evidence(standing), *_hours(standing), *_observations(standing)]
    if standing.status is Status.ENDED:
        found = [one for one in found if one.wait in OWED]
    return tuple(sorted(found, key=lambda one: (one.since, one.subject)))


def _evidence(standing: Standing) -> Iterator[Waiting]:
    for piece in standing.evidence.values():
        said = piece.submitted
        if fresh := set(piece.open) - piece.sent_back.keys():
            yield Waiting(Wait.JUDGE_EVIDENCE, piece.id, min(_open_since(piece, ref) for ref in fresh))
        yield from _countersigning(piece)
        again = [
            ref for ref in piece.referred_back if not standing.met(ref) and ref.unit not in standing.dropped_units
        ]
        if again and not piece.open and not piece.uncountersigned:
            last = max(judgement.at for judgement in piece.judgements)
            if isinstance(said, EvidenceSubmitted):
                if standing.status is Status.ACTIVE:  # during a pause nothing can be sent, so it is not asked for
                    yield Waiting(Wait.SEND_AGAIN, piece.id, last, standing.learner)
            else:  # what an assessor saw or asked is for an assessor to see or ask again
                yield Waiting(Wait.ASSESS_AGAIN, piece.id, last)


def _open_since(piece: EvidenceStanding, ref: CriterionRef) -> datetime:
    """From when on a decision is waited for: anew since the last one was taken back."""
    last = piece.to_judge_anew.get(ref) or piece.submitted
    return last.stored or last.at


def _countersigning(piece: EvidenceStanding) -> Iterator[Waiting]:
    """What assessors in training decided: for a qualified one to countersign, or for them to judge again."""
    if unsigned := piece.uncountersigned.values():
        since = min(judged.stored or judged.at for judged in unsigned)
        yield Waiting(Wait.COUNTERSIGN_JUDGEMENT, piece.id, since)
    returned = [said for ref, said in piece.sent_back.items() if ref in piece.open]
    if returned:
        first = min(returned, key=lambda said: said.stored or said.at)
        trainee = next(judged.by for judged in piece.judgements if judged.id == first.judgement)
        yield Waiting(Wait.JUDGE_AGAIN, piece.id, first.stored or first.at, trainee)


def _hours(standing: Standing) -> Iterator[Waiting]:
    for entry in standing.hours.values():
        if entry.status is HoursStatus.WAITING:
            logged = entry.logged
            yield Waiting(Wait.COUNTERSIGN_HOURS, logged.id, logged.stored or logged.at, logged.staff)


def _signed_off(standing: Standing, observation: ObservationStanding) -> bool:
    """True when nothing is left that the observation was for."""
    closed = standing.sign_offs.keys() | standing.dropped_units
    return all(ref.unit in closed for ref in observation.planned.criteria)


def _observations(standing: Standing) -> Iterator[Waiting]:
    for observation in standing.observations.values():
        planned = observation.planned
        match observation.status:
            case ObservationStatus.PLANNED:
                yield Waiting(Wait.OBSERVE, planned.id, observation.due, observation.assessor)
            case ObservationStatus.CANCELLED if not _signed_off(standing, observation):
                yield Waiting(
                    Wait.REBOOK_OBSERVATION, planned.id, observation.changes[-1].at, observation.assessor
                )
            case ObservationStatus.RECORDED if observation.recorded:
                since = observation.recorded.stored or observation.recorded.at
                yield Waiting(Wait.CONFIRM_OBSERVATION, planned.id, since, standing.learner)


def _samples(standing: Standing) -> Iterator[Waiting]:
    for fact in standing.open_actions:
        yield Waiting(Wait.ACT_ON_SAMPLE, fact.id, fact.stored or fact.at)
    for plan in to_sample(standing):
        if plan.by_day:
            yield Waiting(Wait.SAMPLE_UNIT, plan.id, uk_midnight(plan.by_day))
