"""Our profile says what our statements are, and they are what it says."""

from __future__ import annotations

import copy
import json
import re

import pytest
from hypothesis import HealthCheck, given, settings

from lms_peer.domain.facts import FACTS, Fact
from lms_peer.xapi import activities, kinds, profile, verbs, write
from lms_peer.xapi.profile import matching, unmet
from lms_peer.xapi.profile.jsonpath import values
from lms_peer.xapi.profile.meanings import ACTIVITY_TYPES, ATTACHMENTS, EXTENSIONS, VERBS
from lms_peer.xapi.profile.patterns import patterns
from lms_peer.xapi.profile.templates import template_id, templates
from lms_peer.xapi.write import extension_fields
from tests.unit.domain.given import LISTEN, Record
from tests.unit.xapi.given import a_record
from tests.unit.xapi.strategies import facts

ISSUER = "https://peer.example"
PROFILE = profile.document()
NAMED = [*PROFILE["concepts"], *PROFILE["templates"], *PROFILE["patterns"]]
IDS = [one["id"] for one in NAMED]
IRI = re.compile(r"https?://[^\s]+")


def statement_of(fact: Fact) -> dict:
    return json.loads(write(fact, ISSUER))


# --- every statement follows it -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FACTS, ids=lambda kind: kind.__name__)
def test_whatever_fact_we_write_follows_the_template_of_its_kind_and_no_other(kind):
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
    @given(facts(kind).filter(lambda fact: getattr(fact, "criteria", True)))
    def check(fact):
        statement = statement_of(fact)
        assert unmet(statement) == []
        assert [template["id"] for template in matching(statement)] == [template_id(kind)]

    check()


def test_the_statements_of_a_whole_record_follow_it():
    assert [line for fact in a_record().facts for line in unmet(statement_of(fact))] == []


@pytest.mark.parametrize("kind", FACTS, ids=lambda kind: kind.__name__)
def test_a_statement_without_a_part_that_must_be_there_does_not_follow_it(kind):
    template = next(one for one in templates() if one["id"] == template_id(kind))
    required = [rule["location"] for rule in template["rules"] if rule["presence"] == "included"]
    assert len(required) >= 5

    @settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
    @given(facts(kind).filter(lambda fact: getattr(fact, "criteria", True)))
    def check(fact):
        for location in required:
            if location != "$.object.objectType":  # then it would be another kind of statement
                assert unmet(without(statement_of(fact), location)), location

    check()


def without(statement: dict, location: str) -> dict:
    """The statement without what is at a location."""
    changed = copy.deepcopy(statement)
    path = re.sub(r"\[\*\].*", "", location)
    *outer, last = re.findall(r"\.(\w+)|\['([^']+)'\]", path)
    inner = changed
    for name, quoted in outer:
        inner = inner[name or quoted]
    del inner[last[0] or last[1]]
    return changed


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("context", "contextActivities", "parent", 0, "definition", "type"), activities.TYPES[activities.UNIT]),
        (("attachments", 0, "usageType"), f"{kinds.USAGE}portfolio"),
        (("verb", "id"), verbs.ISSUED),
        (("context", "contextActivities", "category", 0, "id"), "https://example.org/another-profile"),
        (("context", "contextActivities", "grouping", 0, "definition", "type"), "https://example.org/course"),
    ],
    ids=str,
)
def test_a_part_that_is_something_else_is_told(path, value):
    statement = statement_of(Record().submits(LISTEN))
    assert unmet(statement) == []
    inner = statement
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    (line,) = unmet(statement)
    assert line


@pytest.mark.parametrize(
    "statement", [{}, {"verb": "x"}, {"context": {"contextActivities": []}}, {"verb": {"id": 5}}]
)
def test_what_is_hardly_a_statement_is_told_and_breaks_nothing(statement):
    assert unmet(statement)


def test_every_statement_names_the_version_of_the_profile_that_it_follows():
    category = statement_of(Record().facts[0])["context"]["contextActivities"]["category"]
    assert category == [
        {
            "objectType": "Activity",
            "id": PROFILE["versions"][0]["id"],
            "definition": {"type": "http://adlnet.gov/expapi/activities/profile"},
        }
    ]


# --- the rules of the profile specification, as far as they can be seen without a network -------------------------


def test_the_head_is_what_the_specification_asks_for():
    assert PROFILE["@context"] == "https://w3id.org/xapi/profiles/context"
    assert PROFILE["conformsTo"] == "https://w3id.org/xapi/profiles#1.0"
    assert PROFILE["type"] == "Profile"
    assert PROFILE["id"] == verbs.PROFILE
    assert PROFILE["author"]["type"] in {"Organization", "Person"}
    assert PROFILE["author"]["name"]


def test_versions_are_dated_and_each_after_the_first_says_what_it_revises():
    newest, *older = PROFILE["versions"]
    assert newest["id"] == verbs.PROFILE_VERSION
    assert newest["id"] != PROFILE["id"]
    for version in PROFILE["versions"]:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", version["generatedAtTime"])
        assert version["generatedAtTime"][:10] == version["id"].rpartition("/")[2]
    assert ("wasRevisionOf" in newest) == bool(older)


def parts(value: object) -> list[object]:
    """A value and every value in it."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value, *(found for one in inner for found in parts(one))]


def test_nothing_in_it_is_empty():
    assert [part for part in parts(PROFILE) if part is None or part in ("", [], {})] == []


def test_every_id_is_an_iri_and_there_once():
    assert all(IRI.fullmatch(one) for one in IDS)
    assert len(set(IDS)) == len(IDS)


def test_everything_in_it_belongs_to_the_version_it_describes():
    assert {one["inScheme"] for one in NAMED} == {verbs.PROFILE_VERSION}


def test_templates_and_patterns_of_another_version_will_have_other_addresses():
    assert all(one["id"].startswith(verbs.PROFILE_VERSION) for one in [*templates(), *patterns()])


@pytest.mark.parametrize("one", NAMED, ids=lambda one: one["id"].rpartition("lms-peer/")[2])
def test_names_and_meanings_are_language_maps(one):
    if one["type"] == "Pattern" and not one.get("primary"):
        return
    for name in ("prefLabel", "definition"):
        assert set(one[name]) == {"en"}
        assert one[name]["en"].strip() == one[name]["en"]


def test_only_concepts_that_the_specification_knows_are_there_with_only_its_properties():
    usual = {"id", "type", "inScheme", "prefLabel", "definition"}
    for concept in PROFILE["concepts"]:
        if concept["type"] == "ContextExtension":
            assert set(concept) == usual | {"recommendedVerbs", "inlineSchema"}
            assert isinstance(json.loads(concept["inlineSchema"]), dict)
        else:
            assert concept["type"] in {"Verb", "ActivityType", "AttachmentUsageType"}
            assert set(concept) == usual


def test_templates_have_only_properties_and_rules_that_the_specification_knows():
    allowed = {
        "id", "type", "inScheme", "prefLabel", "definition", "verb", "objectActivityType", "attachmentUsageType",
        "contextGroupingActivityType", "contextCategoryActivityType", "objectStatementRefTemplate",
        "contextStatementRefTemplate", "rules",
    }  # fmt: skip
    for template in templates():
        assert template["type"] == "StatementTemplate"
        assert set(template) <= allowed
        assert ("objectActivityType" in template) != ("objectStatementRefTemplate" in template)
        for rule in template["rules"]:
            assert set(rule) <= {"location", "presence", "all", "scopeNote"}
            assert rule["presence"] in {"included", "recommended"}
            assert values(rule["location"], {}) == []


def test_every_reference_leads_to_something_in_the_profile():
    for template in templates():
        for name in ("objectStatementRefTemplate", "contextStatementRefTemplate"):
            assert set(template.get(name, [])) <= {one["id"] for one in templates()}
    concepts = {concept["id"]: concept["type"] for concept in PROFILE["concepts"]}
    for template in templates():
        for verb in [template["verb"]]:
            assert not verb.startswith(verbs.PROFILE) or concepts[verb] == "Verb"
        for usage in template.get("attachmentUsageType", []):
            assert concepts[usage] == "AttachmentUsageType"
        for noun in [*template["contextGroupingActivityType"], template.get("objectActivityType")]:
            assert noun is None or concepts[noun] == "ActivityType"


# --- nothing is forgotten -----------------------------------------------------------------------------------------


def test_every_verb_of_our_own_is_explained_and_no_verb_of_anybody_elses():
    said = {kind.verb for kind in kinds.KINDS}
    assert set(VERBS) == {verb for verb in said if verb.startswith(verbs.PROFILE)}
    assert set(verbs.DISPLAY) == said


def test_every_activity_type_attachment_and_extension_is_explained():
    assert set(ACTIVITY_TYPES) == set(activities.TYPES)
    assert set(ATTACHMENTS) == set(kinds.ATTACHED.values())
    assert set(EXTENSIONS) == {name for kind in kinds.KINDS for name in extension_fields(kind)}


def test_every_kind_of_fact_has_one_template():
    assert [template["id"] for template in templates()] == [template_id(kind.fact) for kind in kinds.KINDS]
    assert len(templates()) == len(FACTS)


def test_no_statement_could_follow_two_templates():
    """What is determined by the verb alone must be the only one with that verb."""
    determined = [(one["verb"], one.get("objectActivityType")) for one in templates()]
    for verb, noun in determined:
        same = [other for other in determined if other[0] == verb]
        assert len(same) == 1 or (noun and all(other for _, other in same)), verb
