"""What a trainer tells a whole cohort. Learners see it on their first page."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms_peer.actions.announce import announce as make
from lms_peer.actions.announce import take_announcement_down
from lms_peer.actions.keep_matches import today
from lms_peer.domain.refusals import Refusal
from lms_peer.domain.roles import Role
from lms_peer.messages import announcements as told
from lms_peer.messages.board_tables import TITLE_LENGTH
from lms_peer.people import enrolments
from lms_peer.web.access import allow, current_centre
from lms_peer.web.forms import DateParts, Needed, PageForm, address_of_its_own, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.looking_after import names_by_account
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.records import acting
from lms_peer.web.words import Line, LongText


class AnnouncementForm(PageForm):
    """A new announcement."""

    title = Line(
        lazy_gettext("What is it about?"), [Needed(lazy_gettext("Write what it is about."))], limit=TITLE_LENGTH
    )
    text = LongText(
        lazy_gettext("What do you want to say?"),
        [Needed(lazy_gettext("Write what you want to say."))],
        limit=told.TEXT_LENGTH,
        description=lazy_gettext("Everyone in the cohort reads this. Short words work best."),
    )
    until = DateParts(
        lazy_gettext("Until which day should they see it?"),
        description=lazy_gettext("Like 27 3 2026."),
        validators=[Needed(lazy_gettext("Write the last day."))],
    )


@pages.get("/cohorts/<uuid:cohort>/announcements")
@allow(Role.TRAINER)
def announcements(cohort: UUID) -> ResponseReturnValue:
    """Everything that was announced to a cohort."""
    shown = enrolments.cohort(current_centre().id, cohort)
    listed = told.of_cohort(current_centre().id, cohort)
    return render_template(
        "trainer/announcements.html",
        cohort=shown,
        announcements=listed,
        today=today(),
        names=names_by_account({one.by for one in listed}),
        button=PageForm(),
    )


@pages.route("/cohorts/<uuid:cohort>/announcements/new", methods=["GET", "POST"])
@allow(Role.TRAINER)
def announce(cohort: UUID) -> ResponseReturnValue:
    """Tell the cohort something."""
    shown = enrolments.cohort(current_centre().id, cohort)
    if elsewhere := address_of_its_own():
        return elsewhere
    form = AnnouncementForm()
    if form.validate_on_submit() and (until := form.until.data):
        try:
            make(acting(), cohort, form.submission_id, title=form.title.data, text=form.text.data, until=until)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("Everyone in the cohort sees it now."), "success")
            return redirect(url_for(".announcements", cohort=cohort))
    return form_page("trainer/announce.html", form, cohort=shown)


@pages.post("/announcements/<uuid:announcement>/take-down")
@allow(Role.TRAINER)
def take_down(announcement: UUID) -> ResponseReturnValue:
    """Show it to learners no more."""
    found = take_announcement_down(acting(), announcement)
    flash(gettext("Learners do not see it any more."), "success")
    return redirect(url_for(".announcements", cohort=found.cohort_id))
