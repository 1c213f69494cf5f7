"""What is written down about a learner, put right by a trainer."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from lms_peer.actions.change_learner import change_learner, change_sign_in, move_to_cohort
from lms_peer.domain.refusals import NotFound, Refusal
from lms_peer.domain.roles import Role
from lms_peer.people import enrolments
from lms_peer.people.accounts import account_of
from lms_peer.people.models import NAME_LENGTH, Learner
from lms_peer.people.names import brought_by_a_launch
from lms_peer.web.access import allow, current_centre
from lms_peer.web.forms import Needed, PageForm, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.records import acting, standing_for_reading
from lms_peer.web.words import Line


class DetailsForm(PageForm):
    """What may be put right."""

    legal_name = Line(
        lazy_gettext("Full legal name"),
        [Needed(lazy_gettext("Write their full legal name."))],
        limit=NAME_LENGTH,
        description=lazy_gettext("For the awarding body."),
    )
    uln = Line(
        lazy_gettext("Unique Learner Number (ULN), if they have one"),
        limit=20,
        description=lazy_gettext("10 digits. You can leave this empty."),
    )
    awarding_body_number = Line(lazy_gettext("Number from the awarding body, if they have one"), limit=64)


class SignInForm(PageForm):
    """What they are called here, and what they sign in with."""

    name = Line(
        lazy_gettext("What are they called?"),
        [Needed(lazy_gettext("Write their name."))],
        limit=NAME_LENGTH,
        description=lazy_gettext("The name that they and others see here."),
    )
    username = Line(
        lazy_gettext("Username"),
        limit=32,
        description=lazy_gettext("They sign in with it. Small letters and digits, like casey.rowan."),
    )
    email = Line(lazy_gettext("Email address, if they have one"), limit=254)


class CohortForm(PageForm):
    """With whom they learn. `cohort` is empty for nobody."""

    cohort = SelectField(lazy_gettext("Which cohort do they learn with from now on?"))

    @property
    def chosen(self) -> UUID | None:
        """The cohort that was chosen, if any."""
        return UUID(self.cohort.data) if self.cohort.data else None


@pages.route("/train/<uuid:registration>/details", methods=["GET", "POST"])
@allow(Role.TRAINER)
def details(registration: UUID) -> ResponseReturnValue:
    """Change the legal name and the numbers."""
    account = account_of(current_centre().id, standing_for_reading(registration).learner)
    form = DetailsForm(obj=_written(account.id) or Learner(legal_name=account.name))
    if form.validate_on_submit():
        try:
            change_learner(
                acting(),
                registration,
                legal_name=form.legal_name.data,
                uln=form.uln.data,
                awarding_body_number=form.awarding_body_number.data,
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("Saved. Portfolios made from now on say it."), "success")
            return redirect(url_for(".train", registration=registration))
    return form_page("trainer/details.html", form, registration=registration, learner=account.name)


@pages.route("/train/<uuid:registration>/sign-in", methods=["GET", "POST"])
@allow(Role.TRAINER)
def sign_in(registration: UUID) -> ResponseReturnValue:
    """Change the name that is shown here, the username and the address."""
    account = account_of(current_centre().id, standing_for_reading(registration).learner)
    name, form = account.name, SignInForm(obj=account)
    if form.validate_on_submit():
        try:
            change_sign_in(
                acting(),
                registration,
                name=form.name.data,
                username=form.username.data,
                email=form.email.data,
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("Saved. Tell the learner if they sign in with something else now."), "success")
            return redirect(url_for(".train", registration=registration))
    return form_page(
        "trainer/sign_in.html",
        form,
        registration=registration,
        learner=name,
        brought=brought_by_a_launch(account.id),
    )


@pages.route("/train/<uuid:registration>/cohort", methods=["GET", "POST"])
@allow(Role.TRAINER)
def move(registration: UUID) -> ResponseReturnValue:
    """Let them go on with another cohort."""
    centre = current_centre().id
    account = account_of(centre, standing_for_reading(registration).learner)
    enrolled = enrolments.enrolment(centre, registration)
    form = CohortForm(cohort=str(enrolled.cohort_id or ""))
    here = [one for one in enrolments.cohorts(centre) if one.qualification_slug == enrolled.qualification_slug]
    form.cohort.choices = [("", gettext("In no cohort")), *((str(one.id), one.title) for one in here)]
    if form.validate_on_submit():
        move_to_cohort(acting(), registration, form.chosen)
        flash(gettext("Saved. Everything they have done moved with them."), "success")
        return redirect(url_for(".train", registration=registration))
    return form_page("trainer/move.html", form, registration=registration, learner=account.name)


def _written(account: UUID) -> Learner | None:
    """What is written down already: nothing, for somebody whom a platform brought."""
    try:
        return enrolments.learner(current_centre().id, account)
    except NotFound:
        return None
