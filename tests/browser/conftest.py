"""The browser of the browser tests: the Chromium of this computer, which talks to the page's own server only."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.served import Served, serving
from tests.plant import app_on

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",  # tests may run as root
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--use-fake-device-for-media-stream",  # a microphone that beeps
    "--disable-features=OptimizationHints,MediaRouter,AutofillServerCommunication,CertificateTransparencyComponentUpdater",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)

expect.set_options(timeout=15_000)  # milliseconds: a page that comes slowly on a busy computer came all the same


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """How pytest-playwright starts the browser."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, "no Chromium found: run `make test`, or install one of " + ", ".join(BROWSERS)
    return {**browser_type_launch_args, "executable_path": found, "args": list(FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A person in Britain, with a small laptop screen; a test says so when it wants a phone or no JavaScript."""
    return {
        **browser_context_args,
        "locale": "en-GB",
        "timezone_id": "Europe/London",
        "viewport": {"width": 1280, "height": 900},
    }


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One running service for all browser tests; each test plants a centre of its own."""
    folder = tmp_path_factory.mktemp("served")
    with serving(app_on(f"sqlite:///{folder / 'served.sqlite'}", folder)) as running:
        yield running
