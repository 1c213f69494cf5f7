"""A learner's own work-habits log: how it went, in kind words, and what the learner says about it."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms_peer.actions.keep_habits import answer_habit
from lms_peer.domain.refusals import NotFound, Refusal
from lms_peer.domain.roles import Role
from lms_peer.pastoral import habits as log
from lms_peer.web.access import allow, current_centre
from lms_peer.web.forms import PageForm, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.looking_after import YOUR_RELIABILITY, reliability_of, turnout_tag
from lms_peer.web.pages.learner.blueprint import pages
from lms_peer.web.records import acting, own_standing
from lms_peer.web.words import LongText


class AnswerForm(PageForm):
    """How the learner sees it."""

    answer = LongText(
        lazy_gettext("What do you want to say about it?"),
        limit=log.NOTE_LENGTH,
        description=lazy_gettext("Only you and your trainers read this. You can change it later."),
    )


@pages.get("/learn/<uuid:registration>/habits")
@allow(Role.LEARNER)
def habits(registration: UUID) -> ResponseReturnValue:
    """How it went with each time that was agreed."""
    own_standing(registration)
    entries = log.of(current_centre().id, registration)
    return render_template(
        "learner/habits.html",
        registration=registration,
        said=YOUR_RELIABILITY[reliability_of(entries)],
        entries=[(entry, turnout_tag(entry)) for entry in entries],
    )


@pages.route("/learn/<uuid:registration>/habits/<uuid:habit>/answer", methods=["GET", "POST"])
@allow(Role.LEARNER)
def answer_about_habit(registration: UUID, habit: UUID) -> ResponseReturnValue:
    """Say how you see it."""
    own_standing(registration)
    entry = log.find(current_centre().id, registration, habit)
    if entry.taken_back:
        raise NotFound("entry")
    form = AnswerForm(answer=entry.answer)
    if form.validate_on_submit() and not (form.answer.data or entry.answer):
        form.answer.errors = [gettext("Write what you want to say first.")]
    elif form.is_submitted() and not form.errors:
        try:
            answer_habit(acting(), registration, habit, answer=form.answer.data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            said = (
                gettext("Saved. Your trainer can read it.")
                if form.answer.data
                else gettext("Your words are gone.")
            )
            flash(said, "success")
            return redirect(url_for(".habits", registration=registration))
    return form_page(
        "learner/answer_habit.html", form, registration=registration, entry=entry, tag=turnout_tag(entry)
    )
