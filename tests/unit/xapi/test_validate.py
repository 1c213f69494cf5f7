"""A statement keeps every rule of its version, or the first broken one is named by its place and in plain words."""

import json
from copy import deepcopy

import pytest
from hypothesis import given, settings

from lms_peer.xapi import write
from lms_peer.xapi.parse import parse
from lms_peer.xapi.validate import Invalid, check, check_agent, check_iri, check_language, check_moment, check_uuid
from lms_peer.xapi.versions import Version
from tests.unit.xapi.said import LEARNER, REF, TUTOR, attachment, full, holder, plain, spots, substatement
from tests.unit.xapi.strategies import facts

BOTH = pytest.mark.parametrize("version", Version)
OLD, NEW = Version.V1_0_3, Version.V2_0_0
PLACES = list(spots(full()))
NAMES = [path for path in PLACES if isinstance(path[-1], str)]
# The tags of a language map have no case.
KEYS = [path for path in NAMES if path[-2:-1] not in [("display",), ("description",), ("name",), ("extensions",)]]


def refused(statement, version=OLD):
    with pytest.raises(Invalid) as caught:
        check(statement, version)
    assert caught.value.reason
    return caught.value


@settings(max_examples=150, deadline=None)
@given(facts())
def test_every_fact_we_write_is_a_good_statement_in_both_versions(fact):
    statement = parse(write(fact, "https://peer.example")).statements[0].statement
    for version in Version:
        check(statement, version)


@BOTH
def test_a_statement_that_uses_everything_is_good(version):
    check(full(), version)
    check(plain(object=substatement(context=full()["context"], result=full()["result"])), version)


@pytest.mark.parametrize("path", PLACES, ids=lambda path: ".".join(map(str, path)))
def test_null_is_refused_everywhere_outside_extensions(path):
    statement = full()
    holder(statement, path)[path[-1]] = None
    assert refused(statement).path.startswith(str(path[0]))


@pytest.mark.parametrize("path", KEYS, ids=lambda path: ".".join(map(str, path)))
def test_a_name_in_another_case_is_refused_and_the_right_one_named(path):
    statement = full()
    whole = holder(statement, path)
    whole[path[-1].upper()] = whole.pop(path[-1])
    wrong = refused(statement)
    assert wrong.path.endswith(path[-1].upper())
    assert wrong.reason == f"must be written {path[-1]}"


@pytest.mark.parametrize(
    "path", [(), *(path for path in PLACES if isinstance(holder(full(), (*path, "")), dict))], ids=str
)
def test_a_property_that_the_standard_has_not_is_refused(path):
    statement = full()
    whole = holder(statement, (*path, ""))
    if path[-1:] == ("extensions",):
        whole["https://college.example/ext/more"] = 1
        check(statement, OLD)
    else:
        whole["a surprise"] = "x"
        assert refused(statement).path.endswith("a surprise")


@pytest.mark.parametrize("instead", [3, "x y", True, [], {}, [[]], {"": 1}, 0.5], ids=str)
def test_nothing_of_another_kind_is_taken(instead):
    taken = []
    for path in PLACES:
        statement = full()
        before = holder(statement, path)[path[-1]]
        holder(statement, path)[path[-1]] = instead
        if _kind(before) != _kind(instead):
            try:
                check(statement, OLD)
            except Invalid:
                continue
            taken.append(path)
    # These may be one activity or a list of them, even of none.
    assert taken == ([("context", "contextActivities", "grouping")] if instead == [] else [])


def _kind(value):
    return float if type(value) is int else type(value)


@BOTH
@pytest.mark.parametrize("name", ["actor", "verb", "object"])
def test_actor_verb_and_object_are_always_there(version, name):
    for whole in (plain(), plain(object=substatement())):
        told = whole["object"] if whole["object"].get("objectType") else whole
        del told[name]
        wrong = refused(whole, version)
        assert wrong.path.endswith(name)
        assert wrong.reason == "is missing"


@pytest.mark.parametrize("statement", [None, [], "text", 1, [plain()]], ids=str)
def test_a_statement_is_an_object(statement):
    assert "must be an object" in str(refused(statement))


def test_the_place_of_a_fault_leads_through_objects_and_lists():
    statement = full()
    statement["context"]["contextActivities"]["parent"][0]["id"] = "no scheme"
    wrong = refused(statement)
    assert wrong.path == "context.contextActivities.parent[0].id"
    assert str(wrong).startswith("context.contextActivities.parent[0].id: must be a whole IRI")


def test_a_very_long_name_does_not_fill_the_answer():
    assert len(str(refused(plain(**{"x" * 10_000: 1})))) < 200


@BOTH
@pytest.mark.parametrize("name", ["id", "stored", "version", "authority"])
def test_a_substatement_has_nothing_that_a_server_sets(version, name):
    statement = plain(object=substatement(**{name: full()[name]}))
    assert refused(statement, version).path == f"object.{name}"


@BOTH
def test_a_substatement_holds_no_substatement(version):
    statement = plain(object=substatement(object=substatement()))
    assert refused(statement, version).path == "object.object.objectType"


@BOTH
def test_the_object_may_be_any_of_the_five_kinds(version):
    for about in (LEARNER, {"objectType": "Group", "member": [TUTOR]}, REF, substatement(), {"id": "urn:x:1"}):
        check(plain(object=about), version)


@pytest.mark.parametrize("kind", ["activity", "agent", "Statement", "", "statementref", 1, None, [], {}], ids=str)
def test_any_other_kind_of_object_is_refused(kind):
    assert refused(plain(object={"objectType": kind, "id": "urn:x:1"})).path == "object.objectType"


def test_an_agent_as_object_must_say_that_it_is_one():
    assert refused(plain(object={"mbox": "mailto:amina@example.com"})).path.startswith("object")


@pytest.mark.parametrize("reference", [{"id": REF["id"]}, {"objectType": "StatementRef"}, {**REF, "id": "12"}])
def test_a_reference_to_a_statement_has_its_kind_and_a_uuid(reference):
    refused(plain(context={"statement": reference}))


@BOTH
def test_only_a_statement_can_be_voided(version):
    voided = {"id": "http://adlnet.gov/expapi/verbs/voided"}
    check(plain(verb=voided, object=REF), version)
    for about in ({"id": "urn:x:1"}, LEARNER, substatement()):
        assert refused(plain(verb=voided, object=about), version).path == "object.objectType"


@BOTH
@pytest.mark.parametrize("name", ["revision", "platform"])
def test_only_an_activity_has_a_revision_and_a_platform(version, name):
    context = {name: "2"}
    check(plain(context=context), version)
    check(plain(object=substatement(context=context)), version)
    for about in (LEARNER, REF, substatement()):
        assert refused(plain(object=about, context=context), version).path == f"context.{name}"
    wrong = refused(plain(object=substatement(object=REF, context=context)), version)
    assert wrong.path == f"object.context.{name}"


@pytest.mark.parametrize("text", ["1.0", "1.0.0", "1.0.3", "1.0.9"])
def test_the_version_of_a_statement_may_be_any_patch_of_1_0(text):
    check(plain(version=text), OLD)
    check(plain(version=text), NEW)


@pytest.mark.parametrize("text", ["2.0", "2.0.0", "2.0.1"])
def test_the_version_of_a_statement_may_be_2_0_when_that_is_spoken(text):
    check(plain(version=text), NEW)
    assert refused(plain(version=text), OLD).path == "version"


@BOTH
@pytest.mark.parametrize(
    "text", ["0.9.9", "1.1.0", "1", "1.0.", "1.0.x", "1.0.3 ", "3.0.0", "", "1.0.٣", 1.0, ["1.0"]]
)
def test_any_other_version_is_refused(version, text):
    assert refused(plain(version=text), version).path == "version"


def _with_context(**parts):
    return plain(context=parts)


RELATED_AGENT = {
    "objectType": "contextAgent",
    "agent": LEARNER,
    "relevantTypes": ["https://college.example/roles/peer"],
}
RELATED_GROUP = {"objectType": "contextGroup", "group": {"objectType": "Group", "member": [LEARNER]}}


def test_agents_and_groups_in_a_context_are_of_2_0_only():
    for context in ({"contextAgents": [RELATED_AGENT]}, {"contextGroups": [RELATED_GROUP]}):
        check(_with_context(**context), NEW)
        check(plain(object=substatement(context=context)), NEW)
        assert refused(_with_context(**context), OLD).path == f"context.{next(iter(context))}"


@pytest.mark.parametrize(
    "context",
    [
        {"contextAgents": RELATED_AGENT},
        {"contextAgents": [{**RELATED_AGENT, "objectType": "Agent"}]},
        {"contextAgents": [{"agent": LEARNER}]},
        {"contextAgents": [{"objectType": "contextAgent"}]},
        {"contextAgents": [{**RELATED_AGENT, "agent": {"name": "nobody"}}]},
        {"contextAgents": [{**RELATED_AGENT, "agent": RELATED_GROUP["group"]}]},
        {"contextAgents": [{**RELATED_AGENT, "relevantTypes": []}]},
        {"contextAgents": [{**RELATED_AGENT, "relevantTypes": ["peer"]}]},
        {"contextAgents": [{**RELATED_AGENT, "more": 1}]},
        {"contextGroups": [{**RELATED_GROUP, "group": LEARNER}]},
        {"contextGroups": [{**RELATED_GROUP, "group": {"objectType": "Group"}}]},
        {"contextGroups": [RELATED_AGENT]},
    ],
)
def test_agents_and_groups_in_a_context_have_a_shape(context):
    assert refused(_with_context(**context), NEW).path.startswith("context.context")


@pytest.mark.parametrize(
    "score",
    [
        {"scaled": 1.01},
        {"scaled": -2},
        {"scaled": True},
        {"scaled": "0.5"},
        {"raw": 11, "max": 10},
        {"raw": -1, "min": 0},
        {"min": 5, "max": 5},
        {"min": 6, "max": 5},
        {"percent": 50},
        0.5,
    ],
    ids=str,
)
def test_a_score_outside_its_bounds_is_refused(score):
    assert refused(plain(result={"score": score})).path.startswith("result.score")


@pytest.mark.parametrize(
    "score", [{}, {"scaled": -1}, {"scaled": 1}, {"raw": 0, "min": 0, "max": 0.5}, {"raw": 1e9}]
)
def test_a_score_within_its_bounds_is_good(score):
    check(plain(result={"score": score}), OLD)


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ("usageType", "essay"),
        ("display", "Essay"),
        ("contentType", "pdf"),
        ("length", 12.0),
        ("length", -1),
        ("length", True),
        ("length", "12"),
        ("sha2", "abc"),
        ("sha2", "z" * 64),
        ("fileUrl", "essay.pdf"),
        ("fileUrl", ""),
    ],
)
def test_an_attachment_with_a_wrong_part_is_refused(part, instead):
    wrong = refused(plain(attachments=[attachment(), attachment(**{part: instead})]))
    assert wrong.path == f"attachments[1].{part}"


@pytest.mark.parametrize("part", ["usageType", "display", "contentType", "length", "sha2"])
def test_an_attachment_without_one_of_its_parts_is_refused(part):
    incomplete = attachment(fileUrl="https://college.example/f/1")
    del incomplete[part]
    assert refused(plain(attachments=[incomplete])).path == f"attachments[0].{part}"


def test_a_signature_is_attached_as_plain_bytes():
    signature = "http://adlnet.gov/expapi/attachments/signature"
    check(plain(attachments=[attachment(usageType=signature, contentType="application/octet-stream")]), OLD)
    wrong = refused(plain(attachments=[attachment(usageType=signature, contentType="text/plain")]))
    assert wrong.path == "attachments[0].contentType"


def test_the_check_changes_nothing():
    statement = full()
    before = deepcopy(statement)
    check(statement, NEW)
    assert json.dumps(statement) == json.dumps(before)


def test_single_values_are_judged_by_the_same_rules_and_named_by_their_parameter():
    for judge in (
        lambda: check_agent({"mbox": "amina@example.com"}, OLD),
        lambda: check_agent({"mbox": "amina@example.com"}, NEW, "agent"),
    ):
        with pytest.raises(Invalid) as caught:
            judge()
        assert caught.value.path == "agent.mbox"
    for judge in (check_iri, check_uuid, check_language):
        with pytest.raises(Invalid) as caught:
            judge("not one", "parameter")
        assert caught.value.path == "parameter"
    with pytest.raises(Invalid) as caught:
        check_moment("2026-03-04 05:06:07Z", OLD, "since")
    assert caught.value.path == "since"
    check_agent(LEARNER, OLD)
    check_iri("urn:x:1", "id")
    check_uuid(REF["id"], "id")
    check_language("cy", "language")
    check_moment("2026-03-04 05:06:07Z", NEW, "since")
