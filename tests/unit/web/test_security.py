"""The headers that keep a browser to our rules, and static files that may be kept."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from lms_peer.config import Config
from lms_peer.web.security import settings

from .conftest import SignIn


def policy(headers: object) -> dict[str, str]:
    """The content policy by directive."""
    parts = str(headers["Content-Security-Policy"]).split("; ")  # type: ignore[index]
    return {name: rest for name, _, rest in (part.partition(" ") for part in parts)}


@pytest.mark.parametrize("address", ["/sign-in", "/nowhere", "/trial/fail/500", "/account", "/static/app.css"])
def test_every_answer_carries_the_policy(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    rules = policy(headers)
    assert rules["default-src"] == "'none'"
    assert re.fullmatch(r"'nonce-[\w-]{20,}'", rules["script-src"])
    assert rules["style-src"] == rules["form-action"] == rules["media-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_nonce_is_used_once(client: FlaskClient) -> None:
    one, two = (client.get("/sign-in") for _ in range(2))
    assert policy(one.headers)["script-src"] != policy(two.headers)["script-src"]
    nonces = set(re.findall(r'nonce="([^"]+)"', one.text))
    assert {f"'nonce-{nonce}'" for nonce in nonces} == {policy(one.headers)["script-src"]}


def test_pages_have_no_script_or_style_of_their_own(ann: UUID, sign_in: SignIn) -> None:
    browser = sign_in(ann)
    for address in ("/sign-in", "/account", "/account/password", "/trial/form/west", "/nowhere"):
        page = browser.get(address).text
        assert not re.search(r"\sstyle=|<style|\son\w+=", page)
        assert all("nonce=" in script for script in re.findall(r"<script[^>]*>", page))


def test_pages_are_not_kept_and_static_files_are(client: FlaskClient, ann: UUID, sign_in: SignIn) -> None:
    assert sign_in(ann).get("/account").headers["Cache-Control"] == "private, no-store"
    page = client.get("/sign-in").text
    [address] = re.findall(r'href="(/static/app\.css\?v=[0-9a-f]{12})"', page)
    assert client.get(address).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in client.get("/static/app.css").headers.get("Cache-Control", "")
    assert "immutable" not in client.get("/static/nothing.css?v=1").headers.get("Cache-Control", "")


def test_a_file_of_a_page_hands_out_no_cookie(client: FlaskClient) -> None:
    assert "Set-Cookie" in client.get("/sign-in").headers
    assert "Set-Cookie" not in client.get("/static/app.css").headers


def test_over_https_cookies_stay_there() -> None:
    config = Config(issuer="https://peer.example")
    assert settings(config)["SESSION_COOKIE_SECURE"] is True
    assert settings(config)["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert settings(Config())["SESSION_COOKIE_SECURE"] is False


def test_the_list_of_sign_in_addresses_is_short(client: FlaskClient) -> None:
    theirs = {
        rule.endpoint
        for rule in client.application.url_map.iter_rules()
        if rule.endpoint.startswith(("security.", "_", "admin"))
    }
    names = {
        *("login", "logout", "verify", "change_password", "forgot_password", "reset_password"),
        *("two_factor_setup", "two_factor_setup_validate", "two_factor_token_validation", "two_factor_rescue"),
        *("tf_select", "mf_recovery", "mf_recovery_codes"),
        *("wan_register", "wan_register_response", "wan_signin", "wan_signin_response", "wan_delete"),
    }
    assert theirs == {f"security.{name}" for name in names}
