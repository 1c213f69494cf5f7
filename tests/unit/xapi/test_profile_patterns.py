"""The profile says in which order statements come, and a record's come in that order."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from lms_peer.domain import facts as f
from lms_peer.domain.facts import Fact
from lms_peer.xapi import verbs
from lms_peer.xapi.profile.meanings import PATTERNS
from lms_peer.xapi.profile.patterns import patterns
from lms_peer.xapi.profile.templates import template_id, templates
from tests.unit.xapi.given import a_record

MEMBERS = ("sequence", "alternates", "optional", "oneOrMore", "zeroOrMore")
BY_ID = {pattern["id"]: pattern for pattern in patterns()}
LETTERS = {template["id"]: chr(0x100 + number) for number, template in enumerate(templates())}


def members(pattern: dict) -> list[str]:
    (how,) = (name for name in MEMBERS if name in pattern)
    held = pattern[how]
    return held if isinstance(held, list) else [held]


def test_a_pattern_says_one_thing_about_what_the_profile_has():
    for pattern in patterns():
        assert set(members(pattern)) <= set(BY_ID) | set(LETTERS)
        if "sequence" in pattern or "alternates" in pattern:
            assert len(members(pattern)) >= 2
    assert set(PATTERNS) <= {one.rpartition("/")[2] for one in BY_ID}


def test_alternatives_are_never_nothing():
    for pattern in patterns():
        for one in pattern.get("alternates", []):
            assert not {"optional", "zeroOrMore"} & set(BY_ID.get(one, {}))


def test_one_pattern_is_primary_and_tells_what_it_is():
    (primary,) = (pattern for pattern in patterns() if pattern.get("primary"))
    assert primary["prefLabel"]
    assert primary["definition"]


def expression(one: str) -> str:
    """The regular expression that says what a pattern or template says; a template is one letter."""
    if one in LETTERS:
        return LETTERS[one]
    pattern = BY_ID[one]  # a pattern that held itself would never end here
    inner = [expression(member) for member in members(pattern)]
    signs = {"optional": "?", "oneOrMore": "+", "zeroOrMore": "*", "sequence": "", "alternates": ""}
    (how,) = (name for name in MEMBERS if name in pattern)
    return f"(?:{'|'.join(inner) if how == 'alternates' else ''.join(inner)}){signs[how]}"


def follows(name: str, told: list[Fact]) -> bool:
    letters = "".join(LETTERS[template_id(type(fact))] for fact in sorted(told, key=lambda fact: fact.at))
    (pattern,) = (one for one in BY_ID if one.endswith(f"/patterns/{name}"))
    return re.fullmatch(expression(pattern), letters) is not None


def test_a_record_follows_the_one_pattern_from_its_first_statement_to_its_last():
    record = a_record()
    assert follows("registration", record.facts)
    for length in range(1, len(record.facts)):
        assert follows("registration", record.facts[:length])
    assert not follows("registration", record.facts[1:])
    assert not follows("registration", [*record.facts, record.facts[0]])


@pytest.mark.parametrize(
    ("name", "kinds_told"),
    [
        ("judged-evidence", (f.EvidenceSubmitted, f.CriterionJudged, f.CriterionJudged, f.UnitSignedOff)),
        ("judged-evidence", (f.OutsideEvidenceReported, f.CriterionJudged)),
        ("answered-hours", (f.HoursLogged, f.HoursCountersigned)),
        ("answered-hours", (f.HoursLogged, f.HoursVoided)),
        (
            "observation",
            (f.ObservationPlanned, f.ObservationCancelled, f.ObservationRebooked, f.ObservationRecorded),
        ),
    ],
    ids=str,
)
def test_the_parts_of_a_record_go_as_their_patterns_say(name, kinds_told):
    letters = "".join(LETTERS[template_id(kind)] for kind in kinds_told)
    (pattern,) = (one for one in BY_ID if one.endswith(f"/patterns/{name}"))
    assert re.fullmatch(expression(pattern), letters)
    assert not re.fullmatch(expression(pattern), letters[1:])


def test_whatever_counts_as_evidence_may_begin_a_judgement():
    evidence = BY_ID[f"{verbs.PROFILE_VERSION}/patterns/evidence"]
    assert set(members(evidence)) == {template_id(kind) for kind in get_args(f.Evidence)}
