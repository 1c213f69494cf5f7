"""Two statements are the same when they differ only in what the standard lets differ."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms_peer.xapi import write
from lms_peer.xapi.parse import parse
from lms_peer.xapi.sameness import same
from tests.unit.xapi.said import LEARNER, LESSON, REF, TUTOR, attachment, full, holder, plain, spots, substatement
from tests.unit.xapi.strategies import facts

GROUP = {"objectType": "Group", "member": [LEARNER, TUTOR]}
TURNED = {"objectType": "Group", "member": [TUTOR, LEARNER]}
# What a server sets, and what belongs to the activity and the verb and not to the statement.
FREE = {"stored", "authority", "version", "definition", "display"}


def alike(one, other):
    return same(one, other), same(other, one)


@settings(max_examples=40, deadline=None)
@given(facts(), st.randoms())
def test_a_statement_is_the_same_however_its_properties_are_ordered(fact, chance):
    statement = parse(write(fact, "https://peer.example")).statements[0].statement
    assert same(statement, _shuffled(statement, chance))


def _shuffled(value, chance: random.Random):
    if isinstance(value, dict):
        return {name: _shuffled(part, chance) for name, part in chance.sample(list(value.items()), len(value))}
    return [_shuffled(part, chance) for part in value] if isinstance(value, list) else value


@settings(max_examples=100, deadline=None)
@given(facts(), facts())
def test_two_facts_are_two_statements(one, other):
    statements = [parse(write(fact, "https://peer.example")).statements[0].statement for fact in (one, other)]
    assert alike(*statements) == ((True, True) if one == other else (False, False))


UNCOUNTED = [path for path in spots(full()) if FREE & set(path) and path[:1] != ("attachments",)]
# An object of another kind has other properties too: see UNLIKE.
COUNTED = [path for path in spots(full()) if path not in UNCOUNTED and path != ("object", "objectType")]


@pytest.mark.parametrize("path", COUNTED, ids=lambda path: ".".join(map(str, path)))
def test_a_change_anywhere_in_the_statement_makes_it_another(path):
    changed = full()
    whole = holder(changed, path)
    whole[path[-1]] = CHANGED.get(path[-1], OTHER[type(whole[path[-1]])])
    assert alike(full(), changed) == (False, False)


OTHER = {str: "another", bool: None, int: 777, float: 0.777, dict: {}, list: []}
CHANGED = {
    "timestamp": "2026-03-04T05:06:07.891Z",
    "object": {"id": "urn:x:other"},
    "duration": "PT1M30.26S",
    "grouping": {"id": "urn:x:other"},
    "mbox": "mailto:other@example.com",
}


@pytest.mark.parametrize("path", UNCOUNTED, ids=lambda path: ".".join(map(str, path)))
def test_a_change_that_a_server_may_make_leaves_it_the_same(path):
    changed = full()
    del holder(changed, path)[path[-1]]
    assert alike(full(), changed) == (True, True)


@pytest.mark.parametrize("name", ["id", "timestamp", "attachments", "stored", "authority", "version"])
def test_what_a_server_adds_leaves_it_the_same(name):
    without = full()
    del without[name]
    assert alike(full(), without) == (True, True)


@pytest.mark.parametrize("name", ["actor", "verb", "object", "result", "context"])
def test_what_no_server_adds_makes_it_another(name):
    without = full()
    del without[name]
    assert alike(full(), without) == (False, False)


ALIKE = {
    "the zone of a time": (
        plain(timestamp="2026-03-04T05:06:07Z"),
        plain(timestamp="2026-03-04T06:06:07.000+01:00"),
    ),
    "a time without a zone is UTC": (
        plain(timestamp="2026-03-04T05:06:07"),
        plain(timestamp="2026-03-04T05:06:07Z"),
    ),
    "the zone of a time in a substatement": (
        plain(object=substatement(timestamp="2026-03-04T05:06:07Z")),
        plain(object=substatement(timestamp="2026-03-04T04:06:07-01:00")),
    ),
    "the case of a UUID": (plain(id="AB" + REF["id"][2:]), plain(id="ab" + REF["id"][2:])),
    "the case of a reference": (plain(object=REF), plain(object={**REF, "id": REF["id"].upper()})),
    "the case of a language": (plain(context={"language": "en-gb"}), plain(context={"language": "en-GB"})),
    "the case of a host's name": (
        plain(actor={"mbox": "mailto:amina@EXAMPLE.com"}),
        plain(actor={"mbox": "mailto:amina@example.com"}),
    ),
    "the case of a hash": (plain(attachments=[attachment()]), plain(attachments=[attachment(sha2="5F" * 32)])),
    "the order of an actor's members": (plain(actor=GROUP), plain(actor=TURNED)),
    "the order of a team": (plain(context={"team": GROUP}), plain(context={"team": TURNED})),
    "the order of the members of an object": (plain(object=GROUP), plain(object=TURNED)),
    "the order of members inside": (
        plain(object=substatement(actor=GROUP)),
        plain(object=substatement(actor=TURNED)),
    ),
    "the order of a related group": (
        plain(context={"contextGroups": [{"objectType": "contextGroup", "group": GROUP}]}),
        plain(context={"contextGroups": [{"objectType": "contextGroup", "group": TURNED}]}),
    ),
    "one activity or a list of it": (
        plain(context={"contextActivities": {"parent": {"id": LESSON}}}),
        plain(context={"contextActivities": {"parent": [{"id": LESSON}]}}),
    ),
    "what an activity is called": (
        plain(context={"contextActivities": {"other": [{"id": LESSON, "definition": {"name": {"en": "1"}}}]}}),
        plain(context={"contextActivities": {"other": [{"id": LESSON}]}}),
    ),
    "what a verb is called inside": (
        plain(object=substatement(verb={"id": LESSON, "display": {"en": "read"}})),
        plain(object=substatement(verb={"id": LESSON})),
    ),
    "1 and 1.0": (plain(result={"score": {"raw": 1}}), plain(result={"score": {"raw": 1.0}})),
    "beyond a hundredth of a second": (
        plain(result={"duration": "PT0.12S"}),
        plain(result={"duration": "PT0.1299S"}),
    ),
    "zeros at the end of a duration": (
        plain(result={"duration": "PT1.1S"}),
        plain(result={"duration": "PT1.10S"}),
    ),
    "no hundredths": (plain(result={"duration": "PT1S"}), plain(result={"duration": "PT1.009S"})),
}
UNLIKE = {
    "another moment": (
        plain(timestamp="2026-03-04T05:06:07Z"),
        plain(timestamp="2026-03-04T05:06:07+01:00"),
    ),
    "a substatement's time is its sender's": (
        plain(object=substatement(timestamp="2026-03-04T05:06:07Z")),
        plain(object=substatement()),
    ),
    "another id": (plain(id=REF["id"]), plain(id="00" + REF["id"][2:])),
    "true and 1": (
        plain(result={"extensions": {"urn:x:1": True}}),
        plain(result={"extensions": {"urn:x:1": 1}}),
    ),
    "false and null": (
        plain(result={"extensions": {"urn:x:1": False}}),
        plain(result={"extensions": {"urn:x:1": None}}),
    ),
    "1 and the text 1": (
        plain(result={"extensions": {"urn:x:1": 1}}),
        plain(result={"extensions": {"urn:x:1": "1"}}),
    ),
    "null and nothing": (plain(result={"extensions": {"urn:x:1": None}}), plain(result={"extensions": {}})),
    "case in an extension": (
        plain(context={"extensions": {"urn:x:1": {"mbox": "mailto:a@B.example", "id": "A"}}}),
        plain(context={"extensions": {"urn:x:1": {"mbox": "mailto:a@b.example", "id": "a"}}}),
    ),
    "order in an extension": (
        plain(context={"extensions": {"urn:x:1": {"member": [1, 2]}}}),
        plain(context={"extensions": {"urn:x:1": {"member": [2, 1]}}}),
    ),
    "the order of activities": (
        plain(context={"contextActivities": {"parent": [{"id": "urn:x:1"}, {"id": "urn:x:2"}]}}),
        plain(context={"contextActivities": {"parent": [{"id": "urn:x:2"}, {"id": "urn:x:1"}]}}),
    ),
    "a member twice": (
        plain(actor={"objectType": "Group", "member": [LEARNER, LEARNER]}),
        plain(actor={"objectType": "Group", "member": [LEARNER]}),
    ),
    "the case of a name before the @": (
        plain(actor={"mbox": "mailto:Amina@example.com"}),
        plain(actor={"mbox": "mailto:amina@example.com"}),
    ),
    "a duration written another way": (plain(result={"duration": "PT60S"}), plain(result={"duration": "PT1M"})),
    "a hundredth of a second": (plain(result={"duration": "PT0.12S"}), plain(result={"duration": "PT0.13S"})),
    "half an hour and half a second": (plain(result={"duration": "PT0.5H"}), plain(result={"duration": "PT0.5S"})),
    "large numbers": (
        plain(result={"score": {"raw": 9007199254740993}}),
        plain(result={"score": {"raw": 9007199254740992}}),
    ),
    "an activity and a reference": (plain(object={"id": LESSON}), plain(object=REF)),
    "other files": (plain(attachments=[attachment()]), plain(attachments=[attachment(sha2="00" * 32)])),
}


@pytest.mark.parametrize("difference", ALIKE)
def test_this_difference_does_not_count(difference):
    assert ALIKE[difference][0] != ALIKE[difference][1] or difference == "1 and 1.0"
    assert alike(*ALIKE[difference]) == (True, True)


@pytest.mark.parametrize("difference", UNLIKE)
def test_this_difference_counts(difference):
    assert alike(*UNLIKE[difference]) == (False, False)


def test_comparing_changes_neither():
    one, other = full(), full()
    assert same(one, other)
    assert one == other == full()
