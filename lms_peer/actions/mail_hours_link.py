"""Sending a member of staff the link by which they answer hours. The address is used once and kept nowhere."""

from __future__ import annotations

from datetime import datetime
from smtplib import SMTPException

from lms_peer import mail
from lms_peer.domain.refusals import Missing, NotSent
from lms_peer.domain.uk import LONDON
from lms_peer.people.accounts import checked_email

SUBJECT = "Hours for you to sign"
# No name of a learner: an e-mail is read by others too.
TEXT = """Hello

A learner has written down time that they spent with you. Please say if it is right.

Open this address. You do not need an account:
{address}

It works once, until {until}. It is for you only: please do not pass it on.
"""


def mail_hours_link(email: str, address: str, expires: datetime) -> None:
    """Hand the message over to the mail server. Raises Missing, BadEmail, NotSent."""
    to, local = checked_email(email), expires.astimezone(LONDON)
    if to is None:
        raise Missing("email")
    try:
        mail.send(to, SUBJECT, TEXT.format(address=address, until=f"{local.day} {local:%B %Y}"))
    except (SMTPException, OSError) as error:
        raise NotSent from error
