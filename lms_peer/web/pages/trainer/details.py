"""What the awarding body is told about a learner, put right by a trainer."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from lms_peer.actions.change_learner import change_learner
from lms_peer.domain.refusals import NotFound, Refusal
from lms_peer.domain.roles import Role
from lms_peer.people import enrolments
from lms_peer.people.accounts import account_of
from lms_peer.people.models import NAME_LENGTH, Learner
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


def _written(account: UUID) -> Learner | None:
    """What is written down already: nothing, for somebody whom a platform brought."""
    try:
        return enrolments.learner(current_centre().id, account)
    except NotFound:
        return None
