"""Merging documents: JSON objects, property by property.

xAPI 1.0.3 part 3, 2.2, 2.3, 2.6, 2.7 and 3.1; IEEE 9274.1.1, 4.1.4 and 4.1.6.
"""

from __future__ import annotations

import pytest

from lms_peer.web.xapi.documents import LIMIT
from tests.conformance.documents.conftest import NEW, Shelf


def test_two_that_are_too_large_together_are_not_merged(shelf: Shelf) -> None:
    assert shelf.post("one", {"a": "x" * (LIMIT - 100)}).status_code == 204
    assert shelf.post("one", {"b": "y" * 200}).status_code == 413
    assert set(shelf.get("one").json) == {"a"}


def test_a_post_where_nothing_is_keeps_what_was_sent(shelf: Shelf) -> None:
    assert shelf.post("one", b'{ "a" : 1.0 }').status_code == 204
    assert shelf.get("one").data == b'{ "a" : 1.0 }'
    assert shelf.post("two", b"\xff\0", {"Content-Type": "application/octet-stream"}).status_code == 204
    assert shelf.get("two").data == b"\xff\0"


def test_a_post_replaces_whole_properties_and_leaves_the_others(shelf: Shelf) -> None:
    shelf.post("one", {"car": {"make": "Mini", "doors": 3}, "miles": 12})
    merged = shelf.post("one", {"car": {"make": "Fiat"}, "wet": None})
    assert merged.status_code == 204
    assert shelf.kept() == {"car": {"make": "Fiat"}, "miles": 12, "wet": None}
    assert shelf.get("one").headers["ETag"] == merged.headers["ETag"]
    assert shelf.get("one").headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"words", "text/plain"),
        (b"{}", "application/octet-stream"),
        (b"[1]", "application/json"),
        (b'"words"', "application/json"),
        (b'{"a": 1}{', "application/json"),
        (b'{"a": 1, "a": 2}', "application/json"),
        (b'{"a": NaN}', "application/json"),
        (b"\xff", "application/json"),
        (b"", "application/json"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "application/json"),
    ],
)
def test_only_json_objects_are_merged(shelf: Shelf, content: bytes, content_type: str) -> None:
    shelf.post("one", {"a": 0})
    assert shelf.post("one", content, {"Content-Type": content_type}).status_code == 400
    assert shelf.kept() == {"a": 0}
    shelf.put("two", content, NEW | {"Content-Type": content_type})
    assert shelf.post("two", {"b": 1}).status_code == 400
    assert shelf.get("two").data == content
    if content_type == "application/json":
        assert shelf.post("three", content).status_code == 400
        assert shelf.get("three").status_code == 404
