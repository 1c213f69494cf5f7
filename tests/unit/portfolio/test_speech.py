"""A printed document speaks the centre's language, and every text that it prints has words in each language."""

from __future__ import annotations

import ast
import re
from datetime import date

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from lms_peer.portfolio import forms, wording
from lms_peer.portfolio.speech import LANGUAGES, TRANSLATIONS, count, say, speaking
from scripts import messages

PLACES = re.compile(r"%\(\w+\)[sd]")


@pytest.fixture(scope="module")
def welsh() -> Catalog:
    with (TRANSLATIONS / "cy.po").open("rb") as file:
        return read_po(file)


def test_what_is_said_is_in_the_language_spoken_and_english_again_afterwards():
    with speaking("cy"):
        assert say("Learner") == "Dysgwr"
        assert say("Version %(version)s", version=2) == "Fersiwn 2"
        assert wording.day(date(2026, 3, 3)) == "3 Mawrth 2026"
        assert wording.hours(122) == "2 awr 2 funud"
        assert forms.usual_name("location") == "Ffurflen 08: taflen lleoliad tystiolaeth"
    assert say("Learner") == "Learner"
    assert wording.day(date(2026, 3, 3)) == "3 March 2026"


def test_a_text_without_words_in_a_language_stays_english():
    with speaking("cy"):
        assert say("Nobody ever marked %(this)s", this="100%") == "Nobody ever marked 100%"
        assert count("%(num)d odd thing", "%(num)d odd things", 3) == "3 odd things"


def test_a_sign_of_per_cent_in_what_people_wrote_stays_as_it_is():
    assert say("Testimony of %(name)s", name="Jo 50%(x)s") == "Testimony of Jo 50%(x)s"
    assert say("100% of it") == "100% of it"


def test_a_centre_can_rename_a_form_and_keeps_the_others():
    named = forms.form_names({"unit": "Sheet D", "location": ""})
    assert named["unit"] == "Sheet D"
    assert named["location"] == "Form 08: evidence location sheet"
    assert list(named) == list(forms.FORMS)
    assert [number for number, _ in forms.FORMS.values()] == [f"{number:02}" for number in range(1, 11)]


def test_every_text_has_words_in_every_language(welsh: Catalog):
    assert set(LANGUAGES) == {"en", *(file.stem for file in TRANSLATIONS.glob("*.po"))}
    empty = [
        message.id
        for message in welsh
        if message.id and not all(message.string if message.pluralizable else [message.string])
    ]
    assert empty == []
    marked = {message.id for message in messages.printed_texts() if message.id}
    assert {message.id for message in welsh if message.id} == marked, "run `make messages`"


def test_each_translation_has_the_same_places_for_names(welsh: Catalog):
    wrong = []
    for message in welsh:
        many = message.id if message.pluralizable else (message.id,)
        for text in message.string if message.pluralizable else (message.string,):
            if message.id and sorted(PLACES.findall(text)) != sorted(PLACES.findall(many[0])):
                wrong.append(text)
    assert wrong == []


def test_no_text_is_said_that_nothing_finds():
    """The tool that collects texts does not look into f-strings."""
    marked = {text for message in messages.printed_texts() for text in (message.id, message.id[:1]) if text}
    said = {
        call.args[0].value
        for file in TRANSLATIONS.parent.glob("**/*.py")
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"say", "N_"}
        if isinstance(call.args[0], ast.Constant)
    }
    assert said - marked == set()
