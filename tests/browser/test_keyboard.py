"""Without a mouse: past the menu, and through one form of each role. Other tests send such forms by key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import LAPTOP
from tests.browser.served import Served
from tests.plant import LISTEN, Plant

FORMS: dict[str, Callable[[Plant], str]] = {
    "learner": lambda plant: f"/learn/{plant.registration}/hours/new",
    "staff": lambda plant: f"/hours/{plant.registration}/{plant.logs(60)}",
    "assessor": lambda plant: f"/assess/{plant.registration}/evidence/{plant.submits(LISTEN)}",
    "trainer": lambda _plant: "/cohorts/new",
    "iqa": lambda _plant: "/quality/records",
}
# What Tab should come to, in the order of the page: of radio buttons, the chosen one or the first.
STOPS = """() => [...document.querySelectorAll("main :is(a[href], button, input, select, textarea, summary)")]
    .filter(one => one.type !== "hidden" && !one.disabled && one.checkVisibility()
        && (one.type !== "radio" || one === (document.querySelector(`[name="${one.name}"]:checked`)
            || document.querySelector(`[name="${one.name}"]`))))
    .map(one => one.id || one.innerText)"""
HERE = "() => document.activeElement.id || document.activeElement.innerText"
# Some line, colour or shadow that is there only while the element, or the mark beside it, has the focus.
LOOKS = """() => {
    const one = window.last = document.activeElement;
    return [one, one.nextElementSibling].filter(Boolean).flatMap(part => [null, "::before"].map(which => {
        const style = getComputedStyle(part, which);
        return [style.outline, style.boxShadow, style.backgroundColor, style.borderWidth].join();
    })).join("; ");
}"""
LOOKED = LOOKS.replace("document.activeElement", "window.last")


@pytest.mark.parametrize("who", FORMS)
def test_tab_goes_past_the_menu_and_through_the_form_in_order_and_shows_where_it_is(
    browser: Browser, served: Served, who: str
) -> None:
    with served.plant(f"tab-{who}") as plant:
        address = FORMS[who](plant)
        context = browser.new_context(viewport=LAPTOP, base_url=served.address)
        served.sign_in(context, plant.people[who])
    page = context.new_page()
    page.goto(address)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    wanted = page.evaluate(STOPS)
    assert len(wanted) > 1
    assert _tabs_through(page, len(wanted)) == wanted
    context.close()


def _tabs_through(page: Page, stops: int) -> list[str]:
    """Press Tab so often; answers where each one came to, and that one could see it."""
    found = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        found.append(page.evaluate(HERE))
        focused = page.evaluate(LOOKS)
        page.evaluate("document.activeElement.blur()")
        assert page.evaluate(LOOKED) != focused, f"one can not see that {found[-1]} has the focus"
        page.evaluate("window.last.focus()")
    return found
