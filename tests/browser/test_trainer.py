"""The trainer's and quality assurers' pages in a real browser: no JavaScript on a phone, JavaScript on a laptop."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from lms_peer import jobs
from lms_peer.actions.issue_portfolio import request_portfolio
from lms_peer.actions.issue_portfolios import request_portfolios
from lms_peer.actions.register_learner import register_learner
from lms_peer.database import db, now, pretend
from lms_peer.domain.roles import Role
from lms_peer.domain.uk import uk_day
from lms_peer.people import enrolments
from tests.browser.looking import LAPTOP, PHONE, WAYS, axe_finds_nothing, violations
from tests.browser.served import Served
from tests.plant import LISTEN, Plant


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
    page.get_by_label("What is the cohort called?").fill("Spring")
    starts = page.get_by_role("group", name="When do they start?")
    for part, number in (("Day", "5"), ("Month", "1"), ("Year", "2026")):
        starts.get_by_label(part).fill(number)
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


@pytest.mark.parametrize(("javascript", "size"), [(False, PHONE), (True, LAPTOP)], ids=["plain phone", "laptop"])
def test_the_page_follows_a_portfolio_by_itself_until_it_can_be_downloaded(
    browser: Browser, served: Served, javascript: bool, size: dict[str, int], tmp_path: Path
) -> None:
    with served.plant(f"portfolio-{size['width']}") as plant:
        plant.submits(LISTEN)
        context = browser.new_context(java_script_enabled=javascript, viewport=size, base_url=served.address)
        served.sign_in(context, plant.people["trainer"])
    page = context.new_page()
    page.goto(f"/train/{plant.registration}")
    page.get_by_role("button", name="Make a draft, version 1").click()
    expect(page.get_by_role("heading", name="The portfolio is next")).to_be_visible()
    jobs.work(served.app, once=True)
    expect(page.get_by_role("heading", name="The portfolio is ready")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download version 1").click()
    kept = tmp_path / "portfolio.pdf"
    download.value.save_as(kept)
    assert kept.read_bytes().startswith(b"%PDF-")
    assert download.value.suggested_filename == "Learner-version-1.pdf"
    context.close()


@WAYS
def test_a_trainer_registers_a_table_of_learners_and_comes_back_to_a_narrowed_list(
    browser: Browser, served: Served, javascript: bool, size: dict[str, int]
) -> None:
    with served.plant(f"table-{size['width']}") as plant:
        cohort = followed_cohort(plant)
        db.session.commit()
        context = browser.new_context(java_script_enabled=javascript, viewport=size, base_url=served.address)
        served.sign_in(context, plant.people["trainer"])
    page = context.new_page()
    page.goto(f"/cohorts/{cohort}")
    page.get_by_role("button", name="Register many from a table").click()
    send_table(page, "Name,ULN\nCasey Rowan,1234567890\n")
    expect(page.get_by_role("row").filter(has_text="Casey Rowan")).to_contain_text("One of the digits is wrong.")
    send_table(page, "Name,ULN\nCasey Rowan,9276308686\nSiân Ashby,\n")
    expect(page.get_by_role("heading", name="Check the learners")).to_be_visible()
    axe_finds_nothing_here(page, javascript)
    page.get_by_role("button", name="Register all of them").click()
    expect(page.get_by_role("heading", name="The learners are registered")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Siân Ashby")).to_contain_text("-")
    axe_finds_nothing_here(page, javascript)
    page.get_by_role("button", name="I have the passwords").click()
    page.get_by_text("Choose who is shown").click()
    page.get_by_label("How it goes").select_option("On track")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("link", name="Quiet One")).to_have_count(0)
    page.get_by_role("link", name="Casey Rowan").click()
    page.get_by_role("link", name="Back to the list").click()
    expect(page).to_have_url(re.compile("going=on_track"))
    expect(page.get_by_role("link", name="Quiet One")).to_have_count(0)
    context.close()


def followed_cohort(plant: Plant) -> UUID:
    """A cohort that is half through, with one learner who went quiet."""
    with pretend(now() - timedelta(weeks=10)):
        starts = uk_day(now())
        cohort = enrolments.add_cohort(plant.centre, "Autumn", "bench", starts, starts + timedelta(weeks=20)).id
        plant.add("quiet one", Role.LEARNER)
        register_learner(
            plant.acting("trainer"),
            uuid4(),
            account=plant.people["quiet one"],
            slug="bench",
            optional_units=("H2",),
            cohort=cohort,
        )
    return cohort


def send_table(page: Page, table: str) -> None:
    """Choose a file with this text, and let it be checked."""
    file: FilePayload = {"name": "learners.csv", "mimeType": "text/csv", "buffer": table.encode()}
    page.get_by_label("The table with your learners").set_input_files(file)
    page.get_by_label("H2 Point to help").check()
    page.get_by_role("button", name="Check the table").click()


def axe_finds_nothing_here(page: Page, javascript: bool) -> None:
    """On the page as it is, which is the answer to a form. Axe is a script itself, and needs them."""
    if not javascript:
        return
    found = violations(page)
    assert found == [], [one["help"] for one in found]


@pytest.mark.parametrize("size", [PHONE], ids=["phone"])
def test_axe_finds_nothing_on_the_pages_that_follow_a_portfolio(
    browser: Browser, served: Served, size: dict[str, int]
) -> None:
    """Those that scripts change; every other page is looked at in test_every_page."""
    with served.plant(f"trainer-axe-{size['width']}") as plant:
        plant.submits(LISTEN)
        job = request_portfolio(plant.acting("trainer"), plant.registration, uuid4())
        full = followed_cohort(plant)
        all_of_them = request_portfolios(plant.acting("trainer"), full, uuid4())
        db.session.commit()
        context = browser.new_context(viewport=size, base_url=served.address)
        served.sign_in(context, plant.people["trainer"])
    asked = [f"/train/{plant.registration}/portfolio/{job}", f"/cohorts/{full}/portfolios/{all_of_them}"]
    axe_finds_nothing(context, [f"/cohorts/{full}", *(f"{page}?stay=" for page in asked)])
    context.close()
