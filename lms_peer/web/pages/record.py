"""One learner's record, for reading: the learner's own, and the centre's assessors, trainers and quality assurers.

Changes nothing. Files go out only when a fact of this very record names them.
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, Response, current_app, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from lms_peer.actions.issue_portfolios import file_name
from lms_peer.actions.keep_draft import Draft, drafts
from lms_peer.actions.workplace import workplace
from lms_peer.domain import evidence as evidence_rules
from lms_peer.domain import facts as f
from lms_peer.domain import observation as observation_rules
from lms_peer.domain import stages
from lms_peer.domain.blocks import Block, Unconfirmed
from lms_peer.domain.facts import Document
from lms_peer.domain.judgement import blocks_on_unit
from lms_peer.domain.qualification import CriterionRef
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import EvidenceStanding, Standing
from lms_peer.domain.withdrawing import Validity, validity, version_of
from lms_peer.web import showing
from lms_peer.web.access import allow, signed_in_person
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.messages import Said, said_about
from lms_peer.web.pictures import picture_of
from lms_peer.web.planned import PlanLine, plan_line
from lms_peer.web.reasons import in_words
from lms_peer.web.records import acting, names_for, qualification_for, standing_for_reading, words_of
from lms_peer.web.sampled import SampleLine, people_in_samples, samples_of
from lms_peer.web.turning import turned

pages = Blueprint("record", __name__)


class Uncounted(NamedTuple):
    """A decision of an assessor in training that does not count: it waits to be signed, or was sent back (`reason`)."""

    judged: f.CriterionJudged
    sent_back: f.JudgementCountersigned | f.JudgementSentBack | None
    reason: str
    feedback: str


# From the record to where its readers work on it: who, what the link says, the view, what the view is about.
WORK = (
    (Role.ASSESSOR, lazy_gettext("Assess this learner"), "assessor.learner", None),
    (Role.TRAINER, lazy_gettext("Look after this learner"), "trainer.train", None),
    (Role.ASSESSOR, lazy_gettext("Decide on this evidence"), "assessor.judge", "evidence"),
    (Role.TRAINER, lazy_gettext("Black out client details"), "trainer.redact", "evidence"),
    (Role.ASSESSOR, lazy_gettext("Sign off this unit"), "assessor.sign_off", "unit"),
    (Role.IQA, lazy_gettext("Sample this unit"), "sampling.sample", "unit"),
    (Role.ASSESSOR, lazy_gettext("Work on this observation"), "assessor.observe", "observation"),
)

may_read = allow(Role.LEARNER, Role.ASSESSOR, Role.TRAINER, Role.IQA, Role.EQA)


@pages.get("/records/<uuid:registration>")
@may_read
def overview(registration: UUID) -> ResponseReturnValue:
    """The whole record: units, hours, observations, portfolios."""
    standing = standing_for_reading(registration)
    qualification = qualification_for(standing)
    listed = turned(showing.hours_log(standing))
    samples = _samples(standing)
    return _page(
        "record/overview.html",
        standing,
        qualification=qualification,
        units=showing.unit_lines(standing, qualification),
        totals=showing.hours_totals(standing, qualification),
        listed=listed,
        entries=showing.hours_lines(listed.lines, qualification),
        superseded={
            one.version for one in standing.portfolios if validity(standing, one.version) is Validity.SUPERSEDED
        },
        observations=sorted(standing.observations.values(), key=lambda one: one.due, reverse=True),
        samples=samples,
        names=names_for(
            {standing.learner, *(one.assessor for one in standing.observations.values())}
            | people_in_samples(samples)
        ),
    )


@pages.get("/records/<uuid:registration>/units/<unit>")
@may_read
def unit(registration: UUID, unit: str) -> ResponseReturnValue:
    """One unit: each criterion, how far it is, and its evidence."""
    standing = standing_for_reading(registration)
    qualification = qualification_for(standing)
    taken = {one.reference: one for one in stages.units_taken(standing, qualification)}
    if unit not in taken:
        raise NotFound("unit" if standing.learner == signed_in_person().actor else "learner's unit")
    shown = taken[unit]
    signers = {done.by for done in standing.sign_offs.values()}
    observers = {one.assessor for one in stages.planned(standing)}
    samples = _samples(standing, unit)
    planned = _planned(standing, unit)
    return _page(
        "record/unit.html",
        standing,
        unit=shown,
        line=showing.unit_line(standing, qualification, shown),
        outcomes=[
            (
                outcome,
                [
                    showing.criterion_line(standing, qualification, CriterionRef(unit, criterion.number))
                    for criterion in outcome.criteria
                ],
            )
            for outcome in shown.outcomes
        ],
        blocks=[_said(standing, block) for block in blocks_on_unit(standing, shown, qualification)],
        sign_off=standing.sign_offs.get(unit),
        drafts=[one for one in _drafts(standing) if one.unit == unit],
        comment=words_of(standing.sign_offs.get(unit)).get("comment", ""),
        samples=samples,
        planned=planned,
        names=names_for(
            {standing.learner, *([planned.planned.by] if planned else ())}
            | signers
            | observers
            | people_in_samples(samples)
        ),
    )


@pages.get("/records/<uuid:registration>/evidence/<uuid:evidence>")
@may_read
def evidence(registration: UUID, evidence: UUID) -> ResponseReturnValue:
    """One piece of evidence, and what was said about it."""
    standing = standing_for_reading(registration)
    piece = evidence_rules.find(standing, evidence)
    qualification = qualification_for(standing)
    words = words_of(piece.submitted)
    people = {standing.learner, piece.submitted.by, *(judged.by for judged in piece.judgements)}
    people.update(said.by for said in (*piece.countersigning, *piece.taken_back))
    if isinstance(piece.submitted, f.WitnessTestimonyRecorded):
        people.add(piece.submitted.witness)
    if piece.withdrawn:
        people.add(piece.withdrawn.by)
    return _page(
        "record/evidence.html",
        standing,
        piece=piece,
        words=words,
        title=showing.title_of(piece, words),
        happened=showing.happened_on(piece.submitted),
        stage_of_all=showing.evidence_stage(piece),
        files=showing.files_of(piece.submitted, words),
        criteria=showing.criteria_shown(qualification, piece.submitted.criteria),
        feedback=showing.feedback(piece.verdicts.values(), qualification),
        countersigned=piece.answers,
        uncounted=_uncounted(standing, piece),
        taken_back=showing.taken_back(piece),
        verdicts=piece.verdicts,
        withdrawn=words_of(piece.withdrawn),
        may_withdraw=_may_withdraw(piece),
        said=_said_since(standing, evidence),
        may_send_again=bool(piece.referred_back) and isinstance(piece.submitted, f.EvidenceSubmitted),
        names=names_for(people),
    )


@pages.get("/records/<uuid:registration>/observations/<uuid:observation>")
@may_read
def observation(registration: UUID, observation: UUID) -> ResponseReturnValue:
    """One observation: its plan, what changed, what was seen, and the learner's signature."""
    standing = standing_for_reading(registration)
    found = observation_rules.find(standing, observation)
    words = words_of(found.recorded)
    aimed = found.recorded.criteria if found.recorded else found.planned.criteria
    people = {standing.learner, found.assessor, found.planned.by}
    if found.recorded:
        people.add(found.recorded.by)
    return _page(
        "record/observation.html",
        standing,
        observation=found,
        plan=words_of(found.planned),
        changes=[(change, words_of(change)) for change in found.changes],
        words=words,
        comment=words_of(found.confirmed).get("comment", ""),
        files=showing.files_of(found.recorded, words) if found.recorded else (),
        criteria=showing.criteria_shown(qualification_for(standing), aimed),
        names=names_for(people),
    )


@pages.get("/records/<uuid:registration>/files/<sha256>")
@may_read
def file(registration: UUID, sha256: str) -> ResponseReturnValue:
    """The very bytes that were sent, as a download. A player may ask for a part of them."""
    standing = standing_for_reading(registration)
    document, name = _named(standing, sha256)
    return _download(document, name)


@pages.get("/records/<uuid:registration>/pictures/<sha256>")
@may_read
def picture(registration: UUID, sha256: str) -> ResponseReturnValue:
    """A picture fit to show: drawn anew, without place or camera."""
    standing = standing_for_reading(registration)
    document, name = _named(standing, sha256)
    return picture_of(document, name)


@pages.get("/records/<uuid:registration>/pictures/<sha256>/small")
@may_read
def small_picture(registration: UUID, sha256: str) -> ResponseReturnValue:
    """The same, a few kilobytes large, for a page that shows several."""
    standing = standing_for_reading(registration)
    document, name = _named(standing, sha256)
    return picture_of(document, name, small=True)


@pages.get("/records/<uuid:registration>/portfolios/<int:version>")
@may_read
def portfolio(registration: UUID, version: int) -> ResponseReturnValue:
    """A portfolio as it was issued, the same bytes each time."""
    standing = standing_for_reading(registration)
    name = file_name(names_for([standing.learner])[standing.learner], version, set())
    return _download(version_of(standing, version).portfolio, name)


def _drafts(standing: Standing) -> list[Draft]:
    """What the learner began, for their own eyes only."""
    return drafts(acting(), standing.registration) if standing.learner == signed_in_person().actor else []


def _page(template: str, standing: Standing, **shown: object) -> str:
    own = standing.learner == signed_in_person().actor
    return render_template(
        template,
        standing=standing,
        registration=standing.registration,
        own=own,
        may_close=Role.IQA in signed_in_person().roles,
        work=[] if own else _work(),
        **shown,
    )


def _work() -> list[tuple[str, str]]:
    """Links to where this reader works on what the page is about."""
    about = dict(request.view_args or {})
    registration = about.pop("registration")
    subject = next(iter(about), None)
    return [
        (text, url_for(view, registration=registration, **about))
        for role, text, view, of in WORK
        if role in signed_in_person().roles and of == subject and view in current_app.view_functions
    ]


def _samples(standing: Standing, unit: str | None = None) -> list[SampleLine]:
    """What quality assurers found, for everybody but the learner: it is said to the assessors."""
    return [] if standing.learner == signed_in_person().actor else samples_of(standing, unit)


def _planned(standing: Standing, unit: str) -> PlanLine | None:
    """What is to be sampled and why is not for the learner, nor for those whose work it is about."""
    person = signed_in_person()
    reads = standing.learner != person.actor and person.roles & {Role.TRAINER, Role.IQA, Role.EQA}
    return plan_line(standing, unit) if reads else None


def _said(standing: Standing, block: Block) -> str:
    if isinstance(block, Unconfirmed) and standing.learner == signed_in_person().actor:
        return gettext("You have not signed an observation record yet.")
    return in_words(block)


def _uncounted(standing: Standing, piece: EvidenceStanding) -> list[Uncounted]:
    """Decisions of assessors in training that do not count, or not yet. The learner never reads them."""
    if standing.learner == signed_in_person().actor:
        return []
    counts = {judged.id for judged in piece.verdicts.values()}
    return [
        Uncounted(judged, answer, words_of(answer).get("reason", ""), words_of(judged).get("feedback", ""))
        for judged in piece.judgements
        if judged.in_training and judged.id not in counts | piece.withdrawals.keys()
        for answer in [piece.answers.get(judged.id)]
    ]


def _said_since(standing: Standing, evidence: UUID) -> list[Said]:
    """What the learner and the assessor wrote to each other about it: for them and the trainers, not for auditors."""
    person = signed_in_person()
    reads = standing.learner == person.actor or person.roles & {Role.ASSESSOR, Role.TRAINER}
    return said_about(evidence) if reads else []


def _may_withdraw(piece: EvidenceStanding) -> bool:
    return (
        isinstance(piece.submitted, f.EvidenceSubmitted)
        and not piece.judgements
        and not (piece.withdrawn or piece.replaced_by)
    )


def _named(standing: Standing, sha256: str) -> tuple[Document, str]:
    """The document and its name, if a fact of this record names it. Raises NotFound."""
    for piece in standing.evidence.values():
        for document in piece.submitted.files:
            if document.sha256 == sha256:
                return document, words_of(piece.submitted).get("files", {}).get(sha256, "file")
    raise NotFound("file")


def _download(document: Document, name: str) -> Response:
    """The bytes, verified before the first goes out; never opened in the page, never kept by the browser."""
    whole = workplace().vault.borrow(signed_in_person().centre.id, document.sha256)
    response = send_file(
        whole, document.media_type, as_attachment=True, download_name=name, conditional=False, etag=False
    )
    del response.headers["Cache-Control"]  # `security` has a stricter one
    response.content_length = document.size
    response.make_conditional(request.environ, accept_ranges=True, complete_length=document.size)
    return response
