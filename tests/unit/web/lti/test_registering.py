"""A platform registers itself with the address that a trainer pasted there."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms_peer.database import db, now
from lms_peer.domain.launching import BadPlatform
from lms_peer.domain.roles import Role
from lms_peer.lti.platforms import invite
from lms_peer.lti.tables import Deployment, Invitation, Platform, PlatformState
from tests.plant import ISSUER
from tests.signer import Signer
from tests.unit.web.conftest import SignIn, person, token

from .conftest import registered

_TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"


@pytest.fixture
def address(app: Flask, north: UUID) -> str:
    """What the trainer pasted."""
    return invited(app, north)


def invited(app: Flask, centre: UUID, with_names: bool = False) -> str:
    with app.app_context():
        word = invite(centre, UUID(int=0), with_names=with_names)
        db.session.commit()
    return f"/lti/register/{word}"


def platforms(app: Flask) -> list[Platform]:
    with app.app_context():
        return list(db.session.scalars(select(Platform)))


def switches(page: str) -> list[str]:
    """Which ways a platform can be switched on its page."""
    return re.findall(r'action="/platforms/[^"/]+/(on|off)"', page)


def test_a_platform_is_connected_to_the_centre_of_its_invitation(
    app: Flask, client: FlaskClient, north: UUID, school: Signer, address: str
) -> None:
    school.answer = {"client_id": "abc", _TOOL: {"deployment_id": "7"}}
    asked = {"openid_configuration": school.describes_itself(), "registration_token": "their word"}
    page = client.get(address, query_string=asked)
    assert "wants to be connected to North centre" in page.text
    assert platforms(app) == []  # only looked at
    page = client.post(address, data=asked)
    assert (page.status_code, "platform-close.js" in page.text) == (200, True)
    (made,) = platforms(app)
    assert (made.centre_id, made.client_id, made.family) == (north, "abc", "moodle")
    assert made.state is PlatformState.PENDING
    headers, told = school.posted[0]
    assert headers["authorization"] == "Bearer their word"
    assert told["redirect_uris"] == [f"{ISSUER}/lti/launch"]
    assert told["jwks_uri"] == f"{ISSUER}/lti/jwks"
    assert told[_TOOL]["claims"] == ["iss", "sub"]
    with app.app_context():
        assert db.session.scalars(select(Deployment.deployment_id)).all() == ["7"]


def test_without_a_registration_token_there_is_no_authorization(
    app: Flask, client: FlaskClient, school: Signer, address: str
) -> None:
    assert client.post(address, data={"openid_configuration": school.describes_itself()}).status_code == 200
    assert "authorization" not in school.posted[0][0]


def test_names_are_asked_for_only_when_the_trainer_said_so(
    app: Flask, client: FlaskClient, north: UUID, school: Signer
) -> None:
    address = invited(app, north, with_names=True)
    client.post(address, data={"openid_configuration": school.describes_itself()})
    assert school.posted[0][1][_TOOL]["claims"] == ["iss", "sub", "name", "given_name", "family_name"]
    assert platforms(app)[0].with_names


def test_an_invitation_works_once_and_for_a_week(
    app: Flask, client: FlaskClient, north: UUID, school: Signer, address: str
) -> None:
    asked = {"openid_configuration": school.describes_itself()}
    assert client.post(address, data=asked).status_code == 200
    assert client.post(address, data=asked).status_code == 409
    late = invited(app, north)
    with app.app_context():
        for one in db.session.scalars(select(Invitation)):
            one.expires = now() - timedelta(seconds=1)
        db.session.commit()
    assert client.get(late, query_string=asked).status_code == 409
    assert client.post("/lti/register/invented", data=asked).status_code == 409
    assert len(platforms(app)) == len(school.posted) == 1


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"issuer": "https://another.example"}, 422),
        ({"issuer": None}, 422),
        ({"jwks_uri": "file:///etc/passwd"}, 422),
        ({"registration_endpoint": "http://169.254.169.254/latest"}, 424),
    ],
)
def test_a_platform_that_says_something_odd_of_itself_is_not_connected(
    app: Flask, client: FlaskClient, school: Signer, address: str, changed: dict[str, str], status: int
) -> None:
    asked = {"openid_configuration": school.describes_itself(**changed)}
    assert client.post(address, data=asked).status_code == status
    assert platforms(app) == []
    assert client.post(address, data={"openid_configuration": school.describes_itself()}).status_code == 200


@pytest.mark.parametrize(
    "where",
    [
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "https://[::ffff:169.254.169.254]/",
        "https://user@example.org/",
        "gopher://example.org/",
    ],
)
def test_an_address_that_is_no_platforms_is_not_asked(
    app: Flask, client: FlaskClient, address: str, where: str
) -> None:
    answer = client.get(address, query_string={"openid_configuration": where})
    assert answer.status_code in (422, 424)
    assert platforms(app) == []


def test_a_platform_that_redirects_inside_is_not_followed(
    client: FlaskClient, school: Signer, address: str
) -> None:
    answer = client.get(address, query_string={"openid_configuration": f"{school.issuer}/away"})
    assert (answer.status_code, school.asked) == (424, ["/away"])


def test_the_closing_page_may_be_framed_and_keeps_its_opener(
    client: FlaskClient, school: Signer, address: str
) -> None:
    page = client.post(address, data={"openid_configuration": school.describes_itself()})
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in page.headers
    assert page.headers["Cross-Origin-Opener-Policy"] == "unsafe-none"


def test_a_trainer_is_shown_one_address_once(app: Flask, sign_in: SignIn, north: UUID) -> None:
    browser = sign_in(person(app, "Tess Sample", {north: (Role.TRAINER,)}))
    form = browser.get("/platforms/invite", follow_redirects=True)
    submission = form.text.split('name="submission" value="')[1].partition('"')[0]
    said = {"csrf_token": token(form.text), "submission": submission, "with_names": "y"}
    page = browser.post("/platforms/invite", data=said)
    assert f"{ISSUER}/lti/register/" in page.text
    assert browser.post("/platforms/invite", data=said).text.count("/lti/register/") == 1
    with app.app_context():
        (made,) = db.session.scalars(select(Invitation))
        assert (made.centre_id, made.with_names, made.used) == (north, True, None)


def test_a_trainer_connects_one_by_hand_and_switches_it_off(app: Flask, sign_in: SignIn, north: UUID) -> None:
    browser = sign_in(person(app, "Tess Sample", {north: (Role.TRAINER,)}))
    form = browser.get("/platforms/new", follow_redirects=True)
    assert f"{ISSUER}/lti/login" in form.text
    said = {
        "csrf_token": token(form.text),
        "submission": form.text.split('name="submission" value="')[1].partition('"')[0],
        "name": "College",
        "issuer": "https://college.example",
        "client_id": "abc",
        "auth_login_url": "https://college.example/auth",
        "token_url": "not an address",
        "jwks_url": "https://college.example/jwks",
        "deployments": "1\n2\n\n1",
    }
    wrong = browser.post("/platforms/new", data=said)
    assert (wrong.status_code, "Write all of this address" in wrong.text) == (422, True)
    assert platforms(app) == []
    said["token_url"] = "https://college.example/token"
    assert browser.post("/platforms/new", data=said).status_code == 302
    (made,) = platforms(app)
    with app.app_context():
        assert sorted(db.session.scalars(select(Deployment.deployment_id))) == ["1", "2"]
    page = browser.get(f"/platforms/{made.id}")
    assert switches(page.text) == ["off"]
    browser.post(f"/platforms/{made.id}/off", data={"csrf_token": token(page.text)})
    assert platforms(app)[0].state is PlatformState.OFF
    assert switches(browser.get(f"/platforms/{made.id}").text) == ["on"]
    again = said | {"submission": "0b9a2a5c-6d9e-4a53-9a7e-1d1d1d1d1d1d"}
    taken = browser.post("/platforms/new", data=again)
    assert (taken.status_code, "connected already" in taken.text) == (422, True)


def test_canvas_reads_all_of_it_from_one_address(client: FlaskClient) -> None:
    told = client.get("/lti/canvas.json").json
    (extension,) = told["extensions"]
    assert extension["privacy_level"] == "anonymous"
    assert {one["placement"] for one in extension["settings"]["placements"]} >= {"assignment_selection"}
    assert extension["settings"]["icon_url"].startswith(f"{ISSUER}/static/")
    assert client.get("/lti/canvas-with-names.json").json["extensions"][0]["privacy_level"] == "name_only"


@pytest.mark.parametrize("issuer", [ISSUER, f"{ISSUER}/"])
def test_no_platform_has_our_own_address(app: Flask, north: UUID, school: Signer, issuer: str) -> None:
    with pytest.raises(BadPlatform, match="issuer"):
        registered(app, north, school, issuer=issuer)
