"""What must be achieved: a qualification specification as frozen values.

Holds the shape of a specification and questions that need nothing else to answer. It reads no file (that is
`catalogue`) and knows no learner (that is `standing`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, Self

from lms_peer.domain.roles import Role


class Method(StrEnum):
    """How a criterion may be evidenced."""

    OBSERVATION = "observation"
    WORK_PRODUCT = "work_product"
    REFLECTIVE_ACCOUNT = "reflective_account"
    PROFESSIONAL_DISCUSSION = "professional_discussion"
    QUESTIONING = "questioning"
    WITNESS_TESTIMONY = "witness_testimony"
    SIMULATION = "simulation"
    PRIOR_LEARNING = "prior_learning"


class QualificationRef(NamedTuple):
    """One version of one qualification: what a registration points to."""

    slug: str
    version: str


class CriterionRef(NamedTuple):
    """One assessment criterion within a qualification: the unit's reference and the criterion's number."""

    unit: str
    number: str

    def __str__(self) -> str:
        return f"{self.unit}/{self.number}"

    @property
    def label(self) -> str:
        """What people call it: `AG1 2.1`. Never read back."""
        return f"{self.unit} {self.number}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str()` wrote. Raises ValueError when there is no `/`."""
        unit, slash, number = text.rpartition("/")
        if not slash:
            raise ValueError(f"{text!r} is not UNIT/NUMBER")
        return cls(unit, number)


@dataclass(frozen=True)
class Figure:
    """A number that someone else decided: where it was read, and whether anyone checked it there."""

    value: int
    source: str
    verified: bool


@dataclass(frozen=True)
class Reference:
    """A number-like name given by someone else (an Ofqual number, a unit number), with its source."""

    value: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Criterion:
    """One thing the learner must show, and how it may be shown."""

    number: str
    text: str
    methods: frozenset[Method]
    must_be_observed: bool = False
    example: str = ""


@dataclass(frozen=True)
class LearningOutcome:
    """What the learner will know or be able to do; achieved criterion by criterion."""

    number: str
    title: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Unit:
    """A block of learning with its own sign-off. `reference` is ours and stable; `number` is the awarding body's."""

    reference: str
    title: str
    outcomes: tuple[LearningOutcome, ...]
    level: int | None = None
    number: Reference | None = None
    credit: Figure | None = None
    guided_hours: Figure | None = None
    summary: str = ""

    def criteria(self) -> Iterator[Criterion]:
        """Every criterion, in the order printed."""
        for outcome in self.outcomes:
            yield from outcome.criteria

    def refs(self) -> tuple[CriterionRef, ...]:
        """The references of every criterion, in the order printed."""
        return self._refs

    @cached_property
    def _refs(self) -> tuple[CriterionRef, ...]:
        return tuple(CriterionRef(self.reference, criterion.number) for criterion in self.criteria())


@dataclass(frozen=True)
class Choice:
    """A group of optional units: at least so many units, or at least so many credits, from these."""

    title: str
    units: tuple[str, ...]
    at_least_units: int | None = None
    at_least_credits: int | None = None


@dataclass(frozen=True)
class Rules:
    """Rules of combination: which units together make the qualification.

    `barred` holds pairs of unit references that may not both count.
    """

    mandatory: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    barred: tuple[tuple[str, str], ...] = ()
    source: str = ""
    verified: bool = False


@dataclass(frozen=True)
class HoursRequirement:
    """Time that must be spent and countersigned: `minutes.value` minutes of `kind` (for example `shadowing`)."""

    kind: str
    title: str
    minutes: Figure
    countersigned_by: frozenset[Role] = frozenset({Role.STAFF})


@dataclass(frozen=True)
class ExternalActivity:
    """An activity elsewhere whose statements may become evidence, if a trusted client says them.

    `activity` and `verb` are IRIs; `at_least` is a scaled score (0 to 1) or None.
    """

    activity: str
    verb: str
    client: str
    criteria: tuple[CriterionRef, ...]
    method: Method
    at_least: float | None = None


@dataclass(frozen=True)
class Qualification:
    """A whole specification at one version. Accredited ones name an awarding body and an Ofqual number."""

    slug: str
    version: str
    title: str
    units: tuple[Unit, ...]
    rules: Rules
    summary: str = ""
    level: int | None = None
    awarding_body: Reference | None = None
    ofqual_number: Reference | None = None
    total_hours: Figure | None = None
    guided_hours: Figure | None = None
    credits: Figure | None = None
    hours: tuple[HoursRequirement, ...] = ()
    external: tuple[ExternalActivity, ...] = ()
    minimum_age: Figure | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def ref(self) -> QualificationRef:
        """What a registration and a statement point to."""
        return QualificationRef(self.slug, self.version)

    @cached_property
    def units_by_reference(self) -> dict[str, Unit]:
        """Every unit under its reference, in the order printed."""
        return {unit.reference: unit for unit in self.units}

    @cached_property
    def criteria_by_ref(self) -> dict[CriterionRef, Criterion]:
        """Every criterion under its reference, in the order printed."""
        return {
            CriterionRef(unit.reference, criterion.number): criterion
            for unit in self.units
            for criterion in unit.criteria()
        }

    @property
    def optional_units(self) -> tuple[str, ...]:
        """The references a learner chooses among, in the order printed."""
        chosen = {reference for choice in self.rules.choices for reference in choice.units}
        return tuple(unit.reference for unit in self.units if unit.reference in chosen)

    @property
    def accredited(self) -> bool:
        """True when an awarding body stands behind it."""
        return self.awarding_body is not None

    def unverified(self) -> tuple[str, ...]:
        """Plain names of every figure nobody has checked at its source, in the order printed."""
        own = {
            "Awarding body": self.awarding_body,
            "Ofqual number": self.ofqual_number,
            "Total qualification time": self.total_hours,
            "Guided learning hours": self.guided_hours,
            "Credits": self.credits,
            "Lowest age": self.minimum_age,
        }
        names = [name for name, figure in own.items() if figure is not None and not figure.verified]
        if self.accredited and not self.rules.verified:
            names.append("Rules of combination")
        for unit in self.units:
            figures = {"number": unit.number, "credit": unit.credit, "guided hours": unit.guided_hours}
            names += [
                f"{unit.reference} {name}"
                for name, figure in figures.items()
                if figure is not None and not figure.verified
            ]
        names += [f"Hours: {hours.title}" for hours in self.hours if not hours.minutes.verified]
        return tuple(names)
