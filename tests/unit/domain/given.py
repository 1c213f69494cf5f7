"""What the rules' tests start from: a small course, invented people, and a record that grows by one fact at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from itertools import count
from typing import TypeVar
from uuid import UUID

from lms_peer.domain import evidence, hours, judgement, observation, registration
from lms_peer.domain.evidence import Offered
from lms_peer.domain.facts import (
    Actor,
    CriterionJudged,
    Document,
    EvidenceSubmitted,
    Fact,
    HoursLogged,
    LearnerRegistered,
    ObservationPlanned,
    ObservationRecorded,
    Stamp,
    UnitSignedOff,
    Verdict,
)
from lms_peer.domain.fold import fold
from lms_peer.domain.judgement import Assessor
from lms_peer.domain.qualification import (
    Choice,
    Criterion,
    CriterionRef,
    Figure,
    HoursRequirement,
    LearningOutcome,
    Method,
    Qualification,
    Rules,
    Unit,
)
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import Standing

F = TypeVar("F", bound=Fact)

LEARNER, OTHER_LEARNER, ASSESSOR, STAFF, TRAINER = (
    Actor("https://peer.example", name) for name in ("learner", "other-learner", "assessor", "staff", "trainer")
)
QUALIFIED = Assessor(ASSESSOR)
BEGAN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
WORDS = Document("ab" * 32, 20, "application/json")
PDF = Document("cd" * 32, 4000, "application/pdf")
LISTEN, SEEN, PLACES, NOTES = (
    CriterionRef(unit, number) for unit, number in (("H1", "1.1"), ("H1", "1.2"), ("H2", "1.1"), ("H3", "1.1"))
)


def _unit(reference: str, *criteria: Criterion) -> Unit:
    return Unit(reference, f"Unit {reference}", (LearningOutcome("1", "Be able to", criteria),))


_SAID = frozenset(
    {Method.REFLECTIVE_ACCOUNT, Method.WITNESS_TESTIMONY, Method.PROFESSIONAL_DISCUSSION, Method.OBSERVATION}
)
COURSE = Qualification(
    "bench",
    "1.0",
    "Bench award",
    units=(
        _unit(
            "H1",
            Criterion("1.1", "Say what listening is", _SAID),
            Criterion("1.2", "Listen", _SAID | {Method.QUESTIONING}, must_be_observed=True),
        ),
        _unit("H2", Criterion("1.1", "Name three places", _SAID)),
        _unit("H3", Criterion("1.1", "Keep a note", frozenset({Method.WORK_PRODUCT}))),
    ),
    rules=Rules(mandatory=("H1",), choices=(Choice("One more", ("H2", "H3"), at_least_units=1),)),
    hours=(
        HoursRequirement("shadowing", "Shadowing", Figure(600, "here", True)),
        HoursRequirement(
            "practice", "Practice", Figure(1, "here", True), countersigned_by=frozenset({Role.TRAINER})
        ),
    ),
)


def offered(*criteria: CriterionRef, **parts: object) -> Offered:
    """A reflective account of today, declared; `parts` replace any of it."""
    usual: dict[str, object] = {
        "method": Method.REFLECTIVE_ACCOUNT,
        "criteria": criteria,
        "happened": NOON.date(),
        "words": WORDS,
        "declared": True,
        "used_ai": False,
    }
    return Offered(**usual | parts)  # type: ignore[arg-type]


@dataclass
class Record:
    """One learner's record in memory. Each method acts as the person who would; `now` is when."""

    now: datetime = NOON
    facts: list[Fact] = field(default_factory=list)
    _number: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.standing: Standing = fold(None, self._registered())
        self.facts.append(self.standing.registered)

    def _registered(self) -> LearnerRegistered:
        return registration.register(
            self.stamp(TRAINER, BEGAN),
            registration=UUID(int=1, version=4),
            learner=LEARNER,
            qualification=COURSE,
            specification=PDF,
            optional_units=("H2",),
            others=(),
        )

    def stamp(self, by: Actor, at: datetime | None = None) -> Stamp:
        """A new id, said by `by` at `at` or now."""
        return Stamp(id=UUID(int=next(self._number) << 32, version=4), by=by, at=at or self.now)

    def says(self, fact: F) -> F:
        """The fact goes on the record."""
        self.facts.append(fact)
        self.standing = fold(self.standing, fact)
        return fact

    def submits(self, *criteria: CriterionRef, by: Actor = LEARNER, **parts: object) -> EvidenceSubmitted:
        """The learner puts evidence forward."""
        return self.says(evidence.submit(self.standing, COURSE, self.stamp(by), offered(*criteria, **parts)))

    def withdraws(self, piece: Fact, by: Actor = LEARNER) -> None:
        """The learner takes evidence back."""
        self.says(evidence.withdraw(self.standing, self.stamp(by), piece.id, None))

    def judges(
        self,
        piece: Fact,
        criterion: CriterionRef,
        verdict: Verdict = Verdict.MET,
        assessor: Assessor = QUALIFIED,
        words: Document | None = WORDS,
    ) -> CriterionJudged:
        """The assessor decides."""
        return self.says(
            judgement.judge(
                self.standing,
                self.stamp(assessor.actor),
                assessor=assessor,
                evidence=piece.id,
                criterion=criterion,
                verdict=verdict,
                words=words,
            )
        )

    def signs_off(self, unit: str, assessor: Assessor = QUALIFIED) -> UnitSignedOff:
        """The assessor signs the unit off."""
        return self.says(
            judgement.sign_off(self.standing, COURSE, self.stamp(assessor.actor), assessor=assessor, unit=unit)
        )

    def plans(
        self, *criteria: CriterionRef, due: datetime | None = None, assessor: Assessor = QUALIFIED
    ) -> ObservationPlanned:
        """The assessor agrees an observation, in two days unless said."""
        return self.says(
            observation.plan(
                self.standing,
                COURSE,
                self.stamp(assessor.actor),
                assessor=assessor,
                due=due or self.now + timedelta(days=2),
                criteria=criteria,
                words=WORDS,
            )
        )

    def observes(self, planned: Fact, *criteria: CriterionRef, **parts: object) -> ObservationRecorded:
        """The assessor records what they saw in the last hour; `parts` replace any of it."""
        usual: dict[str, object] = {
            "assessor": QUALIFIED,
            "observation": planned.id,
            "covered": dict.fromkeys(criteria, "Asked and waited."),
            "minutes": 45,
            "words": WORDS,
            "now": self.now,
        }
        stamp = self.stamp(ASSESSOR, parts.pop("began", self.now - timedelta(hours=1)))  # type: ignore[arg-type]
        return self.says(observation.record(self.standing, COURSE, stamp, **usual | parts))  # type: ignore[arg-type]

    def confirms(self, planned: Fact, by: Actor = LEARNER) -> None:
        """The learner signs the record of the observation."""
        self.says(observation.confirm(self.standing, self.stamp(by), planned.id, None))

    def logs(self, minutes: int = 60, began: datetime | None = None, **parts: object) -> HoursLogged:
        """The learner writes hours down, from yesterday unless said; `by` and other `parts` replace any of it."""
        stamp = self.stamp(parts.pop("by", LEARNER), began or self.now - timedelta(days=1))  # type: ignore[arg-type]
        usual: dict[str, object] = {
            "kind": "shadowing",
            "minutes": minutes,
            "staff": STAFF,
            "staff_roles": {Role.STAFF},
            "now": self.now,
            "words": WORDS,
        }
        return self.says(hours.log(self.standing, COURSE, stamp, **usual | parts))  # type: ignore[arg-type]

    def countersigns(self, entry: Fact, by: Actor = STAFF) -> None:
        """The member of staff confirms the hours."""
        self.says(hours.countersign(self.standing, self.stamp(by), entry.id))

    def refuses(self, entry: Fact, by: Actor = STAFF, words: Document | None = WORDS) -> None:
        """The member of staff does not confirm the hours."""
        self.says(hours.refuse(self.standing, self.stamp(by), entry.id, words))

    def voids(self, entry: Fact, by: Actor = LEARNER) -> None:
        """The learner takes the hours back."""
        self.says(hours.void(self.standing, self.stamp(by), entry.id, None))

    def pauses(self) -> None:
        """The trainer stops the clock."""
        self.says(registration.pause(self.standing, self.stamp(TRAINER), WORDS))

    def resumes(self, words: Document | None = None, others: tuple[Standing, ...] = ()) -> None:
        """The trainer lets the clock go on."""
        self.says(registration.resume(self.standing, self.stamp(TRAINER), words, others))

    def ends(self, words: Document | None = WORDS) -> None:
        """The trainer puts on record that the learner left."""
        self.says(registration.end(self.standing, self.stamp(TRAINER), words))

    def completes(self) -> None:
        """The trainer closes the record."""
        self.says(registration.complete(self.standing, COURSE, self.stamp(TRAINER)))

    def achieves_everything(self) -> None:
        """Everything the course asks for, short of completing."""
        for ref in (LISTEN, PLACES):
            self.judges(self.submits(ref), ref)
        planned = self.plans(SEEN)
        self.judges(self.observes(planned, SEEN), SEEN)
        self.confirms(planned)
        self.signs_off("H1")
        self.signs_off("H2")
        self.countersigns(self.logs(600))
        staff = {"kind": "practice", "staff": TRAINER, "staff_roles": {Role.TRAINER}}
        self.countersigns(self.logs(1, self.now - timedelta(days=3), **staff), by=TRAINER)

    def folded_again(self) -> Standing:
        """The standing that the facts give from the beginning."""
        return standing_of(self.facts)


def yesterday(day: datetime = NOON) -> date:
    """The day before."""
    return (day - timedelta(days=1)).date()


def standing_of(facts: Iterable[Fact]) -> Standing:
    """The standing after all these facts of one registration, the first of which registers the learner."""
    first, *more = facts
    return reduce(fold, more, fold(None, first))
