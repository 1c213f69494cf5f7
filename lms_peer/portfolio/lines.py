"""The small values that a template prints line by line. Every text is as people wrote it, or in the language spoken.

Dates, hours and sizes are text already.
"""

from __future__ import annotations

from dataclasses import dataclass


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
    """A criterion that a piece of evidence was put forward for; `anchor` is empty where its unit is not printed."""

    unit: str
    number: str
    text: str
    anchor: str = ""


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
    """A picture as it is shown, with the hash of the original that is kept; `fate` says whether that is enclosed."""

    url: str
    name: str
    size: str
    sha256: str
    fate: str = ""


@dataclass(frozen=True)
class PagePicture:
    """A page of a PDF as a picture; `alt` also says what is written on it."""

    url: str
    caption: str
    alt: str


@dataclass(frozen=True)
class FileLine:
    """A file that is no picture: what it is, how to know it again, and its `fate`: whether it is enclosed.

    `text` is what a short text file says, `length` how long a recording is, `film` the address of a picture of it, and
    `unshown` says which of its `pages` are not here.
    """

    name: str
    kind: str
    size: str
    sha256: str
    fate: str = ""
    text: str = ""
    length: str = ""
    film: str = ""
    pages: tuple[PagePicture, ...] = ()
    unshown: str = ""


@dataclass(frozen=True)
class JudgementLine:
    """An assessor's decision on one criterion, or on several alike at one time.

    `countersigned` says who else signed it and when, or why it does not count: for an assessor in training.
    `taken_back` says who took it back, when and why; empty for one that was not.
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
    taken_back: str = ""
    counts: bool = True


@dataclass(frozen=True)
class Signature:
    """Who signed, as what, when, and what they said."""

    role: str
    name: str
    happened: str
    comment: str = ""
    signed: bool = True


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


@dataclass(frozen=True)
class QualityLine:
    """Someone who quality assures this record: the initials and the name."""

    name: str
    initials: str


@dataclass(frozen=True)
class SampleLine:
    """What a quality assurer found in a unit, on which evidence, and what they told the assessor.

    `settled`: nothing has to be done any more. `closed` says who saw it done and when, `done` how; else empty.
    """

    day: str
    what: str
    by: str
    found: str
    settled: bool
    references: tuple[str, ...]
    said: str
    closed: str = ""
    done: str = ""


@dataclass(frozen=True)
class PlanLine:
    """What a quality assurer planned for a unit without a sample. `reason` says why there is none, else it is empty."""

    what: str
    by: str
    day: str
    reason: str = ""


@dataclass(frozen=True)
class DeclaredLine:
    """What was declared of one piece of work; `ai` says how a computer program (AI) was used, or that none was."""

    reference: str
    title: str
    declared: str
    ai: str


@dataclass(frozen=True)
class ContentsLine:
    """One line of the contents: where it leads and how deep it stands, 1 for a section."""

    anchor: str
    words: str
    level: int = 1


@dataclass(frozen=True)
class ReviewLine:
    """One step of the review of a unit: what was done, on which evidence, and what was said.

    `met` is None for a step that decides nothing.
    """

    day: str
    what: str
    reference: str
    criteria: str
    by: str
    said: str = ""
    met: bool | None = None
    counts: bool = True
