"""Passkeys and codes as Flask-Security is to treat them here.

A passkey proves the person as well as the device, so it signs in by itself; and it is a second step after a password,
so that a password alone is no longer enough once there is a passkey.
"""

from __future__ import annotations

from typing import Any

import segno
from flask import request, session
from flask_security import Totp, WebauthnUtil
from flask_security.proxies import _datastore
from flask_security.webauthn import (
    WebAuthnRegisterForm,
    WebAuthnSigninForm,
    WebAuthnSigninResponseForm,
    WebAuthnTfPlugin,
    has_webauthn,
)
from markupsafe import Markup
from passlib.totp import TotpMatch
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from wtforms import StringField

from lms_peer.database import db
from lms_peer.web.forms import Needed
from lms_peer.web.language import gettext, lazy_gettext

NOT_YOUR_PASSKEY = lazy_gettext("This passkey belongs to another account. Use your own, or start again.")


class Codes(Totp):
    """Codes of an authenticator app (RFC 6238). A code that was used is not taken again."""

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The picture that the app reads, to stand in the page: its secret is in no address and no file."""
        return qr_code(self.get_totp_uri(username, totp), gettext("Picture for your authenticator app"))

    def get_last_counter(self, user: Any) -> int | None:
        """The half minute of the last code that was taken from the account."""
        counter: int | None = user.tf_last_counter
        return counter

    def set_last_counter(self, user: Any, tmatch: TotpMatch) -> None:
        """Take this code and none before it from now on."""
        user.tf_last_counter = tmatch.counter
        db.session.flush()


class Passkeys(WebauthnUtil):
    """Every passkey is kept on the device with the name of its owner, and asks for a finger, a face or a PIN."""

    def __init__(self, app: Any) -> None:
        super().__init__(app)
        self._https = app.config["SESSION_COOKIE_SECURE"]

    def origin(self) -> str:
        """The address in the browser's address bar; a web server before us may have taken the s off https."""
        return f"{'https' if self._https else request.scheme}://{request.host}"

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:
        """What a new passkey must be like."""
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        )

    def user_verification(self, user: Any, usage: list[str]) -> UserVerificationRequirement:
        """Always: a stolen phone that is not unlocked signs nobody in."""
        return UserVerificationRequirement.REQUIRED


class _AnyUsage:
    """Flask-Security tells passkeys for signing in from those for a second step. Ours are both.

    What it calls `is_secondary` is kept apart, so that its own checks see a passkey for signing in.
    """

    second_step = False

    @property
    def is_secondary(self) -> bool:
        """Never, for Flask-Security's checks."""
        return False

    @is_secondary.setter
    def is_secondary(self, value: bool) -> None:
        self.second_step = value


class PasskeyNameForm(WebAuthnRegisterForm):
    """What the person calls the phone or computer that keeps the passkey."""

    name = StringField(
        lazy_gettext("What do you call this phone or computer?"),
        description=lazy_gettext("For example: my phone."),
        validators=[Needed(lazy_gettext("Give the passkey a name."))],
    )

    def validate(self, **kwargs: Any) -> bool:
        """True when the name can be used and is a new one."""
        self.usage.data = "first"
        return bool(super().validate(**kwargs))


class PasskeyForm(_AnyUsage, WebAuthnSigninForm):
    """Asks for a passkey. Nobody types who they are: the passkey says it."""


class PasskeyAnswerForm(_AnyUsage, WebAuthnSigninResponseForm):
    """What the browser answers."""

    def validate(self, **kwargs: Any) -> bool:
        """True when the passkey is a known one; as a second step it must belong to who typed the password."""
        if not super().validate(**kwargs):
            return False
        if self.second_step and self.user != _datastore.find_user(fs_uniquifier=session.get("tf_user_id")):
            self.credential.errors.append(NOT_YOUR_PASSKEY)
            return False
        return not self.credential.errors


class PasskeySecondStep(WebAuthnTfPlugin):
    """Any passkey of the person is a second step."""

    def get_setup_methods(self, user: Any) -> list[tuple[str, str]]:
        """The one method, if the person has a passkey."""
        return [("webauthn", gettext("Use a passkey"))] if has_webauthn(user, ["first", "secondary"]) else []


def qr_code(text: str, label: str) -> Markup:
    """A picture that a phone's camera reads, as SVG to stand in a page; `label` says what it is."""
    drawn = segno.make(text, error="m").svg_inline(
        scale=5, border=4, omitsize=True, svgclass="app-qr", title=label
    )
    return Markup(drawn.replace("<svg ", '<svg role="img" ', 1))  # noqa: S704 - segno writes it, and escapes the label
