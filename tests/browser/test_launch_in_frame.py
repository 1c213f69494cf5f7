"""A launch inside another site's page, over https, in browsers that keep less and less for third parties.

Two platforms: Open edX's own consumer, and a small one of ours, which has what that has not: storage, and registration.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, BrowserType, Page, expect
from sqlalchemy import select
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from lms_peer.database import db
from lms_peer.lti.platforms import add_platform, invite
from lms_peer.lti.tables import LtiUser, PlatformState
from tests.browser.looking import LookingInFrame, framed
from tests.browser.school_site import known_as, school_site
from tests.browser.two_sites import (
    PEER,
    SCHOOL,
    Cookies,
    browser_with,
    certificate_in,
    over_https,
    which_cookies,
)
from tests.flow.lti.scene import LtiPlant, Service
from tests.plant import app_on
from tests.platform.host import campus_in
from tests.signer import Signer, signer

ELSEWHERE = "https://elsewhere.example"
NEIGHBOUR = "https://moodle.peer.example"  # on our own site
OPEN = "Open lms_peer in a new window"


@dataclass(frozen=True)
class Scene:
    """Our service, a centre in it that the school's platform belongs to, and where every site is served."""

    app: Flask
    plant: LtiPlant
    school: Signer
    ports: dict[str, int]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Both sites, over https."""
    folder = tmp_path_factory.mktemp("sites")
    app = app_on(f"sqlite:///{folder / 'peer.sqlite'}", folder, issuer=PEER)
    app.config["LMS_PEER_LTI_PRIVATE_NETWORK"] = True
    certificate = certificate_in(folder)
    with ExitStack() as served:
        school = served.enter_context(signer())
        ours = DispatcherMiddleware(app, {"/which-cookies": which_cookies()})
        peer_port = served.enter_context(over_https(ours, certificate))
        school_port = served.enter_context(over_https(school_site(school), certificate))
        with app.app_context():
            plant = LtiPlant.at("framed")
            assert isinstance(plant, LtiPlant)
            for site in (SCHOOL, NEIGHBOUR):
                add_platform(plant.centre, known_as(site, school.jwks_url), uuid4(), state=PlatformState.ACTIVE)
            db.session.commit()
            db.session.remove()
        yield Scene(
            app, plant, school, {PEER: peer_port} | dict.fromkeys((SCHOOL, NEIGHBOUR, ELSEWHERE), school_port)
        )


@pytest.fixture(scope="module")
def browsers(
    scene: Scene,
    tmp_path_factory: pytest.TempPathFactory,
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
) -> Iterator[Callable[[Cookies], BrowserContext]]:
    """A browser for each rule about cookies, started when first asked for; it forgets what it kept."""
    started: dict[Cookies, BrowserContext] = {}
    with ExitStack() as running:

        def browser(cookies: Cookies) -> BrowserContext:
            if cookies not in started:
                folder = tmp_path_factory.mktemp(f"cookies-{cookies.name.lower()}")
                started[cookies] = running.enter_context(
                    browser_with(cookies, folder, scene.ports, browser_type, browser_type_launch_args)
                )
            started[cookies].clear_cookies()
            return started[cookies]

        yield browser


@pytest.fixture
def apart(browsers: Callable[[Cookies], BrowserContext]) -> Iterator[Page]:
    """A page of a browser that keeps for third parties only what is kept apart for each site."""
    with browsers(Cookies.APART).new_page() as page:
        yield page


@pytest.fixture
def nothing(browsers: Callable[[Cookies], BrowserContext]) -> Iterator[Page]:
    """A page of a browser that keeps nothing at all for us in the school's pages."""
    with browsers(Cookies.NONE).new_page() as page:
        yield page


@pytest.mark.parametrize(
    ("cookies", "kept"), [(Cookies.ALL, "apart plain"), (Cookies.APART, "apart"), (Cookies.NONE, "none")]
)
def test_each_browser_really_keeps_no_more_than_it_is_told(
    browsers: Callable[[Cookies], BrowserContext], cookies: Cookies, kept: str
) -> None:
    with browsers(cookies).new_page() as page:
        for _ in range(2):
            page.goto(f"{SCHOOL}/frame?of={PEER}/which-cookies/")
        assert framed(page).inner_text("p") == kept


def test_from_open_edx_a_session_goes_on_in_the_frame_and_nowhere_else(
    apart: Page, scene: Scene, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with campus_in(tmp_path_factory.mktemp("campus")) as campus:
        course = campus.course()
        ben = course.enrol("ben")
        with scene.app.app_context():
            scene.plant.connect(course, "unit", Service(scene.app, PEER))
            db.session.remove()
        apart.goto(campus.address)
        opens(apart, course.open("ben", "unit"))
        expect(apart.frame_locator("[name=tool]").get_by_text("Framed centre")).to_be_visible()
        with scene.app.app_context():
            who = db.session.scalars(select(LtiUser).where(LtiUser.sub == ben)).one()
            scene.plant.registers(who.account_id)
            db.session.remove()
        asks_a_question(apart)
        is_nobody_outside(apart)
        signs_out(apart)


def opens(page: Page, address: str) -> None:
    """The platform's page opens us in a frame."""
    page.evaluate(
        """src => {
            const frame = {name: "tool", src, width: 900, height: 700};
            document.body.append(Object.assign(document.createElement("iframe"), frame));
        }""",
        address,
    )


def asks_a_question(page: Page) -> None:
    """Several clicks and a form, all in the frame."""
    frame = page.frame_locator("[name=tool]")
    frame.get_by_role("link", name="Your questions").click()
    frame.get_by_role("button", name="Ask your trainer a question").click()
    frame.get_by_label("What is it about?").fill("Room")
    frame.get_by_label("Your question").fill("Where do we meet?")
    frame.get_by_role("button", name="Send my question").click()
    expect(frame.get_by_text("Where do we meet?")).to_be_visible()
    frame.get_by_role("link", name="Your account").click()
    expect(frame.get_by_role("heading", name="Your account", exact=True)).to_be_visible()


def is_nobody_outside(page: Page) -> None:
    """In a window of its own, the same browser has nobody signed in; the frame goes on."""
    with page.context.new_page() as window:
        window.goto(f"{PEER}/account")
        expect(window.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    kept = {one["name"]: one for one in page.context.cookies()}
    assert kept["__Host-framed"].get("partitionKey") == page.evaluate(
        "location.protocol + '//' + location.hostname"
    )
    assert "partitionKey" not in kept["__Host-session"]
    frame = page.frame_locator("[name=tool]")
    frame.get_by_role("link", name="Your questions").click()
    expect(frame.get_by_role("link", name="Room")).to_be_visible()


def signs_out(page: Page) -> None:
    """In the frame, and is out, also when the page is opened again."""
    frame = page.frame_locator("[name=tool]")
    frame.get_by_role("button", name="Sign out", exact=True).first.click()
    expect(frame.get_by_role("heading", name="You are signed out")).to_be_visible()
    expect(frame.get_by_text("open this activity again in your learning platform")).to_be_visible()
    framed(page).goto(f"{PEER}/account")
    expect(frame.get_by_text("Your account")).to_have_count(0)
    expect(frame.get_by_text("You are signed out")).to_be_visible()


def test_only_the_platform_may_have_what_a_launch_opened_in_a_frame(apart: Page) -> None:
    with apart.expect_response(re.compile(f"^{PEER}/learn")) as answer:
        apart.goto(f"{SCHOOL}/course")
    headers = answer.value.headers
    assert f"frame-ancestors {SCHOOL};" in headers["content-security-policy"]
    assert "x-frame-options" not in headers
    assert headers["cross-origin-opener-policy"] == "unsafe-none"
    expect(apart.frame_locator("[name=tool]").get_by_text("Framed centre")).to_be_visible()
    apart.goto(f"{ELSEWHERE}/frame?of={PEER}/account")
    expect(apart.frame_locator("[name=tool]").get_by_text("You are signed out")).to_be_visible()
    with apart.expect_event("framenavigated", lambda frame: frame.url.startswith("chrome-error:")):
        apart.goto(f"{ELSEWHERE}/frame?of={PEER}/sign-in")


def test_the_platforms_page_can_not_send_a_form_of_ours(apart: Page) -> None:
    apart.goto(f"{SCHOOL}/course")
    frame = apart.frame_locator("[name=tool]")
    expect(frame.get_by_text("Framed centre")).to_be_visible()
    form = f'<form method=post action="{PEER}/sign-out" target=tool><button>Forged</button></form>'
    apart.evaluate("form => document.body.insertAdjacentHTML('afterbegin', form)", form)
    apart.get_by_role("button", name="Forged").click()
    expect(frame.get_by_role("heading", name="Send it once more")).to_be_visible()
    frame.get_by_role("link", name="Your account").click()
    expect(frame.get_by_role("heading", name="Your account", exact=True)).to_be_visible()


def test_a_platform_on_our_own_site_has_the_usual_session(apart: Page) -> None:
    apart.goto(f"{NEIGHBOUR}/course")
    frame = apart.frame_locator("[name=tool]")
    expect(frame.get_by_text("Framed centre")).to_be_visible()
    assert "__Host-framed" not in {one["name"] for one in apart.context.cookies()}
    with apart.context.new_page() as window:
        window.goto(f"{PEER}/account")
        expect(window.get_by_role("heading", name="Your account", exact=True)).to_be_visible()
    frame.get_by_role("button", name="Sign out", exact=True).click()
    expect(frame.get_by_role("heading", name="You are signed out")).to_be_visible()


@pytest.mark.parametrize("storage", ["_parent", "beside"])
def test_without_any_cookie_the_platforms_storage_leads_to_a_window_once(nothing: Page, storage: str) -> None:
    nothing.goto(f"{SCHOOL}/course?storage={storage}")
    frame = nothing.frame_locator("[name=tool]")
    expect(frame.get_by_role("heading", name="You are nearly there")).to_be_visible()
    button = frame.get_by_role("button", name=OPEN)
    assert nothing.context.cookies() == []
    with nothing.context.expect_page() as opened:
        button.click()
    expect(opened.value.get_by_text("Framed centre")).to_be_visible()
    kept = {one["name"]: one.get("partitionKey") for one in nothing.context.cookies()}
    assert "__Host-framed" not in kept
    assert set(kept.values()) == {None}  # nothing from inside the frame
    with nothing.context.expect_page() as again:
        button.click()
    expect(again.value.get_by_text("works once")).to_be_visible()


def test_without_cookies_and_storage_a_button_begins_anew_in_a_window(nothing: Page) -> None:
    nothing.goto(f"{SCHOOL}/course")
    button = nothing.frame_locator("[name=tool]").get_by_role("button", name=OPEN)
    expect(button).to_be_visible()
    assert nothing.context.cookies() == []
    with nothing.context.expect_page() as opened:
        button.click()
    expect(opened.value.get_by_text("Framed centre")).to_be_visible()


def test_every_page_in_the_frame_is_easy_to_see_and_to_use(nothing: Page) -> None:
    look = LookingInFrame(nothing, f"{SCHOOL}/frame?of={PEER}")
    nothing.context.route("**/platform-storage.js*", lambda route: route.abort())
    nothing.goto(f"{SCHOOL}/course?storage=_parent")
    look.at("Opening lms_peer")
    look.frame.get_by_role("link", name="Go on").click()
    look.at("Opening lms_peer", "If nothing happens")
    nothing.context.unroute("**/platform-storage.js*")
    nothing.goto(f"{SCHOOL}/course?storage=_parent")
    look.at("You are nearly there")
    nothing.goto(f"{SCHOOL}/course")
    look.at("One more step")
    look.opens("/lti/login", "We do not know this learning platform")
    look.opens("/account", "You are signed out")


def test_registering_in_a_frame_ends_with_a_word_to_the_platforms_page(nothing: Page, scene: Scene) -> None:
    look = LookingInFrame(nothing, f"{SCHOOL}/frame?of={PEER}")
    with scene.app.app_context():
        address = f"/lti/register/{invite(scene.plant.centre, uuid4())}"
        db.session.commit()
        db.session.remove()
    look.opens(address, "Paste this address into your learning platform")
    described = urlencode({"openid_configuration": scene.school.describes_itself()})
    look.opens(f"{address}?{described}", "Connect 127.0.0.1?")
    look.frame.get_by_role("button", name="Connect").click()
    look.at("127.0.0.1 is connected")
    expect(nothing.locator("#heard")).to_have_text("org.imsglobal.lti.close")
