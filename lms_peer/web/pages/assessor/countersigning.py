"""Countersigning: a qualified assessor reads the evidence and what an assessor in training decided, then answers."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field
from wtforms.validators import ValidationError

from lms_peer.actions.countersign_judgement import Answer, answer_judgements
from lms_peer.domain import evidence as evidence_rules
from lms_peer.domain.facts import CriterionJudged
from lms_peer.domain.qualification import Criterion
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import EvidenceStanding
from lms_peer.web.access import allow
from lms_peer.web.forms import PageForm, form_page
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.assessor.case import Case, accepted, case_of, pages
from lms_peer.web.pages.assessor.judging import evidence_shown
from lms_peer.web.records import acting, words_of
from lms_peer.web.words import LongText, OneOf

REASON_LENGTH = 2_000
AGREE, SEND_BACK, LATER = "agree", "send_back", "later"
ANSWERS = [
    (AGREE, lazy_gettext("I agree. Sign it")),
    (SEND_BACK, lazy_gettext("Send it back")),
    (LATER, lazy_gettext("Leave for later")),
]


@dataclass(frozen=True)
class Decided:
    """One decision of an assessor in training, and the fields to answer it."""

    judged: CriterionJudged
    criterion: Criterion
    feedback: str
    answer: Field
    reason: Field


class CountersignForm(PageForm):
    """An answer to each decision. Made by `_form_for`, which adds the fields."""

    def answers(self, waiting: tuple[CriterionJudged, ...]) -> list[Answer]:
        """What was answered, without what was left for later."""
        return [
            Answer(one.id, self[f"answer-{one.id}"].data == AGREE, self[f"reason-{one.id}"].data)
            for one in waiting
            if self[f"answer-{one.id}"].data != LATER
        ]


class ReasonFits:
    """Validator: what is sent back says why, and a reason is not left behind without an answer."""

    def __init__(self, answer: str) -> None:
        self.answer = answer

    def __call__(self, form: PageForm, field: Field) -> None:
        said = form[self.answer].data
        if said == SEND_BACK and not field.data:
            raise ValidationError(gettext("Say why you send it back, so that your colleague knows what to do."))
        if said == LATER and field.data:
            raise ValidationError(gettext("Choose to sign it or send it back, or take these words out."))


@pages.route("/assess/<uuid:registration>/evidence/<uuid:evidence>/countersign", methods=["GET", "POST"])
@allow(Role.ASSESSOR)
def countersign(registration: UUID, evidence: UUID) -> ResponseReturnValue:
    """The evidence beside what was decided, and an answer to each decision."""
    case = case_of(registration)
    piece = evidence_rules.find(case.standing, evidence)
    waiting = tuple(one for one in piece.judgements if one.in_training)
    form = _form_for(waiting)
    if form.validate_on_submit():
        answers = form.answers(waiting)
        if not answers:
            form.form_errors.append(gettext("Answer one decision or more."))
        elif accepted(form, lambda: answer_judgements(acting(), registration, form.submission_id, answers)):
            signed = sum(one.agreed for one in answers)
            flash(_done(signed, len(answers) - signed), "success")
            return redirect(url_for(".to_assess"))
    return _page(case, piece, form)


def _done(signed: int, sent_back: int) -> str:
    if not sent_back:
        return gettext("You signed. The learner can read the decision now.")
    return (
        gettext("You signed some and sent some back.")
        if signed
        else gettext("You sent it back. Your colleague can read why.")
    )


def _form_for(waiting: tuple[CriterionJudged, ...]) -> CountersignForm:
    fields: dict[str, Field] = {}
    for one in waiting:
        fields[f"answer-{one.id}"] = OneOf(
            gettext("Do you agree about %(criterion)s?", criterion=one.criterion.label),
            ANSWERS,
            gettext("Choose one of the three."),
            default=LATER,
        )
        fields[f"reason-{one.id}"] = LongText(
            gettext("Words to your colleague about %(criterion)s", criterion=one.criterion.label),
            [ReasonFits(f"answer-{one.id}")],
            limit=REASON_LENGTH,
        )
    form: CountersignForm = type("CountersignForm", (CountersignForm,), fields)()
    return form


def _page(case: Case, piece: EvidenceStanding, form: CountersignForm) -> ResponseReturnValue:
    mine = case.to_countersign(piece)
    decided = [
        Decided(
            one,
            case.qualification.criteria_by_ref[one.criterion],
            words_of(one).get("feedback", ""),
            form[f"answer-{one.id}"],
            form[f"reason-{one.id}"],
        )
        for one in mine
    ]
    return form_page(
        "assessor/countersign.html",
        form,
        **evidence_shown(case, piece, words_of(piece.submitted)),
        decided=decided,
        others=len(piece.uncountersigned) - len(mine),
        barred=case.finished or case.barred(),
    )
