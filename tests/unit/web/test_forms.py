"""Forms: what is typed is read kindly and kept, and what is wrong is said beside it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from lms_peer.web.forms import moment_of

from .conftest import SignIn, token


@pytest.fixture
def anns(ann: UUID, sign_in: SignIn) -> FlaskClient:
    """Ann's browser."""
    return sign_in(ann)


def sent(anns: FlaskClient, **typed: Any) -> Any:
    """The form, filled in well but for what is `typed`, and sent."""
    page = anns.get("/trial/form/west").text
    well = {
        "csrf_token": token(page),
        "submission": page.partition('name="submission" value="')[2].partition('"')[0],
        "name": "Ann",
        "happened-day": "3",
        "happened-month": "3",
        "happened-year": "2026",
        "began": "2:15pm",
    }
    return anns.post("/trial/form/west", data={**well, **typed})


def test_a_form_that_is_filled_in_well_goes_through(anns: FlaskClient) -> None:
    assert sent(anns).status_code == 302


def test_everything_that_was_typed_is_kept(anns: FlaskClient) -> None:
    page = sent(
        anns,
        words="<b>Words</b>\nand more",
        kind="b",
        criteria=["H1/1.2", "H2/1.1"],
        declared="y",
        began="teatime",
        **{"happened-day": "31", "happened-month": "2"},
    )
    assert page.status_code == 422
    for kept in ('value="Ann"', "&lt;b&gt;Words&lt;/b&gt;\nand more", 'value="31"', 'value="teatime"'):
        assert kept in page.text
    assert page.text.count(" checked") == 4
    assert "<title>Error: Trial – lms_peer</title>" in page.text
    assert "This is not a real date. Write it like 27 3 2026." in page.text
    assert 'href="#happened-day"' in page.text
    assert 'id="happened-day"' in page.text
    assert 'href="#began"' in page.text


def test_a_day_in_one_box_is_no_day(anns: FlaskClient) -> None:
    page = anns.get("/trial/form/west").text
    answer = anns.post("/trial/form/west", data={"csrf_token": token(page), "happened": "3"})
    assert answer.status_code == 422
    assert "Write the day." in answer.text


@pytest.mark.parametrize("month", ["3", "03", "March", "mar", "Mar.", "MAWRTH"])
def test_a_month_may_be_written_as_a_word_too(anns: FlaskClient, month: str) -> None:
    assert sent(anns, **{"happened-month": month}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("", "", ""), "Write the day."),
        (("3", "", ""), "The date needs a month and a year."),
        (("3", "3", "26"), "Write the year with 4 digits, like 2026."),
        (("29", "2", "2025"), "This is not a real date."),
        (("3", "Smarch", "2026"), "This is not a real date."),
        (("3", "3", "99999"), "This is not a real date."),
        (("-3", "3", "2026"), "This is not a real date."),
    ],
)
def test_a_wrong_date_says_what_is_wrong(anns: FlaskClient, typed: tuple[str, ...], told: str) -> None:
    parts = dict(zip(("happened-day", "happened-month", "happened-year"), typed, strict=True))
    assert told in sent(anns, **parts).text


@pytest.mark.parametrize("whole", ["3/3/2026", "03.03.2026", "3-3-2026", "3 March 2026", "3 mar 2026"])
def test_a_whole_date_in_the_box_for_the_day_is_understood(anns: FlaskClient, whole: str) -> None:
    assert sent(anns, **{"happened-day": whole, "happened-month": "", "happened-year": ""}).status_code == 302
    refused = sent(anns, **{"happened-day": whole, "happened-month": "", "happened-year": "2026"})
    assert refused.status_code == 422
    assert f'value="{whole}"' in refused.text


@pytest.mark.parametrize(
    "clock",
    ["2:15pm", "2.15 PM", "14:15", "14.15", "2pm", "12am", "midday", "noon", "Midnight", "0:05", " 9:30am ", ""],
)
def test_a_time_may_be_written_in_many_ways(anns: FlaskClient, clock: str) -> None:
    assert sent(anns, began=clock).status_code == 302


@pytest.mark.parametrize("clock", ["2", "14", "25:00", "13pm", "0am", "2:60pm", "14:15pm", "half past two"])
def test_a_time_that_could_mean_anything_is_asked_again(anns: FlaskClient, clock: str) -> None:
    page = sent(anns, began=clock)
    assert page.status_code == 422
    assert "like 2:15pm or 14:15" in page.text


def test_a_refusal_is_said_beside_its_field_or_on_top(anns: FlaskClient) -> None:
    beside = sent(anns, words="refuse beside").text
    assert "Something is missing: which criteria this is for." in beside
    assert 'id="criteria-error"' in beside
    assert 'href="#criteria"' in beside
    on_top = sent(anns, words="refuse on top").text
    assert "Ask another assessor to do this." in on_top
    assert "govuk-error-summary" in on_top


def test_a_submission_that_is_not_ours_is_asked_again(anns: FlaskClient) -> None:
    page = sent(anns, submission="1; DROP TABLE centre")
    assert page.status_code == 422
    assert "Check it and send it again." in page.text
    assert "DROP" not in page.text


def test_a_submission_stays_the_same_until_the_form_is_through(anns: FlaskClient) -> None:
    first = str(UUID(int=5, version=4))
    assert f'value="{first}"' in sent(anns, submission=first, name="").text


def test_a_time_of_day_is_londons() -> None:
    assert moment_of(date(2026, 7, 1), time(14, 15)) == datetime(2026, 7, 1, 13, 15, tzinfo=UTC)
    assert moment_of(date(2026, 1, 1), time(14, 15)) == datetime(2026, 1, 1, 14, 15, tzinfo=UTC)
