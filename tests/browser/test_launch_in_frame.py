"""A launch inside another site's page, in a browser that gives no cookies to third parties.

The platform is on `localhost` and we are on `127.0.0.1`: two sites to a browser, which both count as safe.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from flask import Flask, jsonify, request
from playwright.sync_api import Browser, BrowserType, Page, expect
from waitress.server import create_server

from lms_peer.database import db
from lms_peer.lti.platforms import Said, add_platform
from lms_peer.lti.tables import PlatformState
from tests.browser.served import Served, serving
from tests.plant import Plant
from tests.signer import Signer

# As platforms do it (LTI Platform Storage): a page of theirs keeps words, and gives them back to who put them there.
STORAGE = """<script>
const kept = {};
addEventListener("message", ({data, origin, source}) => {
  if (!/^lti\\.(put|get)_data$/.test(data.subject || "")) return;
  const key = `${origin} ${data.key}`;
  if (data.subject === "lti.put_data") kept[key] = data.value;
  source.postMessage({subject: `${data.subject}.response`, message_id: data.message_id, key: data.key,
    value: kept[key]}, origin);
});
</script>"""


def site(signer: Signer, tool: str) -> Flask:
    """The platform's site: a course with our tool in a frame, its sign-in page, and its keys."""
    app = Flask("platform")

    @app.get("/course")
    def course() -> str:
        said = {
            "iss": signer.issuer,
            "client_id": "peer",
            "login_hint": "x",
            "target_link_uri": f"{tool}/lti/launch",
        }
        if request.args.get("storage"):
            said["lti_storage_target"] = "_parent"
        where = escape(f"{tool}/lti/login?{urlencode(said)}")
        return f'<!doctype html><h1>A course</h1>{STORAGE}<iframe name="tool" src="{where}" width=900 height=700>'

    @app.get("/auth")
    def auth() -> str:
        token = signer.token(signer.claims(request.args["nonce"], "peer", f"{tool}/lti/launch"))
        return (
            f'<form method=post action="{escape(request.args["redirect_uri"])}">'
            f'<input name=id_token value="{token}"><input name=state value="{escape(request.args["state"])}">'
            "</form><script>document.forms[0].submit()</script>"
        )

    @app.get("/jwks")
    def jwks() -> Any:
        return jsonify(signer.jwks())

    return app


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Our service, which believes that it is reached over https: so do browsers, of this machine."""
    folder: Path = tmp_path_factory.mktemp("tool")
    with serving(folder) as running:
        running.app.config.update(
            LMS_PEER_ISSUER=running.address,
            LMS_PEER_LTI_PRIVATE_NETWORK=True,
            SESSION_COOKIE_SECURE=True,
            SESSION_COOKIE_NAME="__Host-session",
        )
        running.app.wsgi_app = Forgetful(running.app.wsgi_app)  # type: ignore[method-assign]
        yield running


@pytest.fixture(scope="module")
def platform(tool: Served) -> Iterator[Signer]:
    """The platform, connected to a centre of its own."""
    signer = Signer()
    server = create_server(site(signer, tool.address), host="127.0.0.1", port=0, threads=2)
    signer.issuer = f"http://localhost:{server.effective_port}"
    threading.Thread(target=server.run, daemon=True).start()
    with tool.app.app_context():
        plant = Plant.at("framed")
        said = Said(
            name="School",
            issuer=signer.issuer,
            client_id="peer",
            auth_login_url=f"{signer.issuer}/auth",
            token_url=f"{signer.issuer}/token",
            jwks_url=signer.jwks_url.replace("localhost", "127.0.0.1"),
            deployments=("1",),
        )
        add_platform(plant.centre, said, uuid4(), state=PlatformState.ACTIVE)
        db.session.commit()
    yield signer
    server.close()


@pytest.fixture(scope="module")
def strict(browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """A browser that gives no cookies to third parties, but for those kept apart for each site."""
    args = [*browser_type_launch_args["args"], "--test-third-party-cookie-phaseout"]
    browser = browser_type.launch(**{**browser_type_launch_args, "args": args})
    yield browser
    browser.close()


@pytest.fixture
def page(strict: Browser) -> Iterator[Page]:
    """A page of that browser, new to everybody."""
    with strict.new_context(locale="en-GB") as context:
        yield context.new_page()


class Forgetful:
    """As if the browser kept nothing at all for frames of other sites: what it is told there to keep is left out."""

    def __init__(self, app: Any) -> None:
        self.app, self.on = app, False

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        """Answer without cookies, in a frame."""

        def without(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            forgets = self.on and environ.get("HTTP_SEC_FETCH_DEST") == "iframe"
            kept = [(name, value) for name, value in headers if not (forgets and name == "Set-Cookie")]
            return start(status, kept, *more)

        return self.app(environ, without)


@pytest.fixture
def forgetful(tool: Served) -> Iterator[None]:
    """Let the browser keep nothing in frames."""
    tool.app.wsgi_app.on = True  # type: ignore[attr-defined]
    yield
    tool.app.wsgi_app.on = False  # type: ignore[attr-defined]


def test_a_launch_in_a_frame_goes_on_in_the_frame(page: Page, tool: Served, platform: Signer) -> None:
    page.goto(f"{platform.issuer}/course")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("Framed")).to_be_visible(timeout=10_000)  # the centre's name: somebody is signed in
    frame.get_by_role("link", name="Your account").click()
    expect(frame.get_by_role("heading", name="Your account", exact=True)).to_be_visible()
    kept = {one["name"]: one for one in page.context.cookies()}
    assert kept["__Host-framed"]["sameSite"] == "None"
    assert kept["__Host-framed"]["partitionKey"].startswith("http://localhost")
    frame.get_by_role("button", name="Sign out", exact=True).click()
    expect(frame.get_by_role("heading", name="You are signed out")).to_be_visible()


@pytest.mark.usefixtures("forgetful")
def test_without_cookies_the_platforms_storage_leads_to_a_window(page: Page, platform: Signer) -> None:
    page.goto(f"{platform.issuer}/course?storage=yes")
    button = page.frame_locator("iframe").get_by_role("button", name="Open lms_peer in a new window")
    with page.context.expect_page() as opened:
        button.click()
    expect(opened.value.get_by_text("Framed")).to_be_visible(timeout=10_000)
    assert "__Host-framed" not in {one["name"] for one in page.context.cookies()}


@pytest.mark.usefixtures("forgetful")
def test_without_cookies_and_storage_it_begins_anew_in_a_window(page: Page, platform: Signer) -> None:
    page.goto(f"{platform.issuer}/course")
    link = page.frame_locator("iframe").get_by_role("button", name="Open lms_peer in a new window")
    with page.context.expect_page() as opened:
        link.click()
    expect(opened.value.get_by_text("Framed")).to_be_visible(timeout=10_000)


def test_another_site_can_not_have_us_in_a_frame(page: Page, tool: Served) -> None:
    page.set_content(f'<iframe src="{tool.address}/sign-in"></iframe>')
    page.wait_for_timeout(500)
    assert page.frames[-1].url.startswith("chrome-error:")
