"""Looking at pages as a browser shows them: at two widths, and with axe."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext

PHONE, LAPTOP = {"width": 375, "height": 700}, {"width": 1280, "height": 900}
WAYS = pytest.mark.parametrize(
    ("javascript", "size"),
    [(False, PHONE), (False, LAPTOP), (True, LAPTOP)],
    ids=["plain phone", "plain laptop", "laptop"],
)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def axe_finds_nothing(context: BrowserContext, paths: Iterable[str]) -> None:
    """On none of these pages: a violation of WCAG 2.2 AA or axe's best practice, sideways scrolling, a console word."""
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        found = Axe().run(page, options=RULES).response["violations"]
        assert found == [], (path, [one["help"] for one in found])
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{path} scrolls sideways by {wide} pixels"
        assert said == [], path
