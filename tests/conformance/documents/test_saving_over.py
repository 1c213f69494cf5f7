"""Documents that several clients change: nobody saves over what they did not see.

xAPI 1.0.3 part 3, 2.2, 2.3, 2.6, 2.7 and 3.1; IEEE 9274.1.1, 4.1.4 and 4.1.6.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from tests.conformance.conftest import Lrs
from tests.conformance.documents.conftest import NEW, PATHS, Shelf, shelf_of, statuses

PROFILES = ("activity profile", "agent profile")


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_change_with_the_etag_of_an_older_document_is_refused(shelf: Shelf, method: str) -> None:
    shelf.post("one", {"a": 1})
    seen = shelf.get("one").headers["ETag"]
    shelf.post("one", {"a": 2})
    body = None if method == "DELETE" else {"a": 3}
    for etag in (seen, '"1111111111111111111111111111111111111111"', "1234", f"{seen}, W/{seen}"):
        refused = shelf.ask(method, "one", body, {"If-Match": etag})
        assert refused.status_code == 412, etag
        assert shelf.kept() == {"a": 2}
    newest = shelf.get("one").headers["ETag"]
    assert shelf.ask(method, "one", body, {"If-Match": f"{seen}, {newest}"}).status_code == 204
    assert shelf.kept() == (None if method == "DELETE" else {"a": 3})


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_change_to_what_must_be_there_is_refused_when_it_is_not(shelf: Shelf, method: str) -> None:
    body = None if method == "DELETE" else {"a": 3}
    for etag in ("*", '"1234"'):
        assert shelf.ask(method, "one", body, {"If-Match": etag}).status_code == 412
    assert shelf.get().json == []
    shelf.post("one", {"a": 1})
    assert shelf.ask(method, "one", body, {"If-Match": "*"}).status_code == 204


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_document_that_must_be_new_is_not_saved_over(shelf: Shelf, method: str) -> None:
    assert shelf.ask(method, "one", {"a": 1}, NEW).status_code == 204
    assert shelf.ask(method, "one", {"a": 2}, NEW).status_code == 412
    etag = shelf.get("one").headers["ETag"]
    assert shelf.ask(method, "one", {"a": 2}, {"If-None-Match": f'"1234", {etag}'}).status_code == 412
    assert shelf.kept() == {"a": 1}
    assert shelf.ask(method, "one", {"a": 2}, {"If-None-Match": '"1234"'}).status_code == 204


def test_an_etag_that_a_compressing_proxy_made_weak_is_taken(shelf: Shelf) -> None:
    shelf.post("one", {"a": 1})
    etag = shelf.get("one").headers["ETag"]
    assert shelf.put("one", {"a": 2}, {"If-Match": f"W/{etag}"}).status_code == 204
    assert shelf.put("one", {"a": 3}, {"If-Match": f"W/{etag}"}).status_code == 412


@pytest.mark.parametrize("kind", PROFILES)
def test_in_1_0_3_a_profile_is_never_put_without_a_word_on_what_is_there(lrs_1: Lrs, kind: str) -> None:
    shelf = shelf_of(lrs_1, kind)
    refused = shelf.put("one", {"a": 1})
    assert refused.status_code == 400
    assert "If-None-Match" in refused.text
    assert shelf.get("one").status_code == 404
    shelf.post("one", {"a": 1})
    conflict = shelf.put("one", {"a": 2})
    assert conflict.status_code == 409
    assert "If-Match" in conflict.text
    assert shelf.kept() == {"a": 1}


def test_in_1_0_3_a_state_is_simply_put(lrs_1: Lrs) -> None:
    shelf = shelf_of(lrs_1, "state")
    assert statuses(shelf.put("one", {"a": 1}), shelf.put("one", {"b": 1})) == [204, 204]
    assert shelf.kept() == {"b": 1}


@pytest.mark.parametrize("kind", PATHS)
def test_in_2_0_0_nothing_is_put_over_a_document_unseen(lrs_2: Lrs, kind: str) -> None:
    shelf = shelf_of(lrs_2, kind)
    assert shelf.put("one", {"a": 1}).status_code == 204
    conflict = shelf.put("one", {"b": 1})
    assert conflict.status_code == 409
    assert conflict.mimetype == "text/plain"
    assert "If-Match" in conflict.text
    assert shelf.kept() == {"a": 1}


def test_of_many_clients_that_saw_the_same_document_one_saves(service: Flask, shelf: Shelf) -> None:
    shelf.post("one", {"a": 0})
    seen = {"If-Match": shelf.get("one").headers["ETag"]}
    together = Barrier(4)

    def save(number: int) -> int:
        alone = Lrs(service.test_client(), shelf.lrs.centre, shelf.lrs.key, shelf.lrs.secret, shelf.lrs.version)
        together.wait()
        return Shelf(alone, shelf.kind, shelf.name, shelf.place).put("one", {"a": number + 1}, seen).status_code

    with ThreadPoolExecutor(4) as clients:
        assert sorted(clients.map(save, range(4))) == [204, 412, 412, 412]
