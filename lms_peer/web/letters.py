"""E-mails: what they say, and the jobs that send them. None says more than it must: e-mail is read by others too.

A letter is asked for in the transaction of what it tells, and sent by another process, so that nobody waits for a mail
server, and nobody can tell from the time it takes who has an account.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from flask_security import MailUtil
from flask_security.recoverable import generate_reset_password_token
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import update

from lms_peer import mail
from lms_peer.database import db, now
from lms_peer.jobs import JobContext, enqueue, job
from lms_peer.people.models import Account
from lms_peer.web.language import ENGLISH, N_, gettext, speaking

LINK_GOOD_FOR = timedelta(hours=2)
PASSWORD_LINK = "password_link"  # noqa: S105 - the name of a letter
PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of a letter
REMINDER = "reminder"
SUBJECTS = {
    PASSWORD_LINK: N_("Choose a new password"),
    PASSWORD_CHANGED: N_("Your password was changed"),
    REMINDER: N_("Something waits for you"),
}
_NOBODY = UUID(int=0)  # a letter to an address that nobody here has: asked for like others, and never sent
_NO_CENTRE = UUID(int=0)
_REMINDED_WITHIN = timedelta(days=6)


class Letters(MailUtil):
    """How Flask-Security's letters are sent: its template's name is the letter's."""

    def send_mail(self, template: str, *_args: Any, **about: Any) -> None:
        """Ask for the letter, in the request's transaction. `about` has the account, as `user`."""
        if template in SUBJECTS:
            ask_for_letter(template, about["user"].id or _NOBODY)


def ask_for_letter(letter: str, account: UUID, centre: UUID = _NO_CENTRE) -> None:
    """Send this letter to the account once the transaction is committed."""
    enqueue("send a letter", {"letter": letter, "account": str(account)}, centre, key=f"{letter} to {account}")


@job("send a letter")
def send_letter(context: JobContext, letter: str, account: str) -> str:
    """Write the letter and hand it over. Sent again when the mail server does not take it at once."""
    found = db.session.get(Account, UUID(account))
    if found is None or not found.active or not found.email:
        return "nobody to send it to"
    if letter == REMINDER and not _wants_reminder(found):
        return "not wanted"
    address, stop = found.email, _stop_address(found)
    with speaking(found.language or ENGLISH):
        subject, text = gettext(SUBJECTS[letter]), _written(letter, found)
    with context.released():  # a mail server may be slow
        mail.send(address, subject, text, stop_address=stop if letter == REMINDER else None)
    if letter == REMINDER:
        db.session.execute(update(Account).where(Account.id == UUID(account)).values(reminded=now()))
    return "sent"


def account_of_stop_link(token: str) -> UUID | None:
    """Whose reminders a link ends; None for a link that is not ours."""
    try:
        return UUID(_stops().loads(token))
    except (BadSignature, ValueError, TypeError):
        return None


def _wants_reminder(account: Account) -> bool:
    lately = account.reminded and now() - account.reminded < _REMINDED_WITHIN
    return account.reminders and not lately


def _written(letter: str, account: Account) -> str:
    # Not render_template: there is no request here, and no page's context.
    template = current_app.jinja_env.get_template(f"letters/{letter}.txt")
    token = generate_reset_password_token(account) if letter == PASSWORD_LINK else ""  # type: ignore[no-untyped-call]
    return template.render(
        account=account,
        link=address_of("security.reset_password", token=token) if token else "",
        home=address_of("account.home"),
        own=address_of("account.own"),
        stop=_stop_address(account),
        hours=LINK_GOOD_FOR // timedelta(hours=1),
    )


def address_of(endpoint: str, **values: str) -> str:
    """A page's whole address, from what the service is called: never from what a browser says it is called."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return f"{current_app.config['LMS_PEER_ADDRESS']}{path}"


def _stop_address(account: Account) -> str:
    return address_of("account.ask_to_stop_reminders", token=_stops().dumps(str(account.id)))


def _stops() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="reminders")
