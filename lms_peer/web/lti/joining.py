"""Somebody who came by a launch has an account here already: they show both, and from then on it is one.

The launch is remembered in the session, signed by us; the account is shown by signing in to it, with its second step if
it has one. Nothing is joined by what anybody types about themselves.
"""

from __future__ import annotations

import time
from uuid import UUID

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import logout_user, url_for_security

from lms_peer.actions.link_account import link_account
from lms_peer.domain.refusals import Refusal
from lms_peer.people.names import brought_by_a_launch
from lms_peer.web.access import choose, signed_in
from lms_peer.web.forms import PageForm, form_page, refuse
from lms_peer.web.language import gettext
from lms_peer.web.lti.blueprint import pages
from lms_peer.web.lti.launch import PLACE

_WAITING = "joining"
_WITHIN = 15 * 60  # seconds


@pages.get("/lti/unplaced")
@signed_in
def unplaced() -> ResponseReturnValue:
    """For who is known now, but has no role here: what they can do about it."""
    return render_template("lti/unplaced.html", button=PageForm(formdata=None))


@pages.post("/lti/join/begin")
@signed_in
def begin_joining() -> ResponseReturnValue:
    """Sign out of the account that the platform brought, to sign in to the one of before."""
    user = session.get(PLACE)
    if not PageForm().validate_on_submit() or user is None or not brought_by_a_launch(current_user.id):
        return redirect(url_for("account.own"))
    logout_user()
    session.pop(PLACE, None)
    session[_WAITING] = [user, time.time()]
    return redirect(url_for_security("login", next=url_for(".join")))


@pages.route("/lti/join", methods=["GET", "POST"])
@signed_in
def join() -> ResponseReturnValue:
    """Make them one, after asking."""
    user, since = session.get(_WAITING, (None, 0))
    if user is None or time.time() - since > _WITHIN:
        session.pop(_WAITING, None)
        return redirect(url_for("account.home"))
    form = PageForm()
    if form.validate_on_submit():
        try:
            centre = link_account(UUID(user), current_user.id)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            session.pop(_WAITING)
            session[PLACE] = user
            choose(centre)
            flash(gettext("Done. Your learning platform opens this account from now on."), "success")
            return redirect(url_for("account.home"))
    return form_page("lti/join.html", form, name=current_user.name)
