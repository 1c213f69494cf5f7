"""The public page of a portfolio, where the code on its front leads: valid, superseded or withdrawn.

It says nothing else: no name, no centre, no course, no day. Whoever has no address of a portfolio learns nothing
here, not even that there are any.
"""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms_peer.actions.withdraw_portfolio import validity_at
from lms_peer.web.access import public
from lms_peer.web.throttling import wait_here, was_right_here

pages = Blueprint("verify", __name__)


@pages.get("/verify/<token>")
@public
def portfolio(token: str) -> ResponseReturnValue:
    """What holds of one portfolio."""
    wait = wait_here("verify")
    if wait:
        return render_template("verify/wait.html", wait=wait)
    validity = validity_at(token)
    was_right_here()
    return render_template("verify/portfolio.html", validity=validity)
