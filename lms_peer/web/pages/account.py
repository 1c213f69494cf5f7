"""Signing in and out, the person's own account, and which centre they are in. It changes no learner's record."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import ChangePasswordForm, LoginForm
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo

from lms_peer.domain.roles import Role
from lms_peer.people.accounts import PASSWORD_SHORTEST, account_signing_in
from lms_peer.web.access import centres_to_choose, choose, person_if_any, public, signed_in
from lms_peer.web.errors import ROLE_NAMES
from lms_peer.web.forms import Needed
from lms_peer.web.layout import first_pages
from lms_peer.web.wording import listing

pages = Blueprint("account", __name__)

# A path here. Browsers take two slashes, and backslashes, for the beginning of another site's name.
OUR_ADDRESS = re.compile(r"/(?![/\\])[^\\\x00-\x20]*")
WRONG = "That username or email and password do not match. Check both and type them again."


class SignInForm(LoginForm):
    """One box for a username or an e-mail address. What was wrong is never said: it would tell who has an account."""

    email = None
    remember = None
    identity = StringField("Username or email", validators=[Needed("Type your username or email.")])
    password = PasswordField("Password", validators=[Needed("Type your password.")])

    def validate(self, **kwargs: Any) -> bool:
        """True when the account may sign in. One password is hashed whether there is an account or not."""
        if not OUR_ADDRESS.fullmatch(self.next.data or ""):
            self.next.data = ""  # sign in all the same
        self.ifield = self.identity
        self.user = account_signing_in(self.identity.data or "")
        if super().validate(**kwargs):
            return True
        if self.identity.data and self.password.data:
            self.identity.errors, self.password.errors = [], []
            self.form_errors.append(WRONG)
        return False


class NewPasswordForm(ChangePasswordForm):
    """The password now, and the new one twice."""

    password = PasswordField("Your password now")
    new_password = PasswordField(
        "New password",
        description=f"{PASSWORD_SHORTEST} characters or more. Three words that do not go together work well.",
        validators=[Needed("Type a new password.")],
    )
    new_password_confirm = PasswordField(
        "New password again",
        validators=[EqualTo("new_password", "The two new passwords are not the same. Type both again.")],
    )


@pages.get("/")
@signed_in
def home() -> ResponseReturnValue:
    """The person's first page."""
    if person_if_any() is None and centres_to_choose():
        return redirect(url_for(".choose_centre"))
    shown = first_pages()
    return redirect(shown[0]["href"]) if shown else render_template("account/nothing_here.html")


@pages.get("/account")
@signed_in
def own() -> ResponseReturnValue:
    """Who you are here."""
    person = person_if_any()
    roles = listing(ROLE_NAMES[role] for role in Role if person and role in person.roles)
    return render_template(
        "account/own.html", account=current_user, roles=roles, several=len(centres_to_choose()) > 1
    )


@pages.route("/account/centre", methods=["GET", "POST"])
@signed_in
def choose_centre() -> ResponseReturnValue:
    """Choose the centre to work in."""
    if request.method == "POST":
        try:
            chosen = choose(UUID(request.form.get("centre", "")))
        except ValueError:
            chosen = False
        if not chosen:
            abort(404)
        onward = request.form.get("next", "")
        return redirect(onward if OUR_ADDRESS.fullmatch(onward) else url_for(".home"))
    return render_template(
        "account/choose_centre.html", centres=centres_to_choose(), onward=request.args.get("next", "")
    )


@pages.get("/signed-out")
@public
def signed_out() -> ResponseReturnValue:
    """Goodbye."""
    return render_template("account/signed_out.html")
