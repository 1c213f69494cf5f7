"""The centre's cohorts, one cohort's learners at a glance, and opening a cohort."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from lms_peer.actions.open_cohort import open_cohort
from lms_peer.actions.workplace import workplace
from lms_peer.domain.refusals import Refusal
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import Status
from lms_peer.people import enrolments
from lms_peer.people.models import NAME_LENGTH, Cohort
from lms_peer.progress.tally import tallies
from lms_peer.web.access import allow, current_centre
from lms_peer.web.following import followed
from lms_peer.web.forms import DateParts, Needed, PageForm, form_page, refuse
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.records import acting
from lms_peer.web.words import Line


@dataclass(frozen=True)
class CohortLine:
    """One cohort in the list: how many learners, and how many of them are complete."""

    id: UUID
    title: str
    course: str
    starts: date
    learners: int
    complete: int


class CohortForm(PageForm):
    """A new cohort."""

    title = Line(
        "What is the cohort called?",
        [Needed("Write a name for the cohort.")],
        limit=NAME_LENGTH,
        description="For example: Peer mentors, summer.",
    )
    course = SelectField("Which course do they take?", validators=[Needed("Choose a course.")])
    starts = DateParts("When do they start?", description="Like 27 3 2026.", validators=[Needed("Write the day.")])

    def offer(self) -> None:
        """Offer the newest version of each course."""
        courses = [one.qualification for one in workplace().catalogue.current()]
        self.course.choices = [("", "Choose a course"), *((one.slug, one.title) for one in courses)]


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
            made = open_cohort(acting(), title=form.title.data, slug=form.course.data, starts=starts)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(f"{made.title} is ready. Add the first learner.", "success")
            return redirect(url_for(".cohort", cohort=made.id))
    return form_page("trainer/add_cohort.html", form)


@pages.get("/cohorts/<uuid:cohort>")
@allow(Role.TRAINER)
def cohort(cohort: UUID) -> ResponseReturnValue:
    """The learners of one cohort: how far each is, what waits, and who has gone quiet."""
    shown = enrolments.cohort(current_centre().id, cohort)
    return render_template(
        "trainer/cohort.html",
        cohort=shown,
        course=course_title(shown.qualification_slug),
        taught=is_taught(shown),
        learners=followed(enrolments.cohort_roll(current_centre().id, cohort)),
    )


@pages.get("/cohorts/none")
@allow(Role.TRAINER)
def without_cohort() -> ResponseReturnValue:
    """The learners who are in no cohort."""
    roll = [pair for pair in enrolments.centre_roll(current_centre().id) if pair[0].cohort_id is None]
    return render_template("trainer/cohort.html", cohort=None, learners=followed(roll))


def course_title(slug: str) -> str:
    """What the course is called now, or its short name when its file is gone."""
    course = workplace().catalogue.get(slug)
    return course.qualification.title if course else slug


def is_taught(cohort: Cohort) -> bool:
    """True while the cohort's course is in the catalogue, so that learners can still begin it."""
    return workplace().catalogue.get(cohort.qualification_slug) is not None
