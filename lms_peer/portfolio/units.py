"""Each unit as it is printed: its stage, the criterion-to-evidence matrix and the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from lms_peer.domain import facts as f
from lms_peer.domain.blocks import Block, NotMet, NotObserved, Unconfirmed, Uncountersigned, Undecided
from lms_peer.domain.combination import units_of
from lms_peer.domain.judgement import blocks_on_unit
from lms_peer.domain.qualification import CriterionRef, Figure, LearningOutcome, Reference, Unit
from lms_peer.domain.standing import EvidenceStanding
from lms_peer.portfolio import wording
from lms_peer.portfolio.lines import Checked, Signature
from lms_peer.portfolio.observations import planned_for
from lms_peer.portfolio.pieces import Pages, anchor_of
from lms_peer.portfolio.reviews import reviews_of
from lms_peer.portfolio.speech import N_, say
from lms_peer.portfolio.values import MatrixCriterion, MatrixOutcome, MatrixRow, Piece, UnitPages
from lms_peer.portfolio.verification import plan_of, samples_of


def units_taken(pages: Pages) -> tuple[Unit, ...]:
    """The units this learner takes, in the order printed."""
    return units_of(pages.record.qualification, pages.record.standing.optional_units)


def home_of(units: Sequence[Unit], standing: EvidenceStanding) -> str:
    """The unit under which a piece of evidence is printed: the first one, in print, that it was put forward for.

    The last one for evidence of units that the learner does not take any more: nothing on record is left out.
    """
    wanted = {ref.unit for ref in standing.submitted.criteria}
    return next((unit.reference for unit in units if unit.reference in wanted), units[-1].reference)


def print_unit(pages: Pages, unit: Unit, printed: dict[UUID, Piece]) -> UnitPages:
    """One unit. `printed` holds every piece of evidence by id."""
    standing, qualification = pages.record.standing, pages.record.qualification
    own = [piece for piece in standing.evidence.values() if _touches(piece, unit)]
    taken = units_taken(pages)
    here = [piece.id for piece in standing.evidence.values() if home_of(taken, piece) == unit.reference]
    blocks = () if unit.reference in standing.sign_offs else blocks_on_unit(standing, unit, qualification)
    met = sum(standing.met(ref) for ref in unit.refs())
    return UnitPages(
        anchor=anchor_of(unit.reference),
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
        planned=planned_for(pages.record, unit, pages.references),
        reviews=reviews_of(pages, unit),
        declared=tuple(pages.references[piece.id] for piece in own if _declared(piece)),
        sign_off=_sign_off(pages, unit),
        samples=samples_of(pages, unit),
        sampling_plan=plan_of(pages, unit),
        missing=tuple(dict.fromkeys(_missing(blocks))),
    )


def _touches(piece: EvidenceStanding, unit: Unit) -> bool:
    return any(ref.unit == unit.reference for ref in piece.submitted.criteria)


def _missing(blocks: Iterable[Block]) -> Iterator[str]:
    """What is still to be done in a unit, one sentence each; criteria that are not met in one sentence together."""
    blocks = tuple(blocks)
    if unmet := ", ".join(block.ref.number for block in blocks if isinstance(block, NotMet)):
        yield say("Not met yet: %(criteria)s.", criteria=unmet)
    for block in blocks:
        match block:
            case NotObserved(ref=ref):
                yield say("%(criterion)s must be met in an observation.", criterion=ref.number)
            case Undecided(refs=refs):
                yield say("Evidence for %(criteria)s waits for a decision.", criteria=_listed(refs))
            case Uncountersigned(refs=refs):
                yield say("A decision on %(criteria)s waits to be countersigned.", criteria=_listed(refs))
            case Unconfirmed():
                yield say("The learner has not signed an observation record yet.")


def _listed(refs: Iterable[CriterionRef]) -> str:
    return ", ".join(ref.number for ref in refs)


def _declared(piece: EvidenceStanding) -> bool:
    """True for work that the learner declared to be their own, and did not take back."""
    return isinstance(piece.submitted, f.EvidenceSubmitted) and not piece.withdrawn


def _facts(unit: Unit) -> Iterator[Checked]:
    if unit.level is not None:
        yield Checked(say("Level %(level)s", level=unit.level), verified=True)
    figures: dict[str, Reference | Figure | None] = {
        N_("Unit number %(figure)s"): unit.number,
        N_("Credits: %(figure)s"): unit.credit,
        N_("Guided learning hours: %(figure)s"): unit.guided_hours,
    }
    for words, figure in figures.items():
        if figure is not None:
            yield Checked(say(words, figure=figure.value), figure.verified)


def _stage(pages: Pages, unit: Unit, blocked: bool, begun: bool) -> str:
    if unit.reference in pages.record.standing.sign_offs:
        return say("Signed off")
    if not begun:
        return say("Not started")
    return say("In progress") if blocked else say("Ready to sign off")


def _sign_off(pages: Pages, unit: Unit) -> Signature | None:
    fact = pages.record.standing.sign_offs.get(unit.reference)
    if fact is None:
        return None
    comment = pages.record.words(fact.words).get("comment", "")
    return Signature(say("Assessor"), pages.record.name(fact.by), wording.moment(fact.stored or fact.at), comment)


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
    reference, method = pages.references[piece.id], wording.method(piece.method)
    judged = piece.verdicts.get(ref)
    if judged is None:
        verdict = say("Withdrawn") if piece.withdrawn else say("Waiting")
        if ref in piece.uncountersigned:
            verdict = say("Waiting to be countersigned")
        if piece.replaced_by:
            verdict = say("Replaced by %(evidence)s", evidence=pages.references[piece.replaced_by])
        return MatrixRow(reference, method, verdict, counts=ref in (*piece.open, *piece.uncountersigned))
    met = judged.verdict.value == "met"
    return MatrixRow(
        reference,
        method,
        say("Met") if met else say("Not yet"),
        met=met,
        initials=pages.initials[judged.by],
        happened=wording.short_day(judged.at),
    )
