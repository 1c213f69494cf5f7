"""Pages and static files are small on the line, and their length tells nothing."""

from __future__ import annotations

import gzip
from uuid import UUID

import brotli
import pytest
from flask.testing import FlaskClient

from tests.unit.web.conftest import SignIn


@pytest.mark.parametrize(("accepted", "unpack"), [("br, gzip", brotli.decompress), ("gzip", gzip.decompress)])
def test_a_static_file_is_the_same_once_unpacked(client: FlaskClient, accepted: str, unpack: object) -> None:
    plain = client.get("/static/app.css")
    small = client.get("/static/app.css", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == accepted.partition(",")[0]
    assert "Accept-Encoding" in small.headers["Vary"]
    assert unpack(small.data) == plain.data  # type: ignore[operator]
    assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data) / 2


def test_a_browser_that_has_the_file_is_not_sent_it_again(client: FlaskClient) -> None:
    first = client.get("/static/app.css", headers={"Accept-Encoding": "gzip"})
    again = client.get(
        "/static/app.css", headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304
    assert again.data == b""


def test_a_page_is_small_and_the_same_once_unpacked(client: FlaskClient) -> None:
    page = client.get("/sign-in", headers={"Accept-Encoding": "br"})
    assert page.headers["Content-Encoding"] == "br"
    assert "Sign in" in brotli.decompress(page.data).decode()


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_the_length_of_a_page_is_left_to_chance(client: FlaskClient, encoding: str) -> None:
    lengths = {len(client.get("/sign-in", headers={"Accept-Encoding": encoding}).data) for _ in range(12)}
    assert len(lengths) > 3


def test_a_browser_that_takes_neither_gets_the_plain_page(client: FlaskClient) -> None:
    page = client.get("/sign-in", headers={"Accept-Encoding": "zstd"})
    assert "Content-Encoding" not in page.headers
    assert "Sign in" in page.text


def test_a_head_request_has_no_body(client: FlaskClient) -> None:
    assert client.head("/sign-in", headers={"Accept-Encoding": "gzip"}).data == b""


def test_only_the_page_of_files_may_use_the_microphone(client: FlaskClient, sign_in: SignIn, ann: UUID) -> None:
    said = client.get("/sign-in").headers
    assert "microphone=()" in said["Permissions-Policy"]
    assert "camera=()" in said["Permissions-Policy"]
    assert "blob:" not in said["Content-Security-Policy"]
