"""The profile is published for anyone, as JSON-LD."""

from __future__ import annotations

import json

from lms_peer.xapi import profile
from tests.conformance.conftest import Lrs


def nobody(lrs: Lrs, **headers: str):
    """A request without a key and without a version."""
    return lrs.browser.get("/xapi/profile", headers=headers)


def test_anyone_may_read_the_profile(lrs_2: Lrs):
    answer = nobody(lrs_2)
    assert answer.status_code == 200
    assert answer.content_type == "application/ld+json"
    assert answer.json == profile.document()
    assert "X-Experience-API-Version" in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_client_may_read_it_too(lrs: Lrs):
    assert lrs.get("profile").status_code == 200


def test_who_has_it_already_is_told_that_it_is_the_same(lrs_2: Lrs):
    tag = nobody(lrs_2).headers["ETag"]
    assert tag == nobody(lrs_2).headers["ETag"]
    again = nobody(lrs_2, **{"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert nobody(lrs_2, **{"If-None-Match": '"another"'}).status_code == 200


def test_the_head_is_that_of_the_profile(lrs_2: Lrs):
    head = lrs_2.browser.head("/xapi/profile")
    assert (head.status_code, head.data) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(profile.as_json())
    assert head.headers["ETag"] == nobody(lrs_2).headers["ETag"]


def test_a_parameter_that_is_not_known_is_refused(lrs_2: Lrs):
    assert lrs_2.browser.get("/xapi/profile?version=1").status_code == 400


def test_it_can_not_be_written(lrs: Lrs):
    assert lrs.put("profile", {}).status_code == 405
    assert lrs.delete("profile").status_code == 405


def test_it_names_nobody(lrs_2: Lrs):
    assert "lmsp_" not in nobody(lrs_2).text
    assert json.loads(nobody(lrs_2).text)["author"] == {"type": "Organization", "name": "lms_peer"}
