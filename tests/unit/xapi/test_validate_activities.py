"""Verbs and activities: what was done and what it was done to."""

import pytest

from lms_peer.xapi.validate import Invalid, check
from lms_peer.xapi.versions import Version
from tests.unit.xapi.said import LESSON, plain, substatement

QUESTIONS = ["true-false", "choice", "fill-in", "long-fill-in", "matching"]
QUESTIONS += ["performance", "sequencing", "likert", "numeric", "other"]
LISTS = ["choices", "scale", "source", "target", "steps"]
COMPONENTS = [{"id": "a", "description": {"en": "A"}}, {"id": "b"}]
WHERE = {
    "object": lambda activity: plain(object=activity),
    "object.object": lambda activity: plain(object=substatement(object=activity)),
    "context.contextActivities.category": lambda activity: plain(
        context={"contextActivities": {"category": activity}}
    ),
    "context.contextActivities.other[1]": lambda activity: plain(
        context={"contextActivities": {"other": [{"id": LESSON}, activity]}}
    ),
}
EVERYWHERE = pytest.mark.parametrize("where", WHERE)


def refusal(statement):
    for version in Version:
        with pytest.raises(Invalid) as caught:
            check(statement, version)
    return caught.value


def good(statement):
    for version in Version:
        check(statement, version)


@EVERYWHERE
def test_an_activity_needs_no_more_than_an_id(where):
    good(WHERE[where]({"id": LESSON}))
    good(WHERE[where]({"objectType": "Activity", "id": LESSON, "definition": {}}))


@EVERYWHERE
@pytest.mark.parametrize(
    ("activity", "fault"),
    [
        ({}, "id"),
        ({"definition": {}}, "id"),
        ({"id": "lesson 1"}, "id"),
        ({"id": LESSON, "objectType": "activity"}, "objectType"),
        ({"id": LESSON, "definition": "a lesson"}, "definition"),
        ({"id": LESSON, "definition": {"name": "Lesson"}}, "definition.name"),
        ({"id": LESSON, "definition": {"name": {"en_GB": "Lesson"}}}, "definition.name.en_GB"),
        ({"id": LESSON, "definition": {"description": {"en": 1}}}, "definition.description.en"),
        ({"id": LESSON, "definition": {"type": "lesson"}}, "definition.type"),
        ({"id": LESSON, "definition": {"moreInfo": "about.html"}}, "definition.moreInfo"),
        ({"id": LESSON, "definition": {"extensions": {"room": 1}}}, "definition.extensions"),
        ({"id": LESSON, "definition": {"extensions": "room"}}, "definition.extensions"),
    ],
)
def test_a_fault_in_an_activity_is_named_by_its_place(where, activity, fault):
    assert refusal(WHERE[where](activity)).path == f"{where}.{fault}"


def _defined(**definition):
    return plain(object={"id": LESSON, "definition": definition})


@pytest.mark.parametrize(
    "kind",
    [
        "true-false",
        "choice",
        "fill-in",
        "long-fill-in",
        "matching",
        "performance",
        "sequencing",
        "likert",
        "numeric",
        "other",
    ],
)
def test_there_are_ten_kinds_of_question(kind):
    good(_defined(interactionType=kind, correctResponsesPattern=["true", ""]))


@pytest.mark.parametrize(
    "kind", ["Choice", "essay", "", "http://adlnet.gov/choice", 1, {"choice": 1}, ["choice"], None]
)
def test_any_other_kind_of_question_is_refused(kind):
    assert refusal(_defined(interactionType=kind)).path == "object.definition.interactionType"


@pytest.mark.parametrize("name", ["correctResponsesPattern", *LISTS])
def test_answers_without_the_kind_of_question_are_refused(name):
    wrong = refusal(_defined(**{name: []}))
    assert wrong.path == "object.definition.interactionType"
    assert name in wrong.reason


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_answers_holds_each_id_once(name):
    good(_defined(interactionType="other", **{name: COMPONENTS}))
    wrong = refusal(_defined(interactionType="other", **{name: [*COMPONENTS, {"id": "a"}]}))
    assert wrong.path == f"object.definition.{name}[2].id"


@pytest.mark.parametrize(
    ("component", "fault"),
    [
        ({}, ".id"),
        ({"id": 1}, ".id"),
        ({"id": "a", "description": "A"}, ".description"),
        ({"id": "a", "text": "A"}, ".text"),
        ("a", ""),
    ],
)
def test_a_fault_in_an_answer_is_named_by_its_place(component, fault):
    wrong = refusal(_defined(interactionType="choice", choices=[component]))
    assert wrong.path == f"object.definition.choices[0]{fault}"


@pytest.mark.parametrize("pattern", ["true", [True], [1], {"0": "true"}])
def test_correct_answers_are_a_list_of_texts(pattern):
    wrong = refusal(_defined(interactionType="true-false", correctResponsesPattern=pattern))
    assert wrong.path.startswith("object.definition.correctResponsesPattern")


@pytest.mark.parametrize(
    ("verb", "fault"),
    [
        ({}, "verb.id"),
        ({"display": {"en": "read"}}, "verb.id"),
        ({"id": "read"}, "verb.id"),
        ({"id": LESSON, "display": "read"}, "verb.display"),
        ({"id": LESSON, "display": {"english!": "read"}}, "verb.display.english!"),
        ("read", "verb"),
    ],
)
def test_a_fault_in_a_verb_is_named_by_its_place(verb, fault):
    assert refusal(plain(verb=verb)).path == fault
    assert refusal(plain(object=substatement(verb=verb))).path == f"object.{fault}"


@pytest.mark.parametrize("name", ["Parent", "parents", "sibling"])
def test_there_are_four_ways_to_relate_an_activity(name):
    assert refusal(plain(context={"contextActivities": {name: [{"id": LESSON}]}})).path.endswith(name)


@pytest.mark.parametrize("related", ["lesson", 1, [LESSON], [[{"id": LESSON}]], [None]])
def test_what_is_related_is_an_activity_or_a_list_of_them(related):
    wrong = refusal(plain(context={"contextActivities": {"parent": related}}))
    assert wrong.path.startswith("context.contextActivities.parent")


def test_an_agent_is_no_related_activity():
    agent = {"objectType": "Agent", "mbox": "mailto:amina@example.com"}
    refusal(plain(context={"contextActivities": {"parent": agent}}))
