"""A record as the plain values that a template prints. Decides nothing: it only says what the rules found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC

from lms_peer.domain import facts as f
from lms_peer.domain.facts import Actor
from lms_peer.domain.registration import blocks_on_completion
from lms_peer.domain.standing import Standing, Status
from lms_peer.people.names import NO_LONGER_HERE
from lms_peer.portfolio import wording
from lms_peer.portfolio.album import Album
from lms_peer.portfolio.figures import combination_of, every_figure, own_figures
from lms_peer.portfolio.gather import Record, Statement
from lms_peer.portfolio.hours_log import hours_logs
from lms_peer.portfolio.pieces import Pages, listed_witness, print_piece, references_of, witness_status
from lms_peer.portfolio.units import print_unit, units_taken
from lms_peer.portfolio.values import (
    AssessorLine,
    Issue,
    Line,
    Portfolio,
    StatementLine,
    WitnessLine,
)

NOT_GIVEN = "Not on record"


def build(record: Record, issue: Issue, album: Album, step: Callable[[int, int], None]) -> Portfolio:
    """The whole portfolio. Pictures go into `album`; `step(done, total)` is told of each piece of evidence."""
    standing, qualification = record.standing, record.qualification
    pages = Pages(record, album, references_of(standing.evidence), _initials(record))
    taken = units_taken(pages)
    printed = {}
    for done, piece in enumerate(standing.evidence.values()):
        step(done, len(standing.evidence))
        printed[piece.id] = print_piece(pages, piece)
    return Portfolio(
        learner=record.name(standing.learner),
        learner_lines=_learner_lines(record),
        centre=record.centre.name,
        centre_lines=(
            Line("Centre", record.centre.name),
            Line("Centre number", record.centre.number or NOT_GIVEN),
        ),
        course=qualification.title,
        course_lines=tuple(_course_lines(record)),
        checked=tuple(own_figures(qualification)),
        status=wording.STATUSES[standing.status],
        registered=wording.day(standing.registered.at),
        completed=_completed(standing),
        version=issue.version,
        issued=wording.day(issue.at),
        issued_moment=wording.moment(issue.at),
        issued_iso=f"{issue.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        issued_by=record.name(issue.by),
        witnesses=tuple(_witnesses(pages)),
        assessors=tuple(_assessors(pages)),
        missing=blocks_on_completion(standing, qualification),
        units=tuple(print_unit(pages, unit, printed) for unit in taken),
        combination=combination_of(qualification, taken),
        hours=hours_logs(record),
        position=issue.position,
        chain_hash=issue.chain_hash,
        check=_check(record, issue),
        specification=standing.registered.specification.sha256,
        statements=tuple(_statement(said) for said in record.statements),
        figures=tuple(every_figure(qualification, taken)),
        earlier=tuple(f"Version {one.version}, issued on {wording.day(one.at)}" for one in standing.portfolios),
    )


def _learner_lines(record: Record) -> tuple[Line, ...]:
    learner = record.learner
    return (
        Line("Name", record.name(record.standing.learner)),
        Line("Legal name", learner.legal_name if learner else NOT_GIVEN),
        Line("Unique Learner Number", (learner and learner.uln) or NOT_GIVEN),
        Line("Awarding body's number", (learner and learner.awarding_body_number) or NOT_GIVEN),
        Line("Registered", wording.day(record.standing.registered.at)),
        Line("Completed", _completed(record.standing) or "Not yet"),
    )


def _completed(standing: Standing) -> str:
    return wording.day(standing.changes[-1].at) if standing.status is Status.COMPLETED else ""


def _check(record: Record, issue: Issue) -> str:
    """The command with which the centre compares its ledger with this portfolio."""
    place = f"--centre {record.centre.slug} --position {issue.position}"
    return f"lms-peer ledger verify {place} --hash {issue.chain_hash}"


def _course_lines(record: Record) -> Iterator[Line]:
    qualification = record.qualification
    yield Line("Title", qualification.title)
    yield Line("Specification", f"Version {qualification.version}")
    if qualification.level is not None:
        yield Line("Level", str(qualification.level))
    if not qualification.accredited:
        yield Line("Awarding body", "None: this is a scheme of the centre")


def _deeds(standing: Standing) -> Iterator[tuple[Actor, str]]:
    """Who assessed what, in the order it happened."""
    for piece in standing.evidence.values():
        if isinstance(piece.submitted, f.ObservationRecorded):
            yield piece.submitted.by, "observation"
        if isinstance(piece.submitted, f.DiscussionRecorded):
            yield piece.submitted.by, "discussion"
        for judged in piece.judgements:
            yield judged.by, "trainee decision" if judged.in_training else "decision"
        for said in piece.countersigning:
            agreed = isinstance(said, f.JudgementCountersigned)
            yield said.by, "countersignature" if agreed else "refused countersignature"
    for signed in standing.sign_offs.values():
        yield signed.by, "unit sign-off"


def _initials(record: Record) -> dict[Actor, str]:
    """Each assessor's initials; a second person with the same ones gets a number."""
    given: dict[Actor, str] = {}
    for actor in dict.fromkeys(actor for actor, _ in _deeds(record.standing)):
        short = wording.initials(record.name(actor))
        taken = sum(one.rstrip("0123456789") == short for one in given.values())
        given[actor] = f"{short}{taken + 1}" if taken else short
    return given


def _assessors(pages: Pages) -> Iterator[AssessorLine]:
    deeds = Counter(_deeds(pages.record.standing))
    for actor, initials in pages.initials.items():
        did = (wording.counted(count, deed) for (who, deed), count in deeds.items() if who == actor)
        yield AssessorLine(pages.record.name(actor), initials, _approved(pages.record, actor), ", ".join(did))


def _approved(record: Record, actor: Actor) -> str:
    """The units that an assessor may assess. Nothing is known of someone who was erased."""
    if record.name(actor) == NO_LONGER_HERE:
        return NOT_GIVEN
    return ", ".join(sorted(record.scopes.get(actor, ()))) or "All units"


def _witnesses(pages: Pages) -> Iterator[WitnessLine]:
    """The list, and anyone who gave testimony without being on it."""
    record = pages.record
    told = [
        (piece.submitted, pages.references[piece.id])
        for piece in record.standing.evidence.values()
        if isinstance(piece.submitted, f.WitnessTestimonyRecorded)
    ]
    for one in record.witnesses:
        own = tuple(ref for fact, ref in told if listed_witness([one], fact.witness))
        yield WitnessLine(one.name, one.occupation, witness_status(one.expert), one.relationship, own)
    for fact, reference in told:
        if not listed_witness(record.witnesses, fact.witness):
            name = record.name(fact.witness)
            yield WitnessLine(name, "", witness_status(fact.expert), "", (reference,), listed=False)


def _statement(said: Statement) -> StatementLine:
    entry, fact = said
    return StatementLine(
        position=entry.position,
        id=str(entry.statement_id),
        kind=wording.sentence_case(type(fact).__name__) if fact else "From another system",
        happened=wording.short_moment(fact.at) if fact else "",
        stored=wording.short_moment(entry.stored),
    )
