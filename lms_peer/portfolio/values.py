"""What a template prints: plain frozen values. No database, no ledger, no bytes; every text is as people wrote it.

Dates, hours and sizes are text already. Anchors are names within the document; pictures are named by `vault:` and
the SHA-256 of the original.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lms_peer.domain.facts import Actor, PortfolioIssued
from lms_peer.portfolio.lines import (
    Asked,
    AssessorLine,
    Checked,
    Combination,
    ContentsLine,
    Covered,
    CriterionLine,
    DeclaredLine,
    FileLine,
    HoursLog,
    JudgementLine,
    Line,
    Picture,
    PlanLine,
    QualityLine,
    ReviewLine,
    SampleLine,
    Signature,
    StatementLine,
    WitnessLine,
)


@dataclass(frozen=True, kw_only=True)
class Issue:
    """What makes one issue of a portfolio: its version, the place in the ledger it shows, when and by whom.

    `final`: nothing is open any more. Else it is a draft. `verify_url` is the address of its public page, or empty.
    """

    version: int
    position: int
    chain_hash: str
    at: datetime
    by: Actor
    final: bool = False
    verify_url: str = ""

    @classmethod
    def of(cls, fact: PortfolioIssued) -> Issue:
        """An issue that is on record."""
        return cls(
            version=fact.version,
            position=fact.position,
            chain_hash=fact.chain_hash,
            at=fact.at,
            by=fact.by,
            final=fact.final,
        )


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What was planned for an observation; `history` says when it was agreed, for when, and each change since."""

    text: str
    setting: str
    criteria: str
    history: tuple[Line, ...]


@dataclass(frozen=True)
class PlannedLine:
    """An observation that was planned: cancelled, or written up as evidence `reference`, or neither yet."""

    plan: Plan
    cancelled: bool
    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One piece of evidence with everything that was said about it. `form` is the name of the form that it is."""

    reference: str
    form: str
    kind: str
    title: str
    method: str
    state: str = ""
    counts: bool = True
    replaces: str = ""
    criteria: tuple[CriterionLine, ...]
    lines: tuple[Line, ...]
    plan: Plan | None = None
    text_heading: str = "In the learner's own words"
    text: str = ""
    covered: tuple[Covered, ...] = ()
    questions: tuple[Asked, ...] = ()
    comment: str = ""
    redacted: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    files: tuple[FileLine, ...] = ()
    declaration: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    judgements: tuple[JudgementLine, ...] = ()
    undecided: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class MatrixRow:
    """One piece of evidence for one criterion. `verdict` is a word; initials and day are empty until it is judged."""

    reference: str
    method: str
    verdict: str
    met: bool = False
    counts: bool = True
    initials: str = ""
    happened: str = ""


@dataclass(frozen=True)
class MatrixCriterion:
    """A criterion in the matrix; without rows it has no evidence yet."""

    number: str
    text: str
    must_be_observed: bool
    met: bool
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True)
class MatrixOutcome:
    """A learning outcome in the matrix."""

    number: str
    title: str
    criteria: tuple[MatrixCriterion, ...]


@dataclass(frozen=True, kw_only=True)
class UnitPages:
    """One unit: its summary line, sign-off, samples, matrix, planned observations, review and evidence."""

    anchor: str
    reference: str
    title: str
    optional: bool
    facts: tuple[Checked, ...]
    stage: str
    met: int
    criteria: int
    matrix: tuple[MatrixOutcome, ...]
    pieces: tuple[Piece, ...]
    printed_elsewhere: tuple[str, ...]
    planned: tuple[PlannedLine, ...]
    reviews: tuple[ReviewLine, ...]
    declared: tuple[str, ...]
    sign_off: Signature | None
    samples: tuple[SampleLine, ...] = ()
    sampling_plan: PlanLine | None = None
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Portfolio:
    """Everything that is printed. `completed` is empty until it is; `check` is a command that anyone can follow.

    `forms` maps each of `forms.FORMS` to its name here. `open` says what has to be done before there can be a final
    portfolio, `absent` what nobody put on record; `appeals` and `profile` are empty where nothing is known.
    `verify_url` is the address of its public page, and `verify_code` that of the picture of it for a camera.
    """

    language: str
    final: bool
    forms: Mapping[str, str]
    contents: tuple[ContentsLine, ...]

    learner: str
    learner_lines: tuple[Line, ...]
    centre: str
    centre_lines: tuple[Line, ...]
    course: str
    course_lines: tuple[Line, ...]
    checked: tuple[tuple[str, Checked], ...]
    status: str
    registered: str
    completed: str
    version: int
    issued: str
    issued_moment: str
    issued_iso: str
    issued_by: str
    witnesses: tuple[WitnessLine, ...]
    assessors: tuple[AssessorLine, ...]
    quality: tuple[QualityLine, ...]
    profile: tuple[Line, ...]
    declared: tuple[DeclaredLine, ...]
    undeclared: tuple[str, ...]
    appeals: str
    open: tuple[str, ...]
    absent: tuple[str, ...]
    units: tuple[UnitPages, ...]
    combination: Combination
    hours: tuple[HoursLog, ...]
    position: int
    chain_hash: str
    verify_url: str = ""
    verify_code: str = ""
    check: str
    specification: str
    statements: tuple[StatementLine, ...]
    figures: tuple[tuple[str, Checked], ...]
    earlier: tuple[str, ...]
