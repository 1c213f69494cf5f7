"""What a template prints: plain frozen values. No database, no ledger, no bytes; every text is as people wrote it.

Dates, hours and sizes are text already. Anchors are names within the document; pictures are named by `vault:` and
the SHA-256 of the original.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lms_peer.domain.facts import Actor


@dataclass(frozen=True, kw_only=True)
class Issue:
    """What makes one issue of a portfolio: its version, the place in the ledger it shows, when and by whom."""

    version: int
    position: int
    chain_hash: str
    at: datetime
    by: Actor


@dataclass(frozen=True)
class Checked:
    """A figure that someone else decided, whether anyone checked it at its source, and what that source is."""

    text: str
    verified: bool
    source: str = ""


@dataclass(frozen=True)
class Line:
    """A label and what it says."""

    label: str
    text: str


@dataclass(frozen=True)
class WitnessLine:
    """One line of the witness status list."""

    name: str
    occupation: str
    status: str
    relationship: str
    references: tuple[str, ...]
    listed: bool = True


@dataclass(frozen=True)
class AssessorLine:
    """Someone who assessed: the initials used in the matrix, the units they may assess, what they did here."""

    name: str
    initials: str
    approved: str
    did: str


@dataclass(frozen=True)
class CriterionLine:
    """A criterion that a piece of evidence was put forward for."""

    unit: str
    number: str
    text: str


@dataclass(frozen=True)
class Covered:
    """How one criterion was shown in an observation."""

    criterion: str
    text: str


@dataclass(frozen=True)
class Asked:
    """A question and its answer."""

    question: str
    answer: str


@dataclass(frozen=True)
class Picture:
    """A picture as it is shown, with the hash of the original that is kept."""

    url: str
    name: str
    size: str
    sha256: str


@dataclass(frozen=True)
class FileLine:
    """A file that is no picture: what it is and how to know it again; `text` is what a short text file says."""

    name: str
    kind: str
    size: str
    sha256: str
    text: str = ""


@dataclass(frozen=True)
class JudgementLine:
    """An assessor's decision on one criterion.

    `countersigned` says who else signed it and when, or why it does not count: for an assessor in training.
    """

    criterion: str
    met: bool
    verdict: str
    feedback: str
    assessor: str
    initials: str
    happened: str
    stored: str
    countersigned: str = ""
    counts: bool = True


@dataclass(frozen=True)
class Signature:
    """Who signed, as what, when, and what they said."""

    role: str
    name: str
    happened: str
    comment: str = ""
    signed: bool = True


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What was planned for an observation; `history` says when it was agreed, for when, and each change since."""

    text: str
    setting: str
    criteria: str
    history: tuple[Line, ...]


@dataclass(frozen=True)
class PlannedLine:
    """An observation that was planned and has no record."""

    plan: Plan
    cancelled: bool


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One piece of evidence with everything that was said about it."""

    reference: str
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
    """One unit: its summary line, matrix, evidence, observations without a record, and sign-off."""

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
    sign_off: Signature | None
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """A group of optional units: how many are needed, and which of them the learner takes."""

    title: str
    needed: str
    taken: tuple[str, ...]
    not_taken: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Combination:
    """The rules of combination; `barred` holds a sentence for each pair that does not count together."""

    mandatory: tuple[str, ...]
    groups: tuple[Group, ...]
    barred: tuple[str, ...]
    source: str
    verified: bool


@dataclass(frozen=True)
class HoursEntry:
    """One entry of the log, with what became of it."""

    day: str
    began: str
    ended: str
    length: str
    staff: str
    status: str
    counts: bool
    answered: str
    stored: str
    text: str
    setting: str
    comment: str


@dataclass(frozen=True)
class HoursLog:
    """The log of one kind of hours: what is needed, what counts."""

    title: str
    needed: Checked | None
    counted: str
    enough: bool
    by: str
    entries: tuple[HoursEntry, ...]


@dataclass(frozen=True)
class StatementLine:
    """One statement of the ledger that this portfolio rests on."""

    position: int
    id: str
    kind: str
    happened: str
    stored: str


@dataclass(frozen=True, kw_only=True)
class Portfolio:
    """Everything that is printed. `completed` is empty until it is; `check` is a command that anyone can follow."""

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
    missing: tuple[str, ...]
    units: tuple[UnitPages, ...]
    combination: Combination
    hours: tuple[HoursLog, ...]
    position: int
    chain_hash: str
    check: str
    specification: str
    statements: tuple[StatementLine, ...]
    figures: tuple[tuple[str, Checked], ...]
    earlier: tuple[str, ...]
