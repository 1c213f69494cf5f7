"""What every resource has in common: versions, parameters, credentials, headers, addresses (part 3, 1, 3 and 4)."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from flask import Flask

from lms_peer.database import db
from lms_peer.domain.scopes import Scope
from lms_peer.people.clients import client_with_key, revoke
from lms_peer.web.xapi import furnish
from tests.conformance.conftest import Lrs, NewLrs, a_statement, basic

VERSION = "X-Experience-API-Version"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
AGENT = json.dumps({"mbox": "mailto:ann@example.org"})
READABLE = [
    ("about", {}),
    ("statements", {}),
    ("activities", {"activityId": "http://lms.example/a"}),
    ("agents", {"agent": AGENT}),
]


# --- versions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["statements", "activities", "agents"])
def test_a_request_without_a_version_is_refused(lrs: Lrs, path: str) -> None:
    answer = lrs.get(path, headers={VERSION: ""})
    assert answer.status_code == 400
    assert VERSION in answer.json["detail"]
    assert answer.headers[VERSION] == "2.0.0"


@pytest.mark.parametrize("spoken", ["0.9", "0.95", "1.1.0", "1", "1.0.", "3.0.0", "2.0.0-beta", "one"])
def test_a_version_that_is_not_spoken_is_refused(lrs: Lrs, spoken: str) -> None:
    assert lrs.get("statements", headers={VERSION: spoken}).status_code == 400


@pytest.mark.parametrize(
    ("asked", "answered"), [("1.0", "1.0.3"), ("1.0.0", "1.0.3"), ("1.0.2", "1.0.3"), ("2.0", "2.0.0")]
)
def test_an_earlier_patch_is_answered_with_the_latest(lrs_2: Lrs, asked: str, answered: str) -> None:
    answer = lrs_2.get("statements", headers={VERSION: asked})
    assert answer.status_code == 200
    assert answer.headers[VERSION] == answered


def test_about_needs_no_key_and_no_version(lrs: Lrs) -> None:
    answer = lrs.get("about", headers={VERSION: "", "Authorization": ""})
    assert answer.status_code == 200
    assert answer.json["version"] == ["1.0.3", "2.0.0"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "statements", 200),
        ("GET", "statements?nonsense=1", 400),
        ("GET", "nowhere", 404),
        ("DELETE", "statements", 405),
        ("POST", "statements", 400),
    ],
)
def test_every_answer_names_the_version(lrs: Lrs, method: str, path: str, status: int) -> None:
    answer = lrs.ask(method, path)
    assert (answer.status_code, answer.headers[VERSION]) == (status, lrs.version)


def test_a_refusal_of_the_key_names_the_version(lrs: Lrs) -> None:
    answer = lrs.get("statements", headers={"Authorization": ""})
    assert (answer.status_code, answer.headers[VERSION]) == (401, lrs.version)


# --- credentials and scopes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent",
    ["", "Basic", "Basic ???", "Basic Og==", "Bearer abc", basic("nobody", "a secret of no use"), "Basic \x00"],
)
def test_bad_credentials_are_refused_with_the_way_to_do_it(lrs: Lrs, sent: str) -> None:
    answer = lrs.get("statements", headers={"Authorization": sent})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")


def test_a_right_key_with_a_wrong_secret_is_refused(lrs: Lrs) -> None:
    answer = lrs.get("statements", headers={"Authorization": basic(lrs.key, lrs.secret + "x")})
    assert answer.status_code == 401


def test_a_client_that_was_shut_out_is_out_at_once(service: Flask, lrs: Lrs) -> None:
    assert lrs.get("statements").status_code == 200
    with service.app_context():
        revoke(client_with_key(lrs.centre, lrs.key))
        db.session.commit()
    assert lrs.get("statements").status_code == 401


NEEDED = {
    ("GET", "statements"): {Scope.STATEMENTS_READ, Scope.STATEMENTS_READ_MINE, Scope.ALL},
    ("POST", "statements"): {Scope.STATEMENTS_WRITE, Scope.ALL},
    ("PUT", "statements"): {Scope.STATEMENTS_WRITE, Scope.ALL},
}


@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize(("method", "path"), list(NEEDED))
def test_a_key_opens_only_what_its_scope_says(new_lrs: NewLrs, scope: Scope, method: str, path: str) -> None:
    answer = new_lrs(scope).ask(method, path)
    assert (answer.status_code != 403) == (scope in NEEDED[method, path])


def test_every_view_says_which_scope_it_needs() -> None:
    app = Flask("lrs", static_folder=None)
    furnish(app)
    assert app.view_functions
    assert [name for name, view in app.view_functions.items() if not hasattr(view, "client_scopes")] == []


def test_a_view_that_says_nothing_is_shut() -> None:
    app = Flask("lrs", static_folder=None)
    furnish(app)
    app.view_functions["xapi.about"] = lambda: "secret"
    assert app.test_client().get("/xapi/about").status_code in (400, 401, 403)


# --- parameters ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "query"), READABLE)
def test_an_unknown_parameter_is_refused(lrs: Lrs, path: str, query: dict[str, str]) -> None:
    answer = lrs.get(path, **query, nonsense="1")
    assert answer.status_code == 400
    assert "nonsense" in answer.json["detail"]


@pytest.mark.parametrize("name", ["StatementId", "statementid", "Verb", "AGENT", "relatedAgents"])
def test_a_parameter_in_another_case_is_refused(lrs: Lrs, name: str) -> None:
    assert lrs.get("statements", **{name: "x"}).status_code == 400


def test_a_parameter_sent_twice_is_refused(lrs: Lrs) -> None:
    assert lrs.get("statements?limit=1&limit=2").status_code == 400


def test_a_parameter_without_end_is_refused(lrs: Lrs) -> None:
    assert lrs.get("statements", verb="http://v.example/" + "a" * 9_000).status_code == 400


# --- methods, addresses, errors --------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "query"), READABLE)
def test_head_answers_as_get_does_without_a_body(lrs: Lrs, path: str, query: dict[str, str]) -> None:
    got, head = lrs.get(path, **query), lrs.head(path, **query)
    assert (head.status_code, head.data) == (200, b"")
    for name in ("Content-Type", "Content-Length", VERSION):
        assert head.headers[name] == got.headers[name]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "statements", "GET, HEAD, OPTIONS, POST, PUT"),
        ("PATCH", "statements", "GET, HEAD, OPTIONS, POST, PUT"),
        ("POST", "about", "GET, HEAD, OPTIONS"),
        ("PUT", "activities", "GET, HEAD, OPTIONS"),
        ("DELETE", "agents", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_wrong_method_is_refused_and_the_right_ones_named(
    lrs: Lrs, method: str, path: str, allowed: str
) -> None:
    answer = lrs.ask(method, path)
    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)


@pytest.mark.parametrize("path", ["", "nowhere", "statements/more", "statements/", "Statements"])
def test_an_address_without_a_resource_is_not_found(lrs: Lrs, path: str) -> None:
    assert lrs.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/statements", "//statements"])
def test_a_double_slash_is_tolerated(lrs: Lrs, path: str) -> None:
    statement = a_statement()
    assert lrs.post(path, statement).status_code == 200
    assert lrs.get(path, statementId=statement["id"]).json["id"] == statement["id"]


def test_an_error_is_told_as_a_problem_that_names_the_property(lrs: Lrs) -> None:
    statement = a_statement(actor={"mbox": "ann@example.org"})
    answer = lrs.post("statements", statement)
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == 400
    assert "actor.mbox" in answer.json["detail"]


def test_no_answer_sets_a_cookie(lrs: Lrs) -> None:
    assert "Set-Cookie" not in lrs.get("statements").headers
    assert "Set-Cookie" not in lrs.post("statements", a_statement()).headers


# --- browsers of other origins (CORS) --------------------------------------------------------------------------


def test_a_browser_may_ask_first_without_a_key(lrs: Lrs) -> None:
    asked = {"Origin": "https://course.example", "Access-Control-Request-Method": "PUT"}
    answer = lrs.ask("OPTIONS", "statements", headers={"Authorization": "", VERSION: "", **asked})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "PUT" in answer.headers["Access-Control-Allow-Methods"]
    allowed = answer.headers["Access-Control-Allow-Headers"]
    for name in ("Authorization", "Content-Type", VERSION, "If-Match", "If-None-Match"):
        assert name in allowed


@pytest.mark.parametrize("path", ["statements", "nowhere", "statements?nonsense=1"])
def test_a_page_of_another_origin_may_read_every_answer(lrs: Lrs, path: str) -> None:
    answer = lrs.get(path)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    exposed = answer.headers["Access-Control-Expose-Headers"]
    for name in ("ETag", "Last-Modified", VERSION, "X-Experience-API-Consistent-Through"):
        assert name in exposed


# --- alternate request syntax (1.0.3 part 3, 1.3) --------------------------------------------------------------


def test_a_form_can_stand_for_a_put(lrs_1: Lrs) -> None:
    statement = a_statement()
    form = {
        "statementId": statement["id"],
        "content": json.dumps(statement),
        VERSION: "1.0.3",
        "Authorization": basic(lrs_1.key, lrs_1.secret),
        "Content-Type": "application/json",
        "Content-Length": "7",
    }
    bare = {"Authorization": "", VERSION: "", **FORM}
    answer = lrs_1.post("statements?method=PUT", urlencode(form).encode(), headers=bare)
    assert answer.status_code == 204
    assert lrs_1.get("statements", statementId=statement["id"]).status_code == 200


def test_a_form_can_stand_for_a_get(lrs_1: Lrs) -> None:
    statement = a_statement()
    lrs_1.post("statements", statement)
    form = urlencode({"statementId": statement["id"]}).encode()
    answer = lrs_1.post("statements?method=GET", form, headers=FORM)
    assert (answer.status_code, answer.json["id"]) == (200, statement["id"])


def test_a_header_in_the_form_wins(lrs_1: Lrs) -> None:
    form = urlencode({VERSION: "0.8"}).encode()
    assert lrs_1.post("statements?method=GET", form, headers=FORM).status_code == 400


@pytest.mark.parametrize(
    ("query", "body", "headers"),
    [
        ("method=GET&limit=1", b"", FORM),
        ("method=GET&method=GET", b"", FORM),
        ("method=BREW", b"", FORM),
        ("method=get", b"", FORM),
        ("method=PUT", b"statementId=1", FORM),
        ("method=PUT", b"", FORM),
        ("method=GET", b"limit=1&limit=2", FORM),
        ("method=GET", b"{}", {}),
        ("method=GET", b"verb=%FF", FORM),
    ],
    ids=str,
)
def test_a_form_that_is_not_as_the_standard_has_it_is_refused(
    lrs_1: Lrs, query: str, body: bytes, headers: dict[str, str]
) -> None:
    assert lrs_1.post(f"statements?{query}", body, headers=headers).status_code == 400


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_the_newer_version_has_no_alternate_syntax(lrs_2: Lrs, method: str) -> None:
    form = urlencode({"limit": "1", "content": "{}"}).encode()
    assert lrs_2.post(f"statements?method={method}", form, headers=FORM).status_code == 400
    inside = urlencode({"limit": "1", "content": "{}", VERSION: "2.0.0"}).encode()
    answer = lrs_2.post(f"statements?method={method}", inside, headers={**FORM, VERSION: ""})
    assert answer.status_code == 400
