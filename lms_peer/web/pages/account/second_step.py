"""A second step of signing in, for everyone but learners: what the person has, and the way to set up more.

The steps themselves are Flask-Security's: an app that shows codes, recovery codes, and passkeys.
"""

from __future__ import annotations

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from lms_peer.domain.roles import Role
from lms_peer.web.access import allow
from lms_peer.web.forms import PageForm
from lms_peer.web.pages.account.blueprint import pages

NOT_LEARNERS = tuple(role for role in Role if role is not Role.LEARNER)


@pages.get("/account/second-step")
@allow(*NOT_LEARNERS)
def second_step() -> ResponseReturnValue:
    """What signs the person in besides the password."""
    return render_template(
        "account/second_step.html",
        account=current_user,
        codes_left=len(current_user.mf_recovery_codes or ()),
        required=current_app.config["LMS_PEER_SECOND_STEP"],
        button=PageForm(),
    )
