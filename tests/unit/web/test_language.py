"""English and Welsh: which one a page is in, the link that changes it, and days, times and numbers in both."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms_peer.database import db
from lms_peer.people.accounts import set_language
from lms_peer.people.models import Account
from lms_peer.web import wording
from lms_peer.web.language import code, speaking
from tests.unit.web.conftest import SignIn, token
from tests.unit.web.pages.scene import Browser, Scene, words_on

WELSH = {"Accept-Language": "cy-GB,cy;q=0.9,en;q=0.5"}


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    """A centre with one of each role and one registration."""
    return Scene(app, sign_in)


@pytest.fixture
def learner(scene: Scene) -> Browser:
    """The learner's browser, which asks for Welsh."""
    browser = scene.browser("learner")
    browser.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = WELSH["Accept-Language"]
    return browser


def language_of(page: str) -> str:
    """What the page says that it is written in."""
    found = re.search(r'<html lang="([a-z]+)"', page)
    assert found
    return found[1]


def link_to_change(page: str) -> str:
    """Where the link to the other language leads."""
    found = re.search(r'<a href="([^"]+)" class="app-header__language" lang="(?:cy|en)"', page)
    assert found
    return found[1].replace("&amp;", "&")


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("", "en"),
        ("cy", "cy"),
        ("cy-GB,en;q=0.5", "cy"),
        ("en-GB,cy;q=0.5", "en"),
        ("fr,cy;q=0.5", "cy"),
        ("fr", "en"),
    ],
)
def test_a_page_is_in_the_language_that_the_browser_asks_for(
    client: FlaskClient, asked: str, answered: str
) -> None:
    assert language_of(client.get("/sign-in", headers={"Accept-Language": asked}).text) == answered


def test_a_page_in_welsh_leaves_no_welsh_behind_in_its_thread(client: FlaskClient) -> None:
    assert language_of(client.get("/sign-in", headers=WELSH).text) == "cy"
    assert code() == "en"
    assert language_of(client.get("/sign-in").text) == "en"


def test_what_is_said_in_a_language_for_a_while_ends_with_it(app: Flask) -> None:
    with app.test_request_context(headers=WELSH):
        assert code() == "cy"
        with pytest.raises(ZeroDivisionError), speaking("en"):
            assert (code(), 1 // 0) == ("en", 0)
        assert code() == "cy"


def test_the_link_changes_the_language_and_stays_on_the_page(client: FlaskClient) -> None:
    english = client.get("/sign-in?next=/account").text
    assert ">Cymraeg</a>" in english
    answer = client.get(link_to_change(english))
    assert (answer.status_code, answer.location) == (302, "/sign-in?next=%2Faccount")
    welsh = client.get(answer.location)
    assert language_of(welsh.text) == "cy"
    assert "Mewngofnodi" in words_on(welsh)
    assert "Mae angen i siaradwr Cymraeg wirio’r geiriau" in words_on(welsh) + welsh.text
    assert language_of(client.get(link_to_change(welsh.text), follow_redirects=True).text) == "en"


def test_what_was_chosen_lasts_longer_than_the_visit(app: Flask, client: FlaskClient) -> None:
    client.get("/sign-in?language=cy")
    kept = client.get_cookie("language")
    assert kept is not None
    assert kept.value == "cy"
    later = app.test_client()
    later.set_cookie("language", "cy")
    assert language_of(later.get("/sign-in").text) == "cy"


@pytest.mark.parametrize("unknown", ["fr", "", "../en", "cy\r\nX: y"])
def test_a_language_that_we_do_not_have_changes_nothing(client: FlaskClient, unknown: str) -> None:
    assert language_of(client.get("/sign-in", query_string={"language": unknown}).text) == "en"
    client.set_cookie("language", "nonsense")
    assert language_of(client.get("/sign-in").text) == "en"


def test_the_link_leads_to_no_other_site(client: FlaskClient) -> None:
    for path in ("//evil.example/x?language=cy", "/sign-in?language=cy&next=//evil.example"):
        answer = client.get(path)
        assert not (answer.location or "").startswith(("//", "http"))


def test_an_address_that_names_another_site_is_not_gone_to(client: FlaskClient) -> None:
    answer = client.get("/x?language=cy", environ_overrides={"PATH_INFO": "//evil.example/x"})
    assert (answer.status_code, answer.location) == (404, None)


def test_the_choice_in_the_account_holds_from_signing_in(app: Flask, client: FlaskClient, ann: UUID) -> None:
    with app.app_context():
        set_language(db.session.get_one(Account, ann), "cy")
        db.session.commit()
    typed = {"identity": "ann", "password": "seven green lamps", "csrf_token": token(client.get("/sign-in").text)}
    client.post("/sign-in", data=typed)
    page = client.get("/account").text
    assert language_of(page) == "cy"
    client.post("/sign-out", data={"csrf_token": token(page)})
    assert language_of(client.get("/sign-in").text) == "en"


def test_a_person_chooses_a_language_for_the_account(app: Flask, scene: Scene) -> None:
    browser = scene.browser("learner")
    answer = browser.send("/account/language", language="cy")
    assert answer.status_code == 302
    assert "Mae eich iaith wedi’i chadw" in words_on(browser.get("/account"))
    with app.app_context():
        assert db.session.get_one(Account, scene.plant.people["learner"]).language == "cy"
    browser.send("/account/language", language="any")
    with app.app_context():
        assert db.session.get_one(Account, scene.plant.people["learner"]).language is None


def test_a_learners_pages_are_in_welsh(scene: Scene, learner: Browser) -> None:
    here = scene.plant.registration
    assert "Beth i’w wneud nesaf" in words_on(learner.get(f"/learn/{here}"))
    assert "Nid oes tystiolaeth eto." in words_on(learner.get(f"/records/{here}/units/H1"))
    assert "Beth mae eich gwaith yn ei ddangos?" in words_on(learner.get(f"/learn/{here}/units/H1/evidence"))
    assert "Fe ddechreuoch y cwrs hwn." in words_on(learner.get(f"/learn/{here}/timeline"))


def test_what_the_course_says_is_marked_as_english_on_a_page_in_welsh(scene: Scene, learner: Browser) -> None:
    unit = f"/records/{scene.plant.registration}/units/H1"
    for page in (unit, f"/learn/{scene.plant.registration}/units/H1/evidence"):
        assert re.search(r'<span lang="en">[^<]*Listen to a person', learner.get(page).text), page
    assert ': <span lang="en">Listen well</span>' in learner.get("/learn").text
    assert '<title lang="en">H1 Listen well' in learner.get(unit).text
    in_english = scene.browser("learner").get(unit).text
    assert "Listen to a person" in in_english
    assert 'lang="en">' not in in_english.partition('class="govuk-template">')[2]


def test_an_error_is_told_in_welsh(learner: Browser) -> None:
    page = learner.get("/nowhere", 404)
    assert language_of(page.text) == "cy"
    assert "Nid oeddem yn gallu dod o hyd i’r dudalen honno" in words_on(page)
    failed = learner.get("/trial/fail/500", 500)
    assert language_of(failed.text) == "cy"
    assert "aeth rhywbeth o’i le" in words_on(failed)


def test_a_form_that_is_refused_keeps_its_language(scene: Scene, learner: Browser) -> None:
    page = learner.send(f"/learn/{scene.plant.registration}/hours/new", minutes="x", began="soon")
    assert page.status_code == 422
    assert language_of(page.text) == "cy"
    assert "Mae problem" in words_on(page)
    assert "Ysgrifennwch yr amser fel 2:15yp neu 14:15." in words_on(page)


@pytest.mark.parametrize(
    ("minutes", "english", "welsh"),
    [
        (0, "0 minutes", "0 munud"),
        (1, "1 minute", "1 funud"),
        (2, "2 minutes", "2 funud"),
        (3, "3 minutes", "3 munud"),
        (6, "6 minutes", "6 munud"),
        (7, "7 minutes", "7 munud"),
        (60, "1 hour", "1 awr"),
        (599, "9 hours 59 minutes", "9 awr 59 munud"),
        (600, "10 hours", "10 awr"),
    ],
)
def test_a_number_has_the_form_that_belongs_to_it(app: Flask, minutes: int, english: str, welsh: str) -> None:
    with app.test_request_context():
        assert wording.hours(minutes) == english
        with speaking("cy"):
            assert wording.hours(minutes) == welsh


def test_days_times_and_lists_are_said_as_each_language_does(app: Flask) -> None:
    afternoon, noon = datetime(2026, 5, 3, 13, 15, tzinfo=UTC), datetime(2026, 5, 3, 11, 0, tzinfo=UTC)
    with app.test_request_context():
        assert wording.moment(afternoon) == "3 May 2026, 2:15pm"
        assert wording.listing(["cats", "apples"]) == "cats and apples"
        with speaking("cy"):
            assert wording.moment(afternoon) == "3 Mai 2026, 2:15yp"
            assert wording.clock(noon) == "canol dydd"
            assert wording.day(date(2026, 1, 31)) == "31 Ionawr 2026"
            assert wording.span(noon, afternoon) == "ar 3 Mai 2026, canol dydd tan 2:15yp"
            assert wording.listing(["cathod", "afalau"]) == "cathod ac afalau"
            assert wording.listing(["afalau", "gellyg"]) == "afalau a gellyg"
            assert wording.listing(["un", "dau"], last="or") == "un neu dau"


@pytest.mark.parametrize("typed", ["2:15yp", "2:15 pm", "14:15"])
def test_a_time_may_be_written_as_the_page_writes_it(scene: Scene, learner: Browser, typed: str) -> None:
    page = learner.send(f"/learn/{scene.plant.registration}/hours/new", began=typed, minutes="x")
    assert "Ysgrifennwch yr amser" not in words_on(page)
