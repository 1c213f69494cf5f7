"""A launch inside the platform's page: which cookies it gets, who may frame it, and what happens without cookies."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms_peer.actions.enter_by_launch import switch_off
from lms_peer.database import db
from lms_peer.lti.platforms import platform as platform_of
from lms_peer.lti.tables import LtiUser
from tests.signer import CLAIM, Signer

from .conftest import begin, post

HOME = "https://peer.example"
LAUNCH = f"{HOME}/lti/launch"
FRAMED = {"Sec-Fetch-Dest": "iframe"}
OURS = {"Origin": HOME}


@pytest.fixture
def app(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The service, reached over https."""
    settled = {
        "LMS_PEER_ISSUER": HOME,
        "LMS_PEER_ADDRESS": HOME,
        "SERVER_NAME": "peer.example",
        "PREFERRED_URL_SCHEME": "https",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-session",
        "WTF_CSRF_SSL_STRICT": False,
    }
    for name, value in settled.items():
        monkeypatch.setitem(app.config, name, value)
    return app


def started(client: FlaskClient, school: Signer, **more: str) -> tuple[str, str]:
    """A sign-in that began; answers the platform's token and the state."""
    asked = begin(client, school, target_link_uri=LAUNCH, **more)
    claims = school.claims(
        asked["nonce"],
        "peer",
        LAUNCH,
        **{f"{CLAIM}launch_presentation": {"return_url": "https://college.instructure.example/courses/1"}},
    )
    return school.token(claims), asked["state"]


def kept(school: Signer, client: FlaskClient) -> tuple[str, str, dict[str, str]]:
    """A sign-in in a frame of a platform that has storage: the token, the state, and what the storage is told."""
    said = {"iss": school.issuer, "client_id": "peer", "login_hint": "x", "target_link_uri": LAUNCH}
    page = client.get("/lti/login", query_string=said | {"lti_storage_target": "post_message_forwarding"})
    told = dict(re.findall(r'data-(\w+)="([^"]*)"', page.text))
    onward = told["onward"].replace("&amp;", "&")
    state = re.search(r"[?&]state=([^&]+)", onward)
    nonce = re.search(r"[?&]nonce=([^&]+)", onward)
    assert state
    assert nonce
    return school.token(school.claims(nonce[1], "peer", LAUNCH)), state[1], told


def cookies(answer: object) -> dict[str, str]:
    """Each cookie that an answer sets."""
    return {one.partition("=")[0]: one for one in answer.headers.getlist("Set-Cookie")}  # type: ignore[attr-defined]


def test_in_a_frame_the_session_is_kept_apart_for_the_platform(
    app: Flask, client: FlaskClient, platform: UUID, school: Signer
) -> None:
    answer = post(client, *started(client, school), FRAMED)
    session = cookies(answer)["__Host-framed"]
    for words in ("Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/"):
        assert words in session
    assert "__Host-session" not in cookies(answer)
    page = client.get("/learn", headers=FRAMED)
    assert page.status_code == 200
    policy = page.headers["Content-Security-Policy"]
    ancestors = re.search(r"frame-ancestors ([^;]+)", policy)
    assert ancestors
    assert ancestors[1].split() == [school.issuer, "https://college.instructure.example"]
    assert "X-Frame-Options" not in page.headers


def test_the_cookie_of_a_frame_is_nobodys_in_a_window(client: FlaskClient, platform: UUID, school: Signer) -> None:
    post(client, *started(client, school), FRAMED)
    assert client.get("/learn").status_code == 200
    assert client.get("/sign-in", headers={"Sec-Fetch-Dest": "document"}).status_code == 200
    assert client.get("/learn").status_code == 302  # that page left the usual cookie, which no frame has


def test_what_another_site_posts_ends_no_session(client: FlaskClient, platform: UUID, school: Signer) -> None:
    said = {"iss": school.issuer, "client_id": "peer", "login_hint": "x", "target_link_uri": LAUNCH}
    for hints, status in ((said, 302), ({}, 404)):
        answer = client.post("/lti/login", data=hints)  # without the usual cookie, as browsers send it from there
        assert answer.status_code == status
        assert not {"__Host-session", "__Host-framed"} & set(cookies(answer))


def test_where_the_platform_is_on_our_own_site_the_session_is_the_usual_one(
    client: FlaskClient, platform: UUID, school: Signer
) -> None:
    asked = begin(client, school, target_link_uri=LAUNCH)
    id_token = school.token(school.claims(asked["nonce"], "peer", LAUNCH))
    answer = post(client, id_token, asked["state"], FRAMED | {"Sec-Fetch-Site": "same-site"})
    assert "__Host-framed" not in cookies(answer)
    page = client.get("/learn", headers=FRAMED)
    assert (page.status_code, page.headers.get("X-Frame-Options")) == (200, None)


def test_other_hosts_of_a_platform_may_be_other_sites(client: FlaskClient, platform: UUID, school: Signer) -> None:
    answer = post(client, *started(client, school), FRAMED | {"Sec-Fetch-Site": "same-site"})
    assert "__Host-framed" in cookies(answer)


def test_a_frame_whose_session_is_over_says_where_to_come_in(client: FlaskClient) -> None:
    page = client.get("/learn", headers=FRAMED)
    assert (page.status_code, "open this activity again in your learning platform" in page.text) == (401, True)
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    assert client.get("/sign-in", headers=FRAMED).headers["X-Frame-Options"] == "DENY"


def test_a_form_that_comes_too_late_in_a_frame_gives_the_words_back(client: FlaskClient) -> None:
    said = {"text": "What I wrote for an hour, and want to keep."}
    page = client.post("/account/language", data=said, headers=FRAMED | {"Sec-Fetch-Site": "same-origin"})
    assert (page.status_code, said["text"] in page.text) == (400, True)
    assert "X-Frame-Options" not in page.headers


def test_in_a_window_the_session_is_the_usual_one_and_nobody_may_frame_it(
    client: FlaskClient, platform: UUID, school: Signer
) -> None:
    answer = post(client, *started(client, school), {"Sec-Fetch-Dest": "document"})
    assert "__Host-framed" not in cookies(answer)
    assert "SameSite=Lax" in cookies(answer)["__Host-session"]
    page = client.get("/learn")
    assert (page.status_code, page.headers["X-Frame-Options"]) == (200, "DENY")
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_the_cookie_of_a_sign_in_comes_back_from_another_site(
    client: FlaskClient, platform: UUID, school: Signer
) -> None:
    said = {"iss": school.issuer, "client_id": "peer", "login_hint": "x", "target_link_uri": LAUNCH}
    set_ = cookies(client.get("/lti/login", query_string=said))
    cookie = next(whole for name, whole in set_.items() if name.startswith("__Host-lti-"))
    for words in ("Secure", "HttpOnly", "SameSite=None", "Partitioned"):
        assert words in cookie


def test_without_cookies_the_platforms_storage_shows_the_browser(
    app: Flask, client: FlaskClient, platform: UUID, school: Signer
) -> None:
    id_token, state, told = kept(school, client)
    assert told["frame"] == "post_message_forwarding"
    assert told["origin"] == school.issuer
    forgetful = app.test_client()
    page = post(forgetful, id_token, state, FRAMED)
    assert told["value"] not in page.text  # only the storage has it
    assert f'data-key="{told["key"]}"' in page.text
    said = {"id_token": id_token, "state": state, "stored": told["value"]}
    page = forgetful.post("/lti/launch/stored", data=said, headers=FRAMED | OURS)
    ticket = re.search(r'name="ticket" value="([^"]+)"', page.text)
    assert ticket
    window = app.test_client()
    entered = window.post("/lti/enter", data={"ticket": ticket[1]}, headers={"Origin": HOME})
    assert entered.status_code == 303
    assert window.get("/learn").status_code == 200
    again = app.test_client().post("/lti/enter", data={"ticket": ticket[1]}, headers={"Origin": HOME})
    assert (again.status_code, "works once" in again.text) == (409, True)


def test_a_ticket_that_another_site_sends_is_not_taken(
    app: Flask, client: FlaskClient, platform: UUID, school: Signer
) -> None:
    id_token, state, told = kept(school, client)
    said = {"id_token": id_token, "state": state, "stored": told["value"]}
    page = client.post("/lti/launch/stored", data=said, headers=OURS)
    ticket = re.search(r'name="ticket" value="([^"]+)"', page.text)
    assert ticket
    for origin in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {}):
        assert client.post("/lti/enter", data={"ticket": ticket[1]}, headers=origin).status_code == 409
    assert client.post("/lti/enter", data={"ticket": ticket[1]}, headers={"Origin": HOME}).status_code == 303


def test_a_ticket_of_a_platform_that_was_switched_off_lets_nobody_in(
    app: Flask, client: FlaskClient, north: UUID, platform: UUID, school: Signer
) -> None:
    id_token, state, told = kept(school, client)
    said = {"id_token": id_token, "state": state, "stored": told["value"]}
    page = client.post("/lti/launch/stored", data=said, headers=OURS)
    ticket = re.search(r'name="ticket" value="([^"]+)"', page.text)
    assert ticket
    with app.app_context():
        switch_off(platform_of(north, platform))
        db.session.commit()
    assert client.post("/lti/enter", data={"ticket": ticket[1]}, headers=OURS).status_code == 403
    assert client.get("/learn").status_code == 302


@pytest.mark.parametrize("origin", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {}])
def test_nobody_signs_others_in_as_themselves_with_a_word_that_they_know(
    app: Flask, client: FlaskClient, platform: UUID, school: Signer, origin: dict[str, str]
) -> None:
    id_token, state, told = kept(school, client)  # who began it sees the word that the storage is told
    said = {"id_token": id_token, "state": state, "stored": told["value"]}
    page = app.test_client().post("/lti/launch/stored", data=said, headers=FRAMED | origin)
    assert "ticket" not in page.text
    with app.app_context():
        assert db.session.scalars(select(LtiUser)).all() == []


@pytest.mark.parametrize("stored", ["", "invented"])
def test_a_storage_that_does_not_know_lets_nobody_in(
    app: Flask, client: FlaskClient, platform: UUID, school: Signer, stored: str
) -> None:
    id_token, state, _ = kept(school, client)
    said = {"id_token": id_token, "state": state, "stored": stored}
    page = app.test_client().post("/lti/launch/stored", data=said, headers=FRAMED | OURS)
    assert "in a window of its own" in page.text
    assert "ticket" not in page.text
    with app.app_context():
        assert db.session.scalars(select(LtiUser)).all() == []


def test_without_cookies_and_storage_it_begins_again_in_a_window(
    app: Flask, client: FlaskClient, platform: UUID, school: Signer
) -> None:
    id_token, state = started(client, school)
    page = post(app.test_client(), id_token, state, FRAMED)
    again = re.search(r'href="(/lti/login\?[^"]+)" target="_blank"', page.text)
    assert again
    assert client.get(again[1].replace("&amp;", "&")).status_code == 302
    long = app.test_client()
    id_token, state = started(long, school, lti_message_hint="x" * 2000)
    page = post(app.test_client(), id_token, state, FRAMED)
    assert "Open this activity in a new window there" in page.text
