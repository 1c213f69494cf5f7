"""Every page there is, found from the routes, as a browser draws it: empty, full, and with the mistakes of a form.

The pages are fetched without a browser and put into one that has the styles already, so that all of them take a minute.
Scripts do not run on them; what scripts change is looked at where it is tested.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from lms_peer.domain.roles import Role
from tests.browser.looking import LAPTOP, RULES
from tests.browser.served import Served
from tests.pages_seen import NOBODY, pages_seen

NARROWEST = {"width": 320, "height": 700}
SHOW = """html => {
    const seen = new DOMParser().parseFromString(html, "text/html");
    document.title = seen.title;
    document.body.replaceWith(document.adoptNode(seen.body));
    document.body.classList.add("js-enabled", "govuk-frontend-supported");
    document.querySelectorAll("img").forEach(one => one.removeAttribute("src"));
}"""
# What is cut off: text in a box that hides what does not fit, unless it is meant for ears only.
CUT_OFF = """() => [...document.querySelectorAll("main *")].filter(one => {
    const style = getComputedStyle(one);
    return style.overflowX === "hidden" && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1
        && !one.closest(".govuk-visually-hidden");
}).map(one => one.outerHTML.slice(0, 120))"""
TOO_WIDE = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A page that has the styles, and axe."""
    context = browser.new_context(viewport=LAPTOP, base_url=served.address, bypass_csp=True)
    page = context.new_page()
    page.goto("/sign-in")
    Axe().run(page, options=RULES)
    yield page
    context.close()


@pytest.mark.parametrize("who", [NOBODY, *(role.value for role in Role)])
def test_every_page_can_be_used_by_everyone(page: Page, served: Served, who: str) -> None:
    """axe finds nothing (WCAG 2.2 AA); nothing is cut off at 320 pixels, nor with letters twice as big."""
    wrong = {}
    for seen in pages_seen(served.app, who):
        page.evaluate(SHOW, seen.html)
        if found := [*_axe(page), *_narrow(page), *_large(page)]:
            wrong[str(seen)] = found
    assert wrong == {}


def _axe(page: Page) -> list[str]:
    options = RULES | {"resultTypes": ["violations"]}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]


def _narrow(page: Page) -> list[str]:
    page.set_viewport_size(NARROWEST)  # type: ignore[arg-type]
    found = _fits(page, "at 320 pixels")
    page.set_viewport_size(LAPTOP)  # type: ignore[arg-type]
    return found


def _large(page: Page) -> list[str]:
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found = _fits(page, "with letters twice as big")
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found


def _fits(page: Page, when: str) -> list[str]:
    wide = page.evaluate(TOO_WIDE)
    scrolls = [f"{when} it scrolls sideways by {wide} pixels"] if wide > 0 else []
    return [*scrolls, *(f"{when} this is cut off: {one}" for one in page.evaluate(CUT_OFF))]
