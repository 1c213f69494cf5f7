"""An answer that is complete goes to the server as it is."""

from __future__ import annotations

import pytest
from werkzeug.test import create_environ, run_wsgi_app

from lms_peer.web.xapi.protocol import json_answer, problem

BODY = '["é"]'.encode()


def test_a_complete_answer_is_a_list_with_its_length() -> None:
    said: list[tuple[str, dict[str, str]]] = []
    body = json_answer(["é"])(
        create_environ(), lambda status, headers, _=None: said.append((status, dict(headers)))
    )
    assert body == [BODY]
    assert said == [("200 OK", {"Content-Type": "application/json", "Content-Length": str(len(BODY))})]


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_error_says_what_it_is(method: str) -> None:
    body, status, headers = run_wsgi_app(
        problem(404, "There is none.", {"Allow": "GET"}), create_environ(method=method)
    )
    assert (status, headers["Content-Type"], headers["Allow"]) == (
        "404 NOT FOUND",
        "application/problem+json",
        "GET",
    )
    assert b"There is none." in b"".join(body)


def test_the_head_of_an_answer_has_no_body() -> None:
    body, status, headers = run_wsgi_app(json_answer(["é"]), create_environ(method="HEAD"))
    assert (b"".join(body), status, headers["Content-Length"]) == (b"", "200 OK", str(len(BODY)))


def test_what_is_to_be_done_afterwards_is_done_once_the_body_was_sent() -> None:
    done: list[str] = []
    answer = json_answer(["é"])
    answer.call_on_close(lambda: done.append("noted"))
    body, _, _ = run_wsgi_app(answer, create_environ())
    before, sent = list(done), b"".join(body)
    body.close()  # type: ignore[attr-defined]
    assert (before, sent, done) == ([], BODY, ["noted"])
