"""Starting, pausing, resuming and completing a registration, and printing it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from lms_peer.domain import combination
from lms_peer.domain.combination import Shortfall
from lms_peer.domain.facts import (
    Actor,
    Document,
    LearnerRegistered,
    PortfolioIssued,
    RegistrationCompleted,
    RegistrationEnded,
    RegistrationPaused,
    RegistrationResumed,
    Stamp,
    UnitsChosen,
)
from lms_peer.domain.qualification import HoursRequirement, Qualification
from lms_peer.domain.refusals import (
    AlreadyRegistered,
    Missing,
    NotActive,
    NotComplete,
    NothingToPrint,
    NotStopped,
    PortfolioNotReady,
    SameUnits,
    UnitInUse,
    UnitStays,
    VersionTaken,
)
from lms_peer.domain.standing import HoursStatus, ObservationStatus, Standing, Status


@dataclass(frozen=True)
class HoursShort:
    """Countersigned minutes that are still missing from a requirement."""

    requirement: HoursRequirement
    minutes: int

    @property
    def sentence(self) -> str:
        """What is missing, in plain words."""
        hours, minutes = divmod(self.minutes, 60)
        missing = " and ".join(
            f"{count} {noun if count == 1 else noun + 's'}"
            for count, noun in ((hours, "hour"), (minutes, "minute"))
            if count
        )
        return f"{self.requirement.title}: {missing} still to be signed."


class Answer(StrEnum):
    """What somebody still owes a learner an answer to."""

    DECISION = "Evidence waits for a decision: {what}."
    COUNTERSIGNATURE = "Decisions of an assessor in training wait to be countersigned: {what}."
    LEARNERS_SIGNATURE = "Observation records that the learner still has to sign: {what}."
    HOURS_SIGNATURE = "Entries of hours that still wait to be signed: {what}."
    QUALITY_ACTION = "Units in which a quality assurer asked for something that is not done yet: {what}."


@dataclass(frozen=True)
class Owed:
    """An answer that is owed, and on what: criteria, or how many records."""

    answer: Answer
    what: str

    @property
    def sentence(self) -> str:
        """What is open, in plain words."""
        return self.answer.value.format(what=self.what)


def require_active(standing: Standing) -> None:
    """Raises NotActive while a registration is paused, and after it is ended or completed."""
    if standing.status is not Status.ACTIVE:
        raise NotActive(standing.status.value)


def require_not_completed(standing: Standing) -> None:
    """Raises NotActive after a registration is completed.

    Neither a pause nor an early end stops what others still owe a learner: work that was sent is judged.
    """
    if standing.status is Status.COMPLETED:
        raise NotActive(standing.status.value)


def require_not_closed(standing: Standing) -> None:
    """Raises NotActive after a registration is ended or completed. A pause does not stop what comes by itself."""
    if standing.status in (Status.ENDED, Status.COMPLETED):
        raise NotActive(standing.status.value)


def register(
    stamp: Stamp,
    *,
    registration: UUID,
    learner: Actor,
    qualification: Qualification,
    specification: Document,
    optional_units: tuple[str, ...],
    others: Iterable[Standing],
) -> LearnerRegistered:
    """Start a learner on a qualification.

    `others` are the learner's other registrations at this centre. Raises UnknownUnits, WrongCombination,
    AlreadyRegistered.
    """
    combination.check_choice(qualification, optional_units)
    _require_no_other(qualification.slug, others)
    return LearnerRegistered(
        id=stamp.id,
        by=stamp.by,
        at=stamp.at,
        learner=learner,
        registration=registration,
        qualification=qualification.ref,
        specification=specification,
        optional_units=optional_units,
    )


def _require_no_other(slug: str, others: Iterable[Standing]) -> None:
    """Nobody works on one qualification twice at the same time. Raises AlreadyRegistered."""
    for other in others:
        if other.qualification.slug == slug and other.status in (Status.ACTIVE, Status.PAUSED):
            raise AlreadyRegistered(other.registration)


def choose_units(
    standing: Standing, qualification: Qualification, stamp: Stamp, optional_units: Collection[str]
) -> UnitsChosen:
    """Let the learner take these optional units, and no others, from now on.

    Raises NotActive, UnknownUnits, WrongCombination, SameUnits, UnitStays (dropped, but signed off), UnitInUse
    (dropped, but work on it waits for somebody).
    """
    require_active(standing)
    combination.check_choice(qualification, optional_units)
    chosen = tuple(unit for unit in qualification.optional_units if unit in optional_units)
    if set(chosen) == set(standing.optional_units):
        raise SameUnits
    for unit in standing.optional_units:
        if unit not in chosen:
            _require_droppable(standing, unit)
    return UnitsChosen(**standing.said(stamp), optional_units=chosen)


def _require_droppable(standing: Standing, unit: str) -> None:
    if unit in standing.sign_offs:
        raise UnitStays(unit)
    undecided = (ref for piece in standing.evidence.values() for ref in (*piece.open, *piece.uncountersigned))
    ahead = (
        ref
        for observation in standing.observations.values()
        if observation.status in (ObservationStatus.PLANNED, ObservationStatus.RECORDED)
        for ref in observation.planned.criteria
    )
    if any(ref.unit == unit for ref in (*undecided, *ahead)):
        raise UnitInUse(unit)


def pause(standing: Standing, stamp: Stamp, words: Document | None) -> RegistrationPaused:
    """Stop the clock. Raises NotActive."""
    require_active(standing)
    return RegistrationPaused(**standing.said(stamp), words=words)


def end(standing: Standing, stamp: Stamp, words: Document | None) -> RegistrationEnded:
    """Put on record that the learner left before everything was achieved. Raises NotActive (ended, completed), Missing.

    What they achieved stays achieved, and they may come back: see `resume`.
    """
    require_not_closed(standing)
    if words is None:
        raise Missing("reason")
    return RegistrationEnded(**standing.said(stamp), words=words)


def resume(
    standing: Standing, stamp: Stamp, words: Document | None, others: Iterable[Standing]
) -> RegistrationResumed:
    """Let the clock go on: after a pause, when somebody who left comes back, or to put right a completed record.

    `others` are the learner's other registrations at this centre. Raises NotStopped, AlreadyRegistered, Missing (a
    completed record is opened only with a reason).
    """
    if standing.status is Status.ACTIVE:
        raise NotStopped
    if standing.status is Status.COMPLETED and words is None:
        raise Missing("reason")
    _require_no_other(standing.qualification.slug, others)
    return RegistrationResumed(**standing.said(stamp), words=words)


def hours_short(standing: Standing, qualification: Qualification) -> tuple[HoursShort, ...]:
    """Each hours requirement that countersigned minutes do not reach yet. 599 minutes is not 10 hours."""
    missing = (
        HoursShort(needed, needed.minutes.value - standing.countersigned_minutes(needed.kind))
        for needed in qualification.hours
    )
    return tuple(short for short in missing if short.minutes > 0)


def blocks_on_completion(standing: Standing, qualification: Qualification) -> tuple[str, ...]:
    """Why the registration can not be completed yet, one plain sentence each; empty when it can."""
    units = combination.shortfalls(qualification, chosen=standing.optional_units, achieved=standing.sign_offs)
    hours = hours_short(standing, qualification)
    return tuple(short.sentence for short in (*units, *hours, *_actions(standing)))


def complete(
    standing: Standing, qualification: Qualification, stamp: Stamp, words: Document | None = None
) -> RegistrationCompleted:
    """Close a registration on which everything is achieved. Raises NotActive, NotComplete."""
    require_active(standing)
    if blocks := blocks_on_completion(standing, qualification):
        raise NotComplete(blocks)
    return RegistrationCompleted(**standing.said(stamp), words=words)


def next_version(standing: Standing) -> int:
    """The version that the next portfolio gets: 1, 2, … Raises NothingToPrint on an empty record."""
    if not (standing.evidence or standing.hours):
        raise NothingToPrint
    return len(standing.portfolios) + 1


def open_on_portfolio(
    standing: Standing, qualification: Qualification
) -> tuple[Shortfall | HoursShort | Owed, ...]:
    """What is still open: the final portfolio has to wait for it; empty when it need not.

    More than completion asks for: whatever somebody still owes an answer to would be printed without one.
    """
    return (
        *combination.shortfalls(qualification, chosen=standing.optional_units, achieved=standing.sign_offs),
        *hours_short(standing, qualification),
        *_owed(standing),
        *_actions(standing),
    )


def _owed(standing: Standing) -> Iterator[Owed]:
    evidence = standing.evidence.values()
    observations, hours = standing.observations.values(), standing.hours.values()
    if refs := dict.fromkeys(ref.label for piece in evidence for ref in piece.open):
        yield Owed(Answer.DECISION, ", ".join(refs))
    if refs := dict.fromkeys(ref.label for piece in evidence for ref in piece.uncountersigned):
        yield Owed(Answer.COUNTERSIGNATURE, ", ".join(refs))
    if unsigned := sum(one.status is ObservationStatus.RECORDED for one in observations):
        yield Owed(Answer.LEARNERS_SIGNATURE, str(unsigned))
    if waiting := sum(one.status is HoursStatus.WAITING for one in hours):
        yield Owed(Answer.HOURS_SIGNATURE, str(waiting))


def _actions(standing: Standing) -> Iterator[Owed]:
    if units := dict.fromkeys(fact.unit for fact in standing.open_actions):
        yield Owed(Answer.QUALITY_ACTION, ", ".join(units))


def blocks_on_portfolio(standing: Standing, qualification: Qualification) -> tuple[str, ...]:
    """Why there can be no final portfolio yet, one plain sentence each; empty when there can."""
    return tuple(one.sentence for one in open_on_portfolio(standing, qualification))


def require_ready(standing: Standing, qualification: Qualification) -> None:
    """Raises PortfolioNotReady while anything is open that a final portfolio would have to show as open."""
    if blocks := blocks_on_portfolio(standing, qualification):
        raise PortfolioNotReady(blocks)


def issue(
    standing: Standing,
    stamp: Stamp,
    *,
    portfolio: Document,
    version: int,
    position: int,
    chain_hash: str,
    final: bool = False,
) -> PortfolioIssued:
    """Put a printed portfolio on record. Raises VersionTaken, NothingToPrint.

    Whether it may be `final` was decided at `position`, of which it is a picture: see `require_ready`.
    """
    if version != (expected := next_version(standing)):
        raise VersionTaken(expected)
    return PortfolioIssued(
        **standing.said(stamp),
        portfolio=portfolio,
        version=version,
        position=position,
        chain_hash=chain_hash,
        final=final,
    )
