"""What learners read is easy to read: on their pages, where they sign in, and wherever something went wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
import textstat
from flask import Flask

from lms_peer.domain.roles import Role
from lms_peer.web.access import rule_of
from lms_peer.web.error_pages import _ANSWERS, EXPIRED
from lms_peer.web.errors import ANSWERS
from tests.pages_seen import FULL, NOBODY, Seen, pages_seen
from tests.plant import app_on
from tests.readability import Graded, as_sentences, grade, grade_of, graded

A_CHILD_OF_ELEVEN = 6
LONGEST_SENTENCE = 25  # words
NO_PAGES = {
    *("account.home", "learner.start_draft", "learner.draft"),  # these send on to another page
    *("learner.download_file", "learner.draft_picture", "achievements.statement"),
    *("record.file", "record.picture", "record.small_picture", "record.portfolio"),
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder: Path = tmp_path_factory.mktemp("reading")
    return app_on(f"sqlite:///{folder / 'test.sqlite'}", folder)


@pytest.fixture(scope="module")
def pages(app: Flask) -> list[Graded]:
    """Every page of a learner, and of someone who is not signed in."""
    return graded(pages_seen(app, Role.LEARNER.value, NOBODY))


def test_every_page_of_a_learner_is_looked_at(app: Flask, pages: list[Graded]) -> None:
    seen = {one.page.endpoint for one in pages if one.page.state == FULL}
    theirs = set()
    for rule in app.url_map.iter_rules():
        declared = rule_of(app, rule.endpoint)
        if declared and "GET" in (rule.methods or ()) and Role.LEARNER in declared.roles:
            theirs.add(rule.endpoint)
    assert theirs - seen == NO_PAGES & theirs


def test_a_child_of_eleven_can_read_every_page_of_a_learner(pages: list[Graded]) -> None:
    assert {str(one.page): (one.grade, one.hardest) for one in pages if one.grade > A_CHILD_OF_ELEVEN} == {}


def test_no_sentence_that_a_learner_reads_is_long(pages: list[Graded]) -> None:
    long = {
        sentence
        for one in pages
        for sentence in one.sentences
        if textstat.lexicon_count(sentence) > LONGEST_SENTENCE
    }
    assert long == set()


def test_what_is_said_when_something_went_wrong_is_easy_and_short() -> None:
    told = [line.sentence for line in (*ANSWERS.values(), *_ANSWERS.values(), EXPIRED)]
    sentences = [sentence for text in told for sentence in as_sentences(text)]
    assert grade_of(" ".join(sentences)) <= A_CHILD_OF_ELEVEN
    assert [one for one in sentences if textstat.lexicon_count(one) > LONGEST_SENTENCE] == []


def test_the_measure_tells_hard_words_from_easy_ones_and_leaves_out_what_people_typed() -> None:
    page = (
        "<html><body><p>Outside.</p><main><h1>Your hours are saved</h1>{}"
        "<p>My day <span class='govuk-visually-hidden'>is hidden from the eyes</span></p>"
        "<ul><li>Tell your <a href='/'>trainer</a> now<li>Save</ul></main></body></html>"
    )
    hard = "<p>Authentication necessitates institutional verification of identification documentation.</p>"
    easy = grade(Seen("a", "b", FULL, "/", page.format("")))
    assert easy.sentences == ("Your hours are saved.", "Tell your trainer now.")
    assert easy.grade <= A_CHILD_OF_ELEVEN < grade(Seen("a", "b", FULL, "/", page.format(hard))).grade
