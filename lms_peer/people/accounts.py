"""Accounts: people who sign in, and what a username, an e-mail address and a password must be like."""

from __future__ import annotations

import re
from collections.abc import Collection
from uuid import UUID, uuid4

from email_validator import EmailNotValidError, validate_email
from flask_security import hash_password
from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError

from lms_peer.database import db
from lms_peer.domain.facts import Actor
from lms_peer.domain.refusals import (
    BadEmail,
    BadUsername,
    EmailTaken,
    Missing,
    NotFound,
    Refusal,
    UsernameTaken,
    WeakPassword,
)
from lms_peer.people.models import NAME_LENGTH, Account, Membership
from lms_peer.people.names import account_id_of, brought_by_a_launch
from lms_peer.people.words import optional, required

PASSWORD_SHORTEST = 12
PASSWORD_LONGEST = 128
_FEWEST_DIFFERENT_CHARACTERS = 5

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")


def add_account(
    *, name: str, password: str, username: str | None = None, email: str | None = None, hashed: str | None = None
) -> Account:
    """A new account that signs in by username, e-mail address or either. `hashed` is the password, hashed already.

    Raises Missing, TooLong, BadUsername, BadEmail, WeakPassword, UsernameTaken, EmailTaken.
    """
    account = Account(name=required("name", name, NAME_LENGTH))
    account.username = checked_username(username)
    account.email = checked_email(email)
    if not (account.username or account.email):
        raise Missing("username")
    check_password(password, account)
    account.password = hashed or hash_password(password)
    try:
        with db.session.begin_nested():
            db.session.add(account)
    except IntegrityError as error:
        raise _taken(account.username, account.email, Account.username == account.username) from error
    return account


def change_account(account: Account, *, name: str, username: str | None, email: str | None) -> None:
    """Call the person something else, and let them sign in by something else.

    Another address ends every session, and with it a link to choose a new password that went to the old one. Who came
    from a learning platform may sign in by nothing but that. Raises as `add_account` does.
    """
    name, username, email = required("name", name, NAME_LENGTH), checked_username(username), checked_email(email)
    if not (username or email or brought_by_a_launch(account.id)):
        raise Missing("username")
    id_, moves = account.id, email != account.email
    try:
        with db.session.begin_nested():
            account.name, account.username, account.email = name, username, email
    except IntegrityError as error:
        raise _taken(username, email, Account.username == username, Account.id != id_) from error
    if moves:
        end_sessions(account)


def set_password(account: Account, password: str) -> None:
    """Give the account a new password, and end every session it has. Raises WeakPassword."""
    check_password(password, account)
    account.password = hash_password(password)
    end_sessions(account)


def end_sessions(account: Account) -> None:
    """Sign the account out everywhere. A link to choose a new password ends too."""
    account.fs_uniquifier = uuid4().hex
    db.session.flush()


def end_all_sessions(accounts: Collection[UUID]) -> None:
    """Sign all of these accounts out everywhere. One query, and one change for each."""
    for account in db.session.scalars(select(Account).where(Account.id.in_(accounts))):
        account.fs_uniquifier = uuid4().hex
    db.session.flush()


def set_reminders(account: Account, wanted: bool) -> None:
    """Whether the person is told by e-mail that something waits for them."""
    account.reminders = wanted
    db.session.flush()


def set_language(account: Account, language: str | None) -> None:
    """The language that the person wants whenever they sign in; None for what their browser asks for."""
    account.language = language
    db.session.flush()


def forget_second_step(account: Account) -> None:
    """Let a password alone sign the account in again, and end every session it has."""
    account.tf_primary_method = account.tf_totp_secret = account.tf_last_counter = None
    account.mf_recovery_codes = None
    account.webauthn.clear()
    end_sessions(account)


def check_password(password: str, account: Account) -> None:
    """Raises WeakPassword: length is what matters, and that it does not name the person (NIST SP 800-63B)."""
    plain = password.casefold()
    personal = {text.casefold() for text in (account.username, account.email, account.name) if text}
    if (
        not PASSWORD_SHORTEST <= len(password) <= PASSWORD_LONGEST
        or len(set(plain)) < _FEWEST_DIFFERENT_CHARACTERS
        or plain in personal
    ):
        raise WeakPassword(PASSWORD_SHORTEST, PASSWORD_LONGEST)


def account_signing_in(identity: str) -> Account | None:
    """The account with this username or e-mail address, whichever it is; capital letters do not matter."""
    typed = identity.strip().lower()
    column = Account.email if "@" in typed else Account.username
    sayable = typed and "\0" not in typed  # which PostgreSQL would not even be asked about
    return db.session.scalar(select(Account).where(column == typed)) if sayable else None


def account_of(centre: UUID, actor: Actor) -> Account:
    """The account behind a statement's actor, at a centre it belongs or belonged to. Raises NotFound."""
    account = account_id_of(centre, actor)
    query = select(Account).where(
        Account.id == account,
        Account.id.in_(select(Membership.account_id).where(Membership.centre_id == centre)),
    )
    found = db.session.scalar(query) if account else None
    if found is None:
        raise NotFound("person")
    return found


def usernames_taken(usernames: Collection[str]) -> frozenset[str]:
    """Those of the usernames, in small letters, that somebody has. One query."""
    return frozenset(
        filter(None, db.session.scalars(select(Account.username).where(Account.username.in_(usernames))))
    )


def usernames_beginning(start: str) -> frozenset[str]:
    """Every username that begins so."""
    query = select(Account.username).where(Account.username.startswith(start, autoescape=True))
    return frozenset(filter(None, db.session.scalars(query)))


def emails_taken(emails: Collection[str]) -> frozenset[str]:
    """Those of the addresses, in small letters, that somebody has. One query."""
    return frozenset(filter(None, db.session.scalars(select(Account.email).where(Account.email.in_(emails)))))


def checked_username(username: str | None) -> str | None:
    """The username as it is kept, or None when there is none. Raises BadUsername, TooLong."""
    kept = optional("username", username, 64)
    if kept is None:
        return None
    if not _USERNAME.fullmatch(kept.lower()):
        raise BadUsername(kept)
    return kept.lower()


def checked_email(email: str | None) -> str | None:
    """The address as it is kept, or None when there is none. Raises BadEmail, TooLong."""
    kept = optional("email", email, 254)
    if kept is None:
        return None
    try:
        address = validate_email(kept, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise BadEmail(kept) from error
    return address.normalized.lower()


def _taken(username: str | None, email: str | None, *somebody_has_it: ColumnElement[bool]) -> Refusal:
    """Which of the two it was that somebody else has."""
    if username and db.session.scalar(select(Account.id).where(*somebody_has_it)):
        return UsernameTaken(username)
    return EmailTaken(email or "")
