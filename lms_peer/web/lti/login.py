"""The first step of a launch: a platform says who wants to come in, and we send the browser on with a state of ours.

(OpenID Connect, third-party initiated login; 1EdTech Security Framework 1.0, 5.1.1.) Writes nothing but a cookie.
"""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from lms_peer.domain.launching import Fault, LaunchRefused
from lms_peer.lti import nonces
from lms_peer.lti.launch import own_part
from lms_peer.lti.nonces import LASTS, SignIn
from lms_peer.lti.platforms import platform_signing_in
from lms_peer.lti.tables import Platform
from lms_peer.web import framing
from lms_peer.web.access import public
from lms_peer.web.lti.blueprint import addresses, own_address, pages

# What a platform begins with, and what it needs to begin again in another window.
_BEGUN_WITH = ("iss", "client_id", "lti_deployment_id", "login_hint", "lti_message_hint", "target_link_uri")
_MOST = 4000  # characters of one of them


@pages.route("/lti/login", methods=["GET", "POST"])
@public
def login() -> ResponseReturnValue:
    """Send the browser to the platform that it says it comes from, if we know that platform."""
    framing.let_anybody_frame()
    said = {name: request.values.get(name, "").replace("\0", "")[:_MOST] for name in _BEGUN_WITH}
    platform = platform_signing_in(said["iss"], said["client_id"], said["lti_deployment_id"])
    own_part(said["target_link_uri"], own_address())
    if not said["login_hint"]:
        raise LaunchRefused(Fault.NOBODY)
    hints = {name: value for name, value in said.items() if value}
    sign_in = nonces.begin(platform.id, hints, request.values.get("lti_storage_target", ""))
    return _with_cookie(_onward(platform, sign_in, said), sign_in)


def cookie_name(sign_in: SignIn) -> str:
    """The cookie of one sign-in: several may be under way, in several windows."""
    prefix = "__Host-" if current_app.config["SESSION_COOKIE_SECURE"] else ""
    return f"{prefix}lti-{sha256(sign_in.id.encode()).hexdigest()[:16]}"


def storage_of(platform: Platform, sign_in: SignIn) -> dict[str, str]:
    """Where a platform's own storage keeps our secret: the frame to ask, its site, and the key."""
    return {
        "frame": sign_in.storage,
        "origin": framing.origin_of(platform.auth_login_url) or "",
        "key": f"lti_state_{sign_in.id}",
    }


def _onward(platform: Platform, sign_in: SignIn, said: dict[str, str]) -> Response:
    asked = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": platform.client_id,
        "redirect_uri": addresses().launch,
        "login_hint": said["login_hint"],
        "state": sign_in.text,
        "nonce": sign_in.nonce,
    }
    if said["lti_message_hint"]:
        asked["lti_message_hint"] = said["lti_message_hint"]
    parts = urlsplit(platform.auth_login_url)
    query = "&".join(part for part in (parts.query, urlencode(asked)) if part)
    onward = urlunsplit(parts._replace(query=query))
    storage = storage_of(platform, sign_in)
    if not (sign_in.storage and storage["origin"]):
        return Response(status=302, headers={"Location": onward})
    return Response(render_template("lti/keeping.html", storage=storage, secret=sign_in.secret, onward=onward))


def _with_cookie(response: Response, sign_in: SignIn) -> Response:
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(
        cookie_name(sign_in),
        sign_in.secret or "",
        max_age=LASTS,
        httponly=True,
        secure=secure,
        samesite="None" if secure else "Lax",
        partitioned=secure,
    )
    return response
