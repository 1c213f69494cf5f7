"""The pages of staff whom learners shadow, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from lms_peer.domain.standing import HoursStatus
from tests.browser.looking import LAPTOP, PHONE, WAYS, axe_finds_nothing
from tests.browser.served import Served


@WAYS
def test_hours_are_signed_with_the_keyboard_alone(
    browser: Browser, served: Served, javascript: bool, size: dict[str, int]
) -> None:
    with served.plant(f"hours-{size['width']}") as plant:
        first, second = plant.logs(60), plant.logs(45)
        context = browser.new_context(java_script_enabled=javascript, viewport=size, base_url=served.address)
        served.sign_in(context, plant.people["staff"])
    page = context.new_page()
    page.goto("/hours")
    page.get_by_role("link", name="Learner, 1 hour").press("Enter")
    page.get_by_role("radio", name="Yes, these hours are right").press("Space")
    page.get_by_role("button", name="Send my answer").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Your answer is saved.")
    page.get_by_role("link", name="Learner, 45 minutes").press("Enter")
    page.get_by_role("radio", name="No", exact=True).press("Space")
    page.get_by_role("button", name="Send my answer").press("Enter")
    page.get_by_role("link", name="Say what is not right").press("Enter")
    page.keyboard.type("I was on leave.")
    page.get_by_role("button", name="Send my answer").press("Enter")
    expect(page.get_by_text("Nothing waits for you.")).to_be_visible()
    context.close()
    with served.app.app_context():
        found = plant.standing.hours
        assert [found[one].status for one in (first, second)] == [HoursStatus.COUNTERSIGNED, HoursStatus.REFUSED]


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_axe_finds_nothing_on_the_pages_of_staff(browser: Browser, served: Served, size: dict[str, int]) -> None:
    with served.plant(f"staff-axe-{size['width']}") as plant:
        done, open_ = plant.logs(60), plant.logs(45)
        plant.countersigns(done)
        context = browser.new_context(viewport=size, base_url=served.address)
        served.sign_in(context, plant.people["staff"])
    here = f"/hours/{plant.registration}"
    axe_finds_nothing(context, ["/hours", f"{here}/{done}", f"{here}/{open_}"])
    context.close()
