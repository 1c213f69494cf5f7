"""The blueprint of what platforms ask, and our own addresses as they have to know them."""

from __future__ import annotations

from flask import Blueprint, current_app, url_for

from lms_peer.lti.registration import Addresses

pages = Blueprint("lti", __name__)


def ours(endpoint: str, **values: object) -> str:
    """The whole address of a view of ours, by the name that the service has, whatever a browser called it."""
    return f"{own_address()}{url_for(endpoint, **values)}"  # type: ignore[arg-type]


def own_address() -> str:
    """Where this service is, without a slash at the end."""
    return str(current_app.config["LMS_PEER_ADDRESS"])


def addresses() -> Addresses:
    """Every address that a platform needs."""
    return Addresses(
        home=own_address(),
        login=ours("lti.login"),
        launch=ours("lti.launch"),
        jwks=ours("lti.jwks"),
        icon=f"{own_address()}{url_for('static', filename='icon.svg', v='')}".partition("?")[0],
    )
