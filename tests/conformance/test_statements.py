"""Taking statements in: one or many, once and for good (part 2, 2; part 3, 2.1)."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest

from lms_peer.domain.scopes import Scope
from tests.conformance.conftest import Lrs, NewLrs, a_statement, said

VOIDED = "http://adlnet.gov/expapi/verbs/voided"


def one(lrs: Lrs, statement_id: str, **query: str) -> Any:
    """The statement with this id."""
    answer = lrs.get("statements", statementId=statement_id, **query)
    assert answer.status_code == 200, answer.data
    return answer.json


def voiding(statement_id: str, **parts: Any) -> dict[str, Any]:
    """A statement that takes another back."""
    return a_statement(verb={"id": VOIDED}, object={"objectType": "StatementRef", "id": statement_id}, **parts)


# --- one and many ----------------------------------------------------------------------------------------------


def test_one_statement_is_kept_and_its_id_answered(lrs: Lrs) -> None:
    statement = a_statement()
    answer = lrs.post("statements", statement)
    assert (answer.status_code, answer.json) == (200, [statement["id"]])
    assert one(lrs, statement["id"])["actor"] == statement["actor"]


def test_many_are_kept_in_order_and_their_ids_answered(lrs: Lrs) -> None:
    batch = [a_statement() for _ in range(5)]
    answer = lrs.post("statements", batch)
    ids = [statement["id"] for statement in batch]
    assert (answer.status_code, answer.json) == (200, ids)
    assert said(lrs) == ids


def test_a_statement_without_an_id_is_given_one(lrs: Lrs) -> None:
    (given,) = lrs.post("statements", a_statement(id=None)).json
    assert one(lrs, given)["id"] == given


def test_an_empty_list_says_nothing(lrs: Lrs) -> None:
    answer = lrs.post("statements", [])
    assert (answer.status_code, answer.json) == (200, [])
    assert said(lrs) == []


def test_all_are_kept_or_none(lrs: Lrs) -> None:
    batch = [a_statement(), a_statement(verb={"id": "no iri"}), a_statement()]
    assert lrs.post("statements", batch).status_code == 400
    assert said(lrs) == []


def test_none_is_kept_when_one_of_them_is_already_there_and_different(lrs: Lrs) -> None:
    first = a_statement()
    lrs.post("statements", first)
    assert lrs.post("statements", [a_statement(), a_statement(id=first["id"])]).status_code == 409
    assert said(lrs) == [first["id"]]


def test_an_id_twice_in_one_request_is_refused(lrs: Lrs) -> None:
    statement = a_statement()
    assert lrs.post("statements", [statement, statement]).status_code == 400
    twice = [statement, statement | {"id": statement["id"].upper()}]
    assert lrs.post("statements", twice).status_code == 400
    assert said(lrs) == []


def test_put_keeps_one_under_the_id_it_names(lrs: Lrs) -> None:
    statement, bare = a_statement(), a_statement(id=None)
    assert lrs.put("statements", statement, statementId=statement["id"]).status_code == 204
    chosen = str(uuid4())
    answer = lrs.put("statements", bare, statementId=chosen)
    assert (answer.status_code, answer.data) == (204, b"")
    assert said(lrs) == [statement["id"], chosen]


@pytest.mark.parametrize(
    "query",
    [{}, {"statementId": "one"}, {"statementId": ""}, {"statementid": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"}],
)
def test_put_needs_the_id_of_a_statement(lrs: Lrs, query: dict[str, str]) -> None:
    assert lrs.put("statements", a_statement(id=None), **query).status_code == 400


def test_put_refuses_another_id_inside_and_a_list(lrs: Lrs) -> None:
    statement = a_statement()
    assert lrs.put("statements", statement, statementId=str(uuid4())).status_code == 400
    assert lrs.put("statements", [statement], statementId=statement["id"]).status_code == 400
    assert said(lrs) == []


# --- once and for good -----------------------------------------------------------------------------------------


def test_the_same_statement_again_is_no_mistake_and_kept_once(lrs: Lrs) -> None:
    statement = a_statement()
    for _ in range(2):
        assert lrs.post("statements", statement).json == [statement["id"]]
        assert lrs.put("statements", statement, statementId=statement["id"]).status_code == 204
    assert said(lrs) == [statement["id"]]


def test_what_was_put_without_an_id_can_be_sent_again(lrs: Lrs) -> None:
    bare, chosen = a_statement(id=None), str(uuid4())
    for _ in range(2):
        assert lrs.put("statements", bare, statementId=chosen).status_code == 204
    assert lrs.post("statements", bare | {"id": chosen}).status_code == 200
    assert said(lrs) == [chosen]


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_another_statement_under_a_used_id_is_a_conflict_and_the_first_stays(lrs: Lrs, method: str) -> None:
    first = a_statement()
    lrs.post("statements", first)
    other = a_statement(id=first["id"])
    query = {"statementId": first["id"]} if method == "PUT" else {}
    answer = lrs.ask(method, "statements", other, query)
    assert (answer.status_code, answer.mimetype) == (409, "application/problem+json")
    assert one(lrs, first["id"])["actor"] == first["actor"]


def test_of_eight_who_use_one_id_at_once_exactly_one_wins(database_lrs: Lrs) -> None:
    shared, ready = str(uuid4()), Barrier(8)
    statements = [a_statement(id=shared) for _ in range(8)]

    def send(statement: dict[str, Any]) -> int:
        ready.wait()
        return database_lrs.fresh().post("statements", statement).status_code

    with ThreadPoolExecutor(8) as writers:
        statuses = list(writers.map(send, statements))
    assert sorted(statuses) == [200] + [409] * 7
    winner = statements[statuses.index(200)]
    assert one(database_lrs, shared)["actor"] == winner["actor"]
    assert said(database_lrs) == [shared]


# --- what the server adds --------------------------------------------------------------------------------------


def test_the_server_says_when_it_was_stored_and_who_vouches(lrs: Lrs) -> None:
    claimed = {"objectType": "Agent", "mbox": "mailto:somebody@example.org"}
    statement = a_statement(authority=claimed, stored="2011-01-01T00:00:00.000Z")
    lrs.post("statements", statement)
    kept = one(lrs, statement["id"])
    assert kept["authority"]["account"]["name"] == lrs.key
    assert kept["stored"] > "2020"
    assert kept["timestamp"] == kept["stored"]


@pytest.mark.parametrize(("spoken", "default"), [("1.0.3", "1.0.0"), ("2.0.0", "2.0.0")])
def test_a_version_that_was_left_out_is_filled_in(new_lrs: NewLrs, spoken: str, default: str) -> None:
    lrs, statement = new_lrs(version=spoken), a_statement()
    lrs.post("statements", statement)
    assert one(lrs, statement["id"])["version"] == default


def test_a_version_that_was_sent_is_kept(lrs: Lrs) -> None:
    sent = "1.0.2" if lrs.version == "1.0.3" else "2.0.0"
    statement = a_statement(version=sent)
    lrs.post("statements", statement)
    assert one(lrs, statement["id"])["version"] == sent


def test_numbers_and_letters_come_back_as_they_were_written(lrs_2: Lrs) -> None:
    plain = json.dumps(a_statement(result={"extensions": {"http://x.example/n": 0}}))
    body = plain.replace(
        '"http://x.example/n": 0', '"http://x.example/n" : [1.10000000000000000000001, 1E2, "\\u00e9é", 1.0]'
    ).encode()
    assert lrs_2.post("statements", body).status_code == 200
    whole = lrs_2.get("statements").data.decode()
    assert '"http://x.example/n" : [1.10000000000000000000001, 1E2, "\\u00e9é", 1.0]' in whole


def test_what_must_be_written_anew_keeps_its_numbers_too(lrs_2: Lrs) -> None:
    plain = json.dumps(a_statement(stored="2011-01-01T00:00:00Z", result={"score": {"raw": 0}}))
    lrs_2.post("statements", plain.replace('"raw": 0', '"raw": 1.0000000000000000000001').encode())
    assert '"raw": 1.0000000000000000000001' in lrs_2.get("statements").data.decode()


def test_a_single_context_activity_is_answered_as_a_list(lrs_1: Lrs) -> None:
    parent = {"id": "http://lms.example/parent"}
    statement = a_statement(context={"contextActivities": {"parent": parent, "category": [parent]}})
    assert lrs_1.post("statements", statement).status_code == 200
    kept = one(lrs_1, statement["id"])["context"]["contextActivities"]
    assert kept == {"parent": [parent], "category": [parent]}


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        ("2026-03-04T05:06:07.123+02:00", "2026-03-04T03:06:07.123Z"),
        ("2026-03-04T05:06:07.123456-02:00", "2026-03-04T07:06:07.123456Z"),
        ("2026-03-04T05:06+02:00", "2026-03-04T03:06:00.000Z"),
        ("2026-03-04T05:06:07Z", "2026-03-04T05:06:07Z"),
    ],
)
def test_the_newer_version_answers_times_in_utc(lrs_2: Lrs, sent: str, answered: str) -> None:
    statement = a_statement(timestamp=sent)
    assert lrs_2.post("statements", statement).status_code == 200
    assert one(lrs_2, statement["id"])["timestamp"] == answered


# --- taking back -----------------------------------------------------------------------------------------------


def test_what_was_taken_back_is_found_only_by_asking_for_it(lrs: Lrs) -> None:
    statement = a_statement()
    lrs.post("statements", statement)
    back = voiding(statement["id"])
    assert lrs.post("statements", back).status_code == 200
    assert lrs.get("statements", statementId=statement["id"]).status_code == 404
    assert lrs.get("statements", voidedStatementId=statement["id"]).json["id"] == statement["id"]
    assert said(lrs) == [back["id"]]


def test_what_was_not_taken_back_is_not_found_among_what_was(lrs: Lrs) -> None:
    statement = a_statement()
    lrs.post("statements", statement)
    assert lrs.get("statements", voidedStatementId=statement["id"]).status_code == 404


def test_what_takes_back_can_not_be_taken_back(lrs: Lrs) -> None:
    statement = a_statement()
    back = voiding(statement["id"])
    lrs.post("statements", [statement, back])
    lrs.post("statements", voiding(back["id"]))
    assert one(lrs, back["id"])["id"] == back["id"]
    assert lrs.get("statements", statementId=statement["id"]).status_code == 404


def test_taking_back_what_is_not_known_is_taken(lrs: Lrs) -> None:
    assert lrs.post("statements", voiding(str(uuid4()))).status_code == 200


def test_another_client_can_not_take_back(new_lrs: NewLrs) -> None:
    ours = new_lrs()
    theirs = new_lrs(centre=ours.centre)
    statement = a_statement()
    ours.post("statements", statement)
    theirs.post("statements", voiding(statement["id"]))
    assert one(ours, statement["id"])["id"] == statement["id"]


# --- whose it is -----------------------------------------------------------------------------------------------


def test_another_centres_statements_do_not_exist(new_lrs: NewLrs) -> None:
    north, south = new_lrs(), new_lrs()
    statement = a_statement()
    north.post("statements", statement)
    assert said(south) == []
    assert south.get("statements", statementId=statement["id"]).status_code == 404
    assert south.get("statements", agent=json.dumps(statement["actor"])).json["statements"] == []


def test_another_centre_may_use_the_same_id(new_lrs: NewLrs) -> None:
    north, south = new_lrs(), new_lrs()
    statement = a_statement()
    other = a_statement(id=statement["id"])
    assert north.post("statements", statement).status_code == 200
    assert south.post("statements", other).status_code == 200
    south.post("statements", voiding(statement["id"]))
    assert one(north, statement["id"])["actor"] == statement["actor"]


def test_a_client_that_reads_its_own_sees_nothing_else(new_lrs: NewLrs) -> None:
    all_of_it = new_lrs()
    own = new_lrs(Scope.STATEMENTS_WRITE, Scope.STATEMENTS_READ_MINE, centre=all_of_it.centre)
    theirs, mine = a_statement(), a_statement()
    all_of_it.post("statements", theirs)
    own.post("statements", mine)
    assert said(own) == [mine["id"]]
    assert said(all_of_it) == [theirs["id"], mine["id"]]
    assert own.get("statements", statementId=theirs["id"]).status_code == 404
    all_of_it.post("statements", voiding(theirs["id"]))
    assert own.get("statements", voidedStatementId=theirs["id"]).status_code == 404
