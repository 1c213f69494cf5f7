"""The link in a reminder that ends reminders. It works without signing in, and does nothing else."""

from __future__ import annotations

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound as NoSuchPage

from lms_peer.database import db
from lms_peer.people.accounts import set_reminders
from lms_peer.people.models import Account
from lms_peer.web.access import public
from lms_peer.web.letters import account_of_stop_link
from lms_peer.web.pages.account.blueprint import pages


@pages.get("/reminders/stop/<token>")
@public
def ask_to_stop_reminders(token: str) -> ResponseReturnValue:
    """Ask, since some mail programs open every link in a letter."""
    _account(token)
    return render_template("account/stop_reminders.html", token=token, done=False)


@pages.post("/reminders/stop/<token>")
@public
def stop_reminders(token: str) -> ResponseReturnValue:
    """No more reminders.

    A mail program sends this form by itself when its own "unsubscribe" is pressed, without a forgery token (RFC 8058):
    `security` excuses it. The link names the account and is signed.
    """
    set_reminders(_account(token), False)
    return render_template("account/stop_reminders.html", token=token, done=True)


def _account(token: str) -> Account:
    account_id: UUID | None = account_of_stop_link(token)
    account = db.session.get(Account, account_id) if account_id else None
    if account is None:
        raise NoSuchPage
    return account
