"""Every fact is one statement, and back."""

import json

import pytest
from hypothesis import given, settings

from lms_peer.domain.facts import FACTS
from lms_peer.xapi import NotOurs, kinds, read, write
from tests.unit.xapi.strategies import facts

ISSUER = "https://peer.example"


@pytest.mark.parametrize("kind", FACTS, ids=lambda kind: kind.__name__)
def test_what_is_written_reads_back_as_the_same_fact(kind):
    @settings(max_examples=60, deadline=None)
    @given(facts(kind))
    def check(fact):
        assert read(write(fact, ISSUER)) == fact

    check()


def test_every_kind_of_fact_has_a_statement_and_no_two_share_one():
    assert {kind.fact for kind in kinds.KINDS} == set(FACTS)
    assert len(kinds.OF_STATEMENT) == len(kinds.KINDS)


@settings(max_examples=200, deadline=None)
@given(facts())
def test_a_record_stays_readable_when_the_service_moves_to_another_address(fact):
    assert read(write(fact, "https://old.example/peer")) == read(write(fact, ISSUER))


@settings(max_examples=200, deadline=None)
@given(facts())
def test_people_appear_as_accounts_only(fact):
    statement = json.loads(write(fact, ISSUER))
    people = [statement["actor"], *statement["context"].get("team", {}).get("member", [])]
    people += [statement["context"]["instructor"]] if "instructor" in statement["context"] else []
    assert all(set(person) == {"objectType", "account"} for person in people)


@settings(max_examples=200, deadline=None)
@given(facts())
def test_the_learner_is_the_actor_or_the_team_of_one(fact):
    statement = json.loads(write(fact, ISSUER))
    team = statement["context"].get("team")
    subject = statement["actor"] if team is None else team["member"][0]
    assert (subject["account"]["homePage"], subject["account"]["name"]) == tuple(fact.learner)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"verb": {"id": "http://adlnet.gov/expapi/verbs/registered"}, "object": {"id": "http://x.example"}}',
        b'{"verb": {"id": "http://x.example/v"}, "object": {"objectType": "StatementRef", "id": "x"}}',
    ],
)
def test_a_statement_of_someone_elses_making_is_not_ours(body):
    with pytest.raises(NotOurs):
        read(body)
