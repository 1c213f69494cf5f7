"""Registration that a platform begins by itself: somebody pasted our address there (LTI Dynamic Registration 1.0).

The word in the address stands for the centre, and works once. A person presses the button, so that no program that only
looks at addresses registers anything. The closing page tells the platform's page that it can go on.
"""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from lms_peer.actions.install_platform import install_platform
from lms_peer.database import db
from lms_peer.domain.launching import BadPlatform
from lms_peer.lti import platforms, registration
from lms_peer.people.models import Centre
from lms_peer.web import framing
from lms_peer.web.access import public
from lms_peer.web.lti.blueprint import addresses, pages

_MOST = 4000


@pages.get("/lti/register/<token>")
@public
def register(token: str) -> ResponseReturnValue:
    """Who wants to be connected to which centre, and a button."""
    framing.let_anybody_frame()
    invited = platforms.invitation(token)
    asked = request.args.get("openid_configuration", "")[:_MOST]
    if not asked:
        return Response(render_template("lti/register_nothing.html"))
    return Response(
        render_template(
            "lti/register.html",
            token=token,
            centre=db.session.get_one(Centre, invited.centre_id),
            host=registration.describe(asked).host,
            with_names=invited.with_names,
            configuration=asked,
            registration_token=request.args.get("registration_token", "")[:_MOST],
        )
    )


@pages.post("/lti/register/<token>")
@public
def do_register(token: str) -> ResponseReturnValue:
    """Register, and say so to the platform's page."""
    framing.let_anybody_frame()
    asked = request.form.get("openid_configuration", "")[:_MOST]
    if not asked:
        raise BadPlatform("openid_configuration")
    platforms.invitation(token)  # before anything is asked over the network
    platform = install_platform(
        token,
        registration.describe(asked),
        request.form.get("registration_token", "")[:_MOST],
        addresses(),
    )
    return Response(render_template("lti/registered.html", platform=platform))
