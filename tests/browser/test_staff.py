"""The pages of staff whom learners shadow, in a real browser."""

from __future__ import annotations

from uuid import uuid4

from playwright.sync_api import Browser, expect

from lms_peer.database import db
from lms_peer.domain.standing import HoursStatus
from lms_peer.people.staff import list_staff
from tests.browser.looking import WAYS, axe_finds_nothing
from tests.browser.served import Served
from tests.plant import ISSUER


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


@WAYS
def test_someone_without_an_account_signs_by_a_link(
    browser: Browser, served: Served, javascript: bool, size: dict[str, int]
) -> None:
    with served.plant(f"link-{size['width']}") as plant:
        plant.people["staff"] = list_staff(plant.centre, "Pat Sample", uuid4()).id
        db.session.commit()
        hours = plant.logs(60)
        desk = browser.new_context(java_script_enabled=javascript, viewport=size, base_url=served.address)
        served.sign_in(desk, plant.people["trainer"])
    page = desk.new_page()
    page.goto("/train/hours")
    page.get_by_role("link", name="Pat Sample: 1 hour of Learner").click()
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_role("img", name="The link as a picture")).to_be_visible()
    path = page.locator("code").inner_text().removeprefix(ISSUER)
    if javascript:  # axe needs it
        axe_finds_nothing(desk, ["/train/hours", "/train/staff", page.url.removeprefix(served.address)])
    desk.close()
    phone = browser.new_context(java_script_enabled=javascript, viewport=size, base_url=served.address)
    if javascript:
        axe_finds_nothing(phone, [path])
    page = phone.new_page()
    page.goto(path)
    page.get_by_role("radio", name="Yes, these hours are right").check()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.goto(path)
    expect(page.get_by_text("You have answered with it already")).to_be_visible()
    phone.close()
    with served.app.app_context():
        assert plant.standing.hours[hours].status is HoursStatus.COUNTERSIGNED
