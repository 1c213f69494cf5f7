"""Every text is marked, every text of a learner has a Welsh one, and what pages read is what is committed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from gettext import GNUTranslations

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from scripts import messages

WELSH = messages.TRANSLATIONS / "cy/LC_MESSAGES/messages.po"
MARKS = {"gettext", "ngettext", "lazy_gettext", "N_"}
# Where learners read. Others may read there too.
LEARNERS = (
    *("base", "macros", "fields", "staying", "errors/", "account/", "learner/", "record/", "board/", "messages/"),
    *("letters/", "staff/", "lti/", "verify/"),
)
LEARNERS_WORDS = (
    *("wording", "errors", "error_pages", "telling", "showing", "reasons", "records", "forms", "words", "layout"),
    *(
        "looking_after",
        "throttling",
        "letters",
        "security_settings",
        "community",
        "beside_the_record",
        "handing_over",
    ),
    *(
        "recording",
        "pages/learner/",
        "pages/account/",
        "pages/board",
        "pages/messages",
        "pages/record",
        "pages/staff",
    ),
    *("pages/achievements", "pages/verify", "lti/", "platform_words"),
)
READ_BY_LEARNERS = (
    *(f"lms_peer/web/templates/{name}" for name in LEARNERS),
    *(f"lms_peer/web/{name}" for name in LEARNERS_WORDS),
)
PLACES = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|</?\w+")


@pytest.fixture(scope="module")
def welsh() -> Catalog:
    """The Welsh as it is committed."""
    with WELSH.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def marked() -> Catalog:
    """The texts that are marked today."""
    return messages.texts()


def said(message: Message) -> list[str]:
    """Every form of a text in Welsh."""
    return list(message.string) if message.pluralizable else [str(message.string)]


def ids(catalogue: Iterable[Message]) -> set[object]:
    """The English of every text."""
    return {
        message.id if isinstance(message.id, str) else tuple(message.id) for message in catalogue if message.id
    }


def test_the_catalogue_has_every_text_and_no_other(welsh: Catalog, marked: Catalog) -> None:
    assert ids(marked) - ids(welsh) == set(), "run `make messages`"
    assert ids(welsh) - ids(marked) == set(), "run `make messages`"


def test_every_text_that_a_learner_reads_has_a_welsh_one(welsh: Catalog, marked: Catalog) -> None:
    read = [one for one in marked if any(file.startswith(READ_BY_LEARNERS) for file, _ in one.locations)]
    assert len(read) > 900
    without = [one.id for one in read if not all(said(welsh[one.id if isinstance(one.id, str) else one.id[0]]))]
    assert without == []


def test_a_translation_keeps_the_names_numbers_and_tags_of_its_english(welsh: Catalog) -> None:
    wrong = []
    for message in welsh:
        english = message.id if isinstance(message.id, str) else message.id[-1]
        for text in said(message) if message.id else []:
            if text and sorted(PLACES.findall(text)) != sorted(PLACES.findall(english)):
                optional = not isinstance(message.id, str) and "%(num)d" not in message.id[0]
                if not (optional and sorted(PLACES.findall(text)) == sorted(PLACES.findall(message.id[0]))):
                    wrong.append((message.id, text))
    assert wrong == []


def test_numbers_have_the_six_forms_of_welsh(welsh: Catalog) -> None:
    assert welsh.num_plurals == 6
    assert {len(message.string) for message in welsh if message.pluralizable} == {6}


def test_what_pages_read_is_what_is_committed(welsh: Catalog) -> None:
    compiled = WELSH.with_suffix(".mo")
    assert compiled.exists(), "run `make messages`"
    with compiled.open("rb") as file:
        read = GNUTranslations(file)
    singular = [message for message in welsh if isinstance(message.id, str) and message.id and message.string]
    other = [message.id for message in singular if read.gettext(str(message.id)) != message.string]
    assert other == [], "run `make messages`"


def test_no_text_is_marked_where_nothing_finds_it() -> None:
    hidden = []
    for file in (messages.SOURCE / "web").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            calls = ast.walk(node) if isinstance(node, ast.JoinedStr) else ()
            names = {
                call.func.id for call in calls if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
            }
            if names & MARKS:
                hidden.append(f"{file.name}:{node.lineno}")
    assert hidden == [], "a text inside an f-string is not found"
