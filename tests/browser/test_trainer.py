"""The trainer's and quality assurers' pages in a real browser: no JavaScript on a phone, JavaScript on a laptop."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from lms_peer import jobs
from lms_peer.actions.issue_portfolio import request_portfolio
from lms_peer.database import db
from lms_peer.people import enrolments
from tests.browser.looking import LAPTOP, PHONE, WAYS, axe_finds_nothing
from tests.browser.served import Served
from tests.plant import LISTEN


def _fill(page: Page, typed: dict[str, str]) -> None:
    for label, text in typed.items():
        page.get_by_label(label).fill(text)


@WAYS
def test_a_trainer_opens_a_cohort_and_takes_a_learner_on(
    browser: Browser, served: Served, javascript: bool, size: dict[str, int]
) -> None:
    with served.plant(f"cohort-{size['width']}") as plant:
        context = browser.new_context(java_script_enabled=javascript, viewport=size, base_url=served.address)
        served.sign_in(context, plant.people["trainer"])
    page = context.new_page()
    page.goto("/cohorts")
    page.get_by_role("button", name="Add a cohort").click()
    _fill(page, {"What is the cohort called?": "Spring", "Day": "5", "Month": "1", "Year": "2026"})
    page.get_by_label("Which course do they take?").select_option("bench")
    page.get_by_role("button", name="Add the cohort").click()
    page.get_by_role("button", name="Register a learner").click()
    username = f"casey-{size['width']}-{'script' if javascript else 'plain'}"
    _fill(page, {"What are they called?": "Casey Rowan", "Username": username, "Unique Learner Number": "123"})
    page.get_by_label("H2 Point to help").check()
    page.get_by_role("button", name="Register the learner").click()
    expect(page.get_by_role("link", name="123 is not a Unique Learner Number.")).to_be_visible()
    _fill(page, {"Unique Learner Number": ""})
    page.get_by_role("button", name="Register the learner").click()
    expect(page.get_by_role("heading", name="Casey Rowan is registered")).to_be_visible()
    password = page.locator("dd").last.inner_text()
    page.get_by_role("button", name="I have written it down").click()
    expect(page.get_by_role("heading", name="Casey Rowan")).to_be_visible()
    context.close()

    learner = browser.new_context(java_script_enabled=javascript, viewport=size, base_url=served.address)
    page = learner.new_page()
    page.goto("/sign-in")
    page.get_by_label("Username or email").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="What to do next")).to_be_visible()
    learner.close()


@WAYS
def test_the_page_follows_a_portfolio_by_itself_until_it_can_be_downloaded(
    browser: Browser, served: Served, javascript: bool, size: dict[str, int], tmp_path: Path
) -> None:
    with served.plant(f"portfolio-{size['width']}") as plant:
        plant.submits(LISTEN)
        context = browser.new_context(java_script_enabled=javascript, viewport=size, base_url=served.address)
        served.sign_in(context, plant.people["trainer"])
    page = context.new_page()
    page.goto(f"/train/{plant.registration}")
    page.get_by_role("button", name="Make version 1").click()
    expect(page.get_by_role("heading", name="The portfolio is next")).to_be_visible()
    jobs.work(served.app, once=True)
    expect(page.get_by_role("heading", name="The portfolio is ready")).to_be_visible(timeout=10_000)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download version 1").click()
    kept = tmp_path / "portfolio.pdf"
    download.value.save_as(kept)
    assert kept.read_bytes().startswith(b"%PDF-")
    assert re.fullmatch(r"portfolio.*\.pdf", download.value.suggested_filename)
    context.close()


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_axe_finds_nothing_on_any_page(browser: Browser, served: Served, size: dict[str, int]) -> None:
    with served.plant(f"trainer-axe-{size['width']}") as plant:
        cohort = enrolments.add_cohort(plant.centre, "Spring", "bench", date(2026, 1, 5)).id
        plant.submits(LISTEN)
        plant.logs(60)
        job = request_portfolio(plant.acting("trainer"), plant.registration, uuid4())
        db.session.commit()
        context = browser.new_context(viewport=size, base_url=served.address)
        served.sign_in(context, plant.people["trainer"])
        record = f"/train/{plant.registration}"
        axe_finds_nothing(
            context,
            [
                *("/cohorts", "/cohorts/new", "/cohorts/none", f"/cohorts/{cohort}"),
                *(f"/cohorts/{cohort}/register", f"/cohorts/{cohort}/register/known"),
                *(record, f"{record}/pause", f"{record}/complete", f"{record}/assessors"),
                *(f"{record}/witnesses/new", f"{record}/portfolio/{job}?stay="),
            ],
        )
        context.clear_cookies()
        served.sign_in(context, plant.people["iqa"])
        axe_finds_nothing(context, ["/quality/records"])
    context.close()
