"""Looking at pages as a browser shows them: at two widths, and with axe."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Frame, Page, ViewportSize, expect

PHONE: ViewportSize = {"width": 375, "height": 700}
LAPTOP: ViewportSize = {"width": 1280, "height": 900}
WAYS = pytest.mark.parametrize(
    ("javascript", "size"),
    [(False, PHONE), (True, LAPTOP)],
    ids=["plain phone", "laptop"],
)
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


def axe_finds_nothing(context: BrowserContext, paths: Iterable[str]) -> None:
    """On none of these pages: a violation of WCAG 2.2 AA or axe's best practice, sideways scrolling, a console word."""
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        nothing_is_wrong_with(page, path)
        assert said == [], path


def nothing_is_wrong_with(page: Page | Frame, name: str) -> None:
    """On this page, or this frame of a page: no violation, and nothing to scroll sideways."""
    found = violations(page)
    assert found == [], (name, [one["help"] for one in found])
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{name} scrolls sideways by {wide} pixels"


def violations(page: Page | Frame) -> list[dict[str, Any]]:
    """What axe finds wrong on the page, or this frame of a page. It brings axe along if it is not there yet."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # Only what is wrong is handed over: the whole answer is a hundred times as long.
    found: list[dict[str, Any]] = page.evaluate(
        "options => axe.run(document, options).then(found => found.violations)", RULES
    )
    return found


def framed(page: Page) -> Frame:
    """The frame that we are in."""
    found = page.frame("tool")
    assert found is not None
    return found


class LookingInFrame:
    """Looks at pages in a frame of another site, on a phone. `around` is that site's page, up to where we begin."""

    def __init__(self, page: Page, around: str) -> None:
        page.set_viewport_size(PHONE)
        self.page, self.around, self.frame = page, around, page.frame_locator("[name=tool]")

    def opens(self, path: str, heading: str) -> None:
        """Look at a page of ours."""
        self.page.goto(f"{self.around}{quote(path)}")
        self.at(heading)

    def at(self, heading: str, words: str = "") -> None:
        """Look at the page with this heading, and these words."""
        expect(self.frame.get_by_role("heading", name=heading)).to_be_visible()
        expect(self.frame.get_by_text(words).first).to_be_visible()
        nothing_is_wrong_with(framed(self.page), heading)
