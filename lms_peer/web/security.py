"""Signing in, sessions, forgery protection and the headers that keep a browser to our rules.

Flask-Security signs people in, with the few of its features that are used. Here is how it is set up; which words it
shows are in the forms below, and who may do what is in `access`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import secure
from flask import Flask, Response, g, request, session
from flask_security import PasswordUtil, RoleMixin, Security, SQLAlchemyUserDatastore
from flask_wtf.csrf import CSRFProtect

from lms_peer.config import Config
from lms_peer.database import db
from lms_peer.domain.refusals import WeakPassword
from lms_peer.people.accounts import PASSWORD_SHORTEST, check_password
from lms_peer.people.models import Account
from lms_peer.web.errors import answer
from lms_peer.web.pages.account import NewPasswordForm, SignInForm

DemoAccounts = Callable[[], Iterable[tuple[str, str, str, str]]]

IDLE = timedelta(hours=2)
ARGON2 = {"argon2__memory_cost": 19 * 1024, "argon2__time_cost": 2, "argon2__parallelism": 1}  # OWASP, in KiB

csrf = CSRFProtect()


def settings(config: Config) -> dict[str, Any]:
    """The Flask, Flask-WTF and Flask-Security settings of a service."""
    return {
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.secure,
        "SESSION_COOKIE_NAME": "__Host-session" if config.secure else "session",
        "PERMANENT_SESSION_LIFETIME": IDLE,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": ARGON2,
        "SECURITY_PASSWORD_SALT": config.password_salt,
        "SECURITY_PASSWORD_LENGTH_MIN": PASSWORD_SHORTEST,
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_FRESHNESS": timedelta(-1),
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        "SECURITY_CACHE_CONTROL": None,  # every page has it, see `_headers`
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_POST_LOGOUT_VIEW": "/signed-out",
        "SECURITY_LOGIN_USER_TEMPLATE": "account/sign_in.html",
        "SECURITY_CHANGEABLE": True,
        "SECURITY_CHANGE_URL": "/account/password",
        "SECURITY_POST_CHANGE_VIEW": "/account",
        "SECURITY_CHANGE_PASSWORD_TEMPLATE": "account/password.html",
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_MSG_PASSWORD_CHANGE": ("Your password is changed.", "success"),
        "SECURITY_MSG_PASSWORD_NOT_PROVIDED": ("Type your password.", "error"),
        "SECURITY_MSG_INVALID_PASSWORD": ("That is not your password now. Type it again.", "error"),
        "SECURITY_MSG_PASSWORD_IS_THE_SAME": ("That is the password you have now. Choose another.", "error"),
    }


class Accounts(SQLAlchemyUserDatastore):
    """Accounts as Flask-Security wants them. It asks to commit; that belongs to the request's transaction."""

    def commit(self) -> None:
        """Write, and leave the commit to the end of the request."""
        db.session.flush()


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
    security = Security(
        app,
        Accounts(db, Account, RoleMixin),  # no roles that hold everywhere: see people.models.Membership
        login_form=SignInForm,
        change_password_form=NewPasswordForm,
        password_util_cls=Passwords,
    )
    security.want_json(lambda _request: False)
    security.login_context_processor(
        lambda: {"demo_accounts": list(demo_accounts()) if config.demo and demo_accounts else []}
    )
    security.login_manager.request_loader(lambda _request: None)  # a session is the only way to be signed in
    app.before_request(_lasting_session)
    app.after_request(_headers(https=config.secure))
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def csp_nonce() -> str:
    """The word that a script of this page must carry."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def _lasting_session() -> None:
    session.permanent = True  # ends after IDLE without a request, not with the window


def _headers(*, https: bool) -> Callable[[Response], Response]:
    hsts = secure.StrictTransportSecurity().max_age(31_536_000) if https else None

    def set_headers(response: Response) -> Response:
        secure.Secure(
            csp=_content_policy(https),
            coop=secure.CrossOriginOpenerPolicy().same_origin(),
            corp=secure.CrossOriginResourcePolicy().same_origin(),
            hsts=hsts,
            referrer=secure.ReferrerPolicy().same_origin(),
            xcto=secure.XContentTypeOptions().nosniff(),
            xfo=secure.XFrameOptions().deny(),
        ).set_headers(response)
        if request.endpoint != "static" and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return set_headers


def _content_policy(https: bool) -> secure.ContentSecurityPolicy:
    policy = (
        secure.ContentSecurityPolicy()
        .default_src("'none'")
        .script_src(f"'nonce-{csp_nonce()}'")
        .style_src("'self'")
        .img_src("'self'")
        .media_src("'self'")
        .connect_src("'self'")
        .form_action("'self'")
        .frame_ancestors("'none'")
        .base_uri("'none'")
    )
    return policy.upgrade_insecure_requests() if https else policy
