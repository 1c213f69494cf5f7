"""The second step of a launch: the platform's word for who it is, read, believed or refused, and acted on.

A launch counts only in the browser in which it began. That browser shows it by our cookie; where a browser keeps no
cookie inside frames, by what the platform's own storage keeps for us. With a cookie the session goes on inside the
frame. Without one it can not: then a button opens a window of its own, with a ticket that works once.
"""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from flask import Response, current_app, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import login_user, logout_user

from lms_peer.actions.enter_by_launch import enter_by_launch
from lms_peer.database import db
from lms_peer.domain.launching import Fault, LaunchRefused, TicketSpent
from lms_peer.lti import nonces
from lms_peer.lti.launch import Launch, read_launch
from lms_peer.lti.nonces import SignIn
from lms_peer.lti.platforms import active_platform
from lms_peer.lti.tables import LtiUser
from lms_peer.people.models import Account
from lms_peer.web import framing
from lms_peer.web.access import choose, public
from lms_peer.web.lti.arriving import onward_for
from lms_peer.web.lti.blueprint import own_address, pages
from lms_peer.web.lti.login import cookie_name, storage_of

PLACE = "launched"  # in the session: who came by which launch


@pages.post("/lti/launch")
@public
def launch() -> ResponseReturnValue:
    """Let in who the platform says it is."""
    framing.let_anybody_frame()
    told = _read()
    shown = request.cookies.get(cookie_name(told.sign_in), "")
    if told.sign_in.belongs_to(shown):
        return _without_cookie(_let_in(told), told.sign_in)
    if told.sign_in.storage:
        return Response(
            render_template(
                "lti/asking.html",
                storage=storage_of(told.platform, told.sign_in),
                id_token=request.form["id_token"],
                state=told.sign_in.text,
                again=_again(told.sign_in),
            )
        )
    return _in_a_window(told.sign_in)


@pages.post("/lti/launch/stored")
@public
def launch_stored() -> ResponseReturnValue:
    """The same, from our own page in the frame, which asked the platform's storage what this browser knows.

    Whoever began a sign-in knows that too. So it counts from that page only: another site could send its own word, and
    let somebody work in an account that is not theirs.
    """
    framing.let_anybody_frame()
    told = _read()
    if not (_from_our_own_page() and told.sign_in.belongs_to(request.form.get("stored", ""))):
        return _in_a_window(told.sign_in)
    entered = enter_by_launch(told)
    ticket = nonces.ticket(
        account=str(entered.account),
        centre=str(entered.centre),
        user=str(entered.user),
        onward=onward_for(told, entered),
    )
    return Response(render_template("lti/ticket.html", ticket=ticket))


@pages.post("/lti/enter")
@public
def enter() -> ResponseReturnValue:
    """In a window of its own, with the ticket that our page in the frame holds."""
    if not _from_our_own_page():
        raise TicketSpent
    said = nonces.use_ticket(request.form.get("ticket", ""))
    account, user = db.session.get(Account, UUID(said["account"])), db.session.get(LtiUser, UUID(said["user"]))
    if account is None or user is None:
        raise TicketSpent
    active_platform(user.platform_id)
    return _sign_in(account, UUID(said["centre"]), said["user"], said["onward"])


def _read() -> Launch:
    """The launch that was posted. Raises what `read_launch` refuses, and says so when the platform itself said no."""
    if request.form.get("error"):
        nonces.read_state(request.form.get("state", ""))
        raise LaunchRefused(Fault.SAID_NO)
    if not request.form.get("id_token"):
        raise LaunchRefused(Fault.NO_TOKEN)
    return read_launch(request.form["id_token"], request.form.get("state", ""), own_address())


def _let_in(told: Launch) -> Response:
    entered = enter_by_launch(told)
    onward = onward_for(told, entered)
    if framing.opened_in_frame():
        framing.begin_session(_sites(told))
    account = db.session.get_one(Account, entered.account)
    return _sign_in(account, entered.centre, str(entered.user), onward)


def _sign_in(account: Account, centre: UUID, user: str, onward: str) -> Response:
    """Begin a session, unless the person has a second step to take first."""
    if current_user.is_authenticated:
        logout_user()
    plugins = current_app.extensions["security"].two_factor_plugins
    second_step: Response | None = plugins.tf_enter(account, False, "lti", next_loc=onward)
    if second_step:
        return second_step
    if not login_user(account, authn_via=["lti"]):
        raise LaunchRefused(Fault.CLOSED)
    session[PLACE] = user
    choose(centre)
    return Response(status=303, headers={"Location": onward})


def _in_a_window(sign_in: SignIn) -> Response:
    """The browser did not show what it should know. In a frame that is usual: a window of its own may know more."""
    if request.headers.get("Sec-Fetch-Dest") == "document":
        raise LaunchRefused(Fault.BROWSER)
    return Response(render_template("lti/window.html", again=_again(sign_in)))


def _again(sign_in: SignIn) -> str | None:
    """The address that begins the same sign-in anew, when we know it."""
    return f"{url_for('.login')}?{urlencode(sign_in.hints)}" if sign_in.hints else None


def _sites(told: Launch) -> list[str]:
    """Which sites have the platform's pages, as it says itself under its signature: Canvas has many for one issuer."""
    presented, platform = told.claim("launch_presentation"), told.claim("tool_platform")
    urls: list[object] = [told.platform.issuer, told.platform.auth_login_url]
    urls += [presented.get("return_url") if isinstance(presented, dict) else None]
    urls += [platform.get("url") if isinstance(platform, dict) else None]
    return [origin for origin in map(framing.origin_of, urls) if origin]


def _from_our_own_page() -> bool:
    return request.headers.get("Origin") == framing.origin_of(own_address())


def _without_cookie(response: Response, sign_in: SignIn) -> Response:
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.delete_cookie(
        cookie_name(sign_in),
        httponly=True,
        secure=secure,
        samesite="None" if secure else "Lax",
        partitioned=secure,
    )
    return response
