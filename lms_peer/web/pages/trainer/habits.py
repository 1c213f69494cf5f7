"""A learner's work-habits log, as their trainers keep it. Assessors, staff and quality assurers never see it."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField
from wtforms.validators import Optional

from lms_peer.actions.keep_habits import add_habit, take_habit_back
from lms_peer.domain.habits import Turnout, same_time
from lms_peer.domain.refusals import Refusal
from lms_peer.domain.roles import Role
from lms_peer.pastoral import habits as log
from lms_peer.pastoral.tables import OCCASION_LENGTH, HabitEntry
from lms_peer.web.access import allow, current_centre
from lms_peer.web.forms import DateParts, Needed, PageForm, address_of_its_own, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.looking_after import (
    RELIABILITY,
    TURNOUT_MEANINGS,
    TURNOUTS,
    caring_for,
    names_by_account,
    reliability_of,
    turnout_tag,
)
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.records import acting, names_for, standing_for_reading
from lms_peer.web.transaction import undo
from lms_peer.web.words import Line, LongText, Minutes, OneOf

pages.add_app_template_global(caring_for)


class HabitForm(PageForm):
    """How it went with one time that was agreed."""

    happened = DateParts(lazy_gettext("Which day was it?"), validators=[Needed(lazy_gettext("Write the day."))])
    occasion = Line(
        lazy_gettext("What was the time for?"),
        [Needed(lazy_gettext("Write what the time was for."))],
        limit=OCCASION_LENGTH,
        description=lazy_gettext("Like: shadowing at the drop-in, or supervision. No client’s name."),
    )
    another = BooleanField(lazy_gettext("Yes, this was another time on that day"))
    turnout = OneOf(
        lazy_gettext("How did it go?"),
        [(one.value, TURNOUTS[one]) for one in Turnout],
        message=lazy_gettext("Choose how it went."),
    )
    minutes = Minutes(
        lazy_gettext("If they were late: by how many minutes?"),
        [Optional()],
        description=lazy_gettext("Leave it empty if they were not late."),
    )
    note = LongText(
        lazy_gettext("Is there anything to remember?"),
        limit=log.NOTE_LENGTH,
        description=lazy_gettext(
            "You can leave it empty. The learner reads this. Say what helped. "
            "Do not write about an offence or about health."
        ),
    )


class TakeBackForm(PageForm):
    """Why an entry was wrong."""

    reason = LongText(
        lazy_gettext("What was wrong with it?"),
        [Needed(lazy_gettext("Write what was wrong."))],
        limit=log.NOTE_LENGTH,
        description=lazy_gettext("The learner reads this too."),
    )


@pages.get("/train/<uuid:registration>/habits")
@allow(Role.TRAINER)
def habits(registration: UUID) -> ResponseReturnValue:
    """The whole log, and what it says in words."""
    entries = log.of(current_centre().id, registration)
    writers = {one.by for one in entries} | {one.taken_back_by for one in entries if one.taken_back_by}
    return render_template(
        "trainer/habits.html",
        registration=registration,
        learner=_learner(registration),
        said=RELIABILITY[reliability_of(entries)],
        entries=[(entry, turnout_tag(entry)) for entry in entries],
        names=names_by_account(writers),
    )


@pages.route("/train/<uuid:registration>/habits/new", methods=["GET", "POST"])
@allow(Role.TRAINER)
def add_habit_entry(registration: UUID) -> ResponseReturnValue:
    """Write down how it went with one time."""
    learner = _learner(registration)
    if elsewhere := address_of_its_own():
        return elsewhere
    form = HabitForm()
    logged = _logged_already(registration, form) if form.validate_on_submit() else None
    if form.is_submitted() and not form.errors and (happened := form.happened.data):
        try:
            add_habit(
                acting(),
                registration,
                form.submission_id,
                turnout=Turnout(form.turnout.data),
                happened=happened,
                minutes_late=form.minutes.data,
                occasion=form.occasion.data,
                note=form.note.data,
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("It is in the log. The learner can see it."), "success")
            return redirect(url_for(".habits", registration=registration))
    meanings = {one.value: meaning for one, meaning in TURNOUT_MEANINGS.items()}
    return form_page(
        "trainer/add_habit.html",
        form,
        registration=registration,
        learner=learner,
        meanings=meanings,
        logged=turnout_tag(logged).text if logged else None,
    )


def _logged_already(registration: UUID, form: HabitForm) -> HabitEntry | None:
    """What is in the log for that day and occasion; the form asks, unless this was another time."""
    for entry in log.of(current_centre().id, registration):
        same = form.happened.data and same_time(
            form.happened.data, form.occasion.data, entry.happened, entry.occasion
        )
        if same and not entry.taken_back and entry.id != form.submission_id:
            if not form.another.data:
                form.another.errors = [
                    gettext("This is in the log for that day already. Tick this if it was another time.")
                ]
            return entry
    return None


@pages.route("/train/<uuid:registration>/habits/<uuid:habit>/take-back", methods=["GET", "POST"])
@allow(Role.TRAINER)
def take_habit(registration: UUID, habit: UUID) -> ResponseReturnValue:
    """Take an entry back that was wrong."""
    learner, entry = _learner(registration), log.find(current_centre().id, registration, habit)
    form = TakeBackForm()
    if entry.taken_back:
        undo()
        flash(gettext("This entry was taken back already."))
        return redirect(url_for(".habits", registration=registration))
    if form.validate_on_submit():
        try:
            take_habit_back(acting(), registration, habit, reason=form.reason.data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("The entry is taken back. It counts no more."), "success")
            return redirect(url_for(".habits", registration=registration))
    return form_page(
        "trainer/take_habit.html",
        form,
        registration=registration,
        learner=learner,
        entry=entry,
        tag=turnout_tag(entry),
    )


def _learner(registration: UUID) -> str:
    standing = standing_for_reading(registration)
    return names_for([standing.learner])[standing.learner]
