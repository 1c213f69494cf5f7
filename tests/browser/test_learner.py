"""The learner's pages in a real browser: with and without JavaScript, on a phone and on a laptop."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from lms_peer.actions.workplace import workplace
from lms_peer.database import now
from lms_peer.domain.facts import Verdict
from tests.browser.looking import LAPTOP, PHONE, WAYS, axe_finds_nothing
from tests.browser.served import Served
from tests.plant import LISTEN, OBSERVED, PLACES, KeptFile, Plant


def photo(colour: str) -> bytes:
    """A small JPEG."""
    drawn = BytesIO()
    Image.new("RGB", (60, 40), colour).save(drawn, "JPEG")
    return drawn.getvalue()


@WAYS
def test_a_learner_adds_evidence_with_files_in_steps(
    browser: Browser, served: Served, javascript: bool, size: dict[str, int]
) -> None:
    with served.plant(f"steps-{size['width']}") as plant:
        context = browser.new_context(java_script_enabled=javascript, viewport=size, base_url=served.address)
        served.sign_in(context, plant.people["learner"])
    page = context.new_page()
    page.goto("/learn")
    page.get_by_role("link", name="Carry on with unit H1: Listen well").click()
    page.get_by_role("button", name="Add evidence for this unit").click()
    page.get_by_role("checkbox", name="1.1 Say what good listening is").check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what kind it is.")
    page.get_by_role("radio", name="Reflective account").check()
    page.get_by_label("Give it a short title").fill("My talk")
    for box, text in (("Day", "2"), ("Month", "11"), ("Year", "2025")):
        page.get_by_label(box, exact=True).fill(text)
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Tell us what happened").fill("I listened.\n\nThen I asked what she needed.")
    page.get_by_role("button", name="Save and continue").click()
    _add_files(page)
    page.get_by_role("button", name="Continue").click()
    check = page.url
    _send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("My talk")
    expect(page.get_by_text("It is with your assessor now.")).to_be_visible()
    assert page.get_by_role("img", name="Photo: one.jpg").evaluate("one => one.naturalWidth") == 60
    evidence = page.url
    page.goto(check)  # the browser's back button, or a bookmark, after sending
    expect(page).to_have_url(evidence)
    context.close()


def _add_files(page: Page) -> None:
    chosen = [
        {"name": name, "mimeType": "image/jpeg", "buffer": photo(colour)}
        for name, colour in (("one.jpg", "teal"), ("two.jpg", "red"))
    ]
    page.get_by_label("Choose files").set_input_files(chosen)  # type: ignore[arg-type]
    page.get_by_role("button", name="Save the files you chose").click()
    expect(page.get_by_text("Your 2 files are saved.")).to_be_visible()
    page.get_by_role("button", name="Take off two.jpg").click()
    expect(page.get_by_text("two.jpg")).to_have_count(0)
    expect(page.get_by_text("one.jpg (1 KB)")).to_be_visible()


def _send(page: Page) -> None:
    expect(page.get_by_text("Then I asked what she needed.")).to_be_visible()
    page.get_by_role("button", name="Send it to my assessor").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick the box to say that this is your own work.")
    page.get_by_role("radio", name="No", exact=True).check()
    page.get_by_role("checkbox", name="This is my own work. What I wrote is true.").check()
    page.get_by_role("button", name="Send it to my assessor").click()


def test_hours_are_logged_with_the_keyboard_only(browser: Browser, served: Served) -> None:
    with served.plant("keyboard") as plant:
        context = browser.new_context(viewport=LAPTOP, base_url=served.address)
        served.sign_in(context, plant.people["learner"])
    page = context.new_page()
    page.goto(f"/learn/{plant.registration}/hours/new")
    page.get_by_label("Day", exact=True).focus()
    day = now() - timedelta(days=1)
    for keys in (str(day.day), str(day.month), str(day.year), "9:30am", "2", "15"):
        page.keyboard.type(keys)
        page.keyboard.press("Tab")
    page.keyboard.type("Staff")
    page.keyboard.press("Tab")
    page.keyboard.type("I went along on two visits.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 hours 15 minutes with Staff")).to_be_visible()
    context.close()


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_axe_finds_nothing_on_the_pages_of_a_learner_and_a_record(
    browser: Browser, served: Served, size: dict[str, int]
) -> None:
    with served.plant(f"axe-{size['width']}") as plant:
        addresses = _a_full_record(plant)
        learner = plant.people["learner"]
    context = browser.new_context(base_url=served.address, viewport=size)
    served.sign_in(context, learner)
    axe_finds_nothing(context, addresses)
    context.close()


def _a_full_record(plant: Plant) -> list[str]:
    """A record with one of each thing; answers the address of every page about it."""
    picture = KeptFile(workplace().vault.keep(plant.centre, photo("teal"), "image/jpeg"), "Wall.jpg")
    sent_back, waiting = plant.submits(LISTEN), plant.submits(PLACES, files=[picture])
    plant.judges(sent_back, LISTEN, verdict=Verdict.NOT_YET)
    observation = plant.plans(OBSERVED)
    plant.observes(observation, OBSERVED)
    plant.plans(OBSERVED)
    hours = plant.logs(570)
    plant.countersigns(hours)
    record, learn = f"/records/{plant.registration}", f"/learn/{plant.registration}"
    return [
        "/learn",
        record,
        f"{record}/units/H1",
        f"{record}/evidence/{sent_back}",
        f"{record}/evidence/{waiting}",
        f"{record}/observations/{observation}",
        f"{learn}/hours",
        f"{learn}/hours/new",
        f"{learn}/hours/{hours}/take-back",
        f"{learn}/observations/{observation}/sign",
        f"{learn}/evidence/{sent_back}/again",
        f"{learn}/evidence/{waiting}/withdraw",
        f"{learn}/units/H1/evidence",
    ]
