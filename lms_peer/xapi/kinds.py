"""Which statement each kind of fact is: its verb, and what its object is.

The pair of verb and object type tells the kind, so `read` needs no marker of its own. What a fact says about an
earlier one points to it by StatementRef, as the standard does for voiding.
"""

from __future__ import annotations

from dataclasses import dataclass

from lms_peer.domain import facts
from lms_peer.domain.facts import Fact
from lms_peer.xapi import activities, verbs

STATEMENT = "StatementRef"


@dataclass(frozen=True)
class Kind:
    """A fact's verb and object.

    `noun` is an activity noun, or STATEMENT when the object is the statement that `names` holds the id of.
    For an activity, `names` is the field that identifies it (`id` for the fact's own).
    """

    fact: type[Fact]
    verb: str
    noun: str
    names: str


KINDS: tuple[Kind, ...] = (
    Kind(facts.LearnerRegistered, verbs.REGISTERED, activities.QUALIFICATION, "qualification"),
    Kind(facts.UnitsChosen, verbs.CHOSE, activities.QUALIFICATION, "qualification"),
    Kind(facts.RegistrationPaused, verbs.SUSPENDED, activities.QUALIFICATION, "qualification"),
    Kind(facts.RegistrationResumed, verbs.RESUMED, activities.QUALIFICATION, "qualification"),
    Kind(facts.RegistrationEnded, verbs.TERMINATED, activities.QUALIFICATION, "qualification"),
    Kind(facts.RegistrationCompleted, verbs.COMPLETED, activities.QUALIFICATION, "qualification"),
    Kind(facts.EvidenceSubmitted, verbs.SUBMITTED, activities.EVIDENCE, "id"),
    Kind(facts.EvidenceWithdrawn, verbs.RETRACTED, STATEMENT, "evidence"),
    Kind(facts.EvidenceRedacted, verbs.REDACTED, STATEMENT, "evidence"),
    Kind(facts.WitnessTestimonyRecorded, verbs.TESTIFIED, activities.TESTIMONY, "id"),
    Kind(facts.DiscussionRecorded, verbs.DISCUSSED, activities.DISCUSSION, "id"),
    Kind(facts.OutsideEvidenceReported, verbs.REPORTED, activities.OUTSIDE_EVIDENCE, "id"),
    Kind(facts.ObservationPlanned, verbs.SCHEDULED, activities.OBSERVATION, "id"),
    Kind(facts.ObservationRebooked, verbs.REBOOKED, STATEMENT, "observation"),
    Kind(facts.ObservationCancelled, verbs.CANCELLED, STATEMENT, "observation"),
    Kind(facts.ObservationRecorded, verbs.OBSERVED, activities.OBSERVATION_RECORD, "id"),
    Kind(facts.ObservationConfirmed, verbs.ACKNOWLEDGED, STATEMENT, "observation"),
    Kind(facts.CriterionJudged, verbs.EVALUATED, activities.CRITERION, "criterion"),
    Kind(facts.JudgementCountersigned, verbs.AGREED, STATEMENT, "judgement"),
    Kind(facts.JudgementSentBack, verbs.DISAGREED, STATEMENT, "judgement"),
    Kind(facts.JudgementWithdrawn, verbs.OVERTURNED, STATEMENT, "judgement"),
    Kind(facts.UnitSignedOff, verbs.APPROVED, activities.UNIT, "unit"),
    Kind(facts.UnitReopened, verbs.REOPENED, activities.UNIT, "unit"),
    Kind(facts.SamplePlanned, verbs.PLANNED, activities.UNIT, "unit"),
    Kind(facts.UnitSampled, verbs.SAMPLED, activities.UNIT, "unit"),
    Kind(facts.ActionClosed, verbs.CLOSED, STATEMENT, "sample"),
    Kind(facts.HoursLogged, verbs.ATTENDED, activities.HOURS, "id"),
    Kind(facts.HoursCountersigned, verbs.COUNTERSIGNED, STATEMENT, "hours"),
    Kind(facts.HoursRefused, verbs.REJECTED, STATEMENT, "hours"),
    Kind(facts.HoursVoided, verbs.VOIDED, STATEMENT, "hours"),
    Kind(facts.PortfolioIssued, verbs.ISSUED, activities.PORTFOLIO, "id"),
    Kind(facts.PortfolioWithdrawn, verbs.REVOKED, STATEMENT, "issued"),
)

OF_FACT = {kind.fact: kind for kind in KINDS}
OF_STATEMENT = {(kind.verb, kind.noun): kind for kind in KINDS}

# Where each field of a fact travels. A field that is named nowhere here travels as a context extension.
ENVELOPE = frozenset({"id", "by", "at", "learner", "registration", "qualification", "stored"})
ATTACHED = {
    "words": "words",
    "files": "file",
    "copies": "redacted-copy",
    "specification": "specification",
    "portfolio": "portfolio",
}
INSTRUCTOR = frozenset({"staff", "assessor"})
CONTEXT_STATEMENT = frozenset({"evidence", "replaces", "observation", "source"})
OTHER = frozenset({"activity"})
RESULT = frozenset({"minutes", "verdict", "score"})
USAGE = f"{verbs.PROFILE}/attachments/"
EXTENSION = f"{verbs.PROFILE}/extensions/"
