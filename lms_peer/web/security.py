"""Signing in, sessions, forgery protection and the headers that keep a browser to our rules.

Flask-Security signs people in. Here it is put together; its settings and words are in `security_settings`, its forms in
`pages.account.forms`, and who may do what is in `access`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from typing import Any

import secure
from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import current_user
from flask_security import PasswordUtil, RoleMixin, Security, SQLAlchemyUserDatastore, UserMixin
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response as BaseResponse

from lms_peer.config import Config
from lms_peer.database import db
from lms_peer.domain.refusals import WeakPassword
from lms_peer.domain.roles import Role
from lms_peer.people.accounts import check_password
from lms_peer.people.models import Account
from lms_peer.people.signing import Passkey
from lms_peer.web import access, framing, throttling
from lms_peer.web.errors import answer
from lms_peer.web.letters import Letters
from lms_peer.web.lti import FROM_ELSEWHERE
from lms_peer.web.pages.account import reminders
from lms_peer.web.pages.account.forms import (
    OUR_ADDRESS,
    CodeForm,
    ForgottenForm,
    NewPasswordByLinkForm,
    NewPasswordForm,
    PasswordAgainForm,
    RecoveryCodeForm,
    SignInForm,
)
from lms_peer.web.passkeys import Codes, PasskeyAnswerForm, PasskeyForm, PasskeyNameForm, Passkeys
from lms_peer.web.recording import may_record
from lms_peer.web.security_settings import IDLE, WARNING, settings

DemoAccounts = Callable[[], Iterable[tuple[str, str, str, str]]]

csrf = CSRFProtect()
_POLICY = "Content-Security-Policy"
_NONCE = "NONCE"  # stands in the kept headers for the word that each page makes anew


class Accounts(SQLAlchemyUserDatastore):
    """Accounts as Flask-Security wants them. It asks to commit; that belongs to the request's transaction."""

    def commit(self) -> None:
        """Write, and leave the commit to the end of the request."""
        db.session.flush()

    def find_user(self, case_insensitive: bool = False, **known_by: Any) -> UserMixin | None:
        """Whom each request asks for, together with their roles; anyone else as Flask-Security does."""
        if known_by.keys() == {"fs_uniquifier"}:
            return access.whose_session(known_by["fs_uniquifier"])
        return super().find_user(case_insensitive, **known_by)


class Passwords(PasswordUtil):
    """Our one rule for new passwords, for Flask-Security's forms."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        """What is wrong with a new password, and the password as it is hashed."""
        normal = self.normalize(password)
        try:
            check_password(normal, kwargs["user"])
        except WeakPassword as refusal:
            return [answer(refusal).sentence], normal
        return None, normal


def furnish(app: Flask, config: Config, demo_accounts: DemoAccounts | None = None) -> None:
    """Let people sign in to `app`; on a demonstration its sign-in page lists `demo_accounts`."""
    app.config.update(settings(config))
    csrf.init_app(app)
    security = _with_our_forms(app)
    security.want_json(lambda _request: False)
    security.login_context_processor(
        lambda: {"demo_accounts": list(demo_accounts()) if config.demo and demo_accounts else []}
    )
    security.login_manager.request_loader(lambda _request: None)  # a session is the only way to be signed in
    for view in (reminders.stop_reminders, *FROM_ELSEWHERE):
        csrf.exempt(view)
    throttling.furnish(app)
    app.session_interface = _PageSessions()
    app.after_request(_lasting_session)
    app.before_request(_second_step_first)
    app.after_request(_headers(https=config.secure))
    app.jinja_env.globals.update(
        csp_nonce=csp_nonce,
        onward=onward,
        mail_works=config.demo or config.testing or bool(config.mail.host),
        idle_seconds=int(IDLE.total_seconds()),
        warn_seconds=int(WARNING.total_seconds()),
    )


def _with_our_forms(app: Flask) -> Security:
    """Flask-Security with forms, passwords, letters and keys of our own."""
    return Security(
        app,
        Accounts(db, Account, RoleMixin, Passkey),  # no roles that hold everywhere: see people.models.Membership
        login_form=SignInForm,
        change_password_form=NewPasswordForm,
        forgot_password_form=ForgottenForm,
        reset_password_form=NewPasswordByLinkForm,
        verify_form=PasswordAgainForm,
        two_factor_verify_code_form=CodeForm,
        mf_recovery_form=RecoveryCodeForm,
        wan_register_form=PasskeyNameForm,
        wan_signin_form=PasskeyForm,
        wan_signin_response_form=PasskeyAnswerForm,
        password_util_cls=Passwords,
        mail_util_cls=Letters,
        totp_cls=Codes,
        webauthn_util_cls=Passkeys,
    )


def csp_nonce() -> str:
    """The word that a script of this page must carry."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def onward() -> str | None:
    """The page of ours to come to after signing in, when the address names one."""
    asked = request.args.get("next", "")
    return asked if OUR_ADDRESS.fullmatch(asked) else None


class _PageSessions(SecureCookieSessionInterface):
    """Only a page hands out a cookie: a file that it brings along would take the session back to what it was.

    Inside another site's frame the cookie is another one, the only kind that browsers send there.
    """

    def get_cookie_name(self, app: Flask) -> str:
        """The session's own, or the one for frames."""
        return framing.COOKIE if framing.in_frame() else super().get_cookie_name(app)

    def get_cookie_samesite(self, app: Flask) -> str | None:
        """None only where the cookie is kept apart for each site that has us in a frame."""
        return "None" if framing.in_frame() else super().get_cookie_samesite(app)

    def get_cookie_partitioned(self, app: Flask) -> bool:
        """True in a frame."""
        return framing.in_frame()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Save it, unless this answers with a file of ours."""
        if request.endpoint != "static":
            super().save_session(app, session, response)


def _lasting_session(response: Response) -> Response:
    if session:  # an empty one is not kept: what another site posts comes without a session, and must not end it
        session.permanent = True  # ends after its lifetime without a request, not with the window
    return response


# What somebody without a second step may open where one is required: the way to set it up, and the way out.
_ALWAYS_OPEN = {"static", "account.second_step", "account.stay", "account.choose_centre", "account.signed_out"}


def _second_step_first() -> BaseResponse | None:
    """Where a second step is required, nothing else opens for those who work here until they have one."""
    endpoint = request.endpoint or "static"
    if not current_app.config["LMS_PEER_SECOND_STEP"] or endpoint in _ALWAYS_OPEN:
        return None
    person = None if endpoint.startswith("security.") else access.person_if_any()
    if person is None or not person.roles - {Role.LEARNER} or current_user.has_second_step:
        return None
    return redirect(url_for("account.second_step"))


def _headers(*, https: bool) -> Callable[[Response], Response]:
    kept = {records: _kept_headers(https, records) for records in (False, True)}

    def set_headers(response: Response) -> Response:
        nonce = csp_nonce()
        for name, value in kept[may_record()].items():
            response.headers[name] = value.replace(_NONCE, nonce)
        _let_frame(response)
        if request.endpoint != "static" and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return set_headers


def _let_frame(response: Response) -> None:
    """Where a page may be in a frame, or send a form elsewhere, let it."""
    policy, ancestors = response.headers[_POLICY], framing.ancestors()
    if ancestors != framing.NOBODY:
        policy = policy.replace("frame-ancestors 'none'", f"frame-ancestors {ancestors}")
        del response.headers["X-Frame-Options"]
        response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    response.headers[_POLICY] = policy.replace("form-action 'self'", f"form-action 'self'{framing.form_targets()}")


def _kept_headers(https: bool, records: bool) -> dict[str, str]:
    """The headers of every page; `records`: of one that may record. The word for its scripts is not in yet."""
    headers = secure.Secure(
        csp=_content_policy(https, records),
        coop=secure.CrossOriginOpenerPolicy().same_origin(),
        corp=secure.CrossOriginResourcePolicy().same_origin(),
        hsts=secure.StrictTransportSecurity().max_age(31_536_000) if https else None,
        permissions=_permissions(records),
        referrer=secure.ReferrerPolicy().same_origin(),
        xcto=secure.XContentTypeOptions().nosniff(),
        xfo=secure.XFrameOptions().deny(),
    ).headers
    return dict(headers)


def _permissions(records: bool) -> secure.PermissionsPolicy:
    """No page uses the device's microphone, camera or place, but one that said so may record."""
    own = ("self",) if records else ()
    return secure.PermissionsPolicy().microphone(*own).camera(*own).geolocation()


def _content_policy(https: bool, records: bool) -> secure.ContentSecurityPolicy:
    policy = (
        secure.ContentSecurityPolicy()
        .default_src("'none'")
        .script_src(f"'nonce-{_NONCE}'")
        .style_src("'self'")
        .img_src("'self'")
        .media_src("'self'", *(["blob:"] if records else []))
        .connect_src("'self'")
        .form_action("'self'")
        .frame_ancestors("'none'")
        .base_uri("'none'")
    )
    return policy.upgrade_insecure_requests() if https else policy
