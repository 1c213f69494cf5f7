"""One request, one transaction: all of it is kept, or nothing."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms_peer.database import db
from lms_peer.people.centres import centres

from .conftest import SignIn, token


@pytest.fixture(autouse=True)
def no_forgery_check(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms come without a token here."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)


def slugs(app: Flask) -> list[str]:
    """The short names of the centres that another connection sees."""
    with app.app_context():
        return [centre.slug for centre in centres()]


def test_what_a_view_wrote_is_kept_when_it_answers_well(app: Flask, client: FlaskClient) -> None:
    assert client.post("/trial/write/west/well").status_code == 302
    assert slugs(app) == ["west"]


@pytest.mark.parametrize(("ending", "status"), [("refusal", 403), ("failure", 500), ("abort", 409), ("late", 500)])
def test_nothing_is_kept_when_it_does_not(app: Flask, client: FlaskClient, ending: str, status: int) -> None:
    page = client.post(f"/trial/write/west/{ending}")
    assert page.status_code == status
    assert "Saved." not in page.text
    assert slugs(app) == []


def test_a_commit_that_fails_is_told_and_leaves_no_promise(app: Flask, client: FlaskClient) -> None:
    page = client.post("/trial/write/west/late").text
    assert "What you sent was not saved." in page
    assert "Saved." not in client.get("/signed-out").text
    assert client.post("/trial/write/west/well").status_code == 302
    assert slugs(app) == ["west"]


def test_a_form_that_is_shown_again_keeps_nothing(app: Flask, ann: UUID, sign_in: SignIn) -> None:
    browser = sign_in(ann)
    day = {"happened-day": "3", "happened-month": "3", "happened-year": "2026"}
    form = {"name": "West", "submission": token_of(browser.get("/trial/form/west").text), **day}
    assert browser.post("/trial/form/west", data={**form, "words": "refuse beside"}).status_code == 422
    assert slugs(app) == ["north"]
    assert browser.post("/trial/form/west", data=form).status_code == 302
    assert slugs(app) == ["north", "west"]


def test_reading_waits_for_no_writer(app: Flask, client: FlaskClient, ann: UUID) -> None:
    with app.app_context(), db.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")  # holds the write lock: BEGIN IMMEDIATE
        assert client.get("/account").status_code == 302
        assert client.post("/sign-in", data={"identity": "ann", "password": "wrong password"}).status_code == 200


def token_of(page: str) -> str:
    """The submission id on a page."""
    return page.partition('name="submission" value="')[2].partition('"')[0] or token(page)
