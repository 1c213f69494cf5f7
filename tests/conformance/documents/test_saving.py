"""Saving and getting documents: what a client saves is what it gets back.

xAPI 1.0.3 part 3, 2.2, 2.3, 2.6, 2.7 and 3.1; IEEE 9274.1.1, 4.1.4 and 4.1.6.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from lms_peer.database import pretend
from lms_peer.web.xapi.documents import LIMIT
from tests.conformance.documents.conftest import NEW, Shelf

TEXT = {"Content-Type": "text/plain"}


def test_bytes_and_content_type_come_back_as_they_were_sent(shelf: Shelf) -> None:
    content = bytes(range(256)) * 3
    saved = shelf.put("one", content, NEW | {"Content-Type": 'image/x-odd; a="b c"'})
    assert saved.status_code == 204
    assert saved.data == b""
    found = shelf.get("one")
    assert found.status_code == 200
    assert found.data == content
    assert found.headers["Content-Type"] == 'image/x-odd; a="b c"'


def test_what_is_sent_without_a_content_type_is_bytes(shelf: Shelf) -> None:
    assert shelf.put("one", b"\0\1", NEW | {"Content-Type": ""}).status_code == 204
    assert shelf.get("one").headers["Content-Type"] == "application/octet-stream"


def test_a_form_is_a_document_like_any_other(shelf: Shelf) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert shelf.put("one", b"a=1&b=2", NEW | form).status_code == 204
    assert shelf.get("one").data == b"a=1&b=2"


def test_an_empty_document_is_a_document(shelf: Shelf) -> None:
    assert shelf.put("one", b"", NEW | TEXT).status_code == 204
    assert shelf.get("one").data == b""
    assert shelf.get().json == ["one"]


def test_a_document_that_is_not_there_is_not_found(shelf: Shelf) -> None:
    assert shelf.get("one").status_code == 404


def test_head_is_get_without_the_content(shelf: Shelf) -> None:
    shelf.post("one", {"a": 1})
    its_own = {"Date": "", "X-Request-ID": ""}
    for name in ("one", None):
        got, head = shelf.get(name), shelf.ask("HEAD", name)
        assert head.status_code == 200
        assert head.data == b""
        assert {**head.headers, **its_own} == {**got.headers, **its_own}
    assert shelf.ask("HEAD", "none").status_code == 404


def test_any_name_will_do_and_case_counts(shelf: Shelf) -> None:
    names = ["a b", "Ünï/cøde ✓", "one", "ONE", "?&=#%25", "http://x.example/y?z=1", "x" * 1000]
    for name in names:
        assert shelf.post(name, {"name": name}).status_code == 204
    assert [shelf.kept(name) for name in names] == [{"name": name} for name in names]
    assert shelf.get().json == sorted(names)


def test_the_etag_is_the_digest_of_the_content_in_quotes(shelf: Shelf) -> None:
    saved = shelf.put("one", b"some words", NEW | TEXT)
    expected = f'"{hashlib.sha1(b"some words", usedforsecurity=False).hexdigest()}"'
    assert saved.headers["ETag"] == shelf.get("one").headers["ETag"] == expected


def test_who_has_it_already_is_not_sent_it_again(shelf: Shelf) -> None:
    shelf.put("one", b"some words", NEW | TEXT)
    etag = shelf.get("one").headers["ETag"]
    again = shelf.get("one", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert shelf.get("one", headers={"If-None-Match": '"other"'}).status_code == 200


def test_last_modified_is_when_it_was_saved(shelf: Shelf) -> None:
    noon = datetime(2026, 3, 1, 12, 0, 0, 123000, tzinfo=UTC)
    with pretend(noon):
        shelf.post("one", {"a": 1})
    with pretend(noon + timedelta(seconds=90)):
        shelf.post("two", {"a": 1})
    modified = [parsedate_to_datetime(shelf.get(name).headers["Last-Modified"]) for name in ("one", "two", None)]
    assert modified == [noon.replace(microsecond=0) + timedelta(seconds=after) for after in (0, 90, 90)]
    with pretend(noon + timedelta(seconds=200)):
        shelf.post("one", {"b": 1})
    assert shelf.get("one").last_modified == noon.replace(microsecond=0) + timedelta(seconds=200)


def test_a_page_kept_as_a_document_can_do_nothing_in_a_browser(shelf: Shelf) -> None:
    shelf.put("one", b"<script>alert(1)</script>", NEW | {"Content-Type": "text/html"})
    headers = shelf.get("one").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "'none'" in headers["Content-Security-Policy"]


def test_a_document_can_be_8_megabytes_and_no_more(shelf: Shelf) -> None:
    assert shelf.put("one", b"x" * LIMIT, NEW | TEXT).status_code == 204
    too_big = shelf.put("two", b"x" * (LIMIT + 1), NEW | TEXT)
    assert too_big.status_code == 413
    assert too_big.headers["X-Experience-API-Version"] == shelf.lrs.version
    assert shelf.get().json == ["one"]
