"""The language of a printed document. Texts stand in the code in English; `translations/` holds other languages.

A catalogue is read as it is written, once in a process. Knows nothing of a record; the service's pages have catalogues
and ways of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "cy": "Cymraeg"}
TRANSLATIONS = Path(__file__).parent / "translations"

_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Inside, `say` speaks `language`, one of LANGUAGES."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def language() -> str:
    """The language that is spoken here."""
    return _spoken.get()


def say(text: str, **names: object) -> str:
    """An English text in the language spoken, with `names` put into their places. What has no words stays English."""
    return _put(_texts(_spoken.get()).ugettext(text), names)


def count(one: str, many: str, number: int, **names: object) -> str:
    """The form of a text that goes with `number`, which is put in as `%(num)d`."""
    return _put(_texts(_spoken.get()).ungettext(one, many, number), {"num": number, **names})


def N_(text: str) -> str:  # noqa: N802 - gettext's usual name
    """Mark a text in a table that is said later."""
    return text


def N_many(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - beside N_
    """Mark the two forms of a text in a table that is counted later."""
    return one, many


def _put(text: str, names: dict[str, object]) -> str:
    return text % names if names else text


@cache
def _texts(spoken: str) -> NullTranslations:
    catalogue = TRANSLATIONS / f"{spoken}.po"
    if not catalogue.exists():
        return NullTranslations()
    compiled = BytesIO()
    with catalogue.open("rb") as file:
        write_mo(compiled, read_po(file, locale=spoken))
    compiled.seek(0)
    return Translations(compiled)
