"""Lists that go on page by page, as a platform says it."""

from __future__ import annotations

import time

import pytest

from lms_peer.lti.connector import NotTaken, _next_page
from lms_peer.lti.fetching import Reply


def reply(link: str) -> Reply:
    return Reply("https://a.example/list?page=1", 200, {"link": link}, b"")


@pytest.mark.parametrize(
    ("link", "onward"),
    [
        ('<https://a.example/list?page=2>; rel="next"', "https://a.example/list?page=2"),
        ("</list?page=2>; rel=next", "https://a.example/list?page=2"),
        ('<https://a.example/1>; rel="prev", <?page=3>; rel="next"', "https://a.example/list?page=3"),
        ('<https://a.example/1>; rel="prev"', None),
        ("", None),
    ],
)
def test_the_next_page_is_where_the_platform_says(link: str, onward: str | None) -> None:
    assert _next_page(reply(link)) == onward


@pytest.mark.parametrize(
    "elsewhere", ["https://b.example/", "//b.example/", "http://a.example/", "https://a.example:8443/"]
)
def test_a_next_page_on_another_server_is_not_asked(elsewhere: str) -> None:
    with pytest.raises(NotTaken):
        _next_page(reply(f'<{elsewhere}>; rel="next"'))


def test_a_header_that_is_made_to_take_long_does_not() -> None:
    began = time.process_time()
    assert _next_page(reply("<" * 60_000)) is None
    assert time.process_time() - began < 1
