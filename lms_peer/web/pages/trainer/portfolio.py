"""Issuing a portfolio: asking for it, and watching while a worker makes it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from lms_peer import jobs
from lms_peer.actions import issue_portfolio as action
from lms_peer.database import now
from lms_peer.domain.refusals import NotFound, VersionTaken
from lms_peer.domain.roles import Role
from lms_peer.jobs import JobState, JobStatus
from lms_peer.web.access import allow, current_centre
from lms_peer.web.forms import PageForm
from lms_peer.web.language import gettext
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.records import acting, names_for, standing_for_reading

LOOK_AGAIN_SECONDS = 2
LONG = timedelta(minutes=1)


class IssueForm(PageForm):
    """Which of the two is asked for: the draft, or the final portfolio."""

    final = BooleanField()


@pages.post("/train/<uuid:registration>/portfolio")
@allow(Role.TRAINER)
def ask(registration: UUID) -> ResponseReturnValue:
    """Ask for a draft or the final portfolio of the record as it stands. While one is being made, that is shown."""
    standing_for_reading(registration)
    form = IssueForm()
    if not form.validate_on_submit():
        return redirect(url_for(".train", registration=registration))
    try:
        asked = action.request_portfolio(acting(), registration, form.submission_id, final=form.final.data)
    except VersionTaken:  # this very button was pressed before
        flash(gettext("That portfolio is made already. It is in the list."))
        return redirect(url_for(".train", registration=registration))
    kept = "" if form.final.data else None  # so that a second try is for the same
    return redirect(url_for(".making", registration=registration, job=asked, final=kept))


@pages.get("/train/<uuid:registration>/portfolio/<uuid:job>")
@allow(Role.TRAINER)
def making(registration: UUID, job: UUID) -> ResponseReturnValue:
    """How far the portfolio is. The page looks again by itself while it is being made, unless asked to stay."""
    standing = standing_for_reading(registration)
    found = _status(registration, job)
    stay = "stay" in request.args
    response = make_response(
        render_template(
            "trainer/making.html",
            job=found,
            registration=registration,
            learner=names_for([standing.learner])[standing.learner],
            version=found.result["version"] if found.state is JobState.DONE else None,
            stay=stay,
            final=request.args.get("final"),
            slow=found.state is JobState.QUEUED and now() - found.created > LONG,
            button=PageForm(formdata=None),
        )
    )
    if not (found.over or stay):
        # Works without a script; a person who wants to read in peace says so by `stay`.
        response.headers["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return response


@pages.post("/train/<uuid:registration>/portfolio/<uuid:job>/stop")
@allow(Role.TRAINER)
def stop_making(registration: UUID, job: UUID) -> ResponseReturnValue:
    """Stop making it. What was drawn is kept, so that making it again is quick."""
    standing_for_reading(registration)
    _status(registration, job)
    if PageForm().validate_on_submit():
        action.stop_portfolio(acting(), job)
    return redirect(url_for(".making", registration=registration, job=job, final=request.args.get("final")))


def _status(registration: UUID, job: UUID) -> JobStatus:
    """The job, if it makes a portfolio of this record. Raises NotFound."""
    found = jobs.status(current_centre().id, job)
    made_for = (found.result or {}).get("registration", str(registration))
    if found.kind != action.KIND or made_for != str(registration):
        raise NotFound("portfolio")
    return found
