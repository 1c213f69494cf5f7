"""The frame of a draft's steps: which draft it is, the way on and back, and what was done in another window.

Nothing that was typed is lost without being shown: not when the draft was sent, thrown away or changed elsewhere
after the page was opened.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms_peer.actions.keep_draft import Draft
from lms_peer.actions.keep_draft import draft as kept_draft
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.standing import Standing, Status
from lms_peer.web import showing
from lms_peer.web.error_pages import show, words_typed
from lms_peer.web.errors import Answer
from lms_peer.web.forms import PageForm, form_page
from lms_peer.web.language import lazy_gettext
from lms_peer.web.pages.learner.draft_forms import StepForm
from lms_peer.web.records import acting, own_standing, qualification_for

STEPS = ("criteria", "kind", "tell", "files", "check")

Step = Callable[[Standing, Draft], ResponseReturnValue]

# What each step asks for: the parts of a draft that its page changes, and no other.
_ASKED = {"criteria": ("criteria",), "kind": ("method", "title", "happened"), "tell": ("text",)}
_WHOLE = ("criteria", "method", "title", "happened", "text", "files")

_SENT = Answer(
    409,
    lazy_gettext("You sent this already"),
    lazy_gettext(
        "It is with your assessor, so it can not be changed now. What you typed on this page was not added."
    ),
)
_GONE = Answer(
    409,
    lazy_gettext("This is not there any more"),
    lazy_gettext(
        "You threw it away in another window. To use what you typed here, copy it and start again from the unit."
    ),
)
_CHANGED_SINCE = lazy_gettext(
    "You changed this in another window after you opened this page. Check it again, then send it."
)
CHANGED = lazy_gettext(
    "You changed this in another window after you opened this page. What is saved now is shown below. "
    "To keep what is on this page, save it once more."
)


def on_draft(step: Step) -> Callable[[UUID, UUID], ResponseReturnValue]:
    """A view of one's own draft. One that was sent leads to the evidence it became; once the course is finished, one
    that was not can only be read.
    """

    @wraps(step)
    def view(registration: UUID, draft_id: UUID) -> ResponseReturnValue:
        standing = own_standing(registration)
        typed = words_typed() if request.method == "POST" and request.endpoint != "learner.check" else []
        if draft_id in standing.evidence:
            if typed:
                return show(_SENT, kept=typed)
            return redirect(url_for("record.evidence", registration=registration, evidence=draft_id))
        try:
            written = draft_here(registration, draft_id)
        except NotFound:
            if not typed:
                raise
            return show(_GONE, kept=typed)
        return step(standing, written) if standing.status is not Status.COMPLETED else _unsent(standing, written)

    return view


def draft_here(registration: UUID, draft_id: UUID) -> Draft:
    """The draft, or a new one for the unit that the address names. Raises NotFound."""
    try:
        return kept_draft(acting(), registration, draft_id, lock=request.method == "POST")
    except NotFound:
        if request.endpoint != "learner.criteria" or "unit" not in request.args:
            raise
        return Draft(id=draft_id, unit=request.args["unit"])


def changed_elsewhere(step: str, form: StepForm, written: Draft, changed: Draft | None = None) -> bool:
    """True when the draft is not what the page showed when it was opened, and not what was typed now (`changed`).

    The form then says so. Sent once more, it writes over, or sends what is there.
    """
    shown, there = form.seen.data, _mark(step, written)
    if not shown or shown == there or (changed is not None and _mark(step, changed) == there):
        return False
    form.form_errors.append(CHANGED if changed else _CHANGED_SINCE)
    form.seen.data = there
    return True


def first_unfinished(written: Draft) -> str:
    """The step at which the draft was left."""
    if not written.criteria:
        return "criteria"
    if not (written.method and written.title and written.happened):
        return "kind"
    return "check" if written.text or written.files else "tell"


def onward(step: str, standing: Standing, written: Draft) -> ResponseReturnValue:
    """To the next step; when one answer was being changed, to what is left to do."""
    if request.args.get("change"):
        return to_step(first_unfinished(written), standing, written)
    return to_step(STEPS[STEPS.index(step) + 1], standing, written)


def to_step(step: str, standing: Standing, written: Draft, **more: Any) -> ResponseReturnValue:
    """Send the browser to a step."""
    return redirect(_address(step, standing, written, **more))


def step_page(
    step: str, standing: Standing, written: Draft, form: PageForm, **shown: object
) -> ResponseReturnValue:
    """The page of a step, with the way back and the address that the form goes to."""
    change = request.args.get("change")
    before = STEPS[max(0, STEPS.index(step) - 1)]
    back = _address("check" if change else before, standing, written)
    if step == "criteria" and not change:
        back = url_for("record.unit", registration=standing.registration, unit=written.unit)
    unit = request.args.get("unit") if step == "criteria" else None
    if isinstance(form, StepForm) and not form.seen.data:
        form.seen.data = _mark(step, written)
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
        elsewhere=CHANGED in form.form_errors,
        **shown,
    )


def _mark(step: str, written: Draft) -> str:
    """A short word that is another one when what the step asks for is."""
    return sha256(repr([getattr(written, name) for name in _ASKED.get(step, _WHOLE)]).encode()).hexdigest()[:16]


def _unsent(standing: Standing, written: Draft) -> ResponseReturnValue:
    """The draft of a course that is finished, to read."""
    return render_template(
        "learner/draft/unsent.html",
        registration=standing.registration,
        draft=written,
        criteria=showing.criteria_shown(qualification_for(standing), written.criteria),
    )


def _address(step: str, standing: Standing, written: Draft, **more: Any) -> str:
    return url_for(f"learner.{step}", registration=standing.registration, draft_id=written.id, **more)
