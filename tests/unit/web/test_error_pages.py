"""What people see when something goes wrong, and what they must never see."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pysqlite3.dbapi2 import OperationalError
from sqlalchemy import event

from lms_peer.database import db
from lms_peer.web import language

from .conftest import SignIn, token

JSON = {"Accept": "application/json"}
STORY = "I sat with her and we filled in the form together.\n\nShe rang the council herself."


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 415, 418, 422, 429, 500, 503])
def test_every_status_has_a_page_that_says_what_to_do(client: FlaskClient, status: int) -> None:
    page = client.get(f"/trial/fail/{status}")
    assert page.status_code == status
    assert page.text.count("<h1") == 1
    assert f"Go to {'your' if status >= 500 else 'the'} first page" in page.text  # nobody is signed in


def test_an_address_that_is_not_there_and_a_method_that_does_not_work(client: FlaskClient) -> None:
    assert client.get("/nowhere").status_code == 404
    answer = client.get("/trial/write/a/b")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("how", ["anyhow", "database"])
def test_a_failure_shows_nothing_of_the_inside(
    client: FlaskClient, ann: UUID, sign_in: SignIn, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for browser in (client, sign_in(ann)):
        page = browser.get(f"/trial/fail/{how}")
        assert page.status_code == 500
        for secret in ("drawer", "nowhere", "RuntimeError", "Traceback", "sqlite", ".py"):
            assert secret not in page.text
        assert page.headers["X-Request-ID"] in page.text
        line = json.loads(capsys.readouterr().err.splitlines()[-1])
        assert line["request"] == page.headers["X-Request-ID"]
        assert "Traceback" in line["exception"]


def test_a_request_is_not_named_by_whoever_sends_it(client: FlaskClient) -> None:
    answer = client.get("/sign-in", headers={"X-Request-ID": "forged"})
    assert answer.headers["X-Request-ID"] != "forged"


def test_a_refusal_becomes_a_page_or_a_problem(client: FlaskClient) -> None:
    page = client.get("/trial/fail/missing")
    assert page.status_code == 404
    assert "There is no such learner&#39;s record at your centre." in page.text
    problem = client.get("/trial/fail/missing", headers=JSON)
    assert problem.mimetype == "application/problem+json"
    assert problem.status_code == 404
    assert problem.json is not None
    assert problem.json["title"] == "We could not find that"
    assert problem.json["status"] == 404
    assert problem.json["request"] == problem.headers["X-Request-ID"]


def test_what_a_refusal_says_is_not_kept_among_the_texts(client: FlaskClient) -> None:
    client.get("/trial/fail/file/my-first-day.txt")
    before = language._said.cache_info().misses
    assert "my-last-day.txt" in client.get("/trial/fail/file/my-last-day.txt").text
    assert language._said.cache_info().misses == before


def test_too_much_at_once_is_told_with_the_limit(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 3 * 1024 * 1024)
    page = client.post("/sign-in", data={"identity": "a" * (3 * 1024 * 1024)})
    assert page.status_code == 413
    assert "You can send up to 3 MB at a time." in page.text


def test_a_form_that_comes_too_late_gives_the_words_back(client: FlaskClient, ann: UUID, sign_in: SignIn) -> None:
    form = {
        "words": STORY,
        "title": "My talk",
        "password": "seven green lamps and more",
        "csrf_token": "x" * 40,
        "kept": "y" * 40,
    }
    subjects = ((client, "You were signed out. Your words are below"), (sign_in(ann), "Send it once more"))
    for browser, subject in subjects:
        page = browser.post("/trial/form/west", data=form, headers={"Sec-Fetch-Site": "same-origin"})
        assert page.status_code == 400
        assert f'<h1 class="govuk-heading-l">{subject}</h1>' in page.text
        assert "filled in the form together." in page.text
        assert "She rang the council herself." in page.text
        assert "My talk" in page.text
        assert "seven green lamps" not in page.text
        assert "xxxx" not in page.text
        assert "yyyy" not in page.text


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", None])
def test_another_sites_words_are_not_shown(ann: UUID, sign_in: SignIn, site: str | None) -> None:
    headers = {"Sec-Fetch-Site": site} if site else {}
    page = sign_in(ann).post("/trial/form/west", data={"words": STORY}, headers=headers)
    assert page.status_code == 400
    assert "together" not in page.text


def test_words_given_back_are_only_text(client: FlaskClient) -> None:
    form = {"words": "<script>alert(1)</script><b>and more</b>"}
    page = client.post("/trial/form/west", data=form, headers={"Sec-Fetch-Site": "same-origin"}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_page_of_a_failure_works_without_a_database(app: Flask, ann: UUID, sign_in: SignIn) -> None:
    browser = sign_in(ann)
    with app.app_context():
        db.engine.dispose()
        event.listen(db.engine, "do_connect", _away)
        try:
            page = browser.get("/account")
        finally:
            event.remove(db.engine, "do_connect", _away)
    assert page.status_code == 500
    assert "Sorry, something went wrong" in page.text
    assert token(browser.get("/account").text)


def _away(*_: object) -> None:
    raise OperationalError("unable to open database file")
