"""Adding evidence, one thing a page: which criteria, what kind, in words, files (`draft_files`), check and send.

Every step is saved at once as a draft. After sending, every address of the draft leads to the evidence.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from lms_peer.actions.keep_draft import Draft, drop_draft, keep_draft, methods_for, send_draft
from lms_peer.domain import stages
from lms_peer.domain.qualification import Method
from lms_peer.domain.refusals import NotFound, Refusal, UnitAlreadySignedOff
from lms_peer.domain.registration import require_active
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import Standing
from lms_peer.web import showing
from lms_peer.web.access import allow
from lms_peer.web.forms import PageForm, form_page, refuse
from lms_peer.web.language import gettext
from lms_peer.web.pages.learner import draft_forms as forms
from lms_peer.web.pages.learner.blueprint import pages
from lms_peer.web.pages.learner.draft_steps import (
    changed_elsewhere,
    first_unfinished,
    on_draft,
    onward,
    step_page,
    to_step,
)
from lms_peer.web.records import acting, own_standing, qualification_for


@pages.get("/learn/<uuid:registration>/units/<unit>/evidence")
@allow(Role.LEARNER)
def start_draft(registration: UUID, unit: str) -> ResponseReturnValue:
    """Begin: the draft gets its id here, and is saved with the first step."""
    standing = own_standing(registration)
    if unit not in {one.reference for one in stages.units_taken(standing, qualification_for(standing))}:
        raise NotFound("unit")
    require_active(standing)
    if unit in standing.sign_offs:
        raise UnitAlreadySignedOff(unit)
    return redirect(url_for(".criteria", registration=registration, draft_id=uuid4(), unit=unit))


@pages.get("/learn/<uuid:registration>/evidence/<uuid:draft_id>")
@allow(Role.LEARNER)
@on_draft
def draft(standing: Standing, written: Draft) -> ResponseReturnValue:
    """Carry on where it was left."""
    return to_step(first_unfinished(written), standing, written)


@pages.route("/learn/<uuid:registration>/evidence/<uuid:draft_id>/criteria", methods=["GET", "POST"])
@allow(Role.LEARNER)
@on_draft
def criteria(standing: Standing, written: Draft) -> ResponseReturnValue:
    """Step 1: which criteria."""
    qualification = qualification_for(standing)
    unit = qualification.units_by_reference.get(written.unit)
    if unit not in stages.units_taken(standing, qualification):
        raise NotFound("unit")
    form = forms.CriteriaForm(criteria=[str(ref) for ref in written.criteria])
    form.offer(standing, qualification, written)
    if form.validate_on_submit():
        method = written.method if written.method in methods_for(qualification, form.chosen) else None
        changed = replace(written, criteria=form.chosen, method=method)
        if not changed_elsewhere("criteria", form, written, changed):
            keep_draft(acting(), standing.registration, changed)
            return onward("criteria", standing, changed)
    others = forms.not_for_learners(standing, qualification, written)
    return step_page("criteria", standing, written, form, unit=unit, others=others)


@pages.route("/learn/<uuid:registration>/evidence/<uuid:draft_id>/kind", methods=["GET", "POST"])
@allow(Role.LEARNER)
@on_draft
def kind(standing: Standing, written: Draft) -> ResponseReturnValue:
    """Step 2: what kind of evidence, its title, and when it was done."""
    if not written.criteria:
        return to_step("criteria", standing, written)
    form = forms.KindForm(obj=written)
    form.offer(qualification_for(standing), written)
    if form.validate_on_submit():
        changed = replace(
            written,
            method=Method(form.method.data),
            title=form.title.data.strip(),
            happened=form.happened.data,
        )
        try:
            if not changed_elsewhere("kind", form, written, changed):
                keep_draft(acting(), standing.registration, changed)
                return onward("kind", standing, changed)
        except Refusal as refusal:
            refuse(form, refusal)
    return step_page("kind", standing, written, form)


@pages.route("/learn/<uuid:registration>/evidence/<uuid:draft_id>/words", methods=["GET", "POST"])
@allow(Role.LEARNER)
@on_draft
def tell(standing: Standing, written: Draft) -> ResponseReturnValue:
    """Step 3: what happened, in the learner's words."""
    form = forms.TellForm(obj=written)
    if form.validate_on_submit():
        changed = replace(written, text=(form.text.data or "").strip())
        if not changed_elsewhere("tell", form, written, changed):
            keep_draft(acting(), standing.registration, changed)
            return onward("tell", standing, changed)
    return step_page("tell", standing, written, form, limit=forms.TEXT_LIMIT)


@pages.route("/learn/<uuid:registration>/evidence/<uuid:draft_id>/check", methods=["GET", "POST"])
@allow(Role.LEARNER)
@on_draft
def check(standing: Standing, written: Draft) -> ResponseReturnValue:
    """Step 5: look it over, declare that it is one's own, and send it."""
    unfinished = first_unfinished(written)
    if unfinished != "check":
        return to_step(unfinished, standing, written)
    form = forms.SendForm()
    if form.validate_on_submit() and not changed_elsewhere("check", form, written):
        try:
            send_draft(
                acting(),
                standing.registration,
                written.id,
                declared=form.declared.data,
                ai_use=form.how_ai_was_used,
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("Your evidence is sent. It is with your assessor now."), "success")
            return redirect(url_for("record.evidence", registration=standing.registration, evidence=written.id))
    return step_page(
        "check",
        standing,
        written,
        form,
        criteria=showing.criteria_shown(qualification_for(standing), written.criteria),
        shown=[showing.FileShown(file.document, file.name) for file in written.files],
    )


@pages.route("/learn/<uuid:registration>/evidence/<uuid:draft_id>/drop", methods=["GET", "POST"])
@allow(Role.LEARNER)
@on_draft
def drop(standing: Standing, written: Draft) -> ResponseReturnValue:
    """Ask, then throw the draft away."""
    form = PageForm()
    if form.validate_on_submit():
        drop_draft(acting(), standing.registration, written.id)
        flash(gettext("The draft is thrown away."), "success")
        return redirect(url_for(".home", registration=standing.registration))
    return form_page("learner/draft/drop.html", form, registration=standing.registration, draft=written)
