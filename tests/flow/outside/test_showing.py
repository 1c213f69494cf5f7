"""Where evidence came from is said on its pages and in the portfolio."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms_peer.database import db
from lms_peer.people.models import Account
from tests.flow.outside.conftest import LIMIT, MODULE, Online
from tests.plant import Plant


def signed_in(app: Flask, plant: Plant, who: str) -> FlaskClient:
    """The browser of someone who is signed in."""
    browser = app.test_client()
    account = db.session.get(Account, plant.people[who])
    with browser.session_transaction() as session:
        session["_user_id"] = account.fs_uniquifier
        session["_fresh"] = True
    return browser


def test_the_assessor_sees_which_system_said_what_and_when(app: Flask, plant: Online):
    plant.hears(plant.says())
    page = signed_in(app, plant, "assessor").get(f"/assess/{plant.registration}/evidence/{plant.outside()[0].id}")
    for words in (
        "Keeping within limits",
        "This came from another system: <strong>E-learning</strong>",
        "It said: passed, with a score of 85.5%, on 27 February 2026, 11:30pm. It told us on",
        "was not asked to declare it",
        MODULE,
    ):
        assert words in " ".join(page.text.split()), words


@pytest.mark.parametrize("who", ["learner", "trainer", "eqa"])
def test_whoever_may_read_the_record_sees_it_too(app: Flask, plant: Online, who: str):
    plant.hears(plant.says())
    page = signed_in(app, plant, who).get(f"/records/{plant.registration}/evidence/{plant.outside()[0].id}")
    assert page.status_code == 200
    for words in (
        "Keeping within limits",
        "E-learning, another system",
        "It said: passed, with a score of 85.5%, on 27",
    ):
        assert words in page.text, words


def test_evidence_that_was_taken_back_says_who_took_it(app: Flask, plant: Online):
    plant.hears(plant.voids(plant.hears(plant.says())))
    page = signed_in(app, plant, "learner").get(f"/records/{plant.registration}/evidence/{plant.outside()[0].id}")
    assert "E-learning took this back" in page.text


def test_the_portfolio_says_where_it_came_from(plant: Online):
    from lms_peer.actions.issue_portfolio import issue_now
    from lms_peer.actions.workplace import workplace

    plant.hears(plant.says())
    plant.judges(plant.outside()[0].id, LIMIT)
    fact = issue_now(plant.acting("trainer"), plant.registration, uuid4())
    db.session.commit()
    import pypdfium2

    drawn = pypdfium2.PdfDocument(workplace().vault.read(plant.centre, fact.portfolio.sha256))
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in drawn).split())
    for words in (
        "Evidence from another system",
        "E-learning (a connected system)",
        "85.5%",
        "Keeping within limits",
    ):
        assert words in text, words
