"""What a learning platform is told about a learner's work: how far it is, a score, and one sentence.

The words for how far are those of LTI Assignment and Grade Services 2.0, 3.4.7 (activityProgress) and 3.4.8
(gradingProgress). The score is the share of criteria that are met. Nobody is named, and nothing that was written.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lms_peer.domain.facts import RegistrationCompleted
from lms_peer.domain.qualification import Qualification, Unit
from lms_peer.domain.stages import Stage, criterion_stage, unit_stage, units_taken
from lms_peer.domain.standing import Standing, Status
from lms_peer.domain.uk import uk_day

MOST = 100.0


class Activity(StrEnum):
    """How far the learner is with it."""

    INITIALIZED = "Initialized"
    IN_PROGRESS = "InProgress"
    SUBMITTED = "Submitted"
    COMPLETED = "Completed"


class Grading(StrEnum):
    """How far those are who assess it."""

    NOT_READY = "NotReady"
    PENDING_MANUAL = "PendingManual"
    FULLY_GRADED = "FullyGraded"


@dataclass(frozen=True)
class Mark:
    """What is told. `score` is of MOST; None takes back a score that was told before."""

    score: float | None
    activity: Activity
    grading: Grading
    comment: str

    @property
    def begun(self) -> bool:
        """False while there is nothing to tell."""
        return self.activity is not Activity.INITIALIZED


NOT_STARTED = Mark(None, Activity.INITIALIZED, Grading.NOT_READY, "Not started.")
_WORDS = {
    Stage.IN_PROGRESS: (Activity.IN_PROGRESS, Grading.NOT_READY, ""),
    Stage.REFERRED_BACK: (Activity.IN_PROGRESS, Grading.NOT_READY, " Something was sent back, with the reason."),
    Stage.TO_ASSESS: (Activity.SUBMITTED, Grading.PENDING_MANUAL, " An assessor has more to look at."),
    Stage.READY: (Activity.COMPLETED, Grading.PENDING_MANUAL, " It waits to be signed off."),
}


def mark_of_unit(standing: Standing, qualification: Qualification, reference: str) -> Mark | None:
    """What to tell about one unit; None for a unit that the learner does not take."""
    unit = next((one for one in units_taken(standing, qualification) if one.reference == reference), None)
    if unit is None:
        return None
    stage = unit_stage(standing, qualification, unit)
    if stage is Stage.NOT_STARTED:
        return NOT_STARTED
    if stage is Stage.SIGNED_OFF:
        return _done("Signed off", standing.sign_offs[unit.reference].at)
    met, of = _met(standing, qualification, (unit,))
    activity, grading, more = _WORDS[stage]
    return Mark(_share(met, of), activity, grading, f"{met} of {of} criteria met.{more}")


def mark_of_qualification(standing: Standing, qualification: Qualification) -> Mark:
    """What to tell about the whole of it."""
    if standing.status is Status.COMPLETED:
        at = next(one.at for one in reversed(standing.changes) if isinstance(one, RegistrationCompleted))
        return _done("Completed", at)
    units = units_taken(standing, qualification)
    if all(unit_stage(standing, qualification, unit) is Stage.NOT_STARTED for unit in units):
        return NOT_STARTED
    met, of = _met(standing, qualification, units)
    signed = sum(unit.reference in standing.sign_offs for unit in units)
    comment = f"{met} of {of} criteria met. {signed} of {len(units)} units signed off."
    return Mark(_share(met, of), Activity.IN_PROGRESS, Grading.NOT_READY, comment)


def _met(standing: Standing, qualification: Qualification, units: Collection[Unit]) -> tuple[int, int]:
    refs = [ref for unit in units for ref in unit.refs()]
    return sum(criterion_stage(standing, qualification, ref) is Stage.MET for ref in refs), len(refs)


def _share(met: int, of: int) -> float:
    return round(MOST * met / of, 2) if of else 0.0


def _done(words: str, at: datetime) -> Mark:
    day = uk_day(at)
    return Mark(MOST, Activity.COMPLETED, Grading.FULLY_GRADED, f"{words} on {day.day} {day:%B} {day.year}.")
