"""Judging one piece of evidence: several criteria at once, each with feedback for the learner.

What an assessor in training decides goes to a qualified one first: see `countersigning`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, SelectField
from wtforms.validators import ValidationError

from lms_peer import progress
from lms_peer.actions.judge_evidence import Decision, judge_evidence
from lms_peer.domain import evidence as evidence_rules
from lms_peer.domain import facts as f
from lms_peer.domain.facts import CriterionJudged, JudgementCountersigned, JudgementSentBack, Verdict
from lms_peer.domain.judgement import blocks_on_unit
from lms_peer.domain.qualification import Criterion, CriterionRef
from lms_peer.domain.refusals import UnitAlreadySignedOff, Withdrawn
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import EvidenceStanding
from lms_peer.domain.words import Words
from lms_peer.web import showing
from lms_peer.web.access import allow, signed_in_person
from lms_peer.web.errors import answer
from lms_peer.web.forms import PageForm, form_page
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.assessor.case import Case, accepted, case_of, pages
from lms_peer.web.pages.assessor.forms import added
from lms_peer.web.pages.assessor.phrases import choices_of_phrases, shortened
from lms_peer.web.pages.assessor.taking_back import why_not_taken_back
from lms_peer.web.records import acting, names_for, words_of
from lms_peer.web.words import LongText, OneOf

FEEDBACK_LENGTH = 4_000
LATER = "later"
VERDICTS = [
    (Verdict.MET.value, lazy_gettext("Met")),
    (Verdict.NOT_YET.value, lazy_gettext("Not yet")),
    (LATER, lazy_gettext("Leave for later")),
]


@dataclass(frozen=True)
class Row:
    """One criterion of the evidence: fields to decide it, or what was decided, or why it can not be decided here.

    `unsigned`: what was decided waits for a second assessor. `returned` and `taken_back`: why an earlier decision was
    sent back or taken back.
    """

    ref: CriterionRef
    criterion: Criterion
    verdict: Field | None = None
    feedback: Field | None = None
    phrase: Field | None = None
    judged: CriterionJudged | None = None
    said: str = ""
    unsigned: bool = False
    countersigned: JudgementCountersigned | None = None
    returned: Returned | None = None
    taken_back: showing.TakenBack | None = None
    may_take_back: bool = False
    barred: str | None = None


@dataclass(frozen=True)
class Returned:
    """A decision that was sent back: what it was, what its feedback was, who sent it back and why."""

    judged: CriterionJudged
    feedback: str
    sent_back: JudgementSentBack
    reason: str


class JudgeForm(PageForm):
    """A verdict and feedback for each criterion. Made by `_form_for`, which adds the fields."""

    def put_phrase_in(self, ref: str) -> None:
        """Add the phrase that was chosen for this criterion to its feedback. An unknown one changes nothing."""
        if f"phrase-{ref}" in self:
            feedback, chosen = self[f"feedback-{ref}"], self[f"phrase-{ref}"]
            words = dict(chosen.words).get(chosen.data, "")
            feedback.data = "\n".join(filter(None, (feedback.data, words)))
            chosen.data = ""

    def decisions(self, refs: tuple[CriterionRef, ...]) -> list[Decision]:
        """What was decided, without what was left for later."""
        return [
            Decision(ref, Verdict(self[f"verdict-{ref}"].data), self[f"feedback-{ref}"].data)
            for ref in refs
            if self[f"verdict-{ref}"].data != LATER
        ]


class PhraseField(SelectField):  # type: ignore[misc]
    """One of the assessor's own phrases, by its id, or none. `words` holds what each says."""

    def __init__(self, label: str, words: dict[str, str], **options: Any) -> None:
        offered = [("", gettext("Choose a phrase")), *((key, shortened(text)) for key, text in words.items())]
        super().__init__(label, choices=offered, default="", validate_choice=False, **options)
        self.words = words


class FeedbackFits:
    """Validator: a `not yet` says what is missing, and words are not left behind without a decision."""

    def __init__(self, ref: CriterionRef) -> None:
        self.ref = ref

    def __call__(self, form: PageForm, field: Field) -> None:
        decided, criterion = form[f"verdict-{self.ref}"].data, self.ref.label
        if decided == Verdict.NOT_YET and not field.data:
            raise ValidationError(
                gettext(
                    "Say what is still missing for %(criterion)s, so that the learner knows what to do.",
                    criterion=criterion,
                )
            )
        if decided == LATER and field.data:
            raise ValidationError(
                gettext(
                    "Choose met or not yet for %(criterion)s to send this feedback, or take it out.",
                    criterion=criterion,
                )
            )


@pages.route("/assess/<uuid:registration>/evidence/<uuid:evidence>", methods=["GET", "POST"])
@allow(Role.ASSESSOR)
def judge(registration: UUID, evidence: UUID) -> ResponseReturnValue:
    """The evidence beside its criteria, and a decision on each."""
    case = case_of(registration)
    piece = evidence_rules.find(case.standing, evidence)
    form = _form_for(case, piece)
    if form.is_submitted() and added():
        form.put_phrase_in(added())
    elif form.validate_on_submit():
        decisions = form.decisions(piece.submitted.criteria)
        if not decisions:
            form.form_errors.append(gettext("Choose met or not yet for one criterion or more."))
        elif accepted(form, lambda: _decide(case, piece, form, decisions)):
            flash(_done(case), "success")
            return redirect(_next(case, {decision.criterion.unit for decision in decisions}))
    return _page(case, piece, form)


def _decide(
    case: Case, piece: EvidenceStanding, form: JudgeForm, decisions: list[Decision]
) -> list[CriterionJudged]:
    return judge_evidence(acting(), case.registration, form.submission_id, evidence=piece.id, decisions=decisions)


def _form_for(case: Case, piece: EvidenceStanding) -> JudgeForm:
    """Fields for every criterion, the judged ones too: a second tab must be told, not ignored."""
    fields: dict[str, Field] = {}
    kept = choices_of_phrases()
    for ref, criterion in showing.criteria_shown(case.qualification, piece.submitted.criteria):
        fields[f"verdict-{ref}"] = OneOf(
            f"{ref.unit} {ref.number} {criterion.text}",
            VERDICTS,
            gettext("Choose one of the three."),
            default=LATER,
        )
        fields[f"feedback-{ref}"] = LongText(
            gettext("Feedback on %(criterion)s", criterion=ref.label),
            [FeedbackFits(ref)],
            limit=FEEDBACK_LENGTH,
        )
        if kept:
            fields[f"phrase-{ref}"] = PhraseField(
                gettext("A phrase of yours for %(criterion)s", criterion=ref.label), kept
            )
    form: JudgeForm = type("JudgeForm", (JudgeForm,), fields)()
    return form


def _done(case: Case) -> str:
    if case.assessor.in_training:
        return gettext(
            "Your decisions are saved. A qualified assessor has to sign before %(learner)s can read them.",
            learner=case.learner,
        )
    return gettext("Your decisions are saved. %(learner)s can read them now.", learner=case.learner)


def _next(case: Case, units: set[str]) -> str:
    """Where to go on: to sign off a unit that nothing blocks any more, or back to what waits."""
    standing = progress.standing(signed_in_person().centre.id, case.registration)
    for unit in case.units:
        if unit.reference in units and not blocks_on_unit(standing, unit, case.qualification):
            return url_for(".sign_off", registration=case.registration, unit=unit.reference)
    return url_for(".to_assess")


def _page(case: Case, piece: EvidenceStanding, form: JudgeForm) -> ResponseReturnValue:
    words = words_of(piece.submitted)
    rows = tuple(_rows(case, piece, form))
    return form_page(
        "assessor/judge.html",
        form,
        **evidence_shown(case, piece, words),
        rows=rows,
        barred=case.finished or case.barred() or _set_aside(piece),
        to_countersign=case.to_countersign(piece),
        to_decide=any(row.verdict for row in rows),
    )


def evidence_shown(case: Case, piece: EvidenceStanding, words: Words) -> dict[str, Any]:
    """What `assessor/evidence.html` shows of a piece of evidence, and the names of everyone in it."""
    people = {case.standing.learner, piece.submitted.by, *(judged.by for judged in piece.judgements)}
    people.update(said.by for said in (*piece.countersigning, *piece.taken_back))
    if isinstance(piece.submitted, f.WitnessTestimonyRecorded):
        people.add(piece.submitted.witness)
    return {
        "case": case,
        "piece": piece,
        "words": words,
        "title": showing.title_of(piece, words),
        "happened": showing.happened_on(piece.submitted),
        "files": showing.files_of(piece.submitted, words),
        "names": names_for(people),
    }


def _rows(case: Case, piece: EvidenceStanding, form: JudgeForm) -> Iterator[Row]:
    taken_back = {one.judged.criterion: one for one in showing.taken_back(piece)}
    for ref, criterion in showing.criteria_shown(case.qualification, piece.submitted.criteria):
        unsigned = piece.uncountersigned.get(ref)
        if judged := piece.verdicts.get(ref) or unsigned:
            yield Row(
                ref,
                criterion,
                judged=judged,
                said=words_of(judged).get("feedback", ""),
                unsigned=judged is unsigned,
                countersigned=_countersigned(piece, judged),
                may_take_back=not why_not_taken_back(case, piece, judged),
            )
        elif ref.unit in case.standing.sign_offs:
            yield Row(ref, criterion, barred=answer(UnitAlreadySignedOff(ref.unit)).sentence)
        elif barred := case.barred({ref.unit}):
            yield Row(ref, criterion, barred=barred)
        else:
            fields = form[f"verdict-{ref}"], form[f"feedback-{ref}"], form._fields.get(f"phrase-{ref}")
            yield Row(ref, criterion, *fields, returned=_returned(piece, ref), taken_back=taken_back.get(ref))


def _countersigned(piece: EvidenceStanding, judged: CriterionJudged) -> JudgementCountersigned | None:
    said = piece.answers.get(judged.id)
    return said if isinstance(said, JudgementCountersigned) else None


def _returned(piece: EvidenceStanding, ref: CriterionRef) -> Returned | None:
    said = piece.sent_back.get(ref)
    if said is None:
        return None
    judged = next(one for one in piece.judgements if one.id == said.judgement)
    return Returned(judged, words_of(judged).get("feedback", ""), said, words_of(said).get("reason", ""))


def _set_aside(piece: EvidenceStanding) -> str | None:
    return answer(Withdrawn(piece.id)).sentence if piece.withdrawn or piece.replaced_by else None
