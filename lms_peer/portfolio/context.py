"""A record as the plain values that a template prints. Decides nothing: it only says what the rules found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC
from uuid import UUID

from lms_peer import seal
from lms_peer.domain import facts as f
from lms_peer.domain.facts import Fact
from lms_peer.domain.registration import open_on_portfolio
from lms_peer.domain.standing import Standing, Status
from lms_peer.portfolio import people, wording
from lms_peer.portfolio.album import Album
from lms_peer.portfolio.contents import contents_of
from lms_peer.portfolio.figures import combination_of, every_figure, own_figures
from lms_peer.portfolio.forms import form_names
from lms_peer.portfolio.gather import Record, Statement
from lms_peer.portfolio.hours_log import hours_logs
from lms_peer.portfolio.lines import Checked, DeclaredLine, Line, StatementLine
from lms_peer.portfolio.pieces import Pages, print_piece, references_of
from lms_peer.portfolio.profile import profile_of
from lms_peer.portfolio.speech import say, speaking
from lms_peer.portfolio.unfinished import in_words
from lms_peer.portfolio.units import print_unit, units_taken
from lms_peer.portfolio.values import Issue, Piece, Portfolio


def build(record: Record, issue: Issue, album: Album, step: Callable[[int, int], None]) -> Portfolio:
    """The whole portfolio, in the centre's language for portfolios.

    Pictures go into `album`; `step(done, total)` is told of each piece of evidence.
    """
    with speaking(record.settings.language):
        return _build(record, issue, album, step)


def _build(record: Record, issue: Issue, album: Album, step: Callable[[int, int], None]) -> Portfolio:
    standing, qualification, settings = record.standing, record.qualification, record.settings
    forms = form_names(settings.form_names)
    pages = Pages(record, album, references_of(standing.evidence), people.initials_of(record), forms)
    taken = units_taken(pages)
    printed = _printed(pages, step)
    units = tuple(print_unit(pages, unit, printed) for unit in taken)
    figures = tuple(every_figure(qualification, taken))
    return Portfolio(
        language=settings.language,
        final=issue.final,
        forms=forms,
        contents=contents_of(units, final=issue.final),
        learner=record.name(standing.learner),
        learner_lines=_learner_lines(record),
        centre=record.centre.name,
        centre_lines=_centre_lines(record),
        course=qualification.title,
        course_lines=tuple(_course_lines(record)),
        checked=tuple(own_figures(qualification)),
        status=say(wording.STATUSES[standing.status]),
        registered=wording.day(standing.registered.at),
        completed=_completed(standing),
        version=issue.version,
        issued=wording.day(issue.at),
        issued_moment=wording.moment(issue.at),
        issued_iso=f"{issue.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        issued_by=record.name(issue.by),
        witnesses=tuple(people.witnesses(pages)),
        assessors=tuple(people.assessors(pages)),
        quality=tuple(people.quality(record)),
        profile=profile_of(record),
        declared=tuple(_declared(pages)),
        undeclared=tuple(_undeclared(pages)),
        appeals=settings.appeals,
        open=tuple(in_words(one) for one in open_on_portfolio(standing, qualification)),
        absent=tuple(_absent(record, figures)),
        units=units,
        combination=combination_of(qualification, taken),
        hours=hours_logs(record),
        position=issue.position,
        chain_hash=issue.chain_hash,
        verify_url=issue.verify_url,
        verify_code=album.hand_in(seal.qr_code(issue.verify_url)) if issue.verify_url else "",
        check=_check(record, issue),
        specification=standing.registered.specification.sha256,
        statements=tuple(_statement(said) for said in record.statements),
        figures=figures,
        earlier=tuple(_earlier(one) for one in standing.portfolios),
    )


def _printed(pages: Pages, step: Callable[[int, int], None]) -> dict[UUID, Piece]:
    """Every piece of evidence, by its id."""
    evidence = pages.record.standing.evidence
    printed = {}
    for done, piece in enumerate(evidence.values()):
        step(done, len(evidence))
        printed[piece.id] = print_piece(pages, piece)
    return printed


def _centre_lines(record: Record) -> tuple[Line, ...]:
    return (
        Line(say("Centre"), record.centre.name),
        Line(say("Centre number"), record.centre.number or say("Not on record")),
    )


def _learner_lines(record: Record) -> tuple[Line, ...]:
    learner, unknown = record.learner, say("Not on record")
    return (
        Line(say("Name"), record.name(record.standing.learner)),
        Line(say("Legal name"), learner.legal_name if learner else unknown),
        Line(say("Unique Learner Number"), (learner and learner.uln) or unknown),
        Line(say("Awarding body’s number"), (learner and learner.awarding_body_number) or unknown),
        Line(say("Registered"), wording.day(record.standing.registered.at)),
        Line(say("Completed"), _completed(record.standing) or say("Not yet")),
    )


def _completed(standing: Standing) -> str:
    return wording.day(standing.changes[-1].at) if standing.status is Status.COMPLETED else ""


def _check(record: Record, issue: Issue) -> str:
    """The command with which the centre compares its ledger with this portfolio."""
    place = f"--centre {record.centre.slug} --position {issue.position}"
    return f"lms-peer ledger verify {place} --hash {issue.chain_hash}"


def _course_lines(record: Record) -> Iterator[Line]:
    qualification = record.qualification
    yield Line(say("Title"), qualification.title)
    yield Line(say("Specification"), say("Version %(version)s", version=qualification.version))
    if qualification.level is not None:
        yield Line(say("Level"), str(qualification.level))
    if not qualification.accredited:
        yield Line(say("Awarding body"), say("None: this is a scheme of the centre"))


def _declared(pages: Pages) -> Iterator[DeclaredLine]:
    """Each declaration of authenticity that a learner made, and did not take back with the work."""
    for piece in pages.record.standing.evidence.values():
        fact = piece.submitted
        if isinstance(fact, f.EvidenceSubmitted) and not piece.withdrawn:
            said = pages.record.words(fact.words)
            yield DeclaredLine(
                reference=pages.references[piece.id],
                title=said.get("title") or wording.method(fact.method),
                declared=wording.moment(fact.at),
                ai=wording.shortened(said.get("ai_use", "")) if fact.used_ai else say("None used"),
            )


def _undeclared(pages: Pages) -> Iterator[str]:
    """Evidence that came from another system, which asked nobody to declare it."""
    for piece in pages.record.standing.evidence.values():
        if isinstance(piece.submitted, f.OutsideEvidenceReported) and not piece.withdrawn:
            yield pages.references[piece.id]


def _unknown(record: Record) -> Iterator[str]:
    """Names and numbers that are not known."""
    learner = record.learner
    if not learner:
        yield say("The learner’s legal name is not on record.")
    if not (learner and learner.uln):
        yield say("The Unique Learner Number is not on record.")
    if not (learner and learner.awarding_body_number):
        yield say("The learner’s number with the awarding body is not on record.")
    if not record.centre.number:
        yield say("The centre number is not on record.")


def _absent(record: Record, figures: tuple[tuple[str, Checked], ...]) -> Iterator[str]:
    """What an awarding body looks for and nobody put on record. None of it stops an issue; all of it is shown."""
    yield from _unknown(record)
    if not record.verifiers:
        yield say("No internal quality assurer is named for this learner.")
    if not record.standing.samples:
        yield say(
            "No internal quality assurer has sampled this record here. Ask the centre for its sampling record."
        )
    if not record.settings.appeals.strip():
        yield say("Where the appeals procedure is has not been put down.")
    if unverified := ", ".join(name for name, figure in figures if not figure.verified):
        yield say("Nobody has checked these figures where they were published: %(figures)s.", figures=unverified)


def _earlier(one: f.PortfolioIssued) -> str:
    if one.final:
        return say("Version %(version)s, final, issued on %(day)s", version=one.version, day=wording.day(one.at))
    return say("Version %(version)s, draft, issued on %(day)s", version=one.version, day=wording.day(one.at))


def _statement(said: Statement) -> StatementLine:
    entry, fact = said
    return StatementLine(
        position=entry.position,
        id=str(entry.statement_id),
        kind=_kind(fact),
        happened=wording.short_moment(fact.at) if fact else "",
        stored=wording.short_moment(entry.stored),
    )


def _kind(fact: Fact | None) -> str:
    """The kind of a statement, by the name that it has in the service's profile: English everywhere."""
    return wording.sentence_case(type(fact).__name__) if fact else say("From another system")
