"""Keeps the texts of pages and of portfolios and their Welsh together: `make messages`.

Reads every text that is marked for translation, and puts it into each language's catalogue: new texts come in empty,
texts that are gone are left out, and what was translated stays. Never guesses a translation.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "lms_peer"
TRANSLATIONS = SOURCE / "web/translations"
METHODS = [
    ("web/xapi/**", "ignore"),
    ("web/**.py", "python"),
    ("web/templates/**.html", "jinja2.ext:babel_extract"),
    ("web/templates/**.txt", "jinja2.ext:babel_extract"),
]
OPTIONS = {"web/templates/**.html": {"silent": "false"}, "web/templates/**.txt": {"silent": "false"}}
# What marks a text: gettext's names, and the lines of the table in web/errors/.
_ONE = (
    "_",
    "gettext",
    "lazy_gettext",
    "N_",
    "check",
    "taken",
    "changed",
    "not_yet",
    "forbidden",
    "bad_file",
    "too_big",
)
# What is printed has a catalogue of its own: it speaks the centre's language, whoever reads the page.
PRINTED = SOURCE / "portfolio/translations"
_PRINTED_METHODS = [
    ("lms_peer/portfolio/**.py", "python"),
    ("certificates/portfolio/**.html", "jinja2.ext:babel_extract"),
]
_PRINTED_KEYWORDS = {"say": (1,), "_": (1,), "N_": (1,), "count": (1, 2), "N_many": (1, 2)}
KEYWORDS = {**dict.fromkeys(_ONE, (1,)), "ngettext": (1, 2), "lazy_ngettext": (1, 2)}


def texts() -> Catalog:
    """Every text that is marked, with the files that it stands in."""
    found = Catalog(project="lms_peer", copyright_holder="the makers of lms_peer")
    for file, _line, text, comments, _context in extract_from_dir(SOURCE, METHODS, OPTIONS, KEYWORDS):
        found.add(text, None, [(f"lms_peer/{file}", None)], auto_comments=comments)
    return found


def printed_texts() -> Catalog:
    """Every text of a portfolio, with the files that it stands in."""
    found = Catalog(project="lms_peer", copyright_holder="the makers of lms_peer")
    for folder in ("lms_peer/portfolio", "certificates/portfolio"):
        methods = [(pattern.removeprefix(f"{folder}/"), how) for pattern, how in _PRINTED_METHODS]
        for file, _line, text, comments, _context in extract_from_dir(
            ROOT / folder, methods, {"**.html": {"silent": "false"}}, _PRINTED_KEYWORDS
        ):
            found.add(text, None, [(f"{folder}/{file}", None)], auto_comments=comments)
    return found


def updated(language: Path, texts: Callable[[], Catalog] = texts) -> bytes:
    """A language's catalogue with the texts of today."""
    with language.open("rb") as file:
        known = read_po(file)
    made = known.creation_date
    known.update(texts(), no_fuzzy_matching=True, update_header_comment=False)
    known.creation_date = made
    known.obsolete.clear()
    written = BytesIO()
    write_po(written, known, width=110, sort_by_file=True, include_lineno=False)
    return written.getvalue()


def main() -> None:
    """Bring every language up to date, and say how much of each is still without words."""
    pages = [(language, texts) for language in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))]
    printed = [(language, printed_texts) for language in sorted(PRINTED.glob("*.po"))]
    for language, found in (*pages, *printed):
        language.write_bytes(updated(language, found))
        with language.open("rb") as file:
            all_of_them = [message for message in read_po(file) if message.id]
        empty = sum(not any(one.string if one.pluralizable else [one.string]) for one in all_of_them)
        sys.stdout.write(
            f"{language.relative_to(SOURCE)}: {len(all_of_them)} texts, {empty} without a translation\n"
        )


if __name__ == "__main__":
    main()
