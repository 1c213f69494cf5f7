"""Signing off a unit: every criterion with its judgement and evidence, and every reason that still blocks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from lms_peer.actions.judge_evidence import sign_off_unit
from lms_peer.domain.blocks import Block, NotMet, NotObserved, Unconfirmed, Uncountersigned, Undecided
from lms_peer.domain.judgement import blocks_on_unit
from lms_peer.domain.qualification import CriterionRef, Unit
from lms_peer.domain.refusals import InTraining, NotFound
from lms_peer.domain.roles import Role
from lms_peer.domain.stages import planned
from lms_peer.web import showing
from lms_peer.web.access import allow
from lms_peer.web.errors import answer
from lms_peer.web.forms import PageForm, form_page
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.assessor.case import Case, accepted, case_of, pages
from lms_peer.web.reasons import in_words
from lms_peer.web.records import acting, names_for, words_of
from lms_peer.web.sampled import people_in_samples, samples_of
from lms_peer.web.wording import day
from lms_peer.web.words import LongText

COMMENT_LENGTH = 2_000


@dataclass(frozen=True)
class Hurdle:
    """One reason that blocks a unit, and where it can be settled."""

    sentence: str
    todo: str
    address: str


class SignOffForm(PageForm):
    """Words that go with the signature."""

    comment = LongText(
        lazy_gettext("Is there anything to say to the learner?"),
        limit=COMMENT_LENGTH,
        description=lazy_gettext("You can leave this empty."),
    )


@pages.route("/assess/<uuid:registration>/units/<unit>", methods=["GET", "POST"])
@allow(Role.ASSESSOR)
def sign_off(registration: UUID, unit: str) -> ResponseReturnValue:
    """The unit as a whole; the button only when nothing blocks it. The rule decides all the same."""
    case = case_of(registration)
    shown = next((one for one in case.units if one.reference == unit), None)
    if shown is None:
        raise NotFound("learner's unit")
    form = SignOffForm()
    if form.validate_on_submit() and accepted(
        form,
        lambda: sign_off_unit(acting(), registration, form.submission_id, unit=unit, comment=form.comment.data),
    ):
        flash(
            gettext("Unit %(unit)s is signed off. %(learner)s can see it now.", unit=unit, learner=case.learner),
            "success",
        )
        return redirect(url_for(".learner", registration=registration))
    return _page(case, shown, form)


def _page(case: Case, unit: Unit, form: SignOffForm) -> ResponseReturnValue:
    done = case.standing.sign_offs.get(unit.reference)
    blocks = () if done else blocks_on_unit(case.standing, unit, case.qualification)
    refs = unit.refs()
    pairs = [(piece, judged) for ref in refs for piece, judged in case.standing.judgements(ref)]
    people = {judged.by for _, judged in pairs} | {said.by for piece, _ in pairs for said in piece.countersigning}
    reopened = [one for one in case.standing.reopenings if one.reopened.unit == unit.reference]
    people.update(fact.by for one in reopened for fact in (one.signed_off, one.reopened))
    samples = samples_of(case.standing, unit.reference)
    people |= people_in_samples(samples)
    if done:
        people.add(done.by)
    return form_page(
        "assessor/sign_off.html",
        form,
        case=case,
        unit=unit,
        line=showing.unit_line(case.standing, case.qualification, unit),
        criteria=[showing.criterion_line(case.standing, case.qualification, ref) for ref in refs],
        judged={
            ref: [(judged, piece.answers.get(judged.id)) for piece, judged in case.standing.judgements(ref)]
            for ref in refs
        },
        hurdles=[_hurdle(case, block) for block in blocks],
        done=done,
        barred=case.finished or case.barred({unit.reference}) or _untrained(case),
        samples=samples,
        reopened=[(one, words_of(one.reopened).get("reason", "")) for one in reopened],
        names=names_for(people),
    )


def _untrained(case: Case) -> str | None:
    return answer(InTraining()).sentence if case.assessor.in_training else None


def _hurdle(case: Case, block: Block) -> Hurdle:
    return Hurdle(in_words(block), *_way_past(case, block))


def _way_past(case: Case, block: Block) -> tuple[str, str]:
    """What to do about what blocks a unit, and where. Evidence goes by its title, an observation by its day."""
    match block:
        case NotMet(ref) | NotObserved(ref):
            return _way_to_meet(case, ref, observed=isinstance(block, NotObserved))
        case Undecided(evidence):
            return gettext("Judge “%(title)s”", title=_title(case, evidence)), _to(
                case, ".judge", evidence=evidence
            )
        case Uncountersigned(evidence):
            title = _title(case, evidence)
            if case.to_countersign(case.standing.evidence[evidence]):
                return gettext("Read and sign “%(title)s”", title=title), _to(
                    case, ".countersign", evidence=evidence
                )
            return gettext("See “%(title)s”", title=title), _to(case, ".judge", evidence=evidence)
        case Unconfirmed(observation):
            seen = case.standing.observations[observation]
            on = day(seen.recorded.at if seen.recorded else seen.due)
            return gettext("See the observation on %(day)s", day=on), _to(
                case, ".observe", observation=observation
            )
        case _:
            assert_never(block)


def _title(case: Case, evidence: UUID) -> str:
    return showing.title_of(case.standing.evidence[evidence])


def _way_to_meet(case: Case, ref: CriterionRef, *, observed: bool) -> tuple[str, str]:
    """What to do about a criterion that is not met, and where: what is nearest to done comes first."""
    criterion = case.qualification.criteria_by_ref[ref]
    only_observed = observed or criterion.must_be_observed
    for observation in planned(case.standing):
        if ref in observation.planned.criteria:
            return gettext("Go to the planned observation"), _to(
                case, ".observe", observation=observation.planned.id
            )
    if only_observed:
        return gettext("Plan an observation"), _to(case, ".plan")
    address = url_for("record.unit", registration=case.registration, unit=ref.unit)
    return gettext("See how it can be shown"), address


def _to(case: Case, endpoint: str, **names: UUID) -> str:
    return url_for(endpoint, **{"registration": case.registration, **names})  # type: ignore[arg-type]
