"""The learner reads the record of an observation, adds to it if they want to, and signs it."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from lms_peer.actions.record_observation import confirm_observation
from lms_peer.domain import observation as rules
from lms_peer.domain.refusals import ObservationNotRecorded, Refusal
from lms_peer.domain.roles import Role
from lms_peer.web import showing
from lms_peer.web.access import allow
from lms_peer.web.forms import PageForm, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.learner.blueprint import pages
from lms_peer.web.pages.learner.fields import AtMost
from lms_peer.web.records import acting, names_for, own_standing, qualification_for, words_of


class SignForm(PageForm):
    """A comment, if any."""

    comment = TextAreaField(
        lazy_gettext("Do you want to add anything?"),
        description=lazy_gettext("You can leave this empty."),
        validators=[AtMost(5000)],
    )


@pages.route("/learn/<uuid:registration>/observations/<uuid:observation>/sign", methods=["GET", "POST"])
@allow(Role.LEARNER)
def sign_observation(registration: UUID, observation: UUID) -> ResponseReturnValue:
    """Read the record and sign it. A record that is signed already is just shown."""
    standing = own_standing(registration)
    found = rules.find(standing, observation)
    signed = redirect(url_for("record.observation", registration=registration, observation=observation))
    if found.confirmed:
        return signed
    if found.recorded is None:
        raise ObservationNotRecorded
    form = SignForm()
    if form.validate_on_submit():
        try:
            confirm_observation(
                acting(),
                registration,
                form.submission_id,
                observation=observation,
                comment=form.comment.data or "",
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("Thank you. You have signed this observation."), "success")
            return signed
    words = words_of(found.recorded)
    return form_page(
        "learner/sign_observation.html",
        form,
        registration=registration,
        observation=found,
        words=words,
        criteria=showing.criteria_shown(qualification_for(standing), found.recorded.criteria),
        files=showing.files_of(found.recorded, words),
        names=names_for({found.recorded.by}),
    )
