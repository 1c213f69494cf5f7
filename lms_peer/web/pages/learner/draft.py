"""Adding evidence, one thing a page: which criteria, what kind, in words, files, check and send.

Every step is saved at once as a draft. After sending, every address of the draft leads to the evidence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms_peer.actions.keep_draft import (
    Draft,
    add_files,
    drop_draft,
    keep_draft,
    methods_for,
    send_draft,
    take_file_off,
)
from lms_peer.actions.keep_draft import draft as kept_draft
from lms_peer.actions.workplace import workplace
from lms_peer.domain import stages
from lms_peer.domain.qualification import Method
from lms_peer.domain.refusals import NotFound, Refusal, UnitAlreadySignedOff
from lms_peer.domain.registration import require_active
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import Standing, Status
from lms_peer.web import showing
from lms_peer.web.access import allow
from lms_peer.web.forms import PageForm, form_page, refuse
from lms_peer.web.pages.learner import draft_forms as forms
from lms_peer.web.pages.learner.added import refusals_of, said_of
from lms_peer.web.pages.learner.blueprint import pages
from lms_peer.web.records import acting, own_standing, qualification_for

STEPS = ("criteria", "kind", "tell", "files", "check")

Step = Callable[[Standing, Draft], ResponseReturnValue]


def on_draft(step: Step) -> Callable[[UUID, UUID], ResponseReturnValue]:
    """A view of one's own draft. One that was sent leads to the evidence it became; once the course is finished, one
    that was not can only be read.
    """

    @wraps(step)
    def view(registration: UUID, draft_id: UUID) -> ResponseReturnValue:
        standing = own_standing(registration)
        if draft_id in standing.evidence:
            return redirect(url_for("record.evidence", registration=registration, evidence=draft_id))
        written = _draft(registration, draft_id)
        return step(standing, written) if standing.status is not Status.COMPLETED else _unsent(standing, written)

    return view


def _unsent(standing: Standing, written: Draft) -> ResponseReturnValue:
    """The draft of a course that is finished, to read."""
    return render_template(
        "learner/draft/unsent.html",
        registration=standing.registration,
        draft=written,
        criteria=showing.criteria_shown(qualification_for(standing), written.criteria),
    )


def _draft(registration: UUID, draft_id: UUID) -> Draft:
    """The draft, or a new one for the unit that the address names."""
    try:
        return kept_draft(acting(), registration, draft_id)
    except NotFound:
        if request.endpoint != "learner.criteria" or "unit" not in request.args:
            raise
        return Draft(id=draft_id, unit=request.args["unit"])


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
    return _to(_first_unfinished(written), standing, written)


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
        keep_draft(acting(), standing.registration, replace(written, criteria=form.chosen, method=method))
        return _onward("criteria", standing, replace(written, criteria=form.chosen, method=method))
    others = forms.not_for_learners(standing, qualification, written)
    return _step("criteria", standing, written, form, unit=unit, others=others)


@pages.route("/learn/<uuid:registration>/evidence/<uuid:draft_id>/kind", methods=["GET", "POST"])
@allow(Role.LEARNER)
@on_draft
def kind(standing: Standing, written: Draft) -> ResponseReturnValue:
    """Step 2: what kind of evidence, its title, and when it was done."""
    if not written.criteria:
        return _to("criteria", standing, written)
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
            keep_draft(acting(), standing.registration, changed)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _onward("kind", standing, changed)
    return _step("kind", standing, written, form)


@pages.route("/learn/<uuid:registration>/evidence/<uuid:draft_id>/words", methods=["GET", "POST"])
@allow(Role.LEARNER)
@on_draft
def tell(standing: Standing, written: Draft) -> ResponseReturnValue:
    """Step 3: what happened, in the learner's words."""
    form = forms.TellForm(obj=written)
    if form.validate_on_submit():
        changed = keep_draft(
            acting(), standing.registration, replace(written, text=(form.text.data or "").strip())
        )
        return _onward("tell", standing, changed)
    return _step("tell", standing, written, form, limit=forms.TEXT_LIMIT)


@pages.route("/learn/<uuid:registration>/evidence/<uuid:draft_id>/files", methods=["GET", "POST"])
@allow(Role.LEARNER)
@on_draft
def files(standing: Standing, written: Draft) -> ResponseReturnValue:
    """Step 4: files. Each is kept when it is sent; each can be taken off again."""
    form = forms.FilesForm(formdata=None) if request.method == "GET" else forms.FilesForm()
    if form.validate_on_submit():
        changed, stay = _changed_files(standing, written, form)
        if stay:
            return _to("files", standing, changed, change=request.args.get("change"))
        if not form.errors:
            if "continue" in request.form and (changed.text or changed.files):
                return _onward("files", standing, changed)
            form.files.errors = [_nothing_yet()]
    return _step("files", standing, written, form, accept=forms.FILES_TAKEN, limit=workplace().config.upload_bytes)


def _changed_files(standing: Standing, written: Draft, form: forms.FilesForm) -> tuple[Draft, bool]:
    """The draft with the good files that were sent, or without the one taken off; and if this page comes again.

    What became of each file is said: beside the field when none was good, else on the page that comes next.
    """
    onward = "continue" in request.form
    uploads = [(one.filename, one.stream) for one in form.files.data or ()]
    if sha256 := request.form.get("remove"):
        flash("The file is taken off.", "success")
        return take_file_off(acting(), standing.registration, written.id, sha256), True
    if not uploads:
        return written, False
    added = add_files(acting(), standing.registration, written.id, uploads)
    if len(added.refused) == len(uploads):
        form.files.errors = refusals_of(added)
        return written, False
    for kind, sentence in said_of(added, len(uploads)):
        flash(sentence, kind)
    return added.draft, bool(added.refused) or not onward


def _nothing_yet() -> str:
    if "continue" in request.form:
        return "Add a file here, or go back and write what happened."
    return "Choose a file first."


@pages.route("/learn/<uuid:registration>/evidence/<uuid:draft_id>/check", methods=["GET", "POST"])
@allow(Role.LEARNER)
@on_draft
def check(standing: Standing, written: Draft) -> ResponseReturnValue:
    """Step 5: look it over, declare that it is one's own, and send it."""
    unfinished = _first_unfinished(written)
    if unfinished != "check":
        return _to(unfinished, standing, written)
    form = forms.SendForm()
    if form.validate_on_submit():
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
            flash("Your evidence is sent. It is with your assessor now.", "success")
            return redirect(url_for("record.evidence", registration=standing.registration, evidence=written.id))
    shown = showing.criteria_shown(qualification_for(standing), written.criteria)
    return _step("check", standing, written, form, criteria=shown)


@pages.route("/learn/<uuid:registration>/evidence/<uuid:draft_id>/drop", methods=["GET", "POST"])
@allow(Role.LEARNER)
@on_draft
def drop(standing: Standing, written: Draft) -> ResponseReturnValue:
    """Ask, then throw the draft away."""
    form = PageForm()
    if form.validate_on_submit():
        drop_draft(acting(), standing.registration, written.id)
        flash("The draft is thrown away.", "success")
        return redirect(url_for(".home", registration=standing.registration))
    return form_page("learner/draft/drop.html", form, registration=standing.registration, draft=written)


def _first_unfinished(written: Draft) -> str:
    if not written.criteria:
        return "criteria"
    if not (written.method and written.title and written.happened):
        return "kind"
    return "check" if written.text or written.files else "tell"


def _onward(step: str, standing: Standing, written: Draft) -> ResponseReturnValue:
    """To the next step; when one answer was being changed, to what is left to do."""
    if request.args.get("change"):
        return _to(_first_unfinished(written), standing, written)
    return _to(STEPS[STEPS.index(step) + 1], standing, written)


def _to(step: str, standing: Standing, written: Draft, **more: Any) -> ResponseReturnValue:
    return redirect(_address(step, standing, written, **more))


def _address(step: str, standing: Standing, written: Draft, **more: Any) -> str:
    return url_for(f".{step}", registration=standing.registration, draft_id=written.id, **more)


def _step(step: str, standing: Standing, written: Draft, form: PageForm, **shown: object) -> ResponseReturnValue:
    """The page of a step, with the way back and the address that the form goes to."""
    change = request.args.get("change")
    before = STEPS[max(0, STEPS.index(step) - 1)]
    back = _address("check" if change else before, standing, written)
    if step == "criteria" and not change:
        back = url_for("record.unit", registration=standing.registration, unit=written.unit)
    unit = request.args.get("unit") if step == "criteria" else None
    return form_page(
        f"learner/draft/{step}.html",
        form,
        registration=standing.registration,
        standing=standing,
        draft=written,
        back_to=back,
        here=_address(step, standing, written, change=change, unit=unit),
        number=STEPS.index(step) + 1,
        steps=len(STEPS),
        **shown,
    )
