"""Evidence that was sent: the learner takes it back, or begins to send it again."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from lms_peer.actions.keep_draft import Draft, begin_again, begun_again
from lms_peer.actions.submit_evidence import KeptFile, withdraw_evidence
from lms_peer.domain import evidence as rules
from lms_peer.domain.facts import EvidenceSubmitted, Verdict
from lms_peer.domain.refusals import NotReferredBack, Refusal, Withdrawn
from lms_peer.domain.registration import require_active
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import EvidenceStanding, Standing
from lms_peer.web import showing
from lms_peer.web.access import allow
from lms_peer.web.forms import PageForm, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.learner.blueprint import pages
from lms_peer.web.pages.learner.fields import AtMost
from lms_peer.web.records import acting, own_standing, qualification_for, words_of


class WithdrawForm(PageForm):
    """Why, if they want to say."""

    reason = TextAreaField(
        lazy_gettext("Why do you take it back?"),
        description=lazy_gettext("You can leave this empty."),
        validators=[AtMost(1000)],
    )


@pages.route("/learn/<uuid:registration>/evidence/<uuid:evidence>/withdraw", methods=["GET", "POST"])
@allow(Role.LEARNER)
def withdraw(registration: UUID, evidence: UUID) -> ResponseReturnValue:
    """Ask, then take evidence back that nobody has judged."""
    piece = rules.find(own_standing(registration), evidence)
    if piece.withdrawn:
        return _shown(registration, evidence)
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            withdraw_evidence(
                acting(), registration, form.submission_id, evidence=evidence, reason=form.reason.data or ""
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("You have taken this evidence back."), "success")
            return _shown(registration, evidence)
    title = showing.title_of(piece)
    return form_page(
        "learner/withdraw.html", form, registration=registration, evidence=evidence, evidence_title=title
    )


@pages.route("/learn/<uuid:registration>/evidence/<uuid:evidence>/again", methods=["GET", "POST"])
@allow(Role.LEARNER)
def start_again(registration: UUID, evidence: UUID) -> ResponseReturnValue:
    """Show what the assessor asked for, then begin a draft with the same words, files and criteria."""
    standing = own_standing(registration)
    piece = rules.find(standing, evidence)
    begun = begun_again(acting(), registration, evidence)
    if begun is not None:
        return redirect(url_for(".draft", registration=registration, draft_id=begun.id))
    submitted = piece.submitted
    if piece.replaced_by:
        raise Withdrawn(evidence)
    if not piece.referred_back or not isinstance(submitted, EvidenceSubmitted):
        raise NotReferredBack(evidence)
    require_active(standing)
    form = PageForm()
    if form.validate_on_submit():
        draft = begin_again(acting(), registration, _copy(standing, piece, submitted, form.submission_id))
        return redirect(url_for(".tell", registration=registration, draft_id=draft.id))
    return form_page(
        "learner/start_again.html",
        form,
        registration=registration,
        evidence=evidence,
        evidence_title=showing.title_of(piece),
        asked=showing.feedback(
            (judged for judged in piece.verdicts.values() if judged.verdict is Verdict.NOT_YET),
            qualification_for(standing),
        ),
    )


def _copy(standing: Standing, piece: EvidenceStanding, submitted: EvidenceSubmitted, draft_id: UUID) -> Draft:
    words = words_of(submitted)
    names = words.get("files", {})
    left = tuple(
        ref
        for ref in submitted.criteria
        if ref.unit not in standing.sign_offs
        and (ref not in piece.verdicts or piece.verdicts[ref].verdict is Verdict.NOT_YET)
    )
    return Draft(
        id=draft_id,
        unit=(left or submitted.criteria)[0].unit,
        criteria=left,
        method=submitted.method,
        happened=submitted.happened,
        title=words.get("title", ""),
        text=words.get("text", ""),
        files=tuple(KeptFile(file, names.get(file.sha256, "file")) for file in submitted.files),
        replaces=piece.id,
    )


def _shown(registration: UUID, evidence: UUID) -> Response:
    return redirect(url_for("record.evidence", registration=registration, evidence=evidence))
