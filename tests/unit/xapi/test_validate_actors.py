"""Agents, groups and authorities: who they are is said in exactly one way."""

import pytest

from lms_peer.xapi.validate import Invalid, check
from lms_peer.xapi.versions import Version
from tests.unit.xapi.said import plain, substatement

ACCOUNT = {"homePage": "https://college.example", "name": "learner-42"}
IDENTIFIERS = {
    "mbox": "mailto:amina@example.com",
    "mbox_sha1sum": "cd9b00a5611f94eaa7b1661edab976068e364975",
    "openid": "https://amina.example",
    "account": ACCOUNT,
}
MEMBERS = [{"mbox": "mailto:a@example.com"}, {"objectType": "Agent", "account": ACCOUNT}]
WHERE = {
    "actor": lambda who: plain(actor=who),
    "object": lambda who: plain(object={"objectType": "Agent", **who}),
    "authority": lambda who: plain(authority=who),
    "context.instructor": lambda who: plain(context={"instructor": who}),
    "object.actor": lambda who: plain(object=substatement(actor=who)),
    "object.object": lambda who: plain(object=substatement(object={"objectType": "Agent", **who})),
    "object.context.instructor": lambda who: plain(object=substatement(context={"instructor": who})),
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
@pytest.mark.parametrize("name", IDENTIFIERS)
def test_an_agent_is_known_by_any_one_identifier(where, name):
    good(WHERE[where]({name: IDENTIFIERS[name]}))
    good(WHERE[where]({"objectType": "Agent", "name": "Amina", name: IDENTIFIERS[name]}))


@EVERYWHERE
def test_an_agent_without_an_identifier_is_nobody(where):
    assert refusal(WHERE[where]({"name": "Amina"})).path == where


@EVERYWHERE
@pytest.mark.parametrize("second", ["mbox_sha1sum", "openid", "account"])
def test_an_agent_with_two_identifiers_could_be_two_people(where, second):
    wrong = refusal(WHERE[where]({"mbox": IDENTIFIERS["mbox"], second: IDENTIFIERS[second]}))
    assert wrong.path == where
    assert "but has 2" in wrong.reason


@EVERYWHERE
@pytest.mark.parametrize(
    ("agent", "fault"),
    [
        ({"mbox": "amina@example.com"}, "mbox"),
        ({"mbox_sha1sum": "abc"}, "mbox_sha1sum"),
        ({"openid": "amina.example"}, "openid"),
        ({"account": {"name": "a"}}, "account.homePage"),
        ({"account": {"homePage": "https://college.example"}}, "account.name"),
        ({"account": {**ACCOUNT, "homePage": "college.example"}}, "account.homePage"),
        ({"account": {**ACCOUNT, "name": 42}}, "account.name"),
        ({"account": {**ACCOUNT, "id": "x"}}, "account.id"),
        ({"account": "learner-42"}, "account"),
        ({"mbox": IDENTIFIERS["mbox"], "name": 1}, "name"),
        ({"mbox": IDENTIFIERS["mbox"], "member": []}, "member"),
    ],
)
def test_a_fault_in_an_agent_is_named_by_its_place(where, agent, fault):
    assert refusal(WHERE[where](agent)).path == f"{where}.{fault}"


@pytest.mark.parametrize("kind", ["agent", "group", "Person", "Activity", "", None, 1])
def test_an_actor_is_an_agent_or_a_group(kind):
    wrong = refusal(plain(actor={"objectType": kind, "mbox": IDENTIFIERS["mbox"]}))
    assert wrong.path == "actor.objectType"


def _group(**parts):
    return {"objectType": "Group", **parts}


@pytest.mark.parametrize(
    "group",
    [
        _group(member=MEMBERS),
        _group(name="Group A", member=MEMBERS[:1]),
        *(_group(**{name: identifier}) for name, identifier in IDENTIFIERS.items()),
        _group(mbox="mailto:group@example.com", member=MEMBERS),
        _group(mbox="mailto:group@example.com", member=[]),
    ],
)
def test_a_group_has_an_identifier_or_lists_its_members(group):
    good(plain(actor=group))
    good(plain(object=group))
    good(plain(context={"team": group, "instructor": group}))
    good(plain(object=substatement(actor=group, object=group, context={"team": group})))


@pytest.mark.parametrize(
    ("group", "fault"),
    [
        (_group(), "member"),
        (_group(name="Group A"), "member"),
        (_group(member=[]), "member"),
        (_group(member=MEMBERS[0]), "member"),
        (_group(member=[{"name": "nobody"}]), "member[0]"),
        (_group(member=[MEMBERS[0], {"mbox": "x"}]), "member[1].mbox"),
        (_group(member=[_group(member=MEMBERS)]), "member[0].objectType"),
        (_group(mbox=IDENTIFIERS["mbox"], openid=IDENTIFIERS["openid"]), ""),
        (_group(account={"name": "x"}), "account.homePage"),
    ],
)
def test_a_fault_in_a_group_is_named_by_its_place(group, fault):
    dot = "." if fault else ""
    assert refusal(plain(actor=group)).path == f"actor{dot}{fault}"
    assert refusal(plain(context={"team": group})).path == f"context.team{dot}{fault}"
    assert refusal(plain(object=substatement(object=group))).path == f"object.object{dot}{fault}"


def test_a_team_is_a_group():
    assert refusal(plain(context={"team": {"mbox": IDENTIFIERS["mbox"]}})).path.startswith("context.team")
    wrong = refusal(plain(context={"team": {"objectType": "Agent", "mbox": IDENTIFIERS["mbox"]}}))
    assert wrong.path == "context.team.objectType"


def test_an_authority_may_be_a_person_with_an_application():
    good(plain(authority=_group(member=MEMBERS)))


@pytest.mark.parametrize(
    "members",
    [
        [],
        MEMBERS[:1],
        MEMBERS[1:],
        [*MEMBERS, {"openid": "https://a.example"}],
        [MEMBERS[0], {"openid": "https://a.example"}],
    ],
)
def test_any_other_group_is_no_authority(members):
    assert refusal(plain(authority=_group(member=members))).path == "authority.member"


@pytest.mark.parametrize("name", IDENTIFIERS)
def test_a_group_with_an_identifier_is_no_authority(name):
    assert refusal(plain(authority=_group(member=MEMBERS, **{name: IDENTIFIERS[name]}))).path == "authority"
    assert refusal(plain(authority=_group(**{name: IDENTIFIERS[name]}))).path == "authority"
