"""Courses on learning platforms: which cohort each fills, who is in it, and who left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from lms_peer.actions.sync_roster import ask_for_roster, choose_cohort
from lms_peer.domain.refusals import Refusal
from lms_peer.domain.roles import Role
from lms_peer.lti import platforms, roster
from lms_peer.lti.tables import Context
from lms_peer.people import enrolments
from lms_peer.people.names import actors_of, names_of
from lms_peer.web.access import allow, current_centre
from lms_peer.web.forms import PageForm, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.records import acting


@dataclass(frozen=True)
class MemberLine:
    """One person of a course. `registration` is their record in the cohort that the course fills, if they have one."""

    name: str
    teaches: bool
    since: datetime
    left: datetime | None
    registration: UUID | None


class CohortForm(PageForm):
    """Which cohort a course fills."""

    cohort = SelectField(
        lazy_gettext("Which cohort does it fill?"),
        description=lazy_gettext("Learners who are new in the course are registered in this cohort, once a day."),
    )

    def offer(self, centre: UUID) -> None:
        """Offer the centre's cohorts."""
        opened = [(str(one.id), one.title) for one in enrolments.cohorts(centre)]
        self.cohort.choices = [("", gettext("None")), *opened]

    @property
    def chosen(self) -> UUID | None:
        """The cohort, if one was chosen."""
        return UUID(self.cohort.data) if self.cohort.data else None


@pages.get("/platforms/courses")
@allow(Role.TRAINER)
def platform_courses() -> ResponseReturnValue:
    """Every course that somebody came from."""
    titles = {one.id: one.title for one in enrolments.cohorts(current_centre().id)}
    return render_template(
        "trainer/platform_courses.html", lines=roster.courses(current_centre().id), titles=titles
    )


@pages.route("/platforms/courses/<uuid:platform_course>", methods=["GET", "POST"])
@allow(Role.TRAINER)
def platform_course(platform_course: UUID) -> ResponseReturnValue:
    """One course: the cohort that it fills, and who is in it."""
    centre = current_centre().id
    shown = roster.course(centre, platform_course)
    form = CohortForm(cohort=str(shown.cohort_id or ""))
    form.offer(centre)
    if form.validate_on_submit():
        try:
            choose_cohort(acting(), platform_course, form.chosen)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("Saved."), "success")
            return redirect(url_for(".platform_course", platform_course=platform_course))
    return form_page(
        "trainer/platform_course.html",
        form,
        course=shown,
        platform=platforms.platform(centre, shown.platform_id).name,
        members=_members(centre, shown),
    )


@pages.post("/platforms/courses/<uuid:platform_course>/look")
@allow(Role.TRAINER)
def look_at_roster(platform_course: UUID) -> ResponseReturnValue:
    """Ask the platform now who is in the course."""
    ask_for_roster(acting(), platform_course)
    flash(gettext("We ask the platform now. Open this page again in a moment."), "success")
    return redirect(url_for(".platform_course", platform_course=platform_course))


def _members(centre: UUID, course: Context) -> list[MemberLine]:
    listed = roster.members(course.id)
    actors = actors_of(current_app.config["LMS_PEER_ISSUER"], {one.account for one in listed})
    names = names_of(centre, actors.values())
    roll = enrolments.cohort_roll(centre, course.cohort_id) if course.cohort_id else []
    records = {account.id: enrolled.registration for enrolled, account in roll}
    return [
        MemberLine(
            name=names[actors[one.account]],
            teaches="Learner" not in one.roles.split(),
            since=one.since,
            left=one.left,
            registration=records.get(one.account),
        )
        for one in listed
    ]
