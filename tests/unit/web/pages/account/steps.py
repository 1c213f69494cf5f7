"""What tests of signing in do again and again: fill in a form, open a letter, come from an address."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms_peer import jobs, mail
from lms_peer.database import db
from tests.unit.web.conftest import PASSWORD, token


def send(client: FlaskClient, page: str, to: str = "", address: str = "127.0.0.1", **fields: Any) -> TestResponse:
    """Open the page, fill its form in and send it, from this address."""
    opened = client.get(page, follow_redirects=True).text
    fresh = re.search(r'name="submission" value="([^"]+)"', opened)
    filled = {"csrf_token": token(opened), "submission": fresh[1] if fresh else "", **fields}
    return client.post(to or page, data=filled, environ_overrides={"REMOTE_ADDR": address})


def signs_in(
    client: FlaskClient, identity: str, password: str = PASSWORD, address: str = "127.0.0.1"
) -> TestResponse:
    """Type a username and a password."""
    return send(client, "/sign-in", address=address, identity=identity, password=password)


def letters(app: Flask) -> list[Any]:
    """What was sent by e-mail since the last time, once every job is done."""
    jobs.work(app, once=True)
    box = mail.sent(app)
    found = list(box)
    box.clear()
    with app.app_context():
        db.session.remove()
    return found


def link_in(letter: Any) -> str:
    """The path of the first link of a letter."""
    found = re.search(r"http://peer\.example(/\S+)", letter.body)
    assert found, letter.body
    return found[1]
