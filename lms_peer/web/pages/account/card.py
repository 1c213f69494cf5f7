"""Signing in with a printed card, and choosing a password afterwards. A card works once."""

from __future__ import annotations

import time

from flask import current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import login_user, logout_user
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo

from lms_peer.actions.use_sign_in_card import use_sign_in_card
from lms_peer.domain.refusals import Refusal
from lms_peer.people.accounts import account_signing_in, set_password
from lms_peer.people.models import Account
from lms_peer.web.access import public, signed_in
from lms_peer.web.forms import Needed, PageForm, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.account.blueprint import pages
from lms_peer.web.pages.account.forms import NOT_ALIKE, new_password_field
from lms_peer.web.throttling import wait_before, was_right

_SINCE_CARD = "card"
_CHOOSE_WITHIN = 30 * 60  # seconds


class CardForm(PageForm):
    """What is printed on a card."""

    username = StringField(
        lazy_gettext("Username"), validators=[Needed(lazy_gettext("Type the username on your card."))]
    )
    code = StringField(
        lazy_gettext("Code"),
        validators=[Needed(lazy_gettext("Type the code on your card."))],
        description=lazy_gettext("Like lamp-river-goose-table-407. Capital letters do not matter."),
    )


class ChosenPasswordForm(PageForm):
    """A new password, twice."""

    password = new_password_field()
    again = PasswordField(lazy_gettext("New password again"), validators=[EqualTo("password", NOT_ALIKE)])


@pages.route("/card", methods=["GET", "POST"])
@public
def card() -> ResponseReturnValue:
    """Sign in with a card. The address on the card fills the form in; only the button uses the card."""
    form = CardForm()
    if request.method == "GET":
        form.username.data, form.code.data = request.args.get("u", ""), request.args.get("c", "")
    if form.validate_on_submit():
        known = account_signing_in(form.username.data)
        if wait := wait_before("card", str(known.id) if known else form.username.data.strip().lower()):
            form.form_errors.append(wait)
        else:
            try:
                account = use_sign_in_card(form.username.data, form.code.data)
            except Refusal as refusal:
                refuse(form, refusal)
            else:
                return _let_in(account)
    return form_page("account/card.html", form, printed=bool(form.code.data and request.method == "GET"))


@pages.route("/account/first-password", methods=["GET", "POST"])
@signed_in
def first_password() -> ResponseReturnValue:
    """Choose a password without knowing the old one: for half an hour after signing in with a card."""
    if time.time() - session.get(_SINCE_CARD, 0) > _CHOOSE_WITHIN:
        return redirect(url_for("security.change_password"))
    form = ChosenPasswordForm()
    if form.validate_on_submit():
        account = current_user._get_current_object()
        try:
            set_password(account, form.password.data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            session.pop(_SINCE_CARD)
            login_user(account, authn_via=["card"])  # the new password ended every session, this one too
            flash(gettext("Your new password is saved. Use it the next time."), "success")
            return redirect(url_for(".home"))
    return form_page("account/first_password.html", form)


def _let_in(account: Account) -> ResponseReturnValue:
    if current_user.is_authenticated:
        logout_user()
    was_right("card", account.id)
    second_step: ResponseReturnValue | None = current_app.extensions["security"].two_factor_plugins.tf_enter(
        account, False, "card", next_loc=None
    )
    if second_step:
        return second_step
    login_user(account, authn_via=["card"])
    session[_SINCE_CARD] = time.time()
    return redirect(url_for(".first_password"))
