"""Welsh in a real browser: the link on every page, and pages that say rightly which language they are in."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.looking import PHONE, axe_finds_nothing
from tests.browser.served import Served


def test_a_learner_changes_to_welsh_on_a_phone_and_axe_finds_nothing(browser: Browser, served: Served) -> None:
    with served.plant("welsh") as plant:
        context = browser.new_context(viewport=PHONE, base_url=served.address)
        served.sign_in(context, plant.people["learner"])
    page = context.new_page()
    page.goto(f"/learn/{plant.registration}/hours/new")
    page.get_by_role("link", name="Cymraeg").click()
    expect(page.get_by_role("heading", name="Cofnodi oriau")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    expect(page.locator("#language-note")).to_contain_text("Mae angen i siaradwr Cymraeg wirio’r geiriau")
    axe_finds_nothing(
        context,
        [f"/learn/{plant.registration}", f"/records/{plant.registration}/units/H1", "/account/language"],
    )
    page.get_by_role("link", name="English", exact=True).click()
    expect(page.get_by_role("heading", name="Log hours")).to_be_visible()
    context.close()


def test_what_the_scripts_say_is_in_welsh_too(browser: Browser, served: Served) -> None:
    context = browser.new_context(viewport=PHONE, base_url=served.address, locale="cy-GB")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto("/sign-in")
    page.get_by_role("button", name="Dangos y cyfrinair").click()
    expect(page.get_by_role("button", name="Cuddio’r cyfrinair")).to_be_visible()
    with served.plant("words") as plant:
        served.sign_in(context, plant.people["learner"])
    page.goto(f"/learn/{plant.registration}/units/H1/evidence")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Cadw a pharhau").click()
    page.get_by_role("radio").first.check()
    page.get_by_label("Rhowch deitl byr iddi").fill("Sgwrs")
    for name, typed in (("Diwrnod", "1"), ("Mis", "2"), ("Blwyddyn", "2026")):
        page.get_by_label(name, exact=True).fill(typed)
    page.get_by_role("button", name="Cadw a pharhau").click()
    page.get_by_label("Dywedwch wrthym beth ddigwyddodd").fill("x")
    expect(page.get_by_text("Nodau ar ôl: 19999").first).to_be_visible()
    assert said == []
    context.close()
