"""Making guesses slow: how patient the service is with tries at a password, a card, a code and at asking for e-mail.

Tries are counted by account and by address. Whoever signed in as this person in this browser before is counted apart
from everybody else, so that a stranger who guesses can not keep the right person out.
"""

from __future__ import annotations

import math
from datetime import timedelta
from ipaddress import ip_address
from uuid import UUID, uuid4

import structlog
from flask import Flask, Response, current_app, g, request
from flask_login import user_logged_in
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.exc import SQLAlchemyError

from lms_peer.domain.tries import Patience
from lms_peer.people.models import Account
from lms_peer.people.tries import Counter, count_try, forget_tries, take_back_try
from lms_peer.web.language import gettext, ngettext

_ONE_PERSON = Patience(free=5, longest=timedelta(minutes=15))
_ONE_ACCOUNT = Patience(free=20, longest=timedelta(minutes=5))  # from anywhere
_ONE_ADDRESS = Patience(free=60, longest=timedelta(minutes=5))  # a whole centre may have one address
_MOST_ACCOUNTS = 8
_A_YEAR = timedelta(days=365)

log = structlog.get_logger(__name__)


def wait_before(purpose: str, account: str) -> str | None:
    """Count one try at `purpose` for `account`, or say in words how long to wait; the answer is then a 429.

    `account` is an account's id, or what was typed when there is none: strangers wait as others do.
    """
    left = count_try(_counters(purpose, account))
    if not left:
        return None
    g.retry_after = math.ceil(left.total_seconds())
    return gettext(
        "You tried many times. Wait %(wait)s, then try again. Nothing is lost or locked.", wait=_in_words(left)
    )


def wait_here(purpose: str) -> str | None:
    """Count one try at `purpose` from this address, whoever makes it, or say in words how long to wait: a 429."""
    address = _address()
    g.tried_here = f"{purpose} from {address}"
    left = count_try([Counter(g.tried_here, _ONE_ADDRESS)] if address else [])
    if not left:
        return None
    g.retry_after = math.ceil(left.total_seconds())
    return gettext("Too many were looked for from here. Wait %(wait)s, then try again.", wait=_in_words(left))


def was_right_here() -> None:
    """What `wait_here` counted was no guess: once this request is over, count it no longer."""
    g.right_here = g.tried_here


def was_right(purpose: str, account: UUID) -> None:
    """The try was right: once this request is over, count anew for this person."""
    g.right_tries = [*g.get("right_tries", []), (purpose, account)]


def furnish(app: Flask) -> None:
    """Let `app` answer 429, and know a browser in which somebody signed in."""
    app.after_request(_say_when)
    app.after_request(_remember)
    app.teardown_request(_forget)  # after the request's own transaction, which may hold the write lock
    user_logged_in.connect(_know, app)


def _know(_app: Flask, user: Account, **_signal: object) -> None:
    g.knows = user.id


def _forget(_error: BaseException | None = None) -> None:
    if "right_here" in g:
        try:
            take_back_try(g.pop("right_here"))
        except SQLAlchemyError as error:
            log.warning("a right try was not noted", reason=type(error).__name__)
    for purpose, account in g.pop("right_tries", []):
        counters = _counters(purpose, str(account))
        try:
            forget_tries(one.name for one in counters if one.patience is not _ONE_ADDRESS)
            for one in counters:
                if one.patience is _ONE_ADDRESS:
                    take_back_try(one.name)
        except SQLAlchemyError as error:  # then the person waits a little longer another time
            log.warning("a right try was not noted", reason=type(error).__name__)


def _counters(purpose: str, account: str) -> list[Counter]:
    browser, known = _known_here()
    if account in known:
        return [Counter(f"{purpose} as {account} in {browser}", _ONE_PERSON)]
    everywhere = Counter(f"{purpose} as {account}", _ONE_ACCOUNT)
    address = _address()
    if address is None:
        return [everywhere]
    here = Counter(f"{purpose} as {account} from {address}", _ONE_PERSON)
    return [everywhere, here, Counter(f"{purpose} from {address}", _ONE_ADDRESS)]


def _address() -> str | None:
    """Where the request came from; None when only the web server before us is known: see LMS_PEER_PROXIES."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return None
    if address.is_loopback:
        return None
    if address.version == 6:  # one household, or one phone, has as many addresses as it likes within 64 bits
        return str(ip_address(int(address) >> 64 << 64))
    return str(address)


def _in_words(left: timedelta) -> str:
    seconds = math.ceil(left.total_seconds())
    if seconds < 60:
        return ngettext("%(num)d second", "%(num)d seconds", seconds)
    return ngettext("%(num)d minute", "%(num)d minutes", math.ceil(seconds / 60))


def _say_when(response: Response) -> Response:
    if "retry_after" in g:
        response.status_code = 429
        response.headers["Retry-After"] = str(g.retry_after)
    return response


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="browser")


def _cookie_name() -> str:
    return "__Host-browser" if current_app.config["SESSION_COOKIE_SECURE"] else "browser"


def _known_here() -> tuple[str, list[str]]:
    """This browser's own name, and who signed in here before."""
    try:
        browser, known = _signer().loads(request.cookies.get(_cookie_name(), ""))
    except (BadSignature, ValueError, TypeError):
        return uuid4().hex, []
    return str(browser), list(known)


def _remember(response: Response) -> Response:
    if "knows" in g:
        browser, known = _known_here()
        account = str(g.knows)
        latest = [account, *(one for one in known if one != account)][:_MOST_ACCOUNTS]
        response.set_cookie(
            _cookie_name(),
            _signer().dumps([browser, latest]),
            max_age=_A_YEAR,
            httponly=True,
            samesite="Lax",
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        )
    return response
