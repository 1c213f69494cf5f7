"""Every page there is, found from the routes, as a browser draws it: empty, full, and with the mistakes of a form.

The pages are fetched without a browser and put into one that has the styles already, so that all of them take a minute.
Scripts do not run on them; what scripts change is looked at where it is tested.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from lms_peer.domain.roles import Role
from tests.browser.looking import LAPTOP, violations
from tests.browser.served import Served
from tests.pages_seen import NOBODY, pages_seen

NARROWEST: ViewportSize = {"width": 320, "height": 700}
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
# The mistakes that the summary on top names before one whose box stands further up.
OUT_OF_ORDER = """() => {
    const boxes = [...document.querySelectorAll(".govuk-error-summary__list a")]
        .map(link => document.getElementById(link.getAttribute("href").slice(1)));
    const precedes = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_PRECEDING;
    return boxes.filter((box, at) => at + 1 < boxes.length && precedes(box, boxes[at + 1])).map(box => box.id);
}"""
TOO_WIDE = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture
def pages(browser: Browser, served: Served) -> Iterator[tuple[Page, Page]]:
    """A page as wide as a laptop and a narrow one, which have the styles."""
    with ExitStack() as opened:
        yield tuple(opened.enter_context(styled(browser, served, size)) for size in (LAPTOP, NARROWEST))


@contextmanager
def styled(browser: Browser, served: Served, size: ViewportSize) -> Iterator[Page]:
    """A page of this size."""
    with browser.new_context(viewport=size, base_url=served.address, bypass_csp=True) as context:
        page = context.new_page()
        page.goto("/sign-in")
        yield page


@pytest.mark.parametrize("who", [NOBODY, *(role.value for role in Role)])
def test_every_page_can_be_used_by_everyone(pages: tuple[Page, Page], served: Served, who: str) -> None:
    """axe finds nothing (WCAG 2.2 AA); nothing is cut off at 320 pixels, nor with letters twice as big.

    Mistakes are named in the order in which one comes to them.
    """
    wrong, (wide, narrow) = {}, pages
    for seen in pages_seen(served.app, who):
        for page in pages:
            page.evaluate(SHOW, seen.html)
        if found := [*_axe(wide), *_order(wide), *_fits(narrow, "at 320 pixels"), *_large(wide)]:
            wrong[str(seen)] = found
    assert wrong == {}


def _axe(page: Page) -> list[str]:
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in violations(page)]


def _order(page: Page) -> list[str]:
    return [f"the mistake in {box} is named too early" for box in page.evaluate(OUT_OF_ORDER)]


def _large(page: Page) -> list[str]:
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found = _fits(page, "with letters twice as big")
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found


def _fits(page: Page, when: str) -> list[str]:
    wide = page.evaluate(TOO_WIDE)
    scrolls = [f"{when} it scrolls sideways by {wide} pixels"] if wide > 0 else []
    return [*scrolls, *(f"{when} this is cut off: {one}" for one in page.evaluate(CUT_OFF))]
