"""The forms with which Flask-Security signs people in and changes how they do. Each counts its tries.

What was wrong is never said where it would tell who has an account.
"""

from __future__ import annotations

import re
from typing import Any, cast
from uuid import UUID

from flask_security import ChangePasswordForm, Form, LoginForm, ResetPasswordForm
from flask_security.forms import ForgotPasswordForm, TwoFactorVerifyCodeForm, VerifyForm
from flask_security.recovery_codes import MfRecoveryForm
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo

from lms_peer.people.accounts import PASSWORD_SHORTEST, account_signing_in
from lms_peer.people.models import Account
from lms_peer.web.forms import Needed
from lms_peer.web.language import N_, gettext, lazy_gettext
from lms_peer.web.throttling import wait_before, was_right

# A path here. Browsers take two slashes, and backslashes, for the beginning of another site's name.
OUR_ADDRESS = re.compile(r"/(?![/\\])[^\\\x00-\x20]*")
WRONG = N_("That username or email and password do not match. Check both and type them again.")
NOT_ALIKE = lazy_gettext("The two new passwords are not the same. Type both again.")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def new_password_field(label: str = lazy_gettext("New password")) -> PasswordField:
    """Where a new password is typed first."""
    return PasswordField(
        label,
        description=lazy_gettext(
            "%(shortest)s characters or more. Three words that do not go together work well.",
            shortest=PASSWORD_SHORTEST,
        ),
        validators=[Needed(lazy_gettext("Type a new password."))],
    )


class SignInForm(LoginForm):
    """One box for a username or an e-mail address. What was wrong is never said: it would tell who has an account."""

    email = None
    remember = None
    identity = StringField(
        lazy_gettext("Username or email"), validators=[Needed(lazy_gettext("Type your username or email."))]
    )
    password = PasswordField(lazy_gettext("Password"), validators=[Needed(lazy_gettext("Type your password."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.description = ""  # Flask-Security puts a link there

    def validate(self, **kwargs: Any) -> bool:
        """True when the account may sign in. One password is hashed whether there is an account or not."""
        if not OUR_ADDRESS.fullmatch(self.next.data or ""):
            self.next.data = ""  # sign in all the same
        self.ifield = self.identity
        self.user = account_signing_in(self.identity.data or "")
        typed = bool(self.identity.data and self.password.data)
        if typed and (wait := wait_before("sign in", _counted(self.user, self.identity.data))):
            self.form_errors.append(wait)
            return False
        if super().validate(**kwargs):
            was_right("sign in", _id(self.user))
            return True
        if typed:
            self.identity.errors, self.password.errors = [], []
            self.form_errors.append(gettext(WRONG))
        return False


class NewPasswordForm(ChangePasswordForm):
    """The password now, and the new one twice."""

    password = PasswordField(lazy_gettext("Your password now"))
    new_password = new_password_field()
    new_password_confirm = PasswordField(
        lazy_gettext("New password again"), validators=[EqualTo("new_password", NOT_ALIKE)]
    )


class ForgottenForm(ForgotPasswordForm):
    """Where to send the link. A stranger gets the same words after the same work, and no letter."""

    email = StringField(
        lazy_gettext("Email address"),
        description=lazy_gettext("The address that your centre has for you."),
        validators=[Needed(lazy_gettext("Type your email address."))],
    )
    sent = False

    def validate(self, **kwargs: Any) -> bool:
        """True when something that looks like an address was typed; whether it is known is not said."""
        if not Form.validate(self, **kwargs):
            return False
        address = self.email.data.strip()
        if not _ADDRESS.fullmatch(address):
            self.email.errors.append("This is not an email address. It should look like name@example.com.")
            return False
        found = account_signing_in(address)
        if wait := wait_before("ask for a link", _counted(found, address)):
            self.form_errors.append(wait)
            return False
        self.user = found if found and found.active else Account(name="", fs_uniquifier="", password="")
        self.sent = True
        return True


class NewPasswordByLinkForm(ResetPasswordForm):
    """A new password, twice."""

    password = new_password_field()
    password_confirm = PasswordField(
        lazy_gettext("New password again"), validators=[EqualTo("password", NOT_ALIKE)]
    )


class PasswordAgainForm(VerifyForm):
    """The password once more, before something is changed that would let a stranger stay."""

    password = PasswordField(lazy_gettext("Password"), validators=[Needed(lazy_gettext("Type your password."))])

    def validate(self, **kwargs: Any) -> bool:
        """True when it is the password of the person signed in."""
        if self.password.data and (wait := wait_before("password again", str(_id(self.user)))):
            self.form_errors.append(wait)
            return False
        if not super().validate(**kwargs):
            return False
        was_right("password again", _id(self.user))
        return True


class CodeForm(TwoFactorVerifyCodeForm):
    """The six digits that the app shows."""

    code = StringField(
        lazy_gettext("Code from your app"),
        validators=[Needed(lazy_gettext("Type the 6 digits that your app shows."))],
    )

    def validate(self, **kwargs: Any) -> bool:
        """True when it is the code of this half minute, or of one just before or after."""
        self.code.data = re.sub(r"\s", "", self.code.data or "")
        if self.code.data and (wait := wait_before("code", str(_id(self.user)))):
            self.form_errors.append(wait)
            return False
        if not super().validate(**kwargs):
            return False
        was_right("code", _id(self.user))
        return True


class RecoveryCodeForm(MfRecoveryForm):
    """One of the codes that were printed or written down when the second step was set up."""

    code = StringField(
        lazy_gettext("Recovery code"), validators=[Needed(lazy_gettext("Type one of your recovery codes."))]
    )

    def validate(self, **kwargs: Any) -> bool:
        """True when the code is one of the person's, and was not used before."""
        self.code.data = re.sub(r"\s", "", self.code.data or "").lower()
        if self.code.data and (wait := wait_before("recovery code", str(_id(self.user)))):
            self.form_errors.append(wait)
            return False
        if not super().validate(**kwargs):
            return False
        was_right("recovery code", _id(self.user))
        return True


def _id(user: object) -> UUID:
    """Whose form it is, where Flask-Security says only that it is somebody's."""
    return cast(Account, user).id


def _counted(account: Account | None, typed: str) -> str:
    """What tries are counted under: the account, or what was typed when there is none."""
    return str(account.id) if account else typed.strip().lower()
