"""The language of a page: English or Welsh, and the link that changes it.

What the person chose for their account holds from the moment they sign in; else what was last chosen in this browser;
else what the browser asks for. The texts are in `translations`; each text's English is its name there. Nothing here
asks the database, so that a page about a failure has a language too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from babel import negotiate_locale
from babel.support import Translations
from flask import Flask, current_app, has_request_context, redirect, request, session, url_for
from flask_babel import Babel, force_locale, refresh
from flask_babel.speaklater import LazyString
from flask_login import user_logged_in, user_logged_out
from markupsafe import Markup
from werkzeug.urls import iri_to_uri
from werkzeug.wrappers import Response
from wtforms.i18n import messages_path

from lms_peer.people.models import Account

ENGLISH, WELSH = "en", "cy"
LANGUAGES = {ENGLISH: "English", WELSH: "Cymraeg"}  # each in its own language
_CHOSEN = "language"  # in the address, in the cookie and in the session
_A_YEAR = 31_536_000
_ELSEWHERE = re.compile(r"[/\\]{2}")

TRANSLATIONS = Path(__file__).parent / "translations"

babel = Babel()
_known: ContextVar[str | None] = ContextVar("known", default=None)  # asked for with each text of a page


def N_(text: str) -> str:  # noqa: N802 - gettext's usual name
    """The text itself: marks one that is put into the reader's language later, where it is shown."""
    return text


def furnish(app: Flask) -> None:
    """Give every page of `app` a language. Comes before what decides who may open a page."""
    babel.init_app(app, default_translation_directories="web/translations", locale_selector=chosen)
    app.jinja_env.install_gettext_callables(gettext, _form_for, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["_"] = on_page
    app.jinja_env.filters[course_text.__name__] = course_text
    app.jinja_env.globals.update(language=code, other_language=other_language)
    app.before_request(_change)
    app.teardown_request(_forget)
    user_logged_in.connect(_signed_in, app)
    user_logged_out.connect(_signed_out, app)


def furnish_in_english(app: Flask) -> None:
    """Let everything that `app` says be in English: it speaks to programs."""
    babel.init_app(app, default_translation_directories="web/translations", locale_selector=lambda: ENGLISH)


def gettext(text: str, **facts: object) -> str:
    """A text in the reader's language, with the facts in their places. Flask-Babel's own takes ten times as long."""
    said = _said(code(), text)
    return said % facts if facts else said


def ngettext(one: str, more: str, num: int, **facts: object) -> str:
    """A text about a number in the reader's language, in the form that the number asks for."""
    return _form_for(one, more, num) % {"num": num, **facts}


def _form_for(one: str, more: str, num: int) -> str:
    """The form that the number asks for; Jinja puts the facts in their places itself."""
    said: str = _texts(code()).ngettext(one, more, num)
    return said


def lazy_gettext(text: str, **facts: object) -> Any:
    """A text that is put into the reader's language each time it is shown: for what is made once, like a form."""
    return LazyString(gettext, text, **facts)


def on_page(text: str, **facts: object) -> Markup:
    """`_` in templates: a text is trusted, and what is put into it is not. For Python: `on_page(N_("…"), …)`."""
    return _as_markup(code(), text) % facts if facts else _plain_markup(code(), text)


@lru_cache(maxsize=4096)
def _said(language: str, text: str) -> str:
    said: str = _texts(language).gettext(text)
    return said


@lru_cache(maxsize=4096)
def _as_markup(language: str, text: str) -> Markup:
    return Markup(_said(language, text))  # noqa: S704 - written here or by a translator, not by a user


@lru_cache(maxsize=4096)
def _plain_markup(language: str, text: str) -> Markup:
    return _as_markup(language, text) % {}


@cache
def _texts(language: str) -> NullTranslations:
    return Translations.load(TRANSLATIONS, [language])


def texts_of_forms() -> NullTranslations:
    """WTForms' own texts in the reader's language."""
    return _texts_of_forms(code())


@cache
def _texts_of_forms(language: str) -> NullTranslations:
    return Translations.load(messages_path(), [language], "wtforms")


def code() -> str:
    """The language of what is being written now, as `lang` wants it. English outside a request."""
    return _known.get() or _found()


def _found() -> str:
    found = chosen()
    if has_request_context():
        _known.set(found)
    return found


def course_text(text: str) -> str:
    """What a course says, which is English: so marked on a page that is not, for whoever has it read out."""
    if code() == ENGLISH:
        return text
    return Markup('<span lang="{}">{}</span>').format(ENGLISH, text)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Whatever is written meanwhile is in this language."""
    token = _known.set(language)
    try:
        with force_locale(language):
            yield
    finally:
        _known.reset(token)


def _anew() -> None:
    _known.set(None)
    refresh()


def _forget(_error: BaseException | None = None) -> None:
    """The thread goes on with somebody else's request."""
    _known.set(None)


def chosen() -> str:
    """The language that this request is answered in."""
    if not has_request_context():
        return ENGLISH
    known = (session.get(_CHOSEN), request.cookies.get(_CHOSEN))
    return next((one for one in known if one in LANGUAGES), None) or _accepted()


def choose(language: str) -> None:
    """Answer in this language, now and from now on in this browser. ValueError for one that we do not have."""
    if language not in LANGUAGES:
        raise ValueError(language)
    session[_CHOSEN] = language
    _anew()


class Other(NamedTuple):
    """The language that a page is not in, and the address of the same page in it."""

    code: str
    name: str
    href: str


def other_language() -> Other:
    """The language to offer on this page. A page that only answers a form leads to the person's first page."""
    other = ENGLISH if code() == WELSH else WELSH
    rule = request.url_rule
    if rule is not None and "GET" not in (rule.methods or ()):
        return Other(other, LANGUAGES[other], url_for("account.home", language=other))
    query = urlencode([*_without_choice(), (_CHOSEN, other)])
    return Other(other, LANGUAGES[other], f"{iri_to_uri(request.path)}?{query}")


def _accepted() -> str:
    return negotiate_locale(list(request.accept_languages.values()), LANGUAGES, sep="-") or ENGLISH


def _change() -> Response | None:
    """Follow the link that changes the language: keep the choice, and go on to the page itself."""
    language = request.args.get(_CHOSEN)
    if language not in LANGUAGES or request.method != "GET" or request.endpoint in (None, "static"):
        return None  # an address that no page has could be that of another site: //example.com
    choose(language)
    query = urlencode(_without_choice())
    onward = redirect(iri_to_uri(request.path) + (f"?{query}" if query else ""))
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    onward.set_cookie(_CHOSEN, language, max_age=_A_YEAR, httponly=True, samesite="Lax", secure=secure)
    return onward


def _without_choice() -> list[tuple[str, str]]:
    """What else the address asks for; never the address of another site."""
    asked = request.args.items(multi=True)
    return [(name, value) for name, value in asked if name != _CHOSEN and not _ELSEWHERE.search(value)]


def _signed_in(_app: Flask, user: Account, **_signal: object) -> None:
    if user.language in LANGUAGES:
        choose(user.language)


def _signed_out(_app: Flask, **_signal: object) -> None:
    session.pop(_CHOSEN, None)
    _anew()
