"""A trainer pauses a record, ends it when the learner leaves, starts it again, and finishes it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel.speaklater import LazyString

from lms_peer.actions.change_registration import complete_registration
from lms_peer.actions.keep_draft import count_drafts
from lms_peer.actions.keep_notes import end_with_note, pause_with_note, resume_with_note
from lms_peer.domain.refusals import NotActive, NotStopped, Refusal
from lms_peer.domain.registration import blocks_on_completion
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import Standing, Status
from lms_peer.domain.waiting import waiting
from lms_peer.pastoral.notes import NOTE_LENGTH
from lms_peer.web.access import allow, current_centre
from lms_peer.web.following import tasks_of
from lms_peer.web.forms import Needed, PageForm, form_page, refuse
from lms_peer.web.language import lazy_gettext
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.pages.trainer.notes import ASKED, HINT
from lms_peer.web.records import acting, names_for, qualification_for, standing_for_reading, words_of
from lms_peer.web.transaction import undo
from lms_peer.web.words import LongText

REASON_LENGTH = 1000

# Somebody else was quicker, or the page was open in two windows.
OVERTAKEN = {
    "paused": lazy_gettext("This record is paused already."),
    "ended": lazy_gettext("This record was ended."),
    "completed": lazy_gettext("This record is complete already."),
}
GOES_ON = lazy_gettext("This record goes on already.")
START_FIRST = lazy_gettext("This record is paused. Start it again first.")
STAFF_ONLY = lazy_gettext(
    "Only staff can read this. Keep it short. Do not write about an offence or about health."
)
NOTE_LATER = lazy_gettext("You can leave it empty, and write it later. %(hint)s", hint=HINT)


class PauseForm(PageForm):
    """Why the clock stops."""

    reason = LongText(
        lazy_gettext("Why does the learner pause?"),
        [Needed(lazy_gettext("Write why the learner pauses."))],
        limit=REASON_LENGTH,
        description=STAFF_ONLY,
    )
    note = LongText(ASKED, limit=NOTE_LENGTH, description=NOTE_LATER)


class EndForm(PageForm):
    """Why the record ends before it is complete."""

    reason = LongText(
        lazy_gettext("Why does it end?"),
        [Needed(lazy_gettext("Write why it ends."))],
        limit=REASON_LENGTH,
        description=STAFF_ONLY,
    )
    note = LongText(ASKED, limit=NOTE_LENGTH, description=NOTE_LATER)


class ResumeForm(PageForm):
    """That the clock goes on."""

    reason = LongText(
        lazy_gettext("Is there anything that staff should know?"),
        limit=REASON_LENGTH,
        description=lazy_gettext("Only staff can read this. You can leave it empty."),
    )
    note = LongText(
        lazy_gettext("Is there something for the next place to know?"),
        limit=NOTE_LENGTH,
        description=lazy_gettext("You can leave it empty. %(hint)s", hint=HINT),
    )


@pages.route("/train/<uuid:registration>/pause", methods=["GET", "POST"])
@allow(Role.TRAINER)
def pause(registration: UUID) -> ResponseReturnValue:
    """Stop the clock, and say why."""
    standing, form = standing_for_reading(registration), PauseForm()
    if form.validate_on_submit():
        try:
            pause_with_note(
                acting(), registration, form.submission_id, reason=form.reason.data, note=form.note.data
            )
        except NotActive as refusal:
            _too_late(form, OVERTAKEN[refusal.status])
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _done(standing, "{name} is paused. Nothing is lost, and nothing is late while it lasts.")
    elif standing.status is not Status.ACTIVE:
        return _overtaken(registration, OVERTAKEN[standing.status.value])
    return form_page("trainer/pause.html", form, registration=registration, learner=_name(standing))


@pages.route("/train/<uuid:registration>/end", methods=["GET", "POST"])
@allow(Role.TRAINER)
def end(registration: UUID) -> ResponseReturnValue:
    """The learner left, or was registered by mistake."""
    standing, form = standing_for_reading(registration), EndForm()
    if form.validate_on_submit():
        try:
            end_with_note(acting(), registration, form.submission_id, reason=form.reason.data, note=form.note.data)
        except NotActive as refusal:
            _too_late(form, OVERTAKEN[refusal.status])
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _done(standing, "The record of {name} is ended. Nothing is deleted.")
    elif standing.status in (Status.ENDED, Status.COMPLETED):
        return _overtaken(registration, OVERTAKEN[standing.status.value])
    return form_page("trainer/end.html", form, registration=registration, **_left_behind(standing))


def _left_behind(standing: Standing) -> dict[str, Any]:
    """Whose record it is, what waits on it, and how much was begun and not sent."""
    waits = waiting(standing)
    names = names_for({standing.learner, *(one.on for one in waits if one.on)})
    return {
        "learner": names[standing.learner],
        "waits": tasks_of(waits, names),
        "unsent": count_drafts(current_centre().id, standing.registration, standing.learner),
    }


@pages.route("/train/<uuid:registration>/resume", methods=["GET", "POST"])
@allow(Role.TRAINER)
def resume(registration: UUID) -> ResponseReturnValue:
    """Let the clock go on."""
    standing, form = standing_for_reading(registration), ResumeForm()
    if form.validate_on_submit():
        try:
            resume_with_note(
                acting(), registration, form.submission_id, reason=form.reason.data, note=form.note.data
            )
        except NotStopped:
            _too_late(form, GOES_ON)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _done(standing, "{name} can go on.")
    elif standing.status is Status.ACTIVE:
        return _overtaken(registration, GOES_ON)
    return form_page(
        "trainer/resume.html",
        form,
        registration=registration,
        learner=_name(standing),
        status=standing.status.value,
        since=standing.changes[-1].at if standing.changes else None,
        why=words_of(standing.changes[-1]).get("reason", "") if standing.changes else "",
    )


@pages.route("/train/<uuid:registration>/complete", methods=["GET", "POST"])
@allow(Role.TRAINER)
def complete(registration: UUID) -> ResponseReturnValue:
    """Finish a record, or see everything that is still to do first."""
    standing, form = standing_for_reading(registration), PageForm()
    if form.validate_on_submit():
        try:
            complete_registration(acting(), registration, form.submission_id)
        except NotActive as refusal:
            return _overtaken(registration, why_stopped(refusal.status))
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _done(standing, "{name} has finished. Well done to all of you.")
    elif standing.status is Status.COMPLETED:
        return _overtaken(registration, OVERTAKEN[standing.status.value])
    return form_page(
        "trainer/complete.html",
        form,
        registration=registration,
        status=standing.status.value,
        blocks=blocks_on_completion(standing, qualification_for(standing)),
        **_left_behind(standing),
    )


def _name(standing: Standing) -> str:
    return names_for([standing.learner])[standing.learner]


def _done(standing: Standing, sentence: str) -> ResponseReturnValue:
    flash(sentence.format(name=_name(standing)), "success")
    return redirect(url_for(".train", registration=standing.registration))


def why_stopped(status: str) -> LazyString:
    """Why nothing can be done with a record that does not go on, to the trainer who can start it again."""
    return START_FIRST if status == Status.PAUSED else OVERTAKEN[status]


def _too_late(form: PageForm, sentence: LazyString) -> None:
    """Say so on top of the form, which keeps what was typed: nothing of it is written down."""
    undo()
    form.form_errors.append(sentence)


def _overtaken(registration: UUID, sentence: str) -> ResponseReturnValue:
    """Back to the record, which shows how it stands now, with nothing of this request kept."""
    undo()
    flash(sentence)
    return redirect(url_for(".train", registration=registration))
