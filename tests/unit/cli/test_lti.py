"""`lms-peer lti`."""

from __future__ import annotations

import re

from lms_peer.app import create_app
from lms_peer.lti.keys import published
from lms_peer.lti.platforms import invitation

ADD = (
    *("lti", "add", "--centre", "north", "--name", "College", "--issuer", "https://college.example"),
    *("--client-id", "peer", "--auth-login-url", "https://college.example/auth", "--deployment", "1"),
    *("--token-url", "https://college.example/token", "--jwks-url", "https://college.example/jwks"),
)


def test_an_address_to_paste_is_shown_and_works(centre) -> None:
    said = centre("lti", "invite", "--centre", "north")
    token = re.search(r"/lti/register/(\S+)", said.out)
    assert token
    app = create_app()
    with app.app_context():
        assert not invitation(token[1]).with_names


def test_a_platform_is_connected_listed_and_switched_off(centre) -> None:
    added = re.search(r"Connected College to North centre: (\S+)", centre(*ADD).out)
    assert added
    assert "pending  College  https://college.example  peer" in centre("lti", "list", "--centre", "north").out
    assert "College is off" in centre("lti", "switch", "--centre", "north", added[1], "off").out
    again = centre(*ADD)
    assert (again.status, "connected already" in again.err) == (1, True)


def test_a_new_key_leaves_the_one_before_published(centre) -> None:
    centre("lti", "keys", "rotate")
    said = centre("lti", "keys", "rotate").out
    with create_app().app_context():
        kids = [one["kid"] for one in published()["keys"]]
    assert len(kids) == 2
    assert kids[0] in said
    assert "in use" in centre("lti", "keys", "list").out
