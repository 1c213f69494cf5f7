"""Connected systems in a real browser: no JavaScript on a phone, JavaScript on a laptop."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from lms_peer.people.clients import find_client
from tests.browser.looking import LAPTOP, PHONE, violations
from tests.browser.served import Served

HERE = "/connected-systems"


@pytest.mark.parametrize(("javascript", "size"), [(False, PHONE), (True, LAPTOP)], ids=["plain phone", "laptop"])
def test_a_trainer_connects_a_system_copies_its_secret_and_disconnects_it(
    browser: Browser, served: Served, javascript: bool, size: dict[str, int]
) -> None:
    with served.plant(f"clients-{size['width']}") as plant:
        context = browser.new_context(java_script_enabled=javascript, viewport=size, base_url=served.address)
        served.sign_in(context, plant.people["trainer"])
    page = context.new_page()
    page.goto("/cohorts")
    page.get_by_role("link", name="Connected systems").click()
    page.get_by_role("button", name="Connect a system").click()
    page.get_by_role("button", name="Connect the system").click()
    expect(page.get_by_role("link", name="Write a name for the system.")).to_be_visible()
    page.get_by_label("What is the system called?").fill("Moodle")
    page.get_by_label("Keep a learner’s place").check()
    page.get_by_role("button", name="Connect the system").dblclick()  # two answers; the last one is what is seen
    expect(page.get_by_role("heading", name="Moodle is connected")).to_be_visible()
    if javascript:  # axe needs it
        assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    _, key, secret = page.locator("dd").all_inner_texts()
    page.get_by_role("button", name="I have copied it").click()
    assert key in page.content()
    assert secret not in page.content()
    with served.app.app_context():
        assert find_client(key, secret)

    page.get_by_role("link", name="Disconnect Moodle").click()
    page.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_role("alert")).to_contain_text("Moodle is disconnected.")
    expect(page.get_by_text("No system is connected now.")).to_be_visible()
    with served.app.app_context():
        assert find_client(key, secret) is None
    context.close()
