"""Notes for a learner's next place. Only trainers read them, and each opening is written down."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms_peer.actions.keep_notes import change_note, open_notes, write_note
from lms_peer.domain.refusals import NotFound, Refusal
from lms_peer.domain.roles import Role
from lms_peer.pastoral import notes as kept
from lms_peer.web.access import allow, current_centre
from lms_peer.web.forms import Needed, PageForm, address_of_its_own, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.looking_after import names_by_account
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.records import acting, names_for, standing_for_reading
from lms_peer.web.words import LongText

ASKED = lazy_gettext("What does the next place need to know?")
HINT = lazy_gettext(
    "Write what helps: how they learn best, who they trust, what is half done. "
    "Never write about offences or health here."
)


class NoteForm(PageForm):
    """What helps the learner in their next place."""

    note = LongText(
        ASKED, [Needed(lazy_gettext("Write what helps the learner."))], limit=kept.NOTE_LENGTH, description=HINT
    )


class ChangeForm(PageForm):
    """Other words instead; none takes the note away."""

    note = LongText(
        ASKED,
        limit=kept.NOTE_LENGTH,
        description=lazy_gettext("%(hint)s Leave it empty to take the note away.", hint=HINT),
    )


@pages.get("/train/<uuid:registration>/notes")
@allow(Role.TRAINER)
def notes(registration: UUID) -> ResponseReturnValue:
    """Every note about the learner, and who opened them."""
    learner = _learner(registration)
    before = kept.readings(current_centre().id, registration)
    listed = open_notes(acting(), registration)
    people = {one.by for one in listed} | {one.changed_by for one in listed if one.changed_by}
    return render_template(
        "trainer/notes.html",
        registration=registration,
        learner=learner,
        notes=listed,
        readings=before,
        names=names_by_account(people | {by for by, _ in before}),
    )


@pages.route("/train/<uuid:registration>/notes/new", methods=["GET", "POST"])
@allow(Role.TRAINER)
def add_note(registration: UUID) -> ResponseReturnValue:
    """Write a note."""
    learner = _learner(registration)
    if elsewhere := address_of_its_own():
        return elsewhere
    form = NoteForm()
    if form.validate_on_submit():
        try:
            write_note(acting(), registration, form.submission_id, note=form.note.data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("The note is saved. Only trainers at your centre can read it."), "success")
            return redirect(url_for(".train", registration=registration))
    return form_page("trainer/note.html", form, registration=registration, learner=learner, note=None)


@pages.route("/train/<uuid:registration>/notes/<uuid:note>/change", methods=["GET", "POST"])
@allow(Role.TRAINER)
def edit_note(registration: UUID, note: UUID) -> ResponseReturnValue:
    """Change a note, or take it away."""
    learner = _learner(registration)
    shown = next((one for one in open_notes(acting(), registration) if one.id == note), None)
    if shown is None:
        raise NotFound("note")
    form = ChangeForm(note=shown.text if request.method == "GET" else "")
    if form.validate_on_submit():
        try:
            change_note(acting(), registration, note, note=form.note.data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("Saved.") if form.note.data else gettext("The note is gone."), "success")
            return redirect(url_for(".notes", registration=registration))
    return form_page("trainer/note.html", form, registration=registration, learner=learner, note=note)


def _learner(registration: UUID) -> str:
    standing = standing_for_reading(registration)
    return names_for([standing.learner])[standing.learner]
