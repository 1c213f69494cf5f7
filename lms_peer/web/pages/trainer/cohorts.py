"""The centre's cohorts, one cohort's learners at a glance, who has gone quiet, and opening a cohort."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from lms_peer import progress
from lms_peer.actions.issue_portfolios import last_asked
from lms_peer.actions.open_cohort import change_cohort, open_cohort
from lms_peer.actions.workplace import workplace
from lms_peer.database import now
from lms_peer.domain.following import QUIET_AFTER
from lms_peer.domain.refusals import Refusal
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import Status
from lms_peer.people import centres, enrolments
from lms_peer.people.models import NAME_LENGTH, Cohort
from lms_peer.progress.tally import tallies
from lms_peer.web.access import allow, current_centre
from lms_peer.web.following import followed, learners_of
from lms_peer.web.forms import DateParts, Needed, PageForm, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.pages.trainer.narrowing import narrow, narrow_silent, remember
from lms_peer.web.records import acting
from lms_peer.web.words import Line


@dataclass(frozen=True)
class CohortLine:
    """One cohort in the list: how many learners, and how many of them are complete."""

    id: UUID
    title: str
    course: str
    starts: date
    ends: date | None
    learners: int
    complete: int


class DaysForm(PageForm):
    """What a cohort is called, and how long it goes on."""

    title = Line(
        lazy_gettext("What is the cohort called?"),
        [Needed(lazy_gettext("Write a name for the cohort."))],
        limit=NAME_LENGTH,
        description=lazy_gettext("For example: Peer mentors, summer."),
    )
    starts = DateParts(
        lazy_gettext("When do they start?"),
        description=lazy_gettext("Like 27 3 2026."),
        validators=[Needed(lazy_gettext("Write the day."))],
    )
    ends = DateParts(
        lazy_gettext("When should they be done?"),
        description=lazy_gettext("You can leave this empty. With a day here, you see who falls behind."),
    )


class CohortForm(DaysForm):
    """A new cohort."""

    course = SelectField(
        lazy_gettext("Which course do they take?"), validators=[Needed(lazy_gettext("Choose a course."))]
    )

    def offer(self) -> None:
        """Offer the newest version of each course."""
        courses = [one.qualification for one in workplace().catalogue.current()]
        self.course.choices = [("", gettext("Choose a course")), *((one.slug, one.title) for one in courses)]


@pages.get("/cohorts")
@allow(Role.TRAINER)
def cohorts() -> ResponseReturnValue:
    """Every cohort of the centre, the latest first."""
    centre = current_centre().id
    counted = tallies(centre)
    lines = [
        CohortLine(
            one.id,
            one.title,
            course_title(one.qualification_slug),
            one.starts,
            one.ends,
            learners=counted[one.id].total() if one.id in counted else 0,
            complete=counted[one.id][Status.COMPLETED] if one.id in counted else 0,
        )
        for one in enrolments.cohorts(centre)
    ]
    without = counted[None].total() if None in counted else 0
    return render_template("trainer/cohorts.html", cohorts=lines, without=without)


@pages.route("/cohorts/new", methods=["GET", "POST"])
@allow(Role.TRAINER)
def add_cohort() -> ResponseReturnValue:
    """Open a cohort."""
    form = CohortForm()
    form.offer()
    starts = form.starts.data
    if form.validate_on_submit() and starts:
        try:
            made = open_cohort(
                acting(), title=form.title.data, slug=form.course.data, starts=starts, ends=form.ends.data
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("%(cohort)s is ready. Add the first learner.", cohort=made.title), "success")
            return redirect(url_for(".cohort", cohort=made.id))
    return form_page("trainer/add_cohort.html", form)


@pages.route("/cohorts/<uuid:cohort>/change", methods=["GET", "POST"])
@allow(Role.TRAINER)
def edit_cohort(cohort: UUID) -> ResponseReturnValue:
    """Say anew what a cohort is called and how long it goes on."""
    shown = enrolments.cohort(current_centre().id, cohort)
    form = DaysForm(title=shown.title, starts=shown.starts, ends=shown.ends)
    starts = form.starts.data
    if form.validate_on_submit() and starts:
        try:
            change_cohort(acting(), cohort, title=form.title.data, starts=starts, ends=form.ends.data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("Saved."), "success")
            return redirect(url_for(".cohort", cohort=cohort))
    return form_page("trainer/edit_cohort.html", form, cohort=cohort)


@pages.get("/cohorts/<uuid:cohort>")
@allow(Role.TRAINER)
def cohort(cohort: UUID) -> ResponseReturnValue:
    """The learners of one cohort: how far each is, what waits, and who has gone quiet."""
    shown = enrolments.cohort(current_centre().id, cohort)
    listed = narrow(learners_of(enrolments.cohort_roll(current_centre().id, cohort)))
    remember(listed)
    return render_template(
        "trainer/cohort.html",
        cohort=shown,
        course=course_title(shown.qualification_slug),
        taught=is_taught(shown),
        listed=listed,
        learners=followed(listed.learners),
        made_last=last_asked(current_centre().id, cohort),
    )


@pages.get("/cohorts/none")
@allow(Role.TRAINER)
def without_cohort() -> ResponseReturnValue:
    """The learners who are in no cohort."""
    listed = narrow(learners_of(enrolments.outside_cohorts(current_centre().id)))
    remember(listed)
    return render_template("trainer/cohort.html", cohort=None, listed=listed, learners=followed(listed.learners))


@pages.get("/cohorts/quiet")
@allow(Role.TRAINER)
def quiet() -> ResponseReturnValue:
    """Everybody at the centre who has gone quiet, whatever their cohort, the longest first."""
    centre = current_centre().id
    before = now() - QUIET_AFTER
    listed = narrow_silent(
        partial(progress.silent, centre, before),
        lambda some: learners_of(enrolments.roll(centre, some)),
        centres.members(centre, Role.ASSESSOR),
    )
    remember(listed)
    return render_template("trainer/quiet.html", listed=listed, learners=followed(listed.learners))


def course_title(slug: str) -> str:
    """What the course is called now, or its short name when its file is gone."""
    course = workplace().catalogue.get(slug)
    return course.qualification.title if course else slug


def is_taught(cohort: Cohort) -> bool:
    """True while the cohort's course is in the catalogue, so that learners can still begin it."""
    return workplace().catalogue.get(cohort.qualification_slug) is not None
