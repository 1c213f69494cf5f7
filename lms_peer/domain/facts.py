"""Everything that can happen to a learner's record, each as one frozen fact in the past tense.

A fact holds no prose and no names: words and files are `Document`s (bytes in the vault, known by SHA-256), people
are `Actor`s (opaque accounts). `xapi.write` and `xapi.read` turn each kind into one statement and back.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID, uuid5

from lms_peer.domain.qualification import CriterionRef, Method, QualificationRef


class Actor(NamedTuple):
    """An account as xAPI has it: who vouches for the name (`issuer`, an IRI) and an opaque `name`."""

    issuer: str
    name: str


class Document(NamedTuple):
    """Bytes in the vault: hex SHA-256, length in bytes, media type."""

    sha256: str
    size: int
    media_type: str


class Verdict(StrEnum):
    """An assessor's decision on one criterion."""

    MET = "met"
    NOT_YET = "not_yet"


class CancelReason(StrEnum):
    """Why a planned observation did not happen. `REGIME` is the place's doing and nobody's fault."""

    LEARNER_UNWELL = "learner_unwell"
    LEARNER_ABSENT = "learner_absent"
    ASSESSOR_UNAVAILABLE = "assessor_unavailable"
    CLIENT_DECLINED = "client_declined"
    REGIME = "regime"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """Who says a thing, when it happened (aware, UTC), and under which statement id."""

    id: UUID
    by: Actor
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What every fact holds: the statement's id, who did it, when it happened, whose record it belongs to.

    `stored` is when the ledger wrote it down; it is None until then and plays no part in equality.
    """

    id: UUID
    by: Actor
    at: datetime
    learner: Actor
    registration: UUID
    qualification: QualificationRef
    stored: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True)
class Told(Fact):
    """A fact that comes with prose: `words` is one JSON document in the vault, or None when nothing was said."""

    words: Document | None = None


def derived_id(statement: UUID, name: str) -> UUID:
    """The id of a fact that follows from a statement: always the same for the same `name`.

    Marked as version 4, the kind that every learning record store takes.
    """
    return UUID(bytes=uuid5(statement, name).bytes, version=4)


# --- registration ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class LearnerRegistered(Fact):
    """A learner started on a qualification, on the very specification whose bytes `specification` names."""

    specification: Document
    optional_units: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class UnitsChosen(Told):
    """The learner takes these optional units from now on, and no others."""

    optional_units: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RegistrationPaused(Told):
    """The clock stopped; nothing is overdue until it goes on."""


@dataclass(frozen=True, kw_only=True)
class RegistrationResumed(Told):
    """The clock goes on, after a pause or after the record was ended or completed; nothing was lost."""


@dataclass(frozen=True, kw_only=True)
class RegistrationEnded(Told):
    """The learner left before everything was achieved, or was registered by mistake. `words` say which, for staff."""


@dataclass(frozen=True, kw_only=True)
class RegistrationCompleted(Told):
    """Every unit that is needed is signed off and every hour countersigned."""


# --- evidence --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class EvidenceSubmitted(Told):
    """The learner put forward work of their own and declared it theirs. The fact's id is the evidence's id.

    `happened` is the day the work was done; `replaces` is evidence that was referred back.
    """

    method: Method
    criteria: tuple[CriterionRef, ...]
    happened: date
    used_ai: bool
    files: tuple[Document, ...] = ()
    replaces: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class EvidenceWithdrawn(Told):
    """Whoever put evidence forward took it back before anybody judged it."""

    evidence: UUID


@dataclass(frozen=True, kw_only=True)
class EvidenceRedacted(Told):
    """A trainer said what portfolios leave out of a piece of evidence, and takes the place of what was said before.

    `replaced` and `left_out` are the SHA-256 of files: for each of the first the copy in `copies` at the same place is
    shown, and nothing for the others. `hides_words`: words are blacked out, and `words` says which. With none of these
    everything is shown again.
    """

    evidence: UUID
    replaced: tuple[str, ...] = ()
    copies: tuple[Document, ...] = ()
    left_out: tuple[str, ...] = ()
    hides_words: bool = False

    @property
    def hides(self) -> bool:
        """True unless everything is shown again."""
        return bool(self.replaced or self.left_out or self.hides_words)


@dataclass(frozen=True, kw_only=True)
class WitnessTestimonyRecorded(Told):
    """Someone who saw the learner at work put it on record. `expert`: knows the units and the occupation."""

    witness: Actor
    expert: bool
    criteria: tuple[CriterionRef, ...]
    happened: date
    files: tuple[Document, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DiscussionRecorded(Told):
    """An assessor asked and the learner answered: a professional discussion, or questioning."""

    method: Method
    criteria: tuple[CriterionRef, ...]
    minutes: int
    files: tuple[Document, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OutsideEvidenceReported(Told):
    """Another system (`by`) said that the learner did something there. The fact's id is the evidence's id.

    `source` is that system's statement, about the `activity` with the `verb` (IRIs); `score` is scaled, -1 to 1.
    """

    source: UUID
    activity: str
    verb: str
    method: Method
    criteria: tuple[CriterionRef, ...]
    happened: date
    score: float | None = None

    @property
    def files(self) -> tuple[Document, ...]:
        """None: what the learner did there stays there."""
        return ()


# --- observation -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ObservationPlanned(Told):
    """An observation was agreed for `due`. The fact's id is the observation's id."""

    assessor: Actor
    due: datetime
    criteria: tuple[CriterionRef, ...]


@dataclass(frozen=True, kw_only=True)
class ObservationRebooked(Told):
    """The same observation, at another time; it may follow a cancellation."""

    observation: UUID
    assessor: Actor
    due: datetime


@dataclass(frozen=True, kw_only=True)
class ObservationCancelled(Told):
    """A planned observation did not happen."""

    observation: UUID
    reason: CancelReason


@dataclass(frozen=True, kw_only=True)
class ObservationRecorded(Told):
    """What the assessor saw and asked. It confers no decision: a judgement is a record of its own."""

    observation: UUID
    criteria: tuple[CriterionRef, ...]
    minutes: int
    files: tuple[Document, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ObservationConfirmed(Told):
    """The learner read the record of the observation and signed it."""

    observation: UUID


# --- judgement -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class CriterionJudged(Told):
    """An assessor decided one criterion on one piece of evidence.

    `in_training`: the assessor was not qualified yet, so it counts only once a qualified one countersigned it.
    """

    evidence: UUID
    criterion: CriterionRef
    verdict: Verdict
    in_training: bool = False


@dataclass(frozen=True, kw_only=True)
class JudgementCountersigned(Told):
    """A qualified assessor agreed with the decision of one in training. From then on it counts."""

    judgement: UUID


@dataclass(frozen=True, kw_only=True)
class JudgementSentBack(Told):
    """A qualified assessor did not agree with the decision of one in training, and said why. It never counts."""

    judgement: UUID


@dataclass(frozen=True, kw_only=True)
class JudgementWithdrawn(Told):
    """A qualified assessor took back a decision that was wrong, and said why. It counts no more."""

    judgement: UUID


@dataclass(frozen=True, kw_only=True)
class UnitSignedOff(Told):
    """An assessor confirmed that every criterion of the unit is met."""

    unit: str


@dataclass(frozen=True, kw_only=True)
class UnitReopened(Told):
    """A qualified assessor took back the sign-off of a unit, and said why."""

    unit: str


# --- internal quality assurance ---------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class SamplePlanned(Told):
    """An internal quality assurer said by which day a unit is to be sampled, or that it need not be, and why.

    `by_day` is None when it need not be. What was said last of a unit counts.
    """

    unit: str
    by_day: date | None = None


@dataclass(frozen=True, kw_only=True)
class UnitSampled(Told):
    """An internal quality assurer looked at how a unit was assessed, and told the assessor what they found.

    `sampled` is the evidence that they looked at. `agreed`: the decisions stand; else something has to be done about
    them first. `summative`: the unit was signed off by then.
    """

    unit: str
    sampled: tuple[UUID, ...]
    agreed: bool
    summative: bool = False


@dataclass(frozen=True, kw_only=True)
class ActionClosed(Told):
    """An internal quality assurer saw that what a sample asked for was done, and said how."""

    sample: UUID


# --- hours -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class HoursLogged(Told):
    """The learner wrote down time spent, from `at` for `minutes`. The fact's id is the entry's id."""

    kind: str
    minutes: int
    staff: Actor


@dataclass(frozen=True, kw_only=True)
class HoursCountersigned(Told):
    """The member of staff confirmed the time. Only such minutes count.

    `link_from` is who made the link that they answered by; None when they signed in.
    """

    hours: UUID
    link_from: Actor | None = None


@dataclass(frozen=True, kw_only=True)
class HoursRefused(Told):
    """The member of staff did not confirm the time, and said why. `link_from` as in HoursCountersigned."""

    hours: UUID
    link_from: Actor | None = None


@dataclass(frozen=True, kw_only=True)
class HoursVoided(Told):
    """The learner took the entry back, to log it anew."""

    hours: UUID


# --- portfolio -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class PortfolioIssued(Fact):
    """The record was printed as `portfolio`, from the ledger up to `position`, whose chain hash is `chain_hash`.

    `final`: nothing was open any more. Else it is a draft; drafts and finals are counted together.
    """

    portfolio: Document
    version: int
    position: int
    chain_hash: str
    final: bool = False


@dataclass(frozen=True, kw_only=True)
class PortfolioWithdrawn(Told):
    """Nobody is to rely on this version any more; `issued` is the PortfolioIssued, `words` say why."""

    issued: UUID


FACTS: tuple[type[Fact], ...] = (
    LearnerRegistered,
    UnitsChosen,
    RegistrationPaused,
    RegistrationResumed,
    RegistrationEnded,
    RegistrationCompleted,
    EvidenceSubmitted,
    EvidenceWithdrawn,
    EvidenceRedacted,
    WitnessTestimonyRecorded,
    DiscussionRecorded,
    OutsideEvidenceReported,
    ObservationPlanned,
    ObservationRebooked,
    ObservationCancelled,
    ObservationRecorded,
    ObservationConfirmed,
    CriterionJudged,
    JudgementCountersigned,
    JudgementSentBack,
    JudgementWithdrawn,
    UnitSignedOff,
    UnitReopened,
    SamplePlanned,
    UnitSampled,
    ActionClosed,
    HoursLogged,
    HoursCountersigned,
    HoursRefused,
    HoursVoided,
    PortfolioIssued,
    PortfolioWithdrawn,
)

Evidence = (
    EvidenceSubmitted
    | WitnessTestimonyRecorded
    | DiscussionRecorded
    | OutsideEvidenceReported
    | ObservationRecorded
)
