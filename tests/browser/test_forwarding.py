"""A trainer sets forwarding up in a real browser, and axe finds nothing on its pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from lms_peer import outbox
from lms_peer.database import db
from lms_peer.outbox import Quarantined
from tests.browser.looking import LAPTOP, PHONE, axe_finds_nothing
from tests.browser.served import Served


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_a_trainer_adds_a_system_pauses_it_and_every_page_is_fit(
    browser: Browser, served: Served, size: dict[str, int]
) -> None:
    with served.plant(f"forwarding-{size['width']}") as plant:
        db.session.commit()
        centre, trainer = plant.centre, plant.people["trainer"]
    context = browser.new_context(viewport=size, base_url=served.address, java_script_enabled=False)
    served.sign_in(context, trainer)
    page = context.new_page()
    page.goto("/cohorts")
    page.get_by_role("link", name="Where we send records").click()
    page.get_by_role("button", name="Add a system").click()
    for label, text in (
        ("What is the system called?", "County records"),
        ("What is its web address?", "https://lrs.example.org/xapi/"),
        ("What is our key there?", "north"),
        ("What is our secret there?", "a long secret"),
    ):
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Start sending").click()
    expect(page.get_by_role("heading", name="County records", exact=True)).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Start again")).to_be_visible()
    address = page.url.removeprefix(served.address)
    context.close()
    with served.app.app_context():
        (found,) = outbox.destinations(centre)
        db.session.add(
            Quarantined(destination_id=found.id, position=1, statement_id=found.id, reason="400 no " + "x" * 200)
        )
        db.session.commit()
        db.session.remove()
    context = browser.new_context(viewport=size, base_url=served.address)
    served.sign_in(context, trainer)
    axe_finds_nothing(context, ["/forwarding", "/forwarding/new", address, f"{address}/change"])
    context.close()
