"""Step 4 of a draft: photos, voice notes, films and papers. Each is kept at once, and can be taken off again."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request
from flask.typing import ResponseReturnValue

from lms_peer.actions.keep_draft import Draft, add_files, take_file_off
from lms_peer.actions.keep_files import most_files
from lms_peer.actions.workplace import workplace
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import Standing
from lms_peer.web.access import allow
from lms_peer.web.language import gettext
from lms_peer.web.pages.learner import draft_forms as forms
from lms_peer.web.pages.learner.added import refusals_of, said_of
from lms_peer.web.pages.learner.blueprint import pages
from lms_peer.web.pages.learner.draft_steps import draft_here, on_draft, onward, step_page, to_step
from lms_peer.web.pictures import picture_of
from lms_peer.web.recording import let_record
from lms_peer.web.records import acting, own_standing
from lms_peer.web.showing import FileShown


@pages.route("/learn/<uuid:registration>/evidence/<uuid:draft_id>/files", methods=["GET", "POST"])
@allow(Role.LEARNER)
@on_draft
def files(standing: Standing, written: Draft) -> ResponseReturnValue:
    """Step 4: files. Each is kept when it is sent; each can be taken off again."""
    let_record()
    form = forms.FilesForm(formdata=None) if request.method == "GET" else forms.FilesForm()
    if form.validate_on_submit():
        changed, stay = _changed_files(standing, written, form)
        if stay:
            return to_step("files", standing, changed, change=request.args.get("change"))
        if not form.errors:
            if "continue" in request.form and (changed.text or changed.files):
                return onward("files", standing, changed)
            form.files.errors = [_nothing_yet()]
    return step_page(
        "files",
        standing,
        written,
        form,
        accept=forms.FILES_TAKEN,
        limit=workplace().config.upload_bytes,
        room=most_files() - len(written.files),
        shown=[FileShown(file.document, file.name) for file in written.files],
    )


@pages.get("/learn/<uuid:registration>/evidence/<uuid:draft_id>/pictures/<sha256>")
@allow(Role.LEARNER)
def draft_picture(registration: UUID, draft_id: UUID, sha256: str) -> ResponseReturnValue:
    """A photo of the draft, small."""
    own_standing(registration)
    for file in draft_here(registration, draft_id).files:
        if file.document.sha256 == sha256:
            return picture_of(file.document, file.name, small=True)
    raise NotFound("file")


def _changed_files(standing: Standing, written: Draft, form: forms.FilesForm) -> tuple[Draft, bool]:
    """The draft with the good files that were sent, or without the one taken off; and if this page comes again.

    What became of each file is said: beside the field when none was good, else on the page that comes next. A photo
    that may be blurred brings this page again, so that it can be looked at and taken anew.
    """
    onward_asked = "continue" in request.form
    uploads = [(one.filename, one.stream) for one in form.files.data or ()]
    if sha256 := request.form.get("remove"):
        flash(gettext("The file is taken off."), "success")
        return take_file_off(acting(), standing.registration, written.id, sha256), True
    if not uploads:
        return written, False
    added = add_files(acting(), standing.registration, written.id, uploads)
    if len(added.refused) == len(uploads):
        form.files.errors = refusals_of(added)
        return written, False
    for kind, sentence in said_of(added, len(uploads), written):
        flash(sentence, kind)
    blurred = added.draft.blurred - written.blurred
    return added.draft, bool(added.refused or blurred) or not onward_asked


def _nothing_yet() -> str:
    if "continue" in request.form:
        return gettext("Add a file here, or go back and write what happened.")
    return gettext("Choose a file first.")
