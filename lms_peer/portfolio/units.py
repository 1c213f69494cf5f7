"""Each unit as it is printed: its stage, the criterion-to-evidence matrix and the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from lms_peer.domain.combination import units_of
from lms_peer.domain.judgement import blocks_on_unit
from lms_peer.domain.qualification import CriterionRef, Figure, LearningOutcome, Reference, Unit
from lms_peer.domain.standing import EvidenceStanding
from lms_peer.portfolio import wording
from lms_peer.portfolio.observations import without_record
from lms_peer.portfolio.pieces import Pages
from lms_peer.portfolio.values import (
    Checked,
    MatrixCriterion,
    MatrixOutcome,
    MatrixRow,
    Piece,
    Signature,
    UnitPages,
)


def units_taken(pages: Pages) -> tuple[Unit, ...]:
    """The units this learner takes, in the order printed."""
    return units_of(pages.record.qualification, pages.record.standing.optional_units)


def home_of(units: Sequence[Unit], standing: EvidenceStanding) -> str:
    """The unit under which a piece of evidence is printed: the first one, in print, that it was put forward for."""
    wanted = {ref.unit for ref in standing.submitted.criteria}
    return next(unit.reference for unit in units if unit.reference in wanted)


def print_unit(pages: Pages, unit: Unit, printed: dict[UUID, Piece]) -> UnitPages:
    """One unit. `printed` holds every piece of evidence by id."""
    standing, qualification = pages.record.standing, pages.record.qualification
    own = [piece for piece in standing.evidence.values() if _touches(piece, unit)]
    here = [piece.id for piece in own if home_of(units_taken(pages), piece) == unit.reference]
    blocks = () if unit.reference in standing.sign_offs else blocks_on_unit(standing, unit, qualification)
    met = sum(standing.met(ref) for ref in unit.refs())
    return UnitPages(
        anchor=f"unit-{unit.reference}",
        reference=unit.reference,
        title=unit.title,
        optional=unit.reference not in qualification.rules.mandatory,
        facts=tuple(_facts(unit)),
        stage=_stage(pages, unit, bool(blocks), any(not piece.withdrawn for piece in own)),
        met=met,
        criteria=len(unit.refs()),
        matrix=tuple(_outcome(pages, unit, outcome) for outcome in unit.outcomes),
        pieces=tuple(printed[piece] for piece in here),
        printed_elsewhere=tuple(pages.references[piece.id] for piece in own if piece.id not in here),
        planned=without_record(pages.record, unit),
        sign_off=_sign_off(pages, unit),
        missing=tuple(dict.fromkeys(block.sentence for block in blocks)),
    )


def _touches(piece: EvidenceStanding, unit: Unit) -> bool:
    return any(ref.unit == unit.reference for ref in piece.submitted.criteria)


def _facts(unit: Unit) -> Iterator[Checked]:
    if unit.level is not None:
        yield Checked(f"Level {unit.level}", verified=True)
    figures: dict[str, Reference | Figure | None] = {
        "Unit number {}": unit.number,
        "Credits: {}": unit.credit,
        "Guided learning hours: {}": unit.guided_hours,
    }
    for words, figure in figures.items():
        if figure is not None:
            yield Checked(words.format(figure.value), figure.verified)


def _stage(pages: Pages, unit: Unit, blocked: bool, begun: bool) -> str:
    if unit.reference in pages.record.standing.sign_offs:
        return "Signed off"
    if not begun:
        return "Not started"
    return "In progress" if blocked else "Ready to sign off"


def _sign_off(pages: Pages, unit: Unit) -> Signature | None:
    fact = pages.record.standing.sign_offs.get(unit.reference)
    if fact is None:
        return None
    comment = pages.record.words(fact.words).get("comment", "")
    return Signature("Assessor", pages.record.name(fact.by), wording.moment(fact.stored or fact.at), comment)


def _outcome(pages: Pages, unit: Unit, outcome: LearningOutcome) -> MatrixOutcome:
    criteria = []
    for criterion in outcome.criteria:
        ref = CriterionRef(unit.reference, criterion.number)
        standing = pages.record.standing
        met = standing.met(ref, by_observation=criterion.must_be_observed)
        rows = tuple(
            _row(pages, piece, ref) for piece in standing.evidence.values() if ref in piece.submitted.criteria
        )
        criteria.append(MatrixCriterion(criterion.number, criterion.text, criterion.must_be_observed, met, rows))
    return MatrixOutcome(outcome.number, outcome.title, tuple(criteria))


def _row(pages: Pages, piece: EvidenceStanding, ref: CriterionRef) -> MatrixRow:
    reference, method = pages.references[piece.id], wording.METHODS[piece.method]
    judged = piece.verdicts.get(ref)
    if judged is None:
        verdict = "Withdrawn" if piece.withdrawn else "Waiting"
        if ref in piece.uncountersigned:
            verdict = "Waiting to be countersigned"
        if piece.replaced_by:
            verdict = f"Replaced by {pages.references[piece.replaced_by]}"
        return MatrixRow(reference, method, verdict, counts=ref in (*piece.open, *piece.uncountersigned))
    met = judged.verdict.value == "met"
    return MatrixRow(
        reference,
        method,
        "Met" if met else "Not yet",
        met=met,
        initials=pages.initials[judged.by],
        happened=wording.short_day(judged.at),
    )
